import type {CheckoutRow} from '../checkout/checkout-row.ts';
import type {Queryable} from '../database/database.ts';
import {keepUses, mayUseDiscounts, writeUses} from '../discount/count-uses.ts';
import {writeAdjustment} from '../orders/adjust-order.ts';
import type {PlacedOrder} from '../orders/place-order.ts';
import {placeOrder} from '../orders/place-order.ts';
import type {Services} from '../services.ts';
import {hashOfContent} from './content-hash.ts';
import type {Decision} from './decision-row.ts';
import {DecisionRefused} from './decision-row.ts';
import {post} from './ledger.ts';
import type {Owed} from './owed.ts';
import {owedFor} from './owed.ts';
import type {PaymentRow} from './payment-row.ts';
import {movePayment} from './payment-row.ts';
import {openDispute} from './refund-rows.ts';
import {sellHolds, takeStock, writeHolds} from './stock.ts';

export interface HeldPayment {
  readonly tx: Queryable;
  readonly services: Pick<Services, 'config' | 'origin'>;
  /** Both are locked. */
  readonly checkout: CheckoutRow;
  readonly payment: PaymentRow;
  readonly by: Pick<Decision, 'actor' | 'reason'>;
  readonly now: Date;
}

/**
 * The shop takes a held payment for what it is: it becomes the order of its checkout, as that was agreed to. What was taken more or less
 * than the order costs is an adjustment of it. Throws `DecisionRefused`.
 */
export async function acceptHeld(held: HeldPayment): Promise<PlacedOrder> {
  const {tx, services, checkout, payment, by, now} = held;
  const owed = await acceptable(held);
  await takeGoods(held);
  const order = await placeOrder(tx, services, checkout, payment, now);
  await movePayment(tx, payment, 'honoured', {cause: 'accepted', actor: by.actor}, now, {order_id: order.id, live: true});
  await post(tx, {
    kind: 'honour', mode: payment.mode, dedupeKey: `honour:${payment.id}`, paymentId: payment.id, orderId: order.id,
    debit: owed.account, credit: 'sales', amount: owed.amount}, now);
  const difference = payment.captured - checkout.total;
  if (difference !== 0) {
    await writeAdjustment(tx, {
      id: `accepted_${payment.id}`, orderId: order.id, type: 'price_adjustment', status: 'completed', amount: difference, description: by.reason}, now);
  }
  return order;
}

async function acceptable({tx, checkout, payment}: HeldPayment): Promise<Owed> {
  const owed = await owedFor(tx, payment.id);
  if (owed?.amount.currency !== payment.currency) throw new DecisionRefused('Money in another currency cannot pay for this checkout: give it back.');
  if (owed.amount.amount !== payment.captured || payment.disputed > 0) throw new DecisionRefused('Some of this money has gone back already: give back the rest.');
  if (await openDispute(tx, payment.id) !== undefined) throw new DecisionRefused('The buyer disputes this payment. Answer the dispute at the payment service first.');
  const [refund] = await tx.query(`select 1 from refunds where payment_id = $1 and status in ('requested', 'pending') limit 1`, [payment.id]);
  if (refund) throw new DecisionRefused('A refund of this payment is under way.');
  const others = await tx.query('select 1 from payments where checkout_id = $1 and live and id <> $2', [checkout.id, payment.id]);
  if (checkout.status === 'completed' || others.length > 0) throw new DecisionRefused('Its checkout was paid otherwise, or is just being paid: give this money back.');
  if (await hashOfContent(tx, checkout.id) !== payment.content_hash) throw new DecisionRefused('Its checkout has changed since: what would be sold is not what the buyer agreed to.');
  return owed;
}

async function takeGoods({tx, checkout, payment, now}: HeldPayment): Promise<void> {
  if (payment.live) {
    await keepUses(tx, payment.id, now);
    return sellHolds(tx, payment.id, now);
  }
  await mayUseDiscounts(tx, checkout, now);
  const stock = await takeStock(tx, checkout.priced);
  if ('short' in stock) throw new DecisionRefused(`There is not enough left of ${stock.short.map(one => one.variantId).join(', ')}: put it on the shelf first, or give the money back.`);
  await writeHolds(tx, stock.taken, {paymentId: payment.id, checkoutId: checkout.id, until: now, state: 'sold'}, now);
  await writeUses(tx, checkout, {paymentId: payment.id, state: 'used', honoured: true}, now);
}
