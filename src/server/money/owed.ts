import type {Money} from '../../commerce/money.ts';
import type {Queryable} from '../database/database.ts';
import type {PaymentRow} from './payment-row.ts';

/** Money of a payment that became no order, by the ledger: what the shop owes its buyer. */
export interface Owed {
  readonly account: 'late' | 'unmatched';
  /** More than 0. */
  readonly amount: Money;
}

/** Absent when the ledger owes nothing for this payment any more. */
export async function owedFor(db: Queryable, paymentId: string): Promise<Owed | undefined> {
  const [row] = await db.query<{account: Owed['account']; currency: string; amount: number}>(
    `select e.account, e.currency, -sum(e.amount)::bigint as amount from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
     where t.payment_id = $1 and e.account in ('late', 'unmatched') group by e.account, e.currency having sum(e.amount) < 0 limit 1`, [paymentId]);
  return row && {account: row.account, amount: {amount: row.amount, currency: row.currency}};
}

/** What of it is still with the service: a dispute may have taken some already. */
export function leftOf({amount, currency}: Money, payment: PaymentRow): number {
  return currency === payment.currency ? Math.max(0, Math.min(amount, payment.captured - payment.refunded - payment.disputed)) : amount;
}
