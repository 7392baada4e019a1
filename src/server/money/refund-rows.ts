import {toDecimal} from '../../commerce/money.ts';
import type {Queryable} from '../database/database.ts';
import type {PaymentHandler, ProviderRefund, RefundIntent} from '../handlers/payment-handler.ts';
import {writeAdjustment} from '../orders/adjust-order.ts';
import type {PaymentRow} from './payment-row.ts';
import {newId} from './payment-row.ts';

/** A row of `refunds`. `amount` is minor units. */
export interface RefundRow {
  readonly id: string;
  readonly payment_id: string;
  readonly refund_no: string;
  readonly provider_refund_no: string | null;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
  readonly actor: string;
  /** `shop`: asked for here. `provider`: found in the provider's own list. */
  readonly origin: 'shop' | 'provider';
  readonly status: 'requested' | 'pending' | 'done' | 'failed';
  readonly failed_reason: string | null;
  readonly next_check_at: Date | null;
  readonly checks: number;
  readonly created_at: Date;
}

/** Why a refund was not written, in a sentence for the shop's people: nothing was asked of the provider. */
export class RefundRefused extends Error {
  override readonly name = 'RefundRefused';
}

export interface RefundRequest {
  /** Minor units of the payment's currency. */
  readonly amount: number;
  readonly reason: string;
  readonly actor: string;
}

const DAY = 24 * 3600 * 1000;

/**
 * Throws `RefundRefused` when giving money back could pay the buyer twice, because a bank is about to, or when the provider
 * no longer gives any back.
 */
export async function assertRefundable(tx: Queryable, payment: PaymentRow, {refundDays}: Pick<PaymentHandler, 'refundDays'>, now: Date): Promise<void> {
  const dispute = await openDispute(tx, payment.id);
  if (dispute !== undefined) {
    throw new RefundRefused(`The buyer disputes this payment (${dispute}): giving money back now could pay it back twice. Answer the dispute at the payment service first.`);
  }
  if (refundDays === undefined || payment.paid_at === null) return;
  if (payment.paid_at.getTime() + refundDays * DAY > now.getTime()) return;
  const taken = payment.paid_at.toISOString().slice(0, 10);
  throw new RefundRefused(`This payment was taken on ${taken}, and its service gives money back for ${refundDays} days only. Pay the buyer back in another way.`);
}

/** The provider's number of a dispute that is under way. */
export async function openDispute(db: Queryable, paymentId: string): Promise<string | undefined> {
  const [row] = await db.query<{provider_dispute_no: string}>(
    `select provider_dispute_no from disputes where payment_id = $1 and status = 'open' order by created_at limit 1`, [paymentId]);
  return row?.provider_dispute_no;
}

/**
 * Writes a refund under the lock of its payment, due at once. Throws `RefundRefused` when the amount is not positive, or
 * more than what was captured less all refunds that have not failed, what disputes have taken and what the shop repaid. An order gets its
 * adjustment with it.
 */
export async function requestRefund(tx: Queryable, payment: PaymentRow, request: RefundRequest, now: Date): Promise<RefundRow> {
  const {currency} = payment;
  const left = payment.captured - await refundsUnderWay(tx, payment.id) - payment.disputed - payment.repaid;
  if (left <= 0) throw new RefundRefused('Nothing of this payment is left to give back.');
  if (!Number.isSafeInteger(request.amount) || request.amount <= 0) throw new RefundRefused('A refund is a positive number of minor units.');
  if (request.amount > left) throw new RefundRefused(`Only ${currency} ${toDecimal({amount: left, currency})} of this payment is left to give back.`);
  return writeRefund(tx, payment, {...request, status: 'requested', origin: 'shop', providerRefundNo: null, nextCheck: now}, now);
}

/** Writes a refund that somebody made at the provider; it is asked after like any other until it has ended. */
export async function adoptRefund(
  tx: Queryable, payment: PaymentRow, listed: ProviderRefund, now: Date, by: Pick<RefundRequest, 'reason' | 'actor'> = {reason: 'made at the payment service', actor: 'provider'},
): Promise<RefundRow> {
  return writeRefund(tx, payment, {
    amount: listed.amount.amount, reason: by.reason, actor: by.actor, status: 'pending', origin: 'provider',
    providerRefundNo: listed.providerRefundNo, nextCheck: now}, now);
}

interface NewRefund extends RefundRequest {
  readonly status: 'requested' | 'pending';
  readonly origin: RefundRow['origin'];
  readonly providerRefundNo: string | null;
  readonly nextCheck: Date;
}

async function writeRefund(tx: Queryable, payment: PaymentRow, refund: NewRefund, now: Date): Promise<RefundRow> {
  const id = newId('refund');
  const [row] = await tx.query<RefundRow>(
    `insert into refunds (id, payment_id, refund_no, amount, currency, reason, actor, status, origin, provider_refund_no, next_check_at, created_at, updated_at)
     values ($1, $2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) returning *`,
    [id, payment.id, refund.amount, payment.currency, refund.reason, refund.actor, refund.status, refund.origin, refund.providerRefundNo, refund.nextCheck, now]);
  if (!row) throw new Error('The refund was not written');
  if (payment.order_id !== null) {
    await writeAdjustment(tx, {id, orderId: payment.order_id, type: 'refund', status: 'pending', amount: -refund.amount, description: refund.reason}, now);
  }
  return row;
}

/** Minor units that were given back or are about to be. */
export async function refundsUnderWay(db: Queryable, paymentId: string): Promise<number> {
  const [row] = await db.query<{sum: number}>(
    `select coalesce(sum(amount), 0)::bigint as sum from refunds where payment_id = $1 and status <> 'failed'`, [paymentId]);
  return row?.sum ?? 0;
}

export async function readRefund(db: Queryable, refundId: string): Promise<RefundRow | undefined> {
  const [row] = await db.query<RefundRow>('select * from refunds where id = $1', [refundId]);
  return row;
}

export function refundIntentOf(refund: RefundRow): RefundIntent {
  return {
    id: refund.id,
    refundNo: refund.refund_no,
    amount: {amount: refund.amount, currency: refund.currency},
    reason: refund.reason,
  };
}
