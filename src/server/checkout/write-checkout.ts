import type {Queryable} from '../database/database.ts';
import {json} from '../database/database.ts';
import type {CheckoutRow} from './checkout-row.ts';
import type {CheckoutPrice} from './price-checkout.ts';

/** Ends an open checkout whose row is locked; answers the row as it is then. */
export async function writeEnd(tx: Queryable, row: CheckoutRow, why: 'canceled' | 'expired', now: Date): Promise<CheckoutRow> {
  const ended = {...row, status: 'canceled', priced: {...row.priced, ended: why}} as const;
  await tx.query('update checkouts set status = $2, priced = $3, updated_at = $4 where id = $1', [row.id, ended.status, json(ended.priced), now]);
  return ended;
}

/** Writes what a checkout costs now, and with it what it is about, where that has changed. Its row is locked, and no payment is live. */
export async function writePrice(
  tx: Queryable, row: CheckoutRow, price: CheckoutPrice, change: Partial<Pick<CheckoutRow, 'request' | 'locale' | 'expires_at'>>, now: Date,
): Promise<void> {
  const {request, locale, expires_at: until} = {...row, ...change};
  await tx.query(
    'update checkouts set status = $2, currency = $3, request = $4, priced = $5, total = $6, locale = $7, updated_at = $8, expires_at = $9 where id = $1',
    [row.id, price.status, price.currency, json(request), json(price.priced), price.total, locale, now, until]);
}
