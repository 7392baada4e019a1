import {releaseUses} from '../discount/count-uses.ts';
import type {HeldPayment} from './accept-held.ts';
import {reopenCheckout} from './checkout-status.ts';
import {DecisionRefused} from './decision-row.ts';
import {post} from './ledger.ts';
import type {Owed} from './owed.ts';
import {leftOf, owedFor} from './owed.ts';
import {movePayment} from './payment-row.ts';
import {recordRefundIn} from './record-refund.ts';
import {adoptRefund, openDispute} from './refund-rows.ts';
import {releaseHolds} from './stock.ts';

/**
 * The buyer has the money of a held payment back in a way that our books cannot see: from the shop's own pocket, or, with `atService`, from
 * the service's account, of which neither its list nor its notifications tell. That ends the payment. Throws `DecisionRefused`.
 */
export async function repayHeld(held: HeldPayment, atService: boolean): Promise<void> {
  const {tx, payment} = held;
  if (await openDispute(tx, payment.id) !== undefined) throw new DecisionRefused('The buyer disputes this payment. Answer the dispute at the payment service first.');
  const [refund] = await tx.query(`select 1 from refunds where payment_id = $1 and status in ('requested', 'pending') limit 1`, [payment.id]);
  if (refund) throw new DecisionRefused('A refund of this payment is under way: wait for its end.');
  const owed = await owedFor(tx, payment.id);
  const left = owed ? leftOf(owed.amount, payment) : 0;
  if (atService && owed?.amount.currency === payment.currency && left > 0) return enterRefund(held, left);
  if (owed && left > 0) await clear(held, {...owed, amount: {...owed.amount, amount: left}}, atService);
  await end(held);
}

/** Entered like one that the service's list had told of. */
async function enterRefund(held: HeldPayment, amount: number): Promise<void> {
  const {tx, payment, by, now} = held;
  const providerRefundNo = `told:${payment.id}:${now.getTime()}`;
  const refund = await adoptRefund(tx, payment, {providerRefundNo, amount: {amount, currency: payment.currency}, status: 'done'}, now, by);
  await recordRefundIn(tx, refund.id, {status: 'done', providerRefundNo}, now);
  const [after] = await tx.query<{status: string}>('select status from payments where id = $1', [payment.id]);
  if (after?.status === 'held') await end(held);
}

/** The payment's row is locked, so what was repaid of it is counted: after a refund that came back, there is more to repay. */
async function clear({tx, payment, now}: HeldPayment, {account, amount}: Owed, atService: boolean): Promise<void> {
  const [before] = await tx.query<{n: number}>(`select count(*) as n from ledger_transactions where payment_id = $1 and kind in ('repaid', 'unmatched_return')`, [payment.id]);
  const time = before?.n ? `:${before.n}` : '';
  await post(tx, {
    kind: atService ? 'unmatched_return' : 'repaid', mode: payment.mode, dedupeKey: `repaid:${payment.id}${time}`, paymentId: payment.id,
    debit: account, credit: atService ? `provider:${payment.handler_id}` : 'repaid', amount}, now);
  if (!atService && amount.currency === payment.currency) await tx.query('update payments set repaid = repaid + $2 where id = $1', [payment.id, amount.amount]);
}

async function end({tx, checkout, payment, by, now}: HeldPayment): Promise<void> {
  const cause = {cause: 'repaid', actor: by.actor};
  const refunding = await movePayment(tx, payment, 'refunding', cause, now);
  await movePayment(tx, refunding, 'refunded', cause, now, {live: false, closed: true, next_check_at: null, reason: by.reason});
  await releaseUses(tx, payment.id, now);
  await releaseHolds(tx, payment.id, now);
  if (payment.live) await reopenCheckout(tx, checkout, now);
}
