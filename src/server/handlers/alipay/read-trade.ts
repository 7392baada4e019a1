import {z} from 'zod';
import {parseAmount} from '../../../commerce/money.ts';
import type {Trade} from '../payment-handler.ts';
import {fromBeijing} from './beijing-time.ts';
import type {Answer} from './gateway.ts';

export const SUCCESS = '10000';
export const NOT_THERE = 'ACQ.TRADE_NOT_EXIST';

const TradeBody = z.looseObject({
  out_trade_no: z.string(), trade_no: z.string().min(1), trade_status: z.string(), total_amount: z.string(),
  trans_currency: z.string().optional(), send_pay_date: z.string().optional(),
});
type TradeBody = z.output<typeof TradeBody>;

/** Reads the answer of `alipay.trade.query`. What cannot be read with certainty is `unknown`; so is an answer about another trade. */
export function readTrade({code, subCode, body}: Answer, tradeNo: string, now: Date): Trade {
  if (code !== SUCCESS) return subCode === NOT_THERE ? {status: 'absent'} : {status: 'unknown'};
  const {success, data: trade} = TradeBody.safeParse(body);
  if (!success || trade.out_trade_no !== tradeNo) return {status: 'unknown'};
  return byStatus(trade, now);
}

/**
 * `TRADE_FINISHED` is a sale that can no longer be given back. `TRADE_CLOSED` says two things: never paid, or paid and given back in full; the second has a time
 * of payment. Either way none of its money is with the shop and none can come, so it is no sale. Where the books have taken the money already, the list of refunds
 * says why it went.
 */
function byStatus(trade: TradeBody, now: Date): Trade {
  const providerTradeNo = trade.trade_no;
  switch (trade.trade_status) {
    case 'WAIT_BUYER_PAY':
      return {status: 'waiting', providerTradeNo};
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
      return paid(trade, now);
    case 'TRADE_CLOSED':
      return {status: 'closed', providerTradeNo, reason: 'failed'};
    default:
      return {status: 'unknown'};
  }
}

function paid(trade: TradeBody, now: Date): Trade {
  try {
    const amount = parseAmount(trade.total_amount, trade.trans_currency ?? 'CNY');
    return {status: 'paid', providerTradeNo: trade.trade_no, amount, paidAt: fromBeijing(trade.send_pay_date) ?? now};
  } catch {
    return {status: 'unknown'};
  }
}
