import type {Trade} from '../handlers/payment-handler.ts';
import type {Services} from '../services.ts';
import type {Cause, Closing, PaymentRow} from './payment-row.ts';
import {intentOf, readPayment} from './payment-row.ts';
import {askProvider, handlerOf} from './provider-call.ts';
import type {Recorded} from './record-trade.ts';
import {recordTrade} from './record-trade.ts';
import {after, CALL_TIMEOUT} from './schedule.ts';
import {captureEnds} from './record-authorised.ts';

/** How a payment stands after an answer was recorded and what follows from it was done. */
export type Taken = Exclude<Recorded, 'to-capture' | 'to-give-up'>;

/** Records what the provider says, and then does what must follow: captures money that is reserved, or gives it up. */
export async function takeAnswer(services: Services, paymentId: string, trade: Trade, cause: Cause): Promise<Taken> {
  const recorded = await recordTrade(services, paymentId, trade, cause);
  if (recorded === 'to-capture') return capture(services, await existing(services, paymentId));
  if (recorded === 'to-give-up') return closeTrade(services, await existing(services, paymentId), 'failed', {cause: 'not captured', actor: 'worker'});
  return recorded;
}

async function existing({database}: Services, paymentId: string): Promise<PaymentRow> {
  const payment = await readPayment(database, paymentId);
  if (!payment) throw new Error(`There is no payment ${paymentId}`);
  return payment;
}

/** Only for whom `recordAuthorised` gave the right to. A lost answer is asked after like any other. */
async function capture(services: Services, payment: PaymentRow): Promise<Taken> {
  const handler = handlerOf(services, payment.handler_id);
  const trade = await askProvider<Trade>(services, 'capture', payment, async signal => {
    if (!handler.capture) throw new Error(`${handler.id} reserves money and has no capture`);
    return handler.capture(intentOf(payment, services), signal);
  });
  // Still reserved: asked again when the worker next looks.
  const answer: Trade = trade.status === 'authorised' ? {status: 'unknown'} : trade;
  return settledOr('unclear', await recordTrade(services, payment.id, answer, {cause: 'capture', actor: 'worker'}));
}

function settledOr(otherwise: Taken, recorded: Recorded): Taken {
  return recorded === 'to-capture' || recorded === 'to-give-up' ? otherwise : recorded;
}

/**
 * Makes the trade unpayable and records what the provider says; asked again by the worker while it is not confirmed. Not
 * while a capture may still be under way, nor once it is paid: then the provider is asked how that went.
 */
export async function closeTrade(services: Services, payment: PaymentRow, why: Closing, cause: Cause): Promise<Taken> {
  const handler = handlerOf(services, payment.handler_id);
  if (!await beginClosing(services, payment, why)) return awaitCapture(services, payment, cause);
  const trade = await askProvider<Trade>(services, 'close', payment, signal => handler.close(intentOf(payment, services), signal));
  return settledOr('unclear', await recordTrade(services, payment.id, closedOr(trade, why), cause));
}

/** Closing also rules out a create that is still under way, so a trade that is not there is closed. */
function closedOr(trade: Trade, why: Closing): Trade {
  if (trade.status === 'authorised') return {status: 'unknown'};
  return trade.status === 'absent' ? {status: 'closed', reason: why === 'changed' ? 'cancelled' : why} : trade;
}

/**
 * A payment is either being captured or being closed: the row decides. One that has been paid meanwhile is not closed any more: some
 * services give the money back when they are told to.
 */
async function beginClosing({database, clock}: Services, payment: PaymentRow, why: Closing): Promise<boolean> {
  const begun = await database.query(
    `update payments set closing = coalesce(closing, $2) where id = $1 and status in ('intent', 'acting', 'confirming', 'authorised', 'declined', 'cancelled', 'expired', 'failed')
       and (status <> 'authorised' or capturing_at is null or capturing_at <= $3) returning id`,
    [payment.id, why, after(clock(), -CALL_TIMEOUT - 1000)]);
  return begun.length > 0;
}

async function awaitCapture(services: Services, payment: PaymentRow, cause: Cause): Promise<Taken> {
  const handler = handlerOf(services, payment.handler_id);
  const trade = await askProvider<Trade>(services, 'query', payment, signal => handler.query(intentOf(payment, services), signal));
  const moved = trade.status === 'paid' || trade.status === 'declined' || trade.status === 'closed';
  if (moved) return settledOr('unclear', await recordTrade(services, payment.id, trade, cause));
  await services.database.query(`update payments set next_check_at = $2 where id = $1 and status = 'authorised'`, [
    payment.id, captureEnds(payment) ?? services.clock()]);
  return 'unclear';
}
