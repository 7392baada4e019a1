import type {RefundAnswer} from '../handlers/payment-handler.ts';
import type {Services} from '../services.ts';
import type {PaymentRow} from './payment-row.ts';
import {intentOf, lockPayment, movePayment, readPayment} from './payment-row.ts';
import {askProvider, handlerOf} from './provider-call.ts';
import {readRefunds} from './read-refunds.ts';
import {recordRefund} from './record-refund.ts';
import type {RefundRow} from './refund-rows.ts';
import {assertRefundable, openDispute, readRefund, refundIntentOf, RefundRefused, refundsUnderWay, requestRefund} from './refund-rows.ts';

/**
 * Gives money back. `amount`: minor units of the payment's currency. Answers the refund as it stands after the provider
 * was asked once; `requested` and `pending` are carried on by the worker. Throws `RefundRefused` when there is nothing
 * (left) to give back, while the buyer's bank disputes the payment, and after the provider's time limit.
 */
export async function refundPayment(services: Services, paymentId: string, amount: number, reason: string, actor: string): Promise<RefundRow> {
  const refund = await services.database.transaction(async tx => {
    const rows = await lockPayment(tx, paymentId);
    if (!rows) throw new RefundRefused('There is no such payment.');
    if (rows.payment.mode !== services.mode) throw new RefundRefused(`This payment is ${rows.payment.mode}, and this shop is not: give it back with the shop that took it.`);
    const now = services.clock();
    await assertRefundable(tx, rows.payment, handlerOf(services, rows.payment.handler_id), now);
    const row = await requestRefund(tx, rows.payment, {amount, reason, actor}, now);
    const allOfHeld = rows.payment.status === 'held' && await refundsUnderWay(tx, paymentId) === rows.payment.captured;
    if (allOfHeld) await movePayment(tx, rows.payment, 'refunding', {cause: `refund:${row.id}`, actor}, now);
    return row;
  });
  await pursueRefund(services, refund.id);
  return await readRefund(services.database, refund.id) ?? refund;
}

/** Asks the provider to refund, or how an earlier request stands, and records the answer. Safe to repeat at any time. */
export async function pursueRefund(services: Services, refundId: string): Promise<void> {
  const refund = await readRefund(services.database, refundId);
  const payment = refund && await readPayment(services.database, refund.payment_id);
  if (!refund || !payment || refund.status === 'done' || refund.status === 'failed') return;
  if (refund.origin === 'provider' && await hasEndedByList(services, refund)) return;
  await recordRefund(services, refundId, refund.origin === 'provider' ? {status: 'pending'} : await ask(services, payment, refund));
}

/** What others began has no number of ours: only the provider's list tells. */
async function hasEndedByList(services: Services, refund: RefundRow): Promise<boolean> {
  await readRefunds(services, refund.payment_id);
  const now = await readRefund(services.database, refund.id);
  return now?.status === 'done' || now?.status === 'failed';
}

async function ask(services: Services, payment: PaymentRow, refund: RefundRow): Promise<RefundAnswer> {
  const handler = handlerOf(services, payment.handler_id);
  const [intent, wanted] = [intentOf(payment, services), refundIntentOf(refund)];
  // While a bank is about to give the money back, nothing is sent anew; what was sent before is asked after.
  const hindered = refund.status === 'requested' && await isTakenOtherwise(services, payment, refund);
  const isNew = refund.status === 'requested' && !hindered;
  const answer = await askProvider<RefundAnswer>(services, `refund ${refund.status}`, payment, signal =>
    isNew ? handler.refund(intent, wanted, signal) : handler.queryRefund(intent, wanted, signal));
  return hindered === 'for good' && answer.status === 'unknown' ? {status: 'failed', reason: 'A dispute has taken this money'} : answer;
}

async function isTakenOtherwise({database}: Services, payment: PaymentRow, refund: RefundRow): Promise<'for now' | 'for good' | false> {
  if (await openDispute(database, payment.id) !== undefined) return 'for now';
  return refund.amount > payment.captured - payment.refunded - payment.disputed - payment.repaid && payment.disputed > 0 ? 'for good' : false;
}
