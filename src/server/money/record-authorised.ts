import type {Queryable} from '../database/database.ts';
import type {Trade} from '../handlers/payment-handler.ts';
import {setCheckoutStatus} from './checkout-status.ts';
import {hashOfContent} from './content-hash.ts';
import type {Closing, PaymentChange, PaymentRow} from './payment-row.ts';
import {movePayment, setPayment} from './payment-row.ts';
import type {Recorded, Recording} from './record-trade.ts';
import {after, CALL_TIMEOUT, firstCheck} from './schedule.ts';
import {said} from './said.ts';

type Authorised = Extract<Trade, {status: 'authorised'}>;

/** Why money that is reserved must not be taken. */
interface Objection {
  readonly closing: Closing;
  readonly reason: string;
}

/**
 * The provider keeps the money for us. That is written down, and with it what to do next, so that any process can take it
 * up: `to-capture` gives the caller alone the right to ask for the money, `to-give-up` tells it to close the trade.
 */
export async function recordAuthorised(recording: Recording, trade: Authorised): Promise<Recorded> {
  const {payment, now} = recording;
  const callEnds = captureEnds(payment);
  if (callEnds && callEnds > now) {
    await setPayment(recording.tx, payment, {next_check_at: callEnds}, now);
    return 'unclear';
  }
  const objection = await objectionTo(recording, trade);
  const change = objection
    ? {closing: payment.closing ?? objection.closing, reason: objection.reason, capturing_at: null}
    : {capturing_at: now};
  await note(recording, trade, change);
  return objection ? 'to-give-up' : 'to-capture';
}

/** Until when a capture that was asked for may still be under way. */
export function captureEnds({capturing_at: at}: Pick<PaymentRow, 'capturing_at'>): Date | undefined {
  return at === null ? undefined : after(at, CALL_TIMEOUT + 1000);
}

async function note({tx, payment, checkout, cause, now}: Recording, trade: Authorised, change: PaymentChange): Promise<void> {
  const noted = {...change, action: null, provider_trade_no: trade.providerTradeNo, next_check_at: firstCheck(now)};
  if (payment.status === 'authorised') await setPayment(tx, payment, noted, now);
  else await movePayment(tx, payment, 'authorised', cause, now, noted);
  await setCheckoutStatus(tx, checkout, 'complete_in_progress', now);
}

/** Nothing is taken for another amount, after the time is over, for a checkout that has changed, or without its stock. */
async function objectionTo({tx, payment, checkout, now}: Recording, {amount}: Authorised): Promise<Objection | undefined> {
  if (payment.closing) return {closing: payment.closing, reason: payment.closing};
  const agreed = {amount: payment.amount, currency: payment.currency};
  if (amount.amount !== agreed.amount || amount.currency !== agreed.currency) {
    return {closing: 'failed', reason: `The provider reserved ${said(amount)}, our books say ${said(agreed)}`};
  }
  const ended = checkout.status === 'completed' || checkout.status === 'canceled';
  if (ended && checkout.priced.ended !== 'expired') return {closing: 'cancelled', reason: 'The checkout has ended'};
  if (ended || payment.deadline <= now || checkout.expires_at <= now) return {closing: 'expired', reason: 'The time to pay is over'};
  if (await hashOfContent(tx, checkout.id) !== payment.content_hash) return {closing: 'changed', reason: 'The checkout has changed'};
  return await stockIsHeld(tx, payment, now) ? undefined : {closing: 'failed', reason: 'The stock is no longer held'};
}

async function stockIsHeld(tx: Queryable, payment: PaymentRow, now: Date): Promise<boolean> {
  const gone = await tx.query(`select 1 from stock_holds where payment_id = $1 and (state <> 'held' or expires_at <= $2) limit 1`, [payment.id, now]);
  return gone.length === 0;
}
