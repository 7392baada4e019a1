import type {CheckoutRow} from '../checkout/checkout-row.ts';
import type {Queryable} from '../database/database.ts';
import type {Trade} from '../handlers/payment-handler.ts';
import {keepUses, releaseUses} from '../discount/count-uses.ts';
import {placeOrder} from '../orders/place-order.ts';
import type {Services} from '../services.ts';
import {reopenCheckout, setCheckoutStatus} from './checkout-status.ts';
import {takeInLateMoney} from './late-money.ts';
import {post} from './ledger.ts';
import {enqueueHeld} from './outbox.ts';
import type {Cause, Closing, PaymentRow} from './payment-row.ts';
import {lockPayment, movePayment, setPayment} from './payment-row.ts';
import {recordAuthorised} from './record-authorised.ts';
import {said} from './said.ts';
import {firstLookAtRefunds, lookAgain, nextCheck, retryAt} from './schedule.ts';
import {releaseHolds, sellHolds} from './stock.ts';
import type {PaymentState} from './transitions.ts';
import {hasEnded, isOpen} from './transitions.ts';

/**
 * `held`: what the provider says does not fit our books, and waits for a person. `unclear`: ask again. `to-capture` and
 * `to-give-up`: see `recordAuthorised`; `takeAnswer` does it.
 */
export type Recorded = 'recorded' | 'unclear' | 'held' | 'to-capture' | 'to-give-up';

/** Everything that one recording needs; the rows are locked in `tx`. */
export interface Recording {
  readonly tx: Queryable;
  readonly services: Services;
  readonly checkout: CheckoutRow;
  readonly payment: PaymentRow;
  readonly cause: Cause;
  readonly now: Date;
}

type Paid = Extract<Trade, {status: 'paid'}>;
type Ended = Extract<Trade, {status: 'declined' | 'closed'}>;
type Ending = 'declined' | 'cancelled' | 'expired' | 'failed';

/**
 * Transaction 2: writes down what the provider says about a trade, under the locks of checkout and payment. The same
 * answer may come any number of times, in any order, from any process.
 */
export async function recordTrade(services: Services, paymentId: string, trade: Trade, cause: Cause): Promise<Recorded> {
  const recorded = await services.database.transaction(async tx => {
    const rows = await lockPayment(tx, paymentId);
    if (!rows) throw new Error(`There is no payment ${paymentId}`);
    return record({tx, services, ...rows, cause, now: services.clock()}, trade);
  });
  services.log.info('payment.recorded', {payment: paymentId, trade: trade.status, cause: cause.cause, recorded});
  return recorded;
}

async function record(recording: Recording, trade: Trade): Promise<Recorded> {
  const {payment} = recording;
  if (trade.status === 'paid') return recordPaid(recording, trade);
  if (isOpen(payment.status)) return recordOpen(recording, trade);
  if (hasEnded(payment.status)) return recordAgain(recording, trade);
  return trade.status === 'declined' || trade.status === 'closed' ? recordReversal(recording) : 'recorded';
}

/** Many providers close a trade that was given back in full. A sale that they close without a refund of ours is for a person. */
async function recordReversal({tx, payment}: Recording): Promise<Recorded> {
  if (payment.status !== 'paid' && payment.status !== 'honoured') return 'recorded';
  const refunds = await tx.query('select 1 from refunds where payment_id = $1 limit 1', [payment.id]);
  return refunds.length > 0 ? 'recorded' : 'held';
}

async function recordPaid(recording: Recording, trade: Paid): Promise<Recorded> {
  const {payment, checkout} = recording;
  const matches = trade.amount.amount === payment.amount && trade.amount.currency === payment.currency;
  if (isOpen(payment.status)) {
    if (!matches) return hold(recording, trade);
    return checkout.status === 'completed' || checkout.status === 'canceled' ? takeInLateMoney(recording, trade) : recordSale(recording, trade);
  }
  if (hasEnded(payment.status)) return matches ? takeInLateMoney(recording, trade) : hold(recording, trade);
  return matches || payment.status === 'held' ? 'recorded' : 'held';
}

/** Money in time: capture, order, stock, ledger and outbox together. */
async function recordSale({tx, services, checkout, payment, cause, now}: Recording, trade: Paid): Promise<Recorded> {
  const order = await placeOrder(tx, services, checkout, payment, now);
  await keepUses(tx, payment.id, now);
  await sellHolds(tx, payment.id, now);
  await movePayment(tx, payment, 'paid', cause, now, {
    captured: trade.amount.amount, paid_at: trade.paidAt, refunds_check_at: firstLookAtRefunds(now), provider_trade_no: trade.providerTradeNo, order_id: order.id, action: null, next_check_at: null,
    capturing_at: null});
  await post(tx, {
    kind: 'capture', mode: payment.mode, dedupeKey: `capture:${payment.id}`, paymentId: payment.id, orderId: order.id,
    debit: `provider:${payment.handler_id}`, credit: 'sales', amount: trade.amount}, now);
  return 'recorded';
}

/** Money that does not match: kept, shown to a person, never taken for a sale. */
async function hold({tx, payment, cause, now}: Recording, trade: Paid): Promise<Recorded> {
  const sameCurrency = trade.amount.currency === payment.currency;
  const reason = `The provider took ${said(trade.amount)}, our books say ${said({amount: payment.amount, currency: payment.currency})}`;
  const held = await movePayment(tx, payment, 'held', cause, now, {
    captured: sameCurrency ? trade.amount.amount : 0, paid_at: trade.paidAt, refunds_check_at: firstLookAtRefunds(now), provider_trade_no: trade.providerTradeNo, action: null, reason, next_check_at: null,
    capturing_at: null});
  if (trade.amount.amount > 0) {
    await post(tx, {
      kind: 'unmatched_capture', mode: payment.mode, dedupeKey: `capture:${payment.id}`, paymentId: payment.id,
      debit: `provider:${payment.handler_id}`, credit: 'unmatched', amount: trade.amount}, now);
  }
  await enqueueHeld(tx, held, reason, now);
  return 'held';
}

async function recordOpen(recording: Recording, trade: Exclude<Trade, Paid>): Promise<Recorded> {
  switch (trade.status) {
    case 'waiting':
      return recordWaiting(recording, trade);
    case 'authorised':
      return recordAuthorised(recording, trade);
    case 'declined':
      return recordEnding(recording, 'declined', trade);
    case 'closed':
      return recordEnding(recording, endingOf(recording.payment.closing) ?? trade.reason, trade);
    case 'absent':
    case 'unknown':
      return recordUnknown(recording);
  }
}

function endingOf(closing: Closing | null): 'cancelled' | 'expired' | 'failed' | undefined {
  return closing === 'changed' ? 'cancelled' : closing ?? undefined;
}

/** Without an action the buyer may still be at the wallet: an action that we know of stays. */
async function recordWaiting({tx, payment, checkout, cause, now}: Recording, trade: Extract<Trade, {status: 'waiting'}>): Promise<Recorded> {
  const action = trade.action?.type === 'poll' ? payment.action : trade.action ?? payment.action;
  const to: PaymentState = action !== null ? 'acting' : payment.status === 'authorised' ? 'authorised' : 'confirming';
  const change = {
    action,
    capturing_at: to === 'authorised' ? payment.capturing_at : null,
    provider_trade_no: trade.providerTradeNo ?? payment.provider_trade_no,
    next_check_at: nextCheck(now, payment.checks, payment.deadline),
  };
  if (payment.status === to) await setPayment(tx, payment, change, now);
  else await movePayment(tx, payment, to, cause, now, change);
  await setCheckoutStatus(tx, checkout, to === 'acting' ? 'requires_escalation' : 'complete_in_progress', now);
  return 'recorded';
}

async function recordUnknown({tx, payment, cause, now}: Recording): Promise<Recorded> {
  const change = {next_check_at: nextCheck(now, payment.checks, payment.deadline)};
  if (payment.status === 'intent') await movePayment(tx, payment, 'confirming', cause, now, change);
  else await setPayment(tx, payment, change, now);
  return 'unclear';
}

/** The provider confirmed that this trade brings no money: stock is free, the checkout may be paid anew. */
async function recordEnding({tx, payment, checkout, cause, now}: Recording, to: Ending, trade: Ended): Promise<Recorded> {
  await movePayment(tx, payment, to, cause, now, {
    live: false, closed: true, action: null, reason: payment.closing ? payment.reason ?? trade.reason : trade.reason, next_check_at: lookAgain(now, now),
    provider_trade_no: trade.providerTradeNo ?? payment.provider_trade_no});
  await releaseUses(tx, payment.id, now);
  await releaseHolds(tx, payment.id, now);
  await reopenCheckout(tx, checkout, now);
  return 'recorded';
}

/** An ended trade that was looked at again and has not changed. */
async function recordAgain({tx, payment, now}: Recording, trade: Exclude<Trade, Paid>): Promise<Recorded> {
  const known = trade.status !== 'unknown';
  const [end] = await tx.query<{at: Date}>('select at from payment_events where payment_id = $1 order by id desc limit 1', [payment.id]);
  await setPayment(tx, payment, {next_check_at: known ? lookAgain(now, end?.at ?? payment.created_at) : retryAt(now, payment.checks)}, now);
  return known ? 'recorded' : 'unclear';
}
