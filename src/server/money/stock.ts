import type {Queryable} from '../database/database.ts';
import {newId} from './payment-row.ts';
import type {PricedSale} from './priced.ts';
import {wantedVariants} from './priced.ts';

export interface Shortage {
  readonly variantId: string;
  /** How many are left; 0 when the item is no longer sold. */
  readonly left: number;
}

interface StockRow {
  readonly id: string;
  readonly stock: number | null;
  readonly oversell: boolean;
  readonly status: string;
}

interface Taken {
  readonly variantId: string;
  readonly quantity: number;
  /** How many left the counted stock: fewer than `quantity` when stock is not counted or may be oversold. */
  readonly taken: number;
}

/** Takes everything that is bought out of the stock, or nothing: then says what is short. Rows are locked in one order. */
export async function takeStock(tx: Queryable, priced: PricedSale): Promise<{taken: readonly Taken[]} | {short: readonly Shortage[]}> {
  const wanted = wantedVariants(priced);
  const rows = await tx.query<StockRow>(
    'select id, stock, oversell, status from variants where id = any($1::text[]) order by id collate "C" for update', [wanted.map(one => one.variantId)]);
  const byId = new Map(rows.map(row => [row.id, row]));
  const short = wanted.flatMap(one => shortage(byId.get(one.variantId), one.variantId, one.quantity));
  if (short.length > 0) return {short};
  const taken = wanted.map(one => ({...one, taken: Math.min(byId.get(one.variantId)?.stock ?? 0, one.quantity)}));
  for (const one of taken) {
    if (one.taken > 0) await tx.query('update variants set stock = stock - $2 where id = $1', [one.variantId, one.taken]);
  }
  return {taken};
}

function shortage(row: StockRow | undefined, variantId: string, quantity: number): Shortage[] {
  if (row === undefined || row.status !== 'active') return [{variantId, left: 0}];
  if (row.stock === null || row.oversell || row.stock >= quantity) return [];
  return [{variantId, left: row.stock}];
}

export interface HoldFor {
  readonly paymentId: string;
  readonly checkoutId: string;
  readonly until: Date;
  readonly state: 'held' | 'sold';
}

/** Writes down what was taken, for one payment. */
export async function writeHolds(tx: Queryable, taken: readonly Taken[], hold: HoldFor, now: Date): Promise<void> {
  for (const one of taken) {
    await tx.query(
      `insert into stock_holds (id, payment_id, checkout_id, variant_id, quantity, taken, state, expires_at, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
      [newId('hold'), hold.paymentId, hold.checkoutId, one.variantId, one.quantity, one.taken, hold.state, hold.until, now]);
  }
}

/** Gives back what a payment held. Only after the provider has confirmed that it can no longer be paid. */
export async function releaseHolds(tx: Queryable, paymentId: string, now: Date): Promise<void> {
  const released = await tx.query<{variant_id: string; taken: number}>(
    `update stock_holds set state = 'released', updated_at = $2 where payment_id = $1 and state = 'held' returning variant_id, taken`,
    [paymentId, now]);
  const inOrder = [...released].sort((a, b) => (a.variant_id < b.variant_id ? -1 : 1));
  for (const {variant_id, taken} of inOrder) {
    await tx.query('update variants set stock = stock + $2 where id = $1 and stock is not null', [variant_id, taken]);
  }
}

export async function sellHolds(tx: Queryable, paymentId: string, now: Date): Promise<void> {
  await tx.query(`update stock_holds set state = 'sold', updated_at = $2 where payment_id = $1 and state = 'held'`, [paymentId, now]);
}
