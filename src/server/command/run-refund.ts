import {z} from 'zod';
import {MoneyError, parseAmount} from '../../commerce/money.ts';
import type {Money as Amount} from '../../commerce/money.ts';
import type {Database} from '../database/database.ts';
import {findPayment} from '../money/find-payment.ts';
import type {FoundPayment} from '../money/find-payment.ts';
import type {Money} from '../money/money.ts';
import {refundsUnderWay} from '../money/refund-rows.ts';
import type {RefundRow} from '../money/refund-rows.ts';
import {CommandError} from './command-error.ts';

/** What a person asks for. `amount`: major units; absent: all that is left. */
export const RefundRequestSchema = z.object({
  target: z.string().min(1).max(200),
  amount: z.string().max(40).optional(),
  reason: z.string().min(1).max(200),
  actor: z.string().min(1).max(100),
}).strict();
export type RefundRequest = z.output<typeof RefundRequestSchema>;

export interface RefundOutcome {
  readonly refund: string;
  readonly payment: string;
  /** The order's number. */
  readonly order?: string;
  readonly amount: Amount;
  readonly status: RefundRow['status'];
  readonly failedReason?: string;
}

/** Finds the payment that is meant. Throws `CommandError` when there is none. */
export async function paymentToRefund(database: Database, target: string): Promise<FoundPayment> {
  const found = await findPayment(database, target);
  if (!found) throw new CommandError(`There is no order and no payment "${target}" with money to give back.`);
  return found;
}

/** Gives money back. Throws `CommandError` for an amount that cannot be read, and `RefundRefused`. */
export async function runRefund(database: Database, money: Pick<Money, 'refundPayment'>, request: RefundRequest): Promise<RefundOutcome> {
  const {payment, label} = await paymentToRefund(database, request.target);
  const amount = request.amount === undefined
    ? payment.captured - payment.disputed - payment.repaid - await refundsUnderWay(database, payment.id)
    : readAmount(request.amount, payment.currency);
  const row = await money.refundPayment(payment.id, amount, request.reason, request.actor);
  return {
    refund: row.id, payment: payment.id, ...(label === undefined ? {} : {order: label}), amount: {amount: row.amount, currency: row.currency}, status: row.status,
    ...(row.failed_reason === null ? {} : {failedReason: row.failed_reason}),
  };
}

function readAmount(text: string, currency: string): number {
  try {
    return parseAmount(text, currency).amount;
  } catch (cause) {
    if (!(cause instanceof MoneyError)) throw cause;
    throw new CommandError(`--amount must be an amount of ${currency} such as 12.80, not "${text}".`, {cause});
  }
}
