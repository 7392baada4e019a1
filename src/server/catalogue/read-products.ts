import type {Queryable} from '../database/database.ts';
import type {ProductRow, TranslationRow, VariantRow} from './rows.ts';

/** A product that is sold, with its variants that are sold, in the reader's language. */
export interface SoldProduct {
  readonly product: ProductRow;
  readonly variants: readonly VariantRow[];
  /** BCP 47 tag of the texts. */
  readonly language: string;
  /** What its category is called, in every language, in lower case. */
  readonly categories: readonly string[];
}

const TRANSLATED_PRODUCT = ['title', 'description', 'description_html', 'product_type', 'url', 'tags', 'options', 'media'] as const;
const TRANSLATED_VARIANT = ['title', 'options', 'media'] as const;

/** Where texts are looked for: `locales` best first; `own` is the language of the rows themselves. */
export interface Reading {
  readonly locales: readonly string[];
  readonly own: string;
}

/** Reads products by id, in the order asked for; drafts, archived ones and those without anything to sell are left out. */
export async function readSoldProducts(db: Queryable, ids: readonly string[], reading: Reading): Promise<readonly SoldProduct[]> {
  if (ids.length === 0) return [];
  const products = await db.query<ProductRow>(`select * from products where id = any($1::text[]) and status = 'active'`, [ids]);
  const variants = await db.query<VariantRow>(
    `select * from variants where product_id = any($1::text[]) and status = 'active' order by product_id, position, id`, [ids]);
  const texts = await readTranslations(db, [...products.map(row => row.id), ...variants.map(row => row.id)], reading.locales);
  const categories = await readCategories(db, products);
  const byId = new Map(products.map(row => [row.id, row]));
  const byProduct = new Map<string, VariantRow[]>();
  for (const row of variants) byProduct.set(row.product_id, [...(byProduct.get(row.product_id) ?? []), row]);
  return ids.flatMap(id => {
    const product = byId.get(id);
    const own = byProduct.get(id);
    if (!product || !own) return [];
    return [{
      product: overlay(product, TRANSLATED_PRODUCT, texts.get(product.id)),
      variants: own.map(variant => overlay(variant, TRANSLATED_VARIANT, texts.get(variant.id))),
      language: texts.get(product.id)?.get('title')?.locale ?? reading.own,
      categories: categories.get(product.id) ?? [],
    }];
  });
}

async function readCategories(db: Queryable, products: readonly ProductRow[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db.query<{entity_id: string; name: string}>(
    `select entity_id, lower(value #>> '{}') as name from translations where entity_id = any($1::text[]) and field = 'product_type'`, [products.map(row => row.id)]);
  return new Map(products.map(({id, product_type: own}) => [
    id, [...(own ? [own.toLowerCase()] : []), ...rows.filter(row => row.entity_id === id).map(row => row.name)]]));
}

/** For each entity and field the translation in the best locale. */
export type Translations = ReadonlyMap<string, ReadonlyMap<string, TranslationRow>>;

export async function readTranslations(db: Queryable, entities: readonly string[], locales: readonly string[]): Promise<Translations> {
  const best = new Map<string, Map<string, TranslationRow>>();
  if (locales.length === 0 || entities.length === 0) return best;
  const rows = await db.query<TranslationRow>(
    'select * from translations where entity_id = any($1::text[]) and locale = any($2::text[])', [entities, locales]);
  const rank = (row: TranslationRow) => locales.indexOf(row.locale);
  for (const row of rows.sort((a, b) => rank(b) - rank(a))) {
    const fields = best.get(row.entity_id) ?? new Map<string, TranslationRow>();
    best.set(row.entity_id, fields.set(row.field, row));
  }
  return best;
}

/** Replaces columns by their translations; an empty translation or one of another shape is no translation. */
export function overlay<Row extends object>(
  row: Row, fields: readonly (keyof Row & string)[], texts: ReadonlyMap<string, TranslationRow> | undefined,
): Row {
  if (!texts) return row;
  const translated = fields.flatMap(field => {
    const value = texts.get(field)?.value;
    return isFilled(value) && Array.isArray(value) === Array.isArray(row[field]) ? [[field, value] as const] : [];
  });
  return {...row, ...Object.fromEntries(translated)};
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : typeof value === 'string' && value !== '';
}
