import type {PaymentIntent, Trade} from '../payment-handler.ts';
import {readOrder} from './read-order.ts';
import type {Answer, PayPalOrder} from './server-sdk.ts';
import type {Desk} from './trades.ts';
import {absentOr, closeOrder, findOrMake, isOurs} from './trades.ts';

/**
 * Makes an order unpayable. PayPal has no call for that, but money only moves when this server captures: so the promise never to do that again closes
 * it. The promise is kept at PayPal as well: the order's intent is changed, after which PayPal itself refuses the capture, also one
 * that is under way in another process. What is reserved is given up.
 */
export async function closeTrade(desk: Desk, intent: PaymentIntent, signal: AbortSignal): Promise<Trade> {
  const {order, refusal} = await findOrMake(desk, intent, signal);
  // Nobody was ever shown an order of which no number is known, and PayPal refuses to make one: whatever the reason, there is nothing to capture.
  if (!order) return intent.providerTradeNo === undefined ? {status: 'absent'} : absentOr(refusal);
  if (!isOurs(order, intent)) return {status: 'unknown'};
  const trade = readOrder(order);
  const reserved = order.purchaseUnits?.[0]?.payments?.authorizations?.at(-1);
  // Paid, over, or on its way to us: then PayPal's own decision must be awaited.
  if (trade.status !== 'authorised' && trade.status !== 'waiting') return trade;
  if (reserved) return reserved.id ? look(desk, order, await desk.services.voidAuthorization(reserved.id, `${intent.tradeNo}-void`, signal), signal) : {status: 'unknown'};
  if (order.status === 'COMPLETED') return trade;
  return look(desk, order, await closeOrder(desk, order, signal), signal);
}

/** How the order stands after it was to be closed: the money may have been faster. */
async function look({services}: Desk, before: PayPalOrder, {refusal}: Answer<unknown>, signal: AbortSignal): Promise<Trade> {
  const {value: order, refusal: gone} = await services.getOrder(before.id ?? '', signal);
  if (gone) return absentOr(gone);
  const trade = readOrder(order);
  if (trade.status === 'authorised') return {status: 'unknown'};
  // PayPal says that it changes only orders that are created or approved. One that nobody has agreed to cannot be captured, and will not be.
  return refusal && trade.status === 'waiting' && order.status !== 'COMPLETED' ? {status: 'closed', providerTradeNo: trade.providerTradeNo ?? before.id ?? '', reason: 'cancelled'} : trade;
}
