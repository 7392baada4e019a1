import type {PaymentIntent, Trade} from '../payment-handler.ts';
import type {Gateway} from './gateway.ts';
import {isAbout} from './gateway.ts';
import {NOT_THERE, readTrade} from './read-trade.ts';

/** ms by which Alipay's clock and ours may differ before a deadline is believed to have passed there. */
export const CLOCKS_DIFFER = 60_000;

/** Close answers one of these for a trade that is no longer waiting: paid, or closed before. */
const NO_LONGER_WAITING: readonly string[] = ['ACQ.TRADE_STATUS_ERROR', 'ACQ.REASON_TRADE_STATUS_INVALID', 'ACQ.REASON_ILLEGAL_STATUS'];

/**
 * The rule of closing. A trade comes into being at Alipay only when the buyer has logged in or scanned, so "there is no such trade" does not mean that it cannot be
 * paid: a signed address or a code may lie in an open window. Nothing but `time_expire`, which every trade of ours carries, rules that out. So until the deadline
 * has surely passed such a trade is still waiting, and closing it is tried again. `alipay.trade.cancel` is never used: it gives a paid trade's money back.
 */
export async function closeTrade(gateway: Gateway, intent: PaymentIntent, now: Date): Promise<Trade> {
  const answer = await gateway.call('alipay.trade.close', {biz: {out_trade_no: intent.tradeNo}});
  if (isAbout(answer, intent.tradeNo)) return {status: 'closed', reason: 'cancelled'};
  if (answer.subCode === NOT_THERE) return deadlinePassed(intent, now) ? {status: 'closed', reason: 'expired'} : {status: 'waiting'};
  return NO_LONGER_WAITING.includes(answer.subCode) ? queryTrade(gateway, intent, now) : {status: 'unknown'};
}

export async function queryTrade(gateway: Gateway, intent: PaymentIntent, now: Date): Promise<Trade> {
  return readTrade(await gateway.call('alipay.trade.query', {biz: {out_trade_no: intent.tradeNo}}), intent.tradeNo, now);
}

const deadlinePassed = ({deadline}: PaymentIntent, now: Date): boolean => now.getTime() >= deadline.getTime() + CLOCKS_DIFFER;
