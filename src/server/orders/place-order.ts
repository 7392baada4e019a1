import {randomBytes} from 'node:crypto';
import type {CheckoutRow} from '../checkout/checkout-row.ts';
import type {Queryable} from '../database/database.ts';
import {json} from '../database/database.ts';
import type {PaymentRow} from '../money/payment-row.ts';
import {newId} from '../money/payment-row.ts';
import {enqueueOrderPlaced} from '../money/outbox.ts';
import type {Services} from '../services.ts';
import {enqueueOrderCreated} from './order-events.ts';
import {webhookOf} from './platform-webhooks.ts';

/** A row of `orders`. `snapshot` is the checkout as it was paid: its request, its priced sale and its locale. */
export interface PlacedOrder {
  readonly id: string;
  readonly number: number;
  readonly label: string;
  readonly readingKey: string;
}

/**
 * Turns a locked checkout into its one order: writes the order, completes the checkout and tells everybody through the
 * outbox, all in the caller's transaction. `payment` is absent for an order that costs nothing. A second order for one
 * checkout or one payment is refused by the database.
 */
export async function placeOrder(
  tx: Queryable, {config, origin}: Pick<Services, 'config' | 'origin'>, checkout: CheckoutRow, payment: PaymentRow | undefined, now: Date,
): Promise<PlacedOrder> {
  const [next] = await tx.query<{number: number}>(`select nextval('order_numbers') as number`);
  if (!next) throw new Error('The sequence of order numbers is missing');
  const order = {
    id: newId('order'),
    number: next.number,
    label: `${config.orderPrefix}${next.number}`,
    readingKey: randomBytes(24).toString('base64url'),
  };
  const platform = checkout.platform !== null && await webhookOf(tx, config, checkout.platform) ? checkout.platform : null;
  await tx.query(
    `insert into orders (id, number, label, checkout_id, payment_id, mode, currency, total, snapshot, reading_key, created_at, events_to)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [order.id, order.number, order.label, checkout.id, payment?.id ?? null, checkout.mode, checkout.currency, checkout.total,
      json(snapshotOf(checkout)), order.readingKey, now, platform]);
  await tx.query(`update checkouts set status = 'completed', order_id = $2, updated_at = $3 where id = $1`, [checkout.id, order.id, now]);
  await enqueueOrderPlaced(tx, {origin, checkout, order}, now);
  if (platform !== null) await enqueueOrderCreated(tx, {id: order.id, mode: checkout.mode, platform}, now);
  return order;
}

function snapshotOf({request, priced, locale, platform}: CheckoutRow): Readonly<Record<string, unknown>> {
  return {request, priced, locale, platform};
}
