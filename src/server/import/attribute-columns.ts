import type {Field} from './columns.ts';

/** Where WooCommerce's n-th attribute stands. */
export interface AttributeColumns {
  readonly name: number;
  readonly values: number | undefined;
}

type Part = 'name' | 'value';

const ATTRIBUTE = /^(?:attribute|属性|屬性)(\d+)(name|名称|名稱|value(?:\(s\))?|值)$/;

/**
 * The columns of attributes, by their English and Chinese headers or by what was mapped to `option1_name` and `option1_value`. What the
 * header of the first attribute is in another language goes for the others too, with their number in place of the 1.
 */
export function attributeColumns(plain: readonly string[], at: ReadonlyMap<Field, number>): AttributeColumns[] {
  const recognised = recognise(plain);
  const numbers = plain.map((_, index) => index + 1);
  return numbers.flatMap(number => {
    const name = recognised.get(`${number} name`) ?? mapped(plain, at, number, 'name');
    const values = recognised.get(`${number} value`) ?? mapped(plain, at, number, 'value');
    return name === undefined ? [] : [{name, values}];
  });
}

function recognise(plain: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  plain.forEach((header, index) => {
    const [, number, part = ''] = ATTRIBUTE.exec(header) ?? [];
    if (number === undefined) return;
    const key = `${+number} ${/^(?:name|名)/.test(part) ? 'name' : 'value'}`;
    if (!found.has(key)) found.set(key, index);
  });
  return found;
}

const FIRST_THREE: Readonly<Record<Part, readonly Field[]>> = {
  name: ['option1_name', 'option2_name', 'option3_name'],
  value: ['option1_value', 'option2_value', 'option3_value'],
};

function mapped(plain: readonly string[], at: ReadonlyMap<Field, number>, number: number, part: Part): number | undefined {
  const [first, ...others] = FIRST_THREE[part].map(field => at.get(field));
  if (number === 1) return first;
  const own = others[number - 2];
  if (own !== undefined) return own;
  const like = first === undefined ? undefined : plain[first];
  const index = like?.includes('1') ? plain.indexOf(like.replace('1', String(number))) : -1;
  return index < 0 ? undefined : index;
}
