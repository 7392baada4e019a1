import type {CheckoutRow} from '../checkout/checkout-row.ts';
import type {Queryable} from '../database/database.ts';
import type {RefundAnswer} from '../handlers/payment-handler.ts';
import type {Services} from '../services.ts';
import {reopenCheckout} from './checkout-status.ts';
import {askProvider, handlerOf} from './provider-call.ts';
import type {Account, LedgerKind} from './ledger.ts';
import {post} from './ledger.ts';
import {enqueue, enqueueHeld} from './outbox.ts';
import type {PaymentRow} from './payment-row.ts';
import {intentOf, lockPayment, movePayment, readPayment} from './payment-row.ts';
import type {RefundRow} from './refund-rows.ts';
import {refundIntentOf, RefundRefused, refundsUnderWay, requestRefund} from './refund-rows.ts';
import {retryAt} from './schedule.ts';
import {releaseHolds} from './stock.ts';

/**
 * Gives money back. `amount`: minor units of the payment's currency. Answers the refund as it stands after the provider
 * was asked once; `requested` and `pending` are carried on by the worker. Throws `RefundRefused` when there is nothing
 * (left) to give back.
 */
export async function refundPayment(services: Services, paymentId: string, amount: number, reason: string, actor: string): Promise<RefundRow> {
  const refund = await services.database.transaction(async tx => {
    const rows = await lockPayment(tx, paymentId);
    if (!rows) throw new RefundRefused('There is no such payment');
    const row = await requestRefund(tx, rows.payment, {amount, reason, actor}, services.clock());
    const allOfHeld = rows.payment.status === 'held' && await refundsUnderWay(tx, paymentId) === rows.payment.captured;
    if (allOfHeld) await movePayment(tx, rows.payment, 'refunding', {cause: `refund:${row.id}`, actor}, services.clock());
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
  const handler = handlerOf(services, payment.handler_id);
  const intent = refundIntentOf(refund);
  const answer = await askProvider<RefundAnswer>(services, `refund ${refund.status}`, payment, signal =>
    refund.status === 'requested' ? handler.refund(intentOf(payment, services), intent, signal) : handler.queryRefund(intentOf(payment, services), intent, signal));
  await recordRefund(services, refundId, answer);
}

async function recordRefund(services: Services, refundId: string, answer: RefundAnswer): Promise<void> {
  await services.database.transaction(async tx => {
    const found = await readRefund(tx, refundId);
    const rows = found && await lockPayment(tx, found.payment_id);
    const refund = rows && await readRefund(tx, refundId);
    if (!refund || refund.status === 'done' || refund.status === 'failed') return;
    const recording = {tx, ...rows, refund, now: services.clock()};
    if (answer.status === 'done') await recordDone(recording, answer.providerRefundNo);
    else if (answer.status === 'failed') await recordFailed(recording, answer.reason);
    else await recordUnderWay(recording, answer);
  });
  services.log.info('refund.recorded', {refund: refundId, answer: answer.status});
}

interface RefundRecording {
  readonly tx: Queryable;
  readonly checkout: CheckoutRow;
  readonly payment: PaymentRow;
  readonly refund: RefundRow;
  readonly now: Date;
}

/** Which side of the books gives the money back, by how it came in. */
function bookedAs({payment}: RefundRecording, wasHeld: boolean): {kind: LedgerKind; debit: Account} {
  if (payment.order_id !== null) return {kind: 'refund', debit: 'refunds'};
  return wasHeld ? {kind: 'unmatched_refund', debit: 'unmatched'} : {kind: 'late_refund', debit: 'late'};
}

async function recordDone(recording: RefundRecording, providerRefundNo: string): Promise<void> {
  const {tx, payment, refund, now} = recording;
  await tx.query(
    `update refunds set status = 'done', provider_refund_no = $2, next_check_at = null, updated_at = $3 where id = $1`, [refund.id, providerRefundNo, now]);
  await tx.query('update payments set refunded = refunded + $2, updated_at = $3 where id = $1', [payment.id, refund.amount, now]);
  await post(tx, {
    ...bookedAs(recording, await cameUnmatched(tx, payment.id)), mode: payment.mode, dedupeKey: `refund:${refund.id}`, paymentId: payment.id, refundId: refund.id,
    ...(payment.order_id === null ? {} : {orderId: payment.order_id}),
    credit: `provider:${payment.handler_id}`, amount: {amount: refund.amount, currency: refund.currency}}, now);
  await tx.query(`update order_adjustments set status = 'completed' where id = $1`, [refund.id]);
  if (payment.status === 'refunding' && payment.refunded + refund.amount === payment.captured) await recordAllGivenBack(recording);
  await enqueue(tx, 'order.refunded', `order.refunded:${refund.id}`, {
    refund_id: refund.id, payment_id: payment.id, order_id: payment.order_id, mode: payment.mode, reason: refund.reason,
    amount: {amount: refund.amount, currency: refund.currency}}, now);
}

async function cameUnmatched(tx: Queryable, paymentId: string): Promise<boolean> {
  const rows = await tx.query(`select 1 from ledger_transactions where dedupe_key = $1 and kind = 'unmatched_capture'`, [`capture:${paymentId}`]);
  return rows.length > 0;
}

async function recordAllGivenBack({tx, checkout, payment, refund, now}: RefundRecording): Promise<void> {
  await movePayment(tx, payment, 'refunded', {cause: `refund:${refund.id}`, actor: refund.actor}, now, {live: false, closed: true, next_check_at: null});
  await releaseHolds(tx, payment.id, now);
  if (payment.live) await reopenCheckout(tx, checkout, now);
}

/** Money that could not be given back waits for a person; it is never forgotten. */
async function recordFailed({tx, payment, refund, now}: RefundRecording, reason: string): Promise<void> {
  await tx.query(
    `update refunds set status = 'failed', failed_reason = $2, next_check_at = null, updated_at = $3 where id = $1`, [refund.id, reason, now]);
  await tx.query(`update order_adjustments set status = 'failed' where id = $1`, [refund.id]);
  if (payment.status !== 'refunding') return;
  const held = await movePayment(tx, payment, 'held', {cause: `refund:${refund.id}`, actor: 'provider'}, now, {reason: `The refund failed: ${reason}`});
  await enqueueHeld(tx, held, `The refund ${refund.refund_no} failed: ${reason}`, now);
}

async function recordUnderWay({tx, refund, now}: RefundRecording, answer: Extract<RefundAnswer, {status: 'pending' | 'unknown'}>): Promise<void> {
  const providerRefundNo = answer.status === 'pending' ? answer.providerRefundNo ?? null : null;
  await tx.query(
    `update refunds set status = $2, provider_refund_no = coalesce($3, provider_refund_no), next_check_at = $4, updated_at = $5 where id = $1`,
    [refund.id, answer.status === 'pending' ? 'pending' : refund.status, providerRefundNo, retryAt(now, refund.checks), now]);
}

export async function readRefund(db: Queryable, refundId: string): Promise<RefundRow | undefined> {
  const [row] = await db.query<RefundRow>('select * from refunds where id = $1', [refundId]);
  return row;
}
