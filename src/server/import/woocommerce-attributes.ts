import type {Cells, Reading} from './cells.ts';
import {distinct} from './cells.ts';

/** One of a product's attributes with the values it offers, or of a variation with the one it has. */
export interface Attribute {
  readonly name: string;
  readonly values: readonly string[];
}

/** The attributes of a row, those without a name aside. */
export function attributesOf(row: Cells, reading: Reading): Attribute[] {
  return reading.columns.attributes.flatMap(({name, values}) => {
    const label = row.names(row.at(name)).join(', ');
    return label === '' ? [] : [{name: label, values: row.names(row.at(values))}];
  });
}

/** The attributes of each variation, in the product's spelling: WooCommerce takes `colour: blue` for its `Colour: Blue`. */
export function variationAttributes(rows: readonly Cells[], offered: readonly Attribute[], reading: Reading): Map<Cells, readonly Attribute[]> {
  return new Map(rows.map(row => [row, attributesOf(row, reading).map(attribute => respelled(attribute, offered))]));
}

function respelled({name, values}: Attribute, offered: readonly Attribute[]): Attribute {
  const known = offered.find(one => one.name === name) ?? offered.find(one => alike(one.name, name));
  if (!known) return {name, values};
  return {name: known.name, values: values.map(value => (known.values.includes(value) ? value : known.values.find(one => alike(one, value)) ?? value))};
}

function alike(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** What there is to choose: the attributes that variations name, without those that nothing has a value for. */
export function choices(ofVariations: Iterable<readonly Attribute[]>, offered: readonly Attribute[]): string[] {
  const named = [...ofVariations].flat();
  const valued = new Set([...offered, ...named].filter(({values}) => values.length).map(({name}) => name));
  return distinct(named.map(({name}) => name)).filter(name => valued.has(name));
}
