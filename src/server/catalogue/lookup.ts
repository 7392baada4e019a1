import type {Queryable} from '../database/database.ts';
import type {Filters} from './filters.ts';
import {inCategories, withinPrice} from './filters.ts';
import type {Showing} from './product-answer.ts';
import {featuredVariant, productAnswer, variantAnswer} from './product-answer.ts';
import type {Reading, SoldProduct} from './read-products.ts';
import {readSoldProducts} from './read-products.ts';

/** Most ids of one lookup: a page full of tags asks once. */
export const MOST_IDS = 250;

/** What an identifier named: a variant itself, or a product of which one variant is shown. */
export interface Found {
  readonly id: string;
  readonly productId: string;
  readonly variantId?: string;
}

interface LookedUp {
  readonly products: readonly Readonly<Record<string, unknown>>[];
  /** Identifiers that led to nothing that is sold. */
  readonly missing: readonly string[];
}

/**
 * Resolves identifiers: variant id, product id, SKU, barcode, product handle; the first kind that fits wins. A SKU or
 * barcode of several variants gives all of them.
 */
export async function resolveIds(db: Queryable, ids: readonly string[]): Promise<readonly Found[]> {
  const rows = await db.query<{id: string; product_id: string; variant_id: string | null; kind: number}>(
    `select v.id as id, v.product_id, v.id as variant_id, 1 as kind from variants v where v.id = any($1::text[]) and v.status = 'active'
     union all select p.id, p.id, null, 2 from products p where p.id = any($1::text[])
     union all select v.sku, v.product_id, v.id, 3 from variants v where v.sku = any($1::text[]) and v.status = 'active'
     union all select v.barcode, v.product_id, v.id, 4 from variants v where v.barcode = any($1::text[]) and v.status = 'active'
     union all select p.handle, p.id, null, 5 from products p where p.handle = any($1::text[])
     order by kind, product_id, variant_id`, [ids]);
  return ids.flatMap(id => {
    const hits = rows.filter(row => row.id === id);
    return hits.filter(row => row.kind === hits[0]?.kind)
      .map(row => ({id, productId: row.product_id, ...(row.variant_id === null ? {} : {variantId: row.variant_id})}));
  });
}

/** `lookup_catalog`: each product once, with the variants that the identifiers led to. */
export async function lookUp(db: Queryable, ids: readonly string[], filters: Filters, reading: Reading, showing: Showing): Promise<LookedUp> {
  const wanted = [...new Set(ids)];
  const found = await resolveIds(db, wanted);
  const sold = await readSoldProducts(db, [...new Set(found.map(one => one.productId))], reading);
  const seen = new Set<string>();
  const products = sold.flatMap(one => {
    const inputs = inputsOf(one, found, withinPrice(one.variants, filters, showing.now));
    for (const {id} of found.filter(({productId}) => productId === one.product.id)) seen.add(id);
    const variants = one.variants.filter(variant => inputs.has(variant.id));
    if (variants.length === 0 || !inCategories(one, filters)) return [];
    return [productAnswer(one, variants.map(variant => ({...variantAnswer(variant, one, showing), inputs: inputs.get(variant.id)})), showing)];
  });
  return {products, missing: wanted.filter(id => !seen.has(id))};
}

/** Which identifiers led to which of the `fitting` variants, and how: a product's, to the first of them that can be bought. */
function inputsOf(sold: SoldProduct, found: readonly Found[], fitting: SoldProduct['variants']): ReadonlyMap<string, readonly {id: string; match: string}[]> {
  const inputs = new Map<string, {id: string; match: string}[]>();
  const featured = featuredVariant(fitting)?.id;
  for (const {id, productId, variantId} of found) {
    if (productId !== sold.product.id) continue;
    const target = variantId ?? featured;
    if (target === undefined || !fitting.some(variant => variant.id === target)) continue;
    inputs.set(target, [...(inputs.get(target) ?? []), {id, match: variantId === undefined ? 'featured' : 'exact'}]);
  }
  return inputs;
}
