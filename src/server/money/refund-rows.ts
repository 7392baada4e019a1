import type {Queryable} from '../database/database.ts';
import type {RefundIntent} from '../handlers/payment-handler.ts';
import type {PaymentRow} from './payment-row.ts';
import {newId} from './payment-row.ts';

/** A row of `refunds`. `amount` is minor units. */
export interface RefundRow {
  readonly id: string;
  readonly payment_id: string;
  readonly refund_no: string;
  readonly provider_refund_no: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
  readonly actor: string;
  readonly status: 'requested' | 'pending' | 'done' | 'failed';
  readonly failed_reason: string | null;
  readonly next_check_at: Date | null;
  readonly checks: number;
  readonly created_at: Date;
}

/** Why a refund was not written: nothing was asked of the provider. */
export class RefundRefused extends Error {
  override readonly name = 'RefundRefused';
}

export interface RefundRequest {
  /** Minor units of the payment's currency. */
  readonly amount: number;
  readonly reason: string;
  readonly actor: string;
}

/**
 * Writes a refund under the lock of its payment, due at once. Throws `RefundRefused` when the amount is not positive, or
 * more than what was captured less all refunds that have not failed. An order gets its adjustment with it.
 */
export async function requestRefund(tx: Queryable, payment: PaymentRow, request: RefundRequest, now: Date): Promise<RefundRow> {
  const left = payment.captured - await refundsUnderWay(tx, payment.id);
  if (!Number.isSafeInteger(request.amount) || request.amount <= 0) throw new RefundRefused('A refund is a positive number of minor units');
  if (request.amount > left) throw new RefundRefused(`Only ${left} minor units of ${payment.currency} are left to give back`);
  const id = newId('refund');
  const [row] = await tx.query<RefundRow>(
    `insert into refunds (id, payment_id, refund_no, amount, currency, reason, actor, status, next_check_at, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, 'requested', $8, $8, $8) returning *`,
    [id, payment.id, id, request.amount, payment.currency, request.reason, request.actor, now]);
  if (!row) throw new Error('The refund was not written');
  if (payment.order_id !== null) {
    await tx.query(
      `insert into order_adjustments (id, order_id, type, status, amount, description, occurred_at) values ($1, $2, 'refund', 'pending', $3, $4, $5)`,
      [id, payment.order_id, -request.amount, request.reason, now]);
  }
  return row;
}

/** Minor units that were given back or are about to be. */
export async function refundsUnderWay(db: Queryable, paymentId: string): Promise<number> {
  const [row] = await db.query<{sum: number}>(
    `select coalesce(sum(amount), 0)::bigint as sum from refunds where payment_id = $1 and status <> 'failed'`, [paymentId]);
  return row?.sum ?? 0;
}

export function refundIntentOf(refund: RefundRow): RefundIntent {
  return {
    id: refund.id,
    refundNo: refund.refund_no,
    amount: {amount: refund.amount, currency: refund.currency},
    reason: refund.reason,
  };
}
