import type {Queryable} from '../database/database.ts';
import type {ProviderRefund, RefundAnswer} from '../handlers/payment-handler.ts';
import type {Services} from '../services.ts';
import {enqueueHeld} from './outbox.ts';
import type {PaymentRow} from './payment-row.ts';
import {intentOf, lockPayment, readPayment} from './payment-row.ts';
import {askProvider, handlerOf} from './provider-call.ts';
import {recordRefundIn} from './record-refund.ts';
import type {RefundRow} from './refund-rows.ts';
import {adoptRefund} from './refund-rows.ts';
import {firstLookAtRefunds, lookAtRefunds} from './schedule.ts';

/** `held`: the list does not fit our books, and a person was told. `unclear`: read it again. */
export type ListRead = 'recorded' | 'unclear' | 'held';

/**
 * Reads the provider's own list of a payment's refunds into our books: those that somebody made in its dashboard enter
 * once, ours end as the list says, and one that came back is taken back. Answers `recorded` where the provider has no list.
 */
export async function readRefunds(services: Services, paymentId: string): Promise<ListRead> {
  const payment = await readPayment(services.database, paymentId);
  if (!payment) throw new Error(`There is no payment ${paymentId}`);
  const {listRefunds} = handlerOf(services, payment.handler_id);
  if (!listRefunds || payment.captured === 0) return 'recorded';
  const told = await toldRefunds(services.database, payment);
  const answer = await askProvider<Listed | {status: 'unknown'}>(services, 'list refunds', payment, async signal =>
    ({status: 'listed', refunds: await listRefunds(intentOf(payment, services), signal, told)}));
  if (answer.status === 'unknown') return 'unclear';
  const read = await services.database.transaction(tx => takeIn(tx, services, paymentId, answer.refunds));
  services.log.info('refunds.read', {payment: paymentId, listed: answer.refunds.length, read});
  return read;
}

/** Numbers of refunds that notifications named. */
async function toldRefunds(db: Queryable, payment: PaymentRow): Promise<readonly string[]> {
  const rows = await db.query<{no: string}>(
    `select distinct payload->>'refund_no' as no from inbox where handler_id = $1 and trade_no = $2 and payload->>'refund_no' is not null order by 1`,
    [payment.handler_id, payment.trade_no]);
  return rows.map(({no}) => no);
}

interface Listed {
  readonly status: 'listed';
  readonly refunds: readonly ProviderRefund[];
}

async function takeIn(tx: Queryable, services: Services, paymentId: string, listed: readonly ProviderRefund[]): Promise<ListRead> {
  const now = services.clock();
  const reads: ListRead[] = [];
  // What is no more goes first: it makes room for what took its place.
  const failedFirst = [...listed].sort((a, b) => Number(b.status === 'failed') - Number(a.status === 'failed'));
  for (const refund of failedFirst) reads.push(await takeInOne(tx, paymentId, refund, now));
  return reads.find(read => read === 'held') ?? reads.find(read => read === 'unclear') ?? 'recorded';
}

async function takeInOne(tx: Queryable, paymentId: string, listed: ProviderRefund, now: Date): Promise<ListRead> {
  const rows = await lockPayment(tx, paymentId);
  if (!rows) return 'recorded';
  const refunds = await tx.query<RefundRow>('select * from refunds where payment_id = $1 order by created_at, id', [paymentId]);
  const known = refunds.find(one => one.refund_no === listed.refundNo) ?? refunds.find(one => one.provider_refund_no === listed.providerRefundNo);
  const misfit = misfitOf(rows.payment, listed, known);
  if (misfit) return tellPerson(tx, rows.payment, misfit, now);
  if (!known && listed.refundNo === undefined && refunds.some(mayBe(listed))) return 'unclear';
  if (!known && listed.status === 'failed') return 'recorded';
  const refund = known ?? await adoptRefund(tx, rows.payment, listed, now);
  const moves = refund.status !== listed.status && !(listed.status === 'pending' && refund.status !== 'requested');
  if (moves) await recordRefundIn(tx, refund.id, answerOf(listed), now);
  return 'recorded';
}

/** One of ours without the provider's number may be the listed one: that is known when ours has its answer. */
function mayBe({amount}: ProviderRefund): (refund: RefundRow) => boolean {
  return refund => refund.origin === 'shop' && refund.provider_refund_no === null && refund.amount === amount.amount
    && (refund.status === 'requested' || refund.status === 'pending');
}

function misfitOf(payment: PaymentRow, {amount, status, providerRefundNo}: ProviderRefund, known: RefundRow | undefined): string | undefined {
  if (amount.currency !== payment.currency || (known && known.amount !== amount.amount)) {
    return `The provider lists the refund ${providerRefundNo} with another amount than our books have`;
  }
  const isNew = status === 'done' && known?.status !== 'done';
  return isNew && payment.refunded + amount.amount > payment.captured ? `The provider lists the refund ${providerRefundNo}, and with it more than was taken` : undefined;
}

async function tellPerson(tx: Queryable, payment: PaymentRow, reason: string, now: Date): Promise<'held'> {
  await enqueueHeld(tx, payment, reason, now);
  return 'held';
}

function answerOf({status, providerRefundNo}: ProviderRefund): RefundAnswer {
  return status === 'failed' ? {status, reason: 'The provider lists it as failed'} : {status, providerRefundNo};
}

/** For the worker: reads the list, and plans when it is read next while the provider may still give money back. */
export async function lookAtRefundsAgain(services: Services, paymentId: string): Promise<void> {
  const payment = await readPayment(services.database, paymentId);
  if (!payment) return;
  const handler = handlerOf(services, payment.handler_id);
  const read = await readRefunds(services, paymentId);
  const now = services.clock();
  const planned = handler.listRefunds ? lookAtRefunds(now, payment, handler.refundDays) : null;
  const next = read === 'unclear' ? soonest(planned, firstLookAtRefunds(now)) : planned;
  await services.database.query('update payments set refunds_check_at = $2 where id = $1', [paymentId, next]);
  if (read === 'held') services.log.warn('refunds.held', {payment: paymentId});
}

/** A list that could not be read is not left alone until the next look is due, which may be in weeks. */
function soonest(planned: Date | null, soon: Date): Date {
  return planned === null || planned > soon ? soon : planned;
}
