import type {PaymentAction} from '../../../commerce/payment-action.ts';
import type {PaymentIntent, Trade} from '../payment-handler.ts';
import {toPayPal} from './currencies.ts';
import type {DeclineMemory} from './declines.ts';
import type {OrderSettings} from './order-request.ts';
import {orderOf} from './order-request.ts';
import {madeFor, payerAction, readOrder} from './read-order.ts';
import type {Answer, PayPalOrder, PayPalServices, Refusal} from './server-sdk.ts';

export interface Desk {
  readonly services: PayPalServices;
  readonly declines: DeclineMemory;
  readonly settings: OrderSettings;
  readonly clock: () => Date;
  /** PayPal's page for an order whose links lead nowhere. */
  readonly approvalUrl: (orderId: string) => string;
}

/** The order of a payment, or PayPal's definite no to there being one. */
export type Found = {readonly order: PayPalOrder; readonly refusal?: undefined} | {readonly order?: undefined; readonly refusal: Refusal | 'amount'};

/**
 * The order of a payment; made when its number is not known: with the same request id PayPal answers the order that the first call made. It keeps
 * request ids for 6 hours. An order that is made after that cannot hurt: nobody is shown it, and only this server captures.
 */
export async function findOrMake({services, settings}: Desk, intent: PaymentIntent, signal: AbortSignal): Promise<Found> {
  if (intent.providerTradeNo !== undefined) return found(await services.getOrder(intent.providerTradeNo, signal));
  const amount = toPayPal(intent.amount);
  return amount ? found(await services.createOrder(orderOf(intent, amount, settings), intent.tradeNo, signal)) : {refusal: 'amount'};
}

const found = ({value, refusal}: Answer<PayPalOrder>): Found => (refusal ? {refusal} : {order: value});

/** The order and nothing else: what it is made of is said by our own number in it. */
export function isOurs(order: PayPalOrder, {tradeNo}: PaymentIntent): boolean {
  return order.purchaseUnits?.[0]?.customId === tradeNo;
}

export async function createTrade(desk: Desk, intent: PaymentIntent, signal: AbortSignal): Promise<Trade> {
  const {order, refusal} = await findOrMake(desk, intent, signal);
  if (order) return standingOf(desk, order, intent, signal);
  if (refusal === 'amount') return {status: 'declined', reason: `PayPal does not take this amount of ${intent.amount.currency}`};
  const reason = whyNone(refusal);
  return reason === undefined ? {status: 'unknown'} : {status: 'declined', reason: `PayPal refused the order: ${reason}`};
}

/** PayPal has made no order, and will not: then there is nothing that could be captured. */
const NO_ORDER = new Set([
  'CANNOT_BE_ZERO_OR_NEGATIVE', 'COUNTRY_NOT_SUPPORTED_BY_PAYMENT_SOURCE', 'CURRENCY_NOT_SUPPORTED', 'CURRENCY_NOT_SUPPORTED_FOR_COUNTRY', 'DECIMALS_NOT_SUPPORTED',
  'DECIMAL_PRECISION', 'INVALID_CURRENCY_CODE', 'INVALID_REQUEST', 'MAX_VALUE_EXCEEDED', 'PAYEE_ACCOUNT_INVALID', 'PAYEE_ACCOUNT_LOCKED_OR_CLOSED',
  'PAYEE_ACCOUNT_NOT_SUPPORTED', 'PAYEE_ACCOUNT_NOT_VERIFIED', 'PAYEE_ACCOUNT_RESTRICTED',
]);

const whyNone = ({issues}: Refusal): string | undefined => issues.find(issue => NO_ORDER.has(issue));

/** Without an order: it is not there, or its absence is not certain. */
export function absentOr(refusal: Refusal | 'amount'): Trade {
  return refusal === 'amount' || refusal.status === 404 || whyNone(refusal) !== undefined ? {status: 'absent'} : {status: 'unknown'};
}

export async function queryTrade(desk: Desk, intent: PaymentIntent, signal: AbortSignal): Promise<Trade> {
  // The time to pay is over and no order was ever noted: then none is made either.
  if (intent.providerTradeNo === undefined && intent.deadline <= desk.clock()) return {status: 'absent'};
  const {order, refusal} = await findOrMake(desk, intent, signal);
  return order ? standingOf(desk, order, intent, signal) : absentOr(refusal);
}

async function standingOf(desk: Desk, order: PayPalOrder, intent: PaymentIntent, signal: AbortSignal): Promise<Trade> {
  if (!isOurs(order, intent)) return {status: 'unknown'};
  const trade = readOrder(order);
  // Also for an order that PayPal's script has: another page or a reload goes on at PayPal's own.
  if (trade.status === 'waiting' && order.status !== 'COMPLETED' && !trade.action) return {...trade, action: approval(desk, order)};
  if (trade.status !== 'authorised' || order.status !== 'APPROVED') return trade;
  if (desk.declines.isPausing(order)) return {status: 'waiting', providerTradeNo: trade.providerTradeNo, action: approval(desk, order)};
  return madeFor(order) === 'AUTHORIZE' && intent.deadline > desk.clock() ? reserve(desk, order, intent, signal) : trade;
}

/** The buyer has agreed: the money is reserved, and moves only when it is captured. */
async function reserve(desk: Desk, order: PayPalOrder, intent: PaymentIntent, signal: AbortSignal): Promise<Trade> {
  const {id = ''} = order;
  const {value, refusal} = await desk.services.authorizeOrder(id, attemptId(desk, intent, id, 'authorize'), signal);
  return refusal ? refused(desk, order, refusal, signal) : readOrder(value);
}

/** A repeat within a minute is the same request. After it, or after a decline, it is a new one: an order is captured only once anyway. */
export function attemptId({clock, declines}: Desk, {tradeNo}: PaymentIntent, orderId: string, what: 'capture' | 'authorize'): string {
  return `${tradeNo}-${what}-${Math.floor(clock().getTime() / 60_000)}-${declines.count(orderId)}`;
}

/** The buyer can do something about these, on PayPal's pages. */
export const RECOVERABLE: ReadonlySet<string> = new Set(['INSTRUMENT_DECLINED', 'PAYER_ACTION_REQUIRED', 'REDIRECT_PAYER_FOR_ALTERNATE_FUNDING']);
/** Nobody can do anything about these. */
export const FINAL: ReadonlySet<string> = new Set([
  'AUTHORIZATION_EXPIRED', 'AUTH_CAPTURE_NOT_ENABLED', 'COMPLIANCE_VIOLATION', 'DOMESTIC_TRANSACTION_REQUIRED', 'MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED', 'ORDER_EXPIRED',
  'PAYEE_ACCOUNT_LOCKED_OR_CLOSED', 'PAYEE_ACCOUNT_RESTRICTED', 'PAYEE_BLOCKED_TRANSACTION', 'PAYER_ACCOUNT_LOCKED_OR_CLOSED', 'PAYER_ACCOUNT_RESTRICTED',
  'PAYER_CANNOT_PAY', 'PAYMENT_TYPE_NOT_SUPPORTED_FOR_INTENT', 'TRANSACTION_BLOCKED_BY_PAYEE', 'TRANSACTION_LIMIT_EXCEEDED', 'TRANSACTION_RECEIVING_LIMIT_EXCEEDED',
  'TRANSACTION_REFUSED', 'UNSUPPORTED_INTENT_FOR_PAYMENT_SOURCE',
]);

/** What a refused capture or authorisation means. Of a refusal that is not in our lists nothing is known but how the order now stands. */
export async function refused(desk: Desk, order: PayPalOrder, refusal: Refusal, signal: AbortSignal): Promise<Trade> {
  const {id = ''} = order;
  if (refusal.issues.some(issue => RECOVERABLE.has(issue))) return declined(desk, order, refusal, signal);
  const final = refusal.issues.find(issue => FINAL.has(issue));
  if (final) {
    const ended: Trade = {status: 'declined', providerTradeNo: id, reason: `PayPal refused the payment: ${final}`};
    const {refusal: stillOpen} = await closeOrder(desk, order, signal);
    return stillOpen ? endedUnlessPayable(desk, order, ended, signal) : ended;
  }
  const now = await desk.services.getOrder(id, signal);
  if (now.refusal) return absentOr(now.refusal);
  const trade = readOrder(now.value);
  return trade.status === 'authorised' ? {status: 'unknown'} : trade;
}

/** PayPal would not close it. While its money could still be moved it has not ended; one that nobody has agreed to has, by our promise alone. */
async function endedUnlessPayable({services}: Desk, {id = ''}: PayPalOrder, ended: Trade, signal: AbortSignal): Promise<Trade> {
  const {value: now, refusal} = await services.getOrder(id, signal);
  if (refusal) return {status: 'unknown'};
  const trade = readOrder(now);
  if (trade.status === 'authorised') return {status: 'unknown'};
  return trade.status === 'waiting' && now.status !== 'COMPLETED' ? ended : trade;
}

/** As it stands after the refusal: that this is later than before is no news of the buyer. */
async function declined(desk: Desk, order: PayPalOrder, refusal: Refusal, signal: AbortSignal): Promise<Trade> {
  const {value: now = order} = await desk.services.getOrder(order.id ?? '', signal);
  desk.declines.note(now);
  return {status: 'waiting', providerTradeNo: order.id ?? '', action: payerAction(refusal) ?? approval(desk, now)};
}

function approval({approvalUrl}: Desk, order: PayPalOrder): PaymentAction {
  return payerAction(order) ?? {type: 'redirect', url: approvalUrl(order.id ?? '')};
}

/** The order's intent becomes the one that it was not made for. See `isClosed`. */
export function closeOrder({services}: Desk, order: PayPalOrder, signal: AbortSignal): Promise<Answer<unknown>> {
  return services.patchIntent(order.id ?? '', madeFor(order) === 'AUTHORIZE' ? 'CAPTURE' : 'AUTHORIZE', signal);
}
