import type {PaymentIntent, ProviderRefund, RefundAnswer, RefundIntent} from '../payment-handler.ts';
import {fromPayPal, toPayPal} from './currencies.ts';
import {markedNo} from './our-mark.ts';
import {isTaken} from './read-order.ts';
import type {PayPalMovement, PayPalOrder} from './server-sdk.ts';
import type {Desk} from './trades.ts';

/** PayPal gives money back through its interface for 180 days after the payment. */
export const REFUND_DAYS = 180;

/** A definite no that stays one. Everything else is asked again. */
const FINAL = new Set([
  'CAPTURE_FULLY_REFUNDED', 'CURRENCY_MISMATCH', 'MAX_NUMBER_OF_REFUNDS_EXCEEDED', 'PARTIAL_REFUND_NOT_ALLOWED', 'PAYEE_ACCOUNT_LOCKED_OR_CLOSED',
  'PAYEE_ACCOUNT_RESTRICTED', 'PAYER_ACCOUNT_LOCKED_OR_CLOSED', 'REFUND_AMOUNT_EXCEEDED', 'REFUND_AMOUNT_TOO_LOW', 'REFUND_CAPTURE_CURRENCY_MISMATCH',
  'REFUND_FAILED_INSUFFICIENT_FUNDS', 'REFUND_IS_RESTRICTED', 'REFUND_NOT_ALLOWED', 'REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK', 'REFUND_TIME_LIMIT_EXCEEDED',
  'TRANSACTION_DISPUTED',
]);

/** Gives back all or part. PayPal keeps request ids of refunds for 45 days; the number in its invoice field finds the refund after that as well. */
export async function refundTrade(desk: Desk, intent: PaymentIntent, refund: RefundIntent, signal: AbortSignal): Promise<RefundAnswer> {
  const amount = toPayPal(refund.amount);
  if (!amount) return {status: 'failed', reason: `PayPal does not take this amount of ${refund.amount.currency}`};
  const order = await orderOf(desk, intent, signal);
  const known = refundsIn(order).find(one => one.invoiceId === refund.refundNo);
  if (known) return readAnswer(known);
  const capture = order.purchaseUnits?.[0]?.payments?.captures?.find(isTaken);
  if (!capture?.id) return {status: 'unknown'};
  const {value, refusal} = await desk.services.refundCapture(capture.id, refund.refundNo, {
    amount: {...amount}, customId: markedNo(intent.tradeNo, desk.settings.handler), invoiceId: refund.refundNo, noteToPayer: [...refund.reason].slice(0, 255).join('')}, signal);
  if (!refusal) return readAnswer(value);
  const final = refusal.issues.find(issue => FINAL.has(issue));
  // It may be our own earlier request that has left nothing to give back.
  const earlier = await queryRefund(desk, intent, refund, signal);
  if (earlier.status !== 'unknown') return earlier;
  return final ? {status: 'failed', reason: `PayPal refused the refund: ${final}`} : {status: 'unknown'};
}

export async function queryRefund(desk: Desk, intent: PaymentIntent, refund: RefundIntent, signal: AbortSignal): Promise<RefundAnswer> {
  const found = refundsIn(await orderOf(desk, intent, signal)).find(one => one.invoiceId === refund.refundNo);
  return found ? readAnswer(found) : {status: 'unknown'};
}

/** Every refund of the order, whoever made it. One of our own carries its number in the invoice field; one of the dashboard's may carry the order's. */
export async function listRefunds(desk: Desk, intent: PaymentIntent, signal: AbortSignal): Promise<readonly ProviderRefund[]> {
  return refundsIn(await orderOf(desk, intent, signal)).flatMap(one => {
    const amount = fromPayPal(one.amount);
    const status = statusOf(one);
    if (!one.id || !amount || !status) throw new Error('PayPal shows a refund that cannot be read');
    return [{providerRefundNo: one.id, amount, status, ...(one.invoiceId === undefined || one.invoiceId === markedNo(intent.tradeNo, desk.settings.handler) ? {} : {refundNo: one.invoiceId})}];
  });
}

/** Throws when PayPal does not show it: then nothing is known. */
async function orderOf({services}: Desk, {providerTradeNo}: PaymentIntent, signal: AbortSignal): Promise<PayPalOrder> {
  if (providerTradeNo === undefined) throw new Error('There is no PayPal order to give back');
  const {value, refusal} = await services.getOrder(providerTradeNo, signal);
  if (refusal) throw new Error(`PayPal answered ${refusal.status} about the order`);
  return value;
}

const refundsIn = (order: PayPalOrder): readonly PayPalMovement[] => order.purchaseUnits?.[0]?.payments?.refunds ?? [];

function statusOf({status}: PayPalMovement): ProviderRefund['status'] | undefined {
  switch (status) {
    case 'COMPLETED':
      return 'done';
    case 'PENDING':
      return 'pending';
    case 'FAILED':
    case 'CANCELLED':
      return 'failed';
    default:
      return undefined;
  }
}

function readAnswer(refund: PayPalMovement): RefundAnswer {
  const {id, statusDetails} = refund;
  switch (statusOf(refund)) {
    case 'done':
      return id ? {status: 'done', providerRefundNo: id} : {status: 'unknown'};
    case 'pending':
      return {status: 'pending', ...(id ? {providerRefundNo: id} : {})};
    case 'failed':
      return {status: 'failed', reason: `PayPal did not give the money back${statusDetails?.reason ? `: ${statusDetails.reason}` : ''}`};
    default:
      return {status: 'unknown'};
  }
}
