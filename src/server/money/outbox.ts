import type {CheckoutRow} from '../checkout/checkout-row.ts';
import type {Queryable} from '../database/database.ts';
import {json} from '../database/database.ts';
import type {PaymentRow} from './payment-row.ts';
import type {RefundRow} from './refund-rows.ts';

/**
 * What must be told to somebody. The row is written in the transaction of what it tells, and delivered at least once.
 *
 * - `order.placed`: to the merchant's systems.
 * - `order.confirmation`: the buyer's confirmation. This server has no mail service: the merchant's `notifyUrl` receives the
 *   address, the language and the link to the receipt, and sends it.
 * - `order.refunded`, `refund.failed`, `order.disputed`, `payment.held`: to the merchant's systems.
 * - `order.event`: to the platform that made the order's checkout; see `orders/deliver-events.ts`.
 */
export type OutboxKind = 'order.placed' | 'order.confirmation' | 'order.refunded' | 'refund.failed' | 'order.disputed' | 'payment.held' | 'order.event';

/** `platform`: the profile of the platform that it goes to; absent: it goes to the merchant. */
export async function enqueue(
  tx: Queryable, kind: OutboxKind, dedupeKey: string, data: Readonly<Record<string, unknown>>, now: Date, platform?: string,
): Promise<void> {
  await tx.query(
    `insert into outbox (kind, dedupe_key, payload, next_try_at, created_at, platform) values ($1, $2, $3, $4, $4, $5) on conflict (dedupe_key) do nothing`,
    [kind, dedupeKey, json({type: kind, timestamp: now.toISOString(), data}), now, platform ?? null]);
}

export interface OrderPlaced {
  readonly origin: string;
  readonly checkout: CheckoutRow;
  readonly order: {readonly id: string; readonly label: string; readonly readingKey: string};
}

/** The order event and, when the buyer left an address, the confirmation. */
export async function enqueueOrderPlaced(tx: Queryable, {origin, checkout, order}: OrderPlaced, now: Date): Promise<void> {
  const about = {
    order_id: order.id,
    label: order.label,
    checkout_id: checkout.id,
    mode: checkout.mode,
    total: {amount: checkout.total, currency: checkout.currency},
    permalink_url: `${origin}/orders/${order.id}?key=${order.readingKey}`,
  };
  await enqueue(tx, 'order.placed', `order.placed:${order.id}`, about, now);
  const email = checkout.request.buyer?.email;
  if (email) await enqueue(tx, 'order.confirmation', `order.confirmation:${order.id}`, {...about, email, locale: checkout.locale}, now);
}

/** Each time that a refund is done, and each time that it turns out not to be. */
export async function enqueueRefund(tx: Queryable, kind: 'order.refunded' | 'refund.failed', payment: PaymentRow, refund: RefundRow, now: Date): Promise<void> {
  await enqueue(tx, kind, await freeKey(tx, `${kind}:${refund.id}`), {
    refund_id: refund.id, payment_id: payment.id, order_id: payment.order_id, mode: payment.mode, reason: refund.reason,
    amount: {amount: refund.amount, currency: refund.currency},
    ...(kind === 'refund.failed' ? {failed_reason: refund.failed_reason} : {})}, now);
}

/** A key of its own for each time that something is told. Its payment is locked, so nobody takes it meanwhile. The first has the name itself, then `name:1` and so on. */
export async function freeKey(tx: Queryable, name: string): Promise<string> {
  for (let time = 0; ; time++) {
    const key = time === 0 ? name : `${name}:${time}`;
    const [taken] = await tx.query('select 1 from outbox where dedupe_key = $1', [key]);
    if (!taken) return key;
  }
}

export async function enqueueHeld(tx: Queryable, payment: PaymentRow, reason: string, now: Date): Promise<void> {
  const about = {payment_id: payment.id, checkout_id: payment.checkout_id, trade_no: payment.trade_no, mode: payment.mode, reason};
  await enqueue(tx, 'payment.held', `payment.held:${payment.id}:${payment.updated_at.getTime()}`, about, now);
}
