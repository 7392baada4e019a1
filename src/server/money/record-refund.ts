import type {CheckoutRow} from '../checkout/checkout-row.ts';
import type {Queryable} from '../database/database.ts';
import {releaseUses} from '../discount/count-uses.ts';
import type {RefundAnswer} from '../handlers/payment-handler.ts';
import {endAdjustment} from '../orders/adjust-order.ts';
import type {Services} from '../services.ts';
import {reopenCheckout} from './checkout-status.ts';
import type {Account, LedgerKind} from './ledger.ts';
import {post} from './ledger.ts';
import {enqueueHeld, enqueueRefund} from './outbox.ts';
import type {PaymentRow} from './payment-row.ts';
import {lockPayment, movePayment} from './payment-row.ts';
import type {RefundRow} from './refund-rows.ts';
import {readRefund} from './refund-rows.ts';
import {retryAt} from './schedule.ts';
import {releaseHolds} from './stock.ts';

/** Everything that one recording needs; the rows are locked in `tx`. */
interface RefundRecording {
  readonly tx: Queryable;
  readonly checkout: CheckoutRow;
  readonly payment: PaymentRow;
  readonly refund: RefundRow;
  readonly now: Date;
}

/** Writes down what the provider says about a refund that we asked for. */
export async function recordRefund(services: Services, refundId: string, answer: RefundAnswer): Promise<void> {
  await services.database.transaction(tx => recordRefundIn(tx, refundId, answer, services.clock()));
}

/**
 * The same in the caller's transaction. Money may come back after it was given (`failed` after `done`: the buyer's account
 * was closed), and what failed may have been done after all: the books follow what the provider says last.
 */
export async function recordRefundIn(tx: Queryable, refundId: string, answer: RefundAnswer, now: Date): Promise<void> {
  const found = await readRefund(tx, refundId);
  const rows = found && await lockPayment(tx, found.payment_id);
  const refund = rows && await readRefund(tx, refundId);
  if (!refund) return;
  const recording = {tx, ...rows, refund, now};
  if (answer.status === 'done') return recordDone(recording, answer.providerRefundNo);
  if (answer.status === 'failed') return refund.status === 'done' ? recordBounced(recording, answer.reason) : recordFailed(recording, answer.reason);
  if (refund.status === 'requested' || refund.status === 'pending') await recordUnderWay(recording, answer);
}

async function recordDone(recording: RefundRecording, providerRefundNo: string): Promise<void> {
  const {tx, payment, refund, now} = recording;
  if (refund.status === 'done') return;
  await tx.query(
    `update refunds set status = 'done', provider_refund_no = $2, failed_reason = null, next_check_at = null, updated_at = $3 where id = $1`,
    [refund.id, providerRefundNo, now]);
  await tx.query('update payments set refunded = refunded + $2, updated_at = $3 where id = $1', [payment.id, refund.amount, now]);
  const {kind, account} = await sideOf(recording);
  await move(recording, {kind, debit: account, credit: `provider:${payment.handler_id}`});
  await endAdjustment(tx, refund.id, 'completed', now);
  if (payment.refunded + refund.amount === payment.captured) await recordAllGivenBack(recording);
  await enqueueRefund(tx, 'order.refunded', payment, refund, now);
}

/** Which side of the books gives the money back, by how it came in. */
async function sideOf({tx, payment}: RefundRecording): Promise<{kind: 'refund' | 'unmatched_refund' | 'late_refund'; account: Account}> {
  if (payment.order_id !== null) return {kind: 'refund', account: 'refunds'};
  const unmatched = await tx.query(`select 1 from ledger_transactions where dedupe_key = $1 and kind = 'unmatched_capture'`, [`capture:${payment.id}`]);
  return unmatched.length > 0 ? {kind: 'unmatched_refund', account: 'unmatched'} : {kind: 'late_refund', account: 'late'};
}

/** The refund's rows are locked, so its transactions are counted: each that is written has a key of its own. */
async function move({tx, payment, refund, now}: RefundRecording, {kind, debit, credit}: {kind: LedgerKind; debit: Account; credit: Account}): Promise<void> {
  const [row] = await tx.query<{n: number}>('select count(*) as n from ledger_transactions where refund_id = $1', [refund.id]);
  const time = row?.n ? `:${row.n}` : '';
  await post(tx, {
    kind, debit, credit, mode: payment.mode, dedupeKey: `refund:${refund.id}${time}`, paymentId: payment.id, refundId: refund.id,
    ...(payment.order_id === null ? {} : {orderId: payment.order_id}), amount: {amount: refund.amount, currency: refund.currency}}, now);
}

async function recordAllGivenBack({tx, checkout, payment, refund, now}: RefundRecording): Promise<void> {
  const cause = {cause: `refund:${refund.id}`, actor: refund.actor};
  if (payment.status !== 'refunding' && payment.status !== 'held') return;
  // A person has settled it at the provider's own pages.
  const refunding = payment.status === 'held' ? await movePayment(tx, payment, 'refunding', cause, now) : payment;
  await movePayment(tx, refunding, 'refunded', cause, now, {live: false, closed: true, next_check_at: null});
  await releaseUses(tx, payment.id, now);
  await releaseHolds(tx, payment.id, now);
  if (payment.live) await reopenCheckout(tx, checkout, now);
}

/** Money that could not be given back waits for a person; it is never forgotten. */
async function recordFailed(recording: RefundRecording, reason: string): Promise<void> {
  const {tx, payment, refund, now} = recording;
  if (refund.status === 'failed') return;
  await markFailed(recording, reason);
  if (payment.status === 'refunding') await holdAgain(recording, `The refund failed: ${reason}`);
  await enqueueRefund(tx, 'refund.failed', payment, {...refund, failed_reason: reason}, now);
}

/** The money has come back to the provider: ours again, and owed to the buyer again. */
async function recordBounced(recording: RefundRecording, reason: string): Promise<void> {
  const {tx, payment, refund, now} = recording;
  await markFailed(recording, reason);
  await tx.query('update payments set refunded = refunded - $2, updated_at = $3 where id = $1', [payment.id, refund.amount, now]);
  const {account} = await sideOf(recording);
  await move(recording, {kind: 'refund_reversal', debit: `provider:${payment.handler_id}`, credit: account});
  if (payment.status === 'refunded' || payment.status === 'refunding') await holdAgain(recording, `The refund came back: ${reason}`);
  await enqueueRefund(tx, 'refund.failed', payment, {...refund, failed_reason: reason}, now);
}

async function markFailed({tx, refund, now}: RefundRecording, reason: string): Promise<void> {
  await tx.query(
    `update refunds set status = 'failed', failed_reason = $2, next_check_at = null, updated_at = $3 where id = $1`, [refund.id, reason, now]);
  await endAdjustment(tx, refund.id, 'failed', now);
}

async function holdAgain({tx, payment, refund, now}: RefundRecording, reason: string): Promise<void> {
  const held = await movePayment(tx, payment, 'held', {cause: `refund:${refund.id}`, actor: 'provider'}, now, {reason});
  await enqueueHeld(tx, held, `${reason} (${refund.refund_no})`, now);
}

async function recordUnderWay({tx, refund, now}: RefundRecording, answer: Extract<RefundAnswer, {status: 'pending' | 'unknown'}>): Promise<void> {
  const providerRefundNo = answer.status === 'pending' ? answer.providerRefundNo ?? null : null;
  await tx.query(
    `update refunds set status = $2, provider_refund_no = coalesce($3, provider_refund_no), next_check_at = $4, updated_at = $5 where id = $1`,
    [refund.id, answer.status === 'pending' ? 'pending' : refund.status, providerRefundNo, retryAt(now, refund.checks), now]);
}
