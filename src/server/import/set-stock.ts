import type {Queryable} from '../database/database.ts';
import {json} from '../database/database.ts';
import type {Columns} from './columns.ts';
import type {PlacedVariant} from './store-products.ts';

/**
 * Sets the stock of variants that exist to the file's number, less what payments that are not finished hold: those pieces are in the
 * number still, but promised. The rows must be locked, so that no hold comes in between. Answers the ids that changed.
 */
export async function setStock(tx: Queryable, placed: readonly PlacedVariant[], columns: Columns): Promise<string[]> {
  if (!columns.at.has('stock') && !columns.at.has('in_stock')) return [];
  return writeStock(tx, placed.map(({id, variant}) => ({id, stock: variant.offer?.stock ?? null})));
}

/** So that no hold comes in between a look at the holds and what is made of it. */
export async function lockVariants(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx.query('select id from variants where id = any($1::text[]) order by id for update', [ids]);
}

/** The same for numbers by id. `null`: not counted any more. */
export async function writeStock(tx: Queryable, rows: readonly {readonly id: string; readonly stock: number | null}[]): Promise<string[]> {
  const changed = await tx.query<{id: string}>(
    `with file as (
       select id, stock from jsonb_to_recordset($1::jsonb) as r(id text, stock int)
     ), held as (
       select variant_id, sum(quantity) as quantity from stock_holds
       where state = 'held' and variant_id in (select id from file) group by variant_id
     ), wanted as (
       select id, case when stock is null then null else greatest(0, stock - coalesce(quantity, 0)) end as stock
       from file left join held on variant_id = id
     )
     update variants v set stock = w.stock, updated_at = now() from wanted w
     where v.id = w.id and v.stock is distinct from w.stock
     returning v.id`,
    [json(rows)],
  );
  return changed.map(({id}) => id);
}
