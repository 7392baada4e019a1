import type {Money} from '../../commerce/money.ts';
import type {Queryable} from '../database/database.ts';

/**
 * The accounts of the double-entry ledger. A positive amount is a debit, a negative one a credit; every transaction adds
 * up to zero in every currency.
 *
 * - `provider:<handler id>`: money that a payment service holds for the shop.
 * - `sales`: what orders brought (credit).
 * - `late`: money that came after its checkout had ended, until it is honoured or given back (credit).
 * - `unmatched`: money that fits no payment of ours and waits for a person (credit).
 * - `refunds`: what was given back of orders (debit).
 * - `disputed`: what buyers' banks have taken back while it is not decided (debit).
 * - `losses`: what disputes have taken for good (debit). What a service charges for a dispute is not in these books.
 * - `repaid`: what the shop gave back from its own pocket of money that became no order (credit).
 */
export type Account = `provider:${string}` | (typeof OWN_ACCOUNTS)[number];

/** Every account that is not a payment service's. */
export const OWN_ACCOUNTS = ['sales', 'late', 'unmatched', 'refunds', 'disputed', 'losses', 'repaid'] as const;

export type LedgerKind = 'capture' | 'late_capture' | 'honour' | 'unmatched_capture' | 'refund' | 'late_refund' | 'unmatched_refund'
  | 'refund_reversal' | 'dispute' | 'dispute_returned' | 'dispute_lost' | 'dispute_regained' | 'repaid' | 'unmatched_return';

/** Between which accounts money moves, by the kind of the transaction: debit, credit. `owed`: `late` or `unmatched`. */
export const SIDES: Readonly<Record<LedgerKind, readonly [debit: string, credit: string]>> = {
  capture: ['provider', 'sales'], late_capture: ['provider', 'late'], unmatched_capture: ['provider', 'unmatched'], honour: ['owed', 'sales'],
  refund: ['refunds', 'provider'], late_refund: ['late', 'provider'], unmatched_refund: ['unmatched', 'provider'], refund_reversal: ['provider', 'refunds or owed'],
  dispute: ['disputed', 'provider'], dispute_returned: ['provider', 'disputed'], dispute_lost: ['losses', 'disputed'], dispute_regained: ['disputed', 'losses'],
  repaid: ['owed', 'repaid'], unmatched_return: ['owed', 'provider'],
};

export interface LedgerTransaction {
  readonly kind: LedgerKind;
  readonly mode: 'test' | 'live';
  /** A second transaction with the same key is not written. */
  readonly dedupeKey: string;
  readonly paymentId: string;
  readonly orderId?: string;
  readonly refundId?: string;
  readonly disputeId?: string;
  readonly debit: Account;
  readonly credit: Account;
  /** Positive. */
  readonly amount: Money;
}

/** Appends a transaction: `debit` gets the amount, `credit` its negative. Answers false when its key is already there. */
export async function post(tx: Queryable, entry: LedgerTransaction, now: Date): Promise<boolean> {
  if (entry.amount.amount <= 0) throw new RangeError('A ledger transaction moves a positive amount');
  const [row] = await tx.query<{id: number}>(
    `insert into ledger_transactions (kind, mode, payment_id, order_id, refund_id, dispute_id, dedupe_key, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (dedupe_key) do nothing returning id`,
    [entry.kind, entry.mode, entry.paymentId, entry.orderId ?? null, entry.refundId ?? null, entry.disputeId ?? null, entry.dedupeKey, now]);
  if (!row) return false;
  const {amount, currency} = entry.amount;
  await tx.query(
    'insert into ledger_entries (transaction_id, account, currency, amount) values ($1, $2, $3, $4), ($1, $5, $3, $6)',
    [row.id, entry.debit, currency, amount, entry.credit, -amount]);
  return true;
}
