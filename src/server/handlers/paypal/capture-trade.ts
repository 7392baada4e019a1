import {sameMoney} from '../../../commerce/money.ts';
import type {PaymentIntent, Trade} from '../payment-handler.ts';
import {markedNo} from './our-mark.ts';
import {madeFor, readOrder} from './read-order.ts';
import type {PayPalOrder, Refusal} from './server-sdk.ts';
import type {Desk} from './trades.ts';
import {absentOr, attemptId, FINAL, findOrMake, isOurs, RECOVERABLE, refused} from './trades.ts';

/** Moves the money of an approved order, once: PayPal captures an order a single time, whoever asks how often. */
export async function captureTrade(desk: Desk, intent: PaymentIntent, signal: AbortSignal): Promise<Trade> {
  const {order, refusal} = await findOrMake(desk, intent, signal);
  if (!order) return absentOr(refusal);
  if (!isOurs(order, intent)) return {status: 'unknown'};
  const trade = readOrder(order);
  if (trade.status !== 'authorised') return trade;
  // The books have agreed to exactly this amount: another one is left where it is.
  if (!sameMoney(trade.amount, intent.amount)) return {status: 'unknown'};
  return madeFor(order) === 'AUTHORIZE' ? captureReserved(desk, order, intent, signal) : captureApproved(desk, order, intent, signal);
}

async function captureApproved(desk: Desk, order: PayPalOrder, intent: PaymentIntent, signal: AbortSignal): Promise<Trade> {
  const {id = ''} = order;
  const {value, refusal} = await desk.services.captureOrder(id, attemptId(desk, intent, id, 'capture'), signal);
  return refusal ? refused(desk, order, refusal, signal) : readOrder(value);
}

async function captureReserved(desk: Desk, order: PayPalOrder, intent: PaymentIntent, signal: AbortSignal): Promise<Trade> {
  const reserved = order.purchaseUnits?.[0]?.payments?.authorizations?.at(-1);
  if (!reserved?.id) return {status: 'unknown'};
  const {services} = desk;
  const {value, refusal} = await services.captureAuthorization(reserved.id, `${intent.tradeNo}-capture`, markedNo(intent.tradeNo, desk.settings.handler), signal);
  if (refusal) return refusedReserved(desk, order, intent, refusal, signal);
  if (value.status === 'DECLINED' || value.status === 'FAILED') {
    // Given up for good: what stays reserved is the buyer's again.
    await services.voidAuthorization(reserved.id, `${intent.tradeNo}-void`, signal);
  }
  const now = await services.getOrder(order.id ?? '', signal);
  return now.refusal ? {status: 'unknown'} : readOrder(now.value);
}

/** The buyer cannot choose another way to pay for an order that is reserved: a refusal that is known is final, and what stays reserved is the buyer's again. */
async function refusedReserved(desk: Desk, order: PayPalOrder, intent: PaymentIntent, refusal: Refusal, signal: AbortSignal): Promise<Trade> {
  const issue = refusal.issues.find(one => FINAL.has(one) || RECOVERABLE.has(one));
  if (issue === undefined) return refused(desk, order, refusal, signal);
  const id = order.purchaseUnits?.[0]?.payments?.authorizations?.at(-1)?.id ?? '';
  await desk.services.voidAuthorization(id, `${intent.tradeNo}-void`, signal);
  const {value: now, refusal: gone} = await desk.services.getOrder(order.id ?? '', signal);
  if (gone) return {status: 'unknown'};
  const trade = readOrder(now);
  if (trade.status === 'authorised') return {status: 'unknown'};
  return trade.status === 'closed' ? {status: 'declined', providerTradeNo: order.id ?? '', reason: `PayPal refused the payment: ${issue}`} : trade;
}
