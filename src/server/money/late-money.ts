import type {Queryable} from '../database/database.ts';
import type {Trade} from '../handlers/payment-handler.ts';
import {mayUseDiscounts, releaseUses, writeUses} from '../discount/count-uses.ts';
import {placeOrder} from '../orders/place-order.ts';
import {hashOfContent} from './content-hash.ts';
import {post} from './ledger.ts';
import {enqueueHeld} from './outbox.ts';
import type {PaymentRow} from './payment-row.ts';
import {movePayment, setPayment} from './payment-row.ts';
import type {Recorded, Recording} from './record-trade.ts';
import {openDispute, requestRefund} from './refund-rows.ts';
import {after, firstLookAtRefunds} from './schedule.ts';
import {releaseHolds, takeStock, writeHolds} from './stock.ts';

/**
 * Money that came after its checkout had ended: written down first, then honoured when the shop wants that and still can,
 * else given back. One transaction, so it is never between the two.
 */
export async function takeInLateMoney(recording: Recording, trade: Extract<Trade, {status: 'paid'}>): Promise<Recorded> {
  const {tx, payment, cause, now} = recording;
  await releaseUses(tx, payment.id, now);
  await releaseHolds(tx, payment.id, now);
  const late = await movePayment(tx, payment, 'late_paid', cause, now, {
    captured: trade.amount.amount, paid_at: trade.paidAt, refunds_check_at: firstLookAtRefunds(now), capturing_at: null, provider_trade_no: trade.providerTradeNo, live: false, closed: true, action: null, next_check_at: null});
  await post(tx, {
    kind: 'late_capture', mode: late.mode, dedupeKey: `capture:${late.id}`, paymentId: late.id,
    debit: `provider:${late.handler_id}`, credit: 'late', amount: trade.amount}, now);
  if (!await honour({...recording, payment: late}, payment)) await giveBack(tx, late, recording);
  return 'recorded';
}

async function honour({tx, services, checkout, payment, cause, now}: Recording, before: PaymentRow): Promise<boolean> {
  if (services.config.latePayment !== 'honour-if-stock' || !await maybeOrder({tx, checkout}, before)) return false;
  // What the buyer has paid for stands, even when no use is left; asking locks in the one order.
  await mayUseDiscounts(tx, checkout, now);
  const stock = await takeStock(tx, checkout.priced);
  if (!('taken' in stock)) return false;
  await writeHolds(tx, stock.taken, {paymentId: payment.id, checkoutId: checkout.id, until: after(now, 0), state: 'sold'}, now);
  await writeUses(tx, checkout, {paymentId: payment.id, state: 'used', honoured: true}, now);
  const order = await placeOrder(tx, services, checkout, payment, now);
  await movePayment(tx, payment, 'honoured', cause, now, {order_id: order.id, live: true});
  await post(tx, {
    kind: 'honour', mode: payment.mode, dedupeKey: `honour:${payment.id}`, paymentId: payment.id, orderId: order.id,
    debit: 'late', credit: 'sales', amount: {amount: payment.captured, currency: payment.currency}}, now);
  return true;
}

/** Only what the buyer agreed to may become an order: the same content, not cancelled by them, not being paid otherwise. */
async function maybeOrder({tx, checkout}: Pick<Recording, 'tx' | 'checkout'>, before: PaymentRow): Promise<boolean> {
  const cancelledByBuyer = checkout.status === 'canceled' && checkout.priced.ended !== 'expired';
  if (checkout.status === 'completed' || checkout.status === 'incomplete' || cancelledByBuyer || before.status === 'cancelled') return false;
  const others = await tx.query('select 1 from payments where checkout_id = $1 and live and id <> $2', [checkout.id, before.id]);
  return others.length === 0 && await hashOfContent(tx, checkout.id) === before.content_hash;
}

async function giveBack(tx: Queryable, late: PaymentRow, {cause, now}: Pick<Recording, 'cause' | 'now'>): Promise<void> {
  // A bank gives it back already: doing so as well would pay the buyer twice.
  if (await openDispute(tx, late.id) !== undefined) {
    const held = await movePayment(tx, late, 'held', cause, now, {reason: 'The buyer disputes this late payment'});
    return enqueueHeld(tx, held, 'The buyer disputes this late payment', now);
  }
  const refunding = await movePayment(tx, late, 'refunding', cause, now);
  await requestRefund(tx, refunding, {amount: late.captured, reason: 'late_payment', actor: 'worker'}, now);
  await setPayment(tx, refunding, {next_check_at: null}, now);
}
