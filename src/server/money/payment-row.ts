import {randomBytes} from 'node:crypto';
import type {Instrument} from '../../commerce/instrument.ts';
import type {PaymentAction} from '../../commerce/payment-action.ts';
import type {CheckoutRow} from '../checkout/checkout-row.ts';
import type {Queryable} from '../database/database.ts';
import {json} from '../database/database.ts';
import type {PaymentIntent} from '../handlers/payment-handler.ts';
import type {Services} from '../services.ts';
import type {PaymentState} from './transitions.ts';
import {assertTransition} from './transitions.ts';

export type Closing = 'cancelled' | 'changed' | 'expired' | 'failed';

/** A row of `payments`. Amounts are minor units of `currency`. */
export interface PaymentRow {
  readonly id: string;
  readonly checkout_id: string;
  readonly handler: string;
  readonly handler_id: string;
  readonly mode: 'test' | 'live';
  readonly status: PaymentState;
  /** It may still bring money to its checkout, or has brought it: no other payment of the checkout may begin. */
  readonly live: boolean;
  /** The provider confirmed that the trade can no longer be paid, or it never existed. */
  readonly closed: boolean;
  /** Why we are closing the trade; set before the provider is asked to. */
  readonly closing: Closing | null;
  readonly subject: string;
  readonly locale: string;
  readonly content_hash: string;
  readonly amount: number;
  readonly currency: string;
  readonly trade_no: string;
  readonly provider_trade_no: string | null;
  readonly instrument: Omit<Instrument, 'credential'>;
  readonly action: PaymentAction | null;
  readonly return_url: string | null;
  readonly captured: number;
  readonly refunded: number;
  readonly reason: string | null;
  readonly order_id: string | null;
  readonly deadline: Date;
  readonly next_check_at: Date | null;
  readonly asked_at: Date | null;
  readonly checks: number;
  /** When the provider was last asked to capture, while its answer is not known. */
  readonly capturing_at: Date | null;
  /** When the provider took the money. */
  readonly paid_at: Date | null;
  /** What disputes have taken back, for now or for good. */
  readonly disputed: number;
  /** What the shop gave back in another way than through the provider. */
  readonly repaid: number;
  /** When the provider's own list of refunds is read next. */
  readonly refunds_check_at: Date | null;
  readonly refunds_checks: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** Who moves a payment and why; kept in `payment_events`. */
export interface Cause {
  /** Such as `complete`, `worker`, `notification:<event id>`. */
  readonly cause: string;
  /** `buyer`, `provider`, `worker`, or `staff:<name>`. */
  readonly actor: string;
}

/** Columns that may change together with the status. */
export type PaymentChange = Partial<Pick<PaymentRow, (typeof CHANGING)[number]>>;

const CHANGING = [
  'live', 'closed', 'closing', 'provider_trade_no', 'action', 'captured', 'reason', 'order_id', 'next_check_at', 'capturing_at', 'paid_at', 'refunds_check_at',
] as const;
const COLUMNS = new Set<string>(CHANGING);

/** 128 random bits behind a word that says what it names. */
export function newId(kind: 'pay' | 'ht' | 'hold' | 'order' | 'refund' | 'dispute'): string {
  return `${kind}_${randomBytes(16).toString('hex')}`;
}

/** Locks the checkout row, then the payment row: everybody takes the two in this order. */
export async function lockPayment(tx: Queryable, paymentId: string): Promise<{checkout: CheckoutRow; payment: PaymentRow} | undefined> {
  const [checkout] = await tx.query<CheckoutRow>(
    'select * from checkouts where id = (select checkout_id from payments where id = $1) for update', [paymentId]);
  const [payment] = await tx.query<PaymentRow>('select * from payments where id = $1 for update', [paymentId]);
  return checkout && payment ? {checkout, payment} : undefined;
}

export async function readPayment(db: Queryable, paymentId: string): Promise<PaymentRow | undefined> {
  const [payment] = await db.query<PaymentRow>('select * from payments where id = $1', [paymentId]);
  return payment;
}

/**
 * Moves a payment whose row is locked, and writes the event. Throws `ForbiddenTransition` for a move outside the table,
 * which undoes the transaction.
 */
export async function movePayment(
  tx: Queryable, payment: PaymentRow, to: PaymentState, {cause, actor}: Cause, now: Date, change: PaymentChange = {},
): Promise<PaymentRow> {
  assertTransition(payment.status, to);
  await writeEvent(tx, payment.id, payment.status, to, {cause, actor}, now);
  return setPayment(tx, payment, {...change, status: to, checks: 0}, now);
}

/** Changes columns of a locked payment without moving it. */
export async function setPayment(
  tx: Queryable, payment: PaymentRow, change: PaymentChange & {readonly status?: PaymentState; readonly checks?: number}, now: Date,
): Promise<PaymentRow> {
  const names = Object.keys(change).filter(name => COLUMNS.has(name) || name === 'status' || name === 'checks');
  const values = names.map(name => {
    const value = change[name as keyof typeof change];
    return name === 'action' && value !== null ? json(value) : value;
  });
  const assignments = names.map((name, at) => `${name} = $${at + 3}`);
  const [row] = await tx.query<PaymentRow>(
    `update payments set ${['updated_at = $2', ...assignments].join(', ')} where id = $1 returning *`, [payment.id, now, ...values]);
  if (!row) throw new Error(`Payment ${payment.id} is gone`);
  return row;
}

export async function writeEvent(
  tx: Queryable, paymentId: string, from: PaymentState | null, to: PaymentState, {cause, actor}: Cause, now: Date,
): Promise<void> {
  await tx.query('insert into payment_events (payment_id, at, from_status, to_status, cause, actor) values ($1, $2, $3, $4, $5, $6)', [
    paymentId, now, from, to, cause, actor]);
}

/** What the handler is told about a payment, the same at every call. */
export function intentOf(payment: PaymentRow, {origin}: Pick<Services, 'origin'>): PaymentIntent {
  return {
    id: payment.id,
    tradeNo: payment.trade_no,
    ...(payment.provider_trade_no === null ? {} : {providerTradeNo: payment.provider_trade_no}),
    amount: {amount: payment.amount, currency: payment.currency},
    subject: payment.subject,
    locale: payment.locale,
    deadline: payment.deadline,
    returnUrl: payment.return_url ?? `${origin}/checkout/${payment.checkout_id}`,
    notifyUrl: `${origin}/notify/${payment.handler_id}`,
    createdAt: payment.created_at,
    instrument: payment.instrument,
  };
}
