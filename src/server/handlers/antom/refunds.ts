import {z} from 'zod';
import type {PaymentIntent, ProviderRefund, RefundAnswer, RefundIntent} from '../payment-handler.ts';
import {AntomAmount, fromAntom, toAntom} from './amount.ts';
import type {AntomAnswer, AntomGateway} from './gateway.ts';

/** Gives back once by `refundRequestId`. The address to notify names the trade, since Antom's notification of a refund does not. */
export async function refundPayment(gateway: AntomGateway, intent: PaymentIntent, refund: RefundIntent, signal: AbortSignal): Promise<RefundAnswer> {
  const paymentId = intent.providerTradeNo ?? await paymentIdOf(gateway, intent, signal);
  if (paymentId === undefined) return {status: 'unknown'};
  const notify = new URL(intent.notifyUrl);
  notify.searchParams.set('trade', intent.tradeNo);
  const answer = await gateway.call('refund', {
    paymentId, refundRequestId: refund.refundNo, refundAmount: toAntom(refund.amount), refundReason: refund.reason.slice(0, 256), refundNotifyUrl: notify.href}, signal);
  const {status, code, body} = answer;
  const refundId = typeof body['refundId'] === 'string' ? body['refundId'] : undefined;
  if (status === 'S') return body['refundRequestId'] === refund.refundNo ? {status: 'done', providerRefundNo: refundId ?? refund.refundNo} : {status: 'unknown'};
  if (status === 'U') return code === 'REFUND_IN_PROCESS' ? {status: 'pending', ...(refundId && {providerRefundNo: refundId})} : {status: 'unknown'};
  return REFUSED.has(code) ? afterRefusal(gateway, refund, whyRefused(answer), signal) : {status: 'unknown'};
}

/** Refused may be the second call with a number whose first one gave the money back, and whose answer got lost: only the refund itself says that it failed. */
async function afterRefusal(gateway: AntomGateway, refund: RefundIntent, reason: string, signal: AbortSignal): Promise<RefundAnswer> {
  const answer = await inquire(gateway, refund, signal);
  if (answer.status === 'F' && NOT_THERE.has(answer.code)) return {status: 'failed', reason};
  const standing = readRefund(answer, refund);
  return standing.status === 'failed' ? {status: 'failed', reason} : standing;
}

async function paymentIdOf(gateway: AntomGateway, {tradeNo}: PaymentIntent, signal: AbortSignal): Promise<string | undefined> {
  const {body} = await gateway.call('inquiryPayment', {paymentRequestId: tradeNo}, signal);
  return typeof body['paymentId'] === 'string' ? body['paymentId'] : undefined;
}

const RefundBody = z.looseObject({refundId: z.string().min(1), refundRequestId: z.string(), refundStatus: z.string(), refundAmount: AntomAmount});

/** What Antom does not know may be asked for again with the same number. Another amount under it is for a person to look at, never "done". */
export async function queryRefund(gateway: AntomGateway, refund: RefundIntent, signal: AbortSignal): Promise<RefundAnswer> {
  return readRefund(await inquire(gateway, refund, signal), refund);
}

const inquire = (gateway: AntomGateway, {refundNo}: RefundIntent, signal: AbortSignal): Promise<AntomAnswer> => gateway.call('inquiryRefund', {refundRequestId: refundNo}, signal);

/** Antom's words that it has no refund with this number. */
const NOT_THERE: ReadonlySet<string> = new Set(['REFUND_NOT_EXIST', 'ORDER_NOT_EXIST']);

function readRefund(answer: AntomAnswer, {refundNo, amount}: RefundIntent): RefundAnswer {
  const {success, data: refund} = RefundBody.safeParse(answer.body);
  if (answer.status !== 'S' || !success || refund.refundRequestId !== refundNo) return {status: 'unknown'};
  if (refund.refundAmount.value !== String(amount.amount) || refund.refundAmount.currency !== amount.currency) return {status: 'unknown'};
  switch (refund.refundStatus) {
    case 'SUCCESS':
      return {status: 'done', providerRefundNo: refund.refundId};
    case 'PROCESSING':
      return {status: 'pending', providerRefundNo: refund.refundId};
    case 'FAIL':
      return {status: 'failed', reason: 'Antom says that the refund failed.'};
    default:
      return {status: 'unknown'};
  }
}

const Transaction = z.looseObject({
  transactionType: z.string(), transactionStatus: z.string(), transactionId: z.string().min(1), transactionRequestId: z.string().optional(), transactionAmount: AntomAmount,
});
const STATUSES: ReadonlyMap<string, ProviderRefund['status']> = new Map([['SUCCESS', 'done'], ['PROCESSING', 'pending'], ['PENDING', 'pending'], ['FAIL', 'failed'], ['CANCELLED', 'failed']]);

/** Every refund of the payment, also those made in Antom's dashboard: `transactions` of the inquiry. Throws when that cannot be read. */
export async function listRefunds(gateway: AntomGateway, {tradeNo}: PaymentIntent, signal: AbortSignal): Promise<readonly ProviderRefund[]> {
  const {status, body} = await gateway.call('inquiryPayment', {paymentRequestId: tradeNo}, signal);
  if (status !== 'S' || body['paymentRequestId'] !== tradeNo) throw new Error('Antom does not say which refunds there are');
  const transactions = z.array(Transaction).parse(body['transactions'] ?? []);
  return transactions.filter(({transactionType}) => transactionType === 'REFUND').map((one) => {
    const known = STATUSES.get(one.transactionStatus);
    if (!known) throw new Error(`Antom says of a refund that it is ${one.transactionStatus}`);
    return {
      providerRefundNo: one.transactionId, amount: fromAntom(one.transactionAmount), status: known,
      ...(one.transactionRequestId && {refundNo: one.transactionRequestId}),
    };
  });
}

/** Antom's own words that it will not do it; an `F` with any other code is not understood, and asked after again. */
const REFUSED: ReadonlySet<string> = new Set([
  'CURRENCY_NOT_SUPPORT', 'INVALID_CONTRACT', 'INVALID_MERCHANT_STATUS', 'MERCHANT_BALANCE_NOT_ENOUGH', 'MULTIPLE_REFUNDS_NOT_SUPPORTED', 'ORDER_IS_CANCELED', 'ORDER_NOT_EXIST',
  'ORDER_STATUS_INVALID', 'PARAM_ILLEGAL', 'PARTIAL_REFUND_NOT_SUPPORTED', 'PROCESS_FAIL', 'REFUND_AMOUNT_EXCEED', 'REFUND_NOT_SUPPORTED', 'REFUND_PROHIBITED', 'REFUND_WINDOW_EXCEED',
  'RISK_REJECT', 'USER_NOT_EXIST', 'USER_STATUS_ABNORMAL',
]);

function whyRefused({code, message}: AntomAnswer): string {
  const advice = code === 'MERCHANT_BALANCE_NOT_ENOUGH' ? ' Wait for new sales or put money into the Antom account, and ask again.' : '';
  return `${code}: ${message}.${advice}`.slice(0, 300);
}
