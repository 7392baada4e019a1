import {sameMoney} from '../../../commerce/money.ts';
import type {PaymentIntent, Trade} from '../payment-handler.ts';
import {madeFor, readOrder} from './read-order.ts';
import type {PayPalOrder} from './server-sdk.ts';
import type {Desk} from './trades.ts';
import {absentOr, attemptId, findOrMake, isOurs, refused} from './trades.ts';

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
  const {value, refusal} = await services.captureAuthorization(reserved.id, `${intent.tradeNo}-capture`, intent.tradeNo, signal);
  if (refusal) return refused(desk, order, refusal, signal);
  if (value.status === 'DECLINED' || value.status === 'FAILED') {
    // Given up for good: what stays reserved is the buyer's again.
    await services.voidAuthorization(reserved.id, `${intent.tradeNo}-void`, signal);
  }
  const now = await services.getOrder(order.id ?? '', signal);
  return now.refusal ? {status: 'unknown'} : readOrder(now.value);
}
