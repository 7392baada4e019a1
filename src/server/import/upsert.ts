import type {Queryable} from '../database/database.ts';
import {json} from '../database/database.ts';
import type {Columns, Field} from './columns.ts';
import type {ProductDraft} from './product-draft.ts';
import type {PlacedVariant, Storing} from './store-products.ts';

/** A column of a table, its type, and the fields of which the file must have one before a stored value is replaced. */
type Written = readonly [column: string, type: string, fields?: readonly Field[]];

const PRODUCT: readonly Written[] = [
  ['title', 'text'],
  ['description', 'text', ['description', 'short_description']],
  ['vendor', 'text', ['vendor']],
  ['product_type', 'text', ['product_type', 'categories']],
  ['url', 'text', ['url']],
  ['tags', 'jsonb', ['tags']],
  ['options', 'jsonb'],
  ['media', 'jsonb', ['image', 'images']],
  ['status', 'text'],
];

const VARIANT: readonly Written[] = [
  ['position', 'int'],
  ['sku', 'text', ['sku']],
  ['barcode', 'text', ['barcode']],
  ['title', 'text'],
  ['options', 'jsonb'],
  ['currency', 'text'],
  ['price', 'bigint'],
  ['list_price', 'bigint', ['list_price']],
  ['sale_price', 'bigint', ['sale_price']],
  ['sale_starts', 'timestamptz', ['sale_price', 'sale_starts']],
  ['sale_ends', 'timestamptz', ['sale_price', 'sale_ends']],
  ['oversell', 'boolean', ['oversell']],
  ['requires_delivery', 'boolean', ['requires_delivery', 'kind']],
  ['grams', 'int', ['weight']],
  ['media', 'jsonb', ['variant_image', 'images']],
  ['status', 'text'],
];

/** Inserts new products and changes those that differ. */
export async function upsertProducts(
  tx: Queryable, drafts: readonly ProductDraft[], handles: ReadonlyMap<string, string>, columns: Columns,
): Promise<Record<'created' | 'updated' | 'unchanged', number>> {
  const rows = drafts.map(draft => ({
    id: draft.id,
    handle: handles.get(draft.id),
    source: columns.format,
    title: draft.title,
    description: draft.description ?? '',
    vendor: draft.vendor || null,
    product_type: draft.productType || null,
    url: draft.url ?? null,
    tags: draft.tags ?? [],
    options: draft.options,
    media: draft.media ?? [],
    status: draft.status,
  }));
  const existing = await tx.query<{id: string}>('select id from products where id = any($1::text[])', [drafts.map(({id}) => id)]);
  const changed = await upsert(tx, 'products', rows, [['handle', 'text'], ['source', 'text']], PRODUCT, columns);
  const known = new Set(existing.map(({id}) => id));
  const updated = changed.filter(id => known.has(id)).length;
  return {created: drafts.length - known.size, updated, unchanged: known.size - updated};
}

/** Inserts new variants with their stock and changes those that differ, their stock aside. Answers the ids of both. */
export async function upsertVariants(tx: Queryable, placed: readonly PlacedVariant[], {columns, options: {currency}}: Storing): Promise<string[]> {
  const rows = placed.map(({id, position, product, stored, variant: {offer, lost, ...variant}}) => ({
    id,
    product_id: product.id,
    position,
    sku: lost?.has('sku') ? stored?.sku ?? null : variant.sku ?? null,
    barcode: lost?.has('barcode') ? stored?.barcode ?? null : variant.barcode || null,
    title: variant.title,
    options: variant.options,
    currency,
    price: offer?.price,
    list_price: offer?.listPrice ?? null,
    sale_price: offer?.salePrice ?? null,
    sale_starts: offer?.saleStarts ?? null,
    sale_ends: offer?.saleEnds ?? null,
    stock: offer?.stock ?? null,
    oversell: offer?.oversell ?? false,
    requires_delivery: offer?.requiresDelivery ?? true,
    grams: offer?.grams ?? null,
    media: variant.media ?? [],
    status: 'active',
  }));
  return upsert(tx, 'variants', rows, [['product_id', 'text'], ['stock', 'int']], VARIANT, columns);
}

/** `once` is written to new rows only, `written` to rows that differ as well. Answers the ids of rows that were written. */
async function upsert(
  tx: Queryable, table: 'products' | 'variants', rows: readonly object[], once: readonly Written[], written: readonly Written[], columns: Columns,
): Promise<string[]> {
  const all: readonly Written[] = [['id', 'text'], ...once, ...written];
  const names = all.map(([name]) => name).join(', ');
  const changing = written.filter(([, , fields]) => !fields || fields.some(field => columns.at.has(field))).map(([name]) => name);
  const changed = await tx.query<{id: string}>(
    `insert into ${table} as stored (${names})
     select ${names} from rows from (jsonb_to_recordset($1::jsonb) as (${all.map(([name, type]) => `${name} ${type}`).join(', ')})) with ordinality
     order by ordinality
     on conflict (id) do update set ${changing.map(name => `${name} = excluded.${name}`).join(', ')}, updated_at = now()
     where (${changing.map(name => `stored.${name}`).join(', ')}) is distinct from (${changing.map(name => `excluded.${name}`).join(', ')})
     returning id`,
    [json(rows)],
  );
  return changed.map(({id}) => id);
}
