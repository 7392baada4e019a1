import {z} from 'zod';
import type {Money} from '../../../commerce/money.ts';
import {parseAmount, toDecimal} from '../../../commerce/money.ts';
import type {PaymentIntent, ProviderRefund, RefundAnswer, RefundIntent} from '../payment-handler.ts';
import type {Answer, Gateway} from './gateway.ts';
import {SUCCESS} from './read-trade.ts';

/**
 * Gives back once by `out_request_no`. `fund_change` N means that nothing moved now: it moved at an earlier call with this number, or has not yet; so
 * Alipay is asked.
 */
export async function refundTrade(gateway: Gateway, intent: PaymentIntent, refund: RefundIntent): Promise<RefundAnswer> {
  const answer = await gateway.call('alipay.trade.refund', {biz: {
    out_trade_no: intent.tradeNo, out_request_no: refund.refundNo, refund_amount: toDecimal(refund.amount), refund_reason: refund.reason.slice(0, 250)}});
  const about = answer.body['out_trade_no'] === intent.tradeNo;
  if (answer.code === SUCCESS && about && answer.body['fund_change'] === 'Y') return {status: 'done', providerRefundNo: refund.refundNo};
  if (answer.code !== SUCCESS && !REFUSED.includes(answer.subCode)) return {status: 'unknown'};
  const known = await askAfterRefund(gateway, intent, refund.refundNo);
  if (known.status === 'done') return sameAmount(known.amount, refund);
  return answer.code === SUCCESS || known.status === 'unclear' ? {status: 'unknown'} : {status: 'failed', reason: whyRefused(answer)};
}

/** Alipay knows only refunds that were done; one that it does not know may be asked for again with the same number. */
export async function queryRefund(gateway: Gateway, intent: PaymentIntent, refund: RefundIntent): Promise<RefundAnswer> {
  const known = await askAfterRefund(gateway, intent, refund.refundNo);
  return known.status === 'done' ? sameAmount(known.amount, refund) : {status: 'unknown'};
}

/** The refunds of this trade with these numbers; Alipay has no list of all, but names the number of each in its notification. */
export async function readRefunds(gateway: Gateway, intent: PaymentIntent, refundNos: readonly string[]): Promise<readonly ProviderRefund[]> {
  const found: ProviderRefund[] = [];
  for (const refundNo of refundNos) {
    const known = await askAfterRefund(gateway, intent, refundNo);
    if (known.status === 'unclear') throw new Error('Alipay does not say how a refund stands');
    if (known.status === 'done') found.push({providerRefundNo: refundNo, refundNo, amount: known.amount, status: 'done'});
  }
  return found;
}

const RefundBody = z.looseObject({out_trade_no: z.string(), out_request_no: z.string(), refund_status: z.string(), refund_amount: z.string()});

type Known = {readonly status: 'done'; readonly amount: Money} | {readonly status: 'none' | 'unclear'};

/** Code 10000 says only that the question was understood; without `REFUND_SUCCESS` no money moved. */
async function askAfterRefund(gateway: Gateway, intent: PaymentIntent, refundNo: string): Promise<Known> {
  const {code, body} = await gateway.call('alipay.trade.fastpay.refund.query', {biz: {out_trade_no: intent.tradeNo, out_request_no: refundNo}});
  if (code !== SUCCESS) return {status: 'unclear'};
  if (body['refund_status'] === undefined) return {status: 'none'};
  const {success, data: refund} = RefundBody.safeParse(body);
  if (!success || refund.refund_status !== 'REFUND_SUCCESS' || refund.out_request_no !== refundNo || refund.out_trade_no !== intent.tradeNo) return {status: 'unclear'};
  return {status: 'done', amount: parseAmount(refund.refund_amount, intent.amount.currency)};
}

/** Another amount under our number is for a person to look at, never "done". */
const sameAmount = (known: Money, {refundNo, amount}: RefundIntent): RefundAnswer =>
  known.amount === amount.amount ? {status: 'done', providerRefundNo: refundNo} : {status: 'unknown'};

/** Alipay's own words that it will not do it; anything else may be tried again. */
const REFUSED: readonly string[] = [
  'ACQ.SELLER_BALANCE_NOT_ENOUGH', 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', 'ACQ.REASON_TRADE_BEEN_FREEZEN', 'ACQ.TRADE_NOT_EXIST', 'ACQ.TRADE_HAS_FINISHED',
  'ACQ.TRADE_STATUS_ERROR', 'ACQ.DISCORDANT_REPEAT_REQUEST', 'ACQ.REASON_TRADE_REFUND_FEE_ERR', 'ACQ.TRADE_NOT_ALLOW_REFUND', 'ACQ.REFUND_FEE_ERROR',
  'ACQ.NOT_ALLOW_PARTIAL_REFUND', 'ACQ.ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND', 'ACQ.INVALID_PARAMETER', 'ACQ.REASON_TRADE_STATUS_INVALID',
  'ACQ.TRADE_REFUND_TIME_OUT',
];

function whyRefused({subCode, message}: Answer): string {
  const advice = subCode === 'ACQ.SELLER_BALANCE_NOT_ENOUGH' ? ' Put money into the Alipay account and ask again.' : '';
  return `${subCode}: ${message}.${advice}`.slice(0, 300);
}
