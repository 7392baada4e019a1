import {SANDBOX_HANDLER} from '../../commerce/ucp.ts';
import type {Queryable} from '../database/database.ts';
import type {Books, WalletTrade} from '../sandbox-wallet/books.ts';
import {amountOf, refundedOf} from '../sandbox-wallet/books.ts';
import type {Finding} from './audit-checks.ts';
import {finding} from './audit-checks.ts';
import type {PaymentRow} from './payment-row.ts';
import {hasEnded, isOpen} from './transitions.ts';

/** A payment with the refunds that the provider may have done although we have not heard. */
export type AuditedPayment = PaymentRow & {readonly refunding: number};

export interface Compared {
  readonly violations: readonly Finding[];
  readonly warnings: readonly Finding[];
}

export async function sandboxPayments(db: Queryable): Promise<readonly AuditedPayment[]> {
  return db.query<AuditedPayment>(
    `select p.*, coalesce((select sum(amount) from refunds r where r.payment_id = p.id and r.status in ('requested', 'pending')), 0)::bigint as refunding
     from payments p where handler = $1`, [SANDBOX_HANDLER]);
}

/**
 * Both sides' books, trade by trade. `before` was read before our own books and `after` after them, so that whatever
 * happened in between is not taken for a contradiction.
 */
export function compareWithSandbox(payments: readonly AuditedPayment[], before: Books, after: Books): Compared {
  const known = new Map(payments.map(payment => [payment.trade_no, payment]));
  const theirs = [...before.trades.values()].flatMap(trade => fromTheirs(trade, known.get(trade.tradeNo)));
  const ours = payments.flatMap(payment => fromOurs(payment, after.trade(payment.trade_no)));
  const all = [...theirs, ...ours];
  return {violations: all.filter(one => one.level === 'violation'), warnings: all.filter(one => one.level === 'warning')};
}

type Leveled = Finding & {readonly level: 'violation' | 'warning'};

function found(level: Leveled['level'], code: string, message: string, ids: Readonly<Record<string, unknown>>): Leveled[] {
  return [{...finding(code, message, ids), level}];
}

function fromTheirs(trade: WalletTrade, payment: AuditedPayment | undefined): Leveled[] {
  const ids = {trade: trade.tradeNo, payment: payment?.id};
  if (!payment) {
    const kept = (trade.paid?.amount ?? 0) - refundedOf(trade);
    if (kept > 0) return found('violation', 'sandbox_unknown_paid', 'The sandbox took money for a trade that our books do not know', ids);
    return trade.status === 'waiting' ? found('warning', 'sandbox_unknown_open', 'The sandbox waits for a trade that our books do not know', ids) : [];
  }
  const amount = amountOf(trade);
  const differs = amount !== undefined && (amount.amount !== payment.amount || amount.currency !== payment.currency);
  return [
    ...(differs ? found('violation', 'sandbox_amount', 'The sandbox opened the trade for another amount than our books say', ids) : []),
    ...(trade.paid ? takenThere(trade.paid.amount, payment, ids) : []),
    ...(refundedOf(trade) > payment.refunded + payment.refunding
      ? found('violation', 'sandbox_refund', 'The sandbox gave back more than our books say', ids) : []),
  ];
}

function takenThere(paid: number, payment: AuditedPayment, ids: Readonly<Record<string, unknown>>): Leveled[] {
  if (payment.captured === paid) return [];
  const willBeFound = isOpen(payment.status) || (hasEnded(payment.status) && payment.next_check_at !== null);
  return willBeFound
    ? found('warning', 'sandbox_not_recorded_yet', 'The sandbox took money that our books have not recorded yet', ids)
    : found('violation', 'sandbox_paid', 'The sandbox took money that our books do not have', ids);
}

function fromOurs(payment: AuditedPayment, trade: WalletTrade | undefined): Leveled[] {
  const ids = {payment: payment.id, trade: payment.trade_no};
  if (!trade) {
    const mayBeAbsent = payment.status === 'intent' || payment.status === 'confirming';
    return mayBeAbsent ? [] : found('violation', 'sandbox_absent', 'Our books have a payment whose trade the sandbox does not know', ids);
  }
  return [
    ...(payment.captured > 0 && trade.paid?.amount !== payment.captured
      ? found('violation', 'sandbox_unpaid', 'Our books have money that the sandbox did not take', ids) : []),
    ...(payment.refunded > refundedOf(trade) ? found('violation', 'sandbox_not_refunded', 'Our books gave back what the sandbox did not', ids) : []),
    ...(payment.closed && trade.status === 'waiting'
      ? found('violation', 'sandbox_still_open', 'Our books closed a payment that can still be paid', ids) : []),
  ];
}
