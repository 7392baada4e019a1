import type {PaymentAction} from '../../../commerce/payment-action.ts';
import type {Money} from '../../../commerce/money.ts';
import type {Trade} from '../payment-handler.ts';
import {fromPayPal} from './currencies.ts';
import {referenceOf} from './order-request.ts';
import type {OrderIntent, PayPalMovement, PayPalOrder} from './server-sdk.ts';

/** The intent with which the order was made. */
export function madeFor(order: PayPalOrder): OrderIntent | undefined {
  const reference = order.purchaseUnits?.[0]?.referenceId;
  return (['CAPTURE', 'AUTHORIZE'] as const).find(intent => referenceOf(intent) === reference);
}

/**
 * Its intent is another than it was made for: we have closed it. PayPal then refuses the only call that could move its money
 * (`ACTION_DOES_NOT_MATCH_INTENT`), and nobody makes the other.
 */
export function isClosed(order: PayPalOrder): boolean {
  const made = madeFor(order);
  return made !== undefined && order.intent !== undefined && order.intent !== made;
}

/** How an order stands. Anything that is not certain is `unknown`. */
export function readOrder(order: PayPalOrder): Trade {
  const {id, purchaseUnits: units = []} = order;
  const [unit] = units;
  if (!id || !unit || units.length !== 1) return {status: 'unknown'};
  const {captures = [], authorizations = []} = unit.payments ?? {};
  return readCaptures(id, captures, authorizations) ?? readAuthorizations(id, authorizations) ?? readUnpaid(order, id, fromPayPal(unit.amount));
}

/** Money came in; it stays that, whatever was given back later. */
const TAKEN = new Set(['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED']);
const REFUSED = new Set(['DECLINED', 'FAILED']);

export const isTaken = ({status = ''}: PayPalMovement): boolean => TAKEN.has(status);

function readCaptures(providerTradeNo: string, captures: readonly PayPalMovement[], authorizations: readonly PayPalMovement[]): Trade | undefined {
  if (captures.length === 0) return undefined;
  const taken = captures.filter(isTaken);
  if (taken.length > 0) return readTaken(providerTradeNo, taken);
  // Under review, or on its way: it may still be paid.
  if (captures.some(({status}) => status === 'PENDING')) return {status: 'waiting', providerTradeNo};
  if (!captures.every(({status = ''}) => REFUSED.has(status))) return {status: 'unknown'};
  // What was reserved may be captured once more.
  if (authorizations.some(({status}) => status === 'CREATED')) return undefined;
  return {status: 'declined', providerTradeNo, reason: reasonOf(captures.at(-1), 'PayPal declined the payment')};
}

function readTaken(providerTradeNo: string, taken: readonly PayPalMovement[]): Trade {
  const sum = taken.map(({amount}) => fromPayPal(amount)).reduce(
    (total, next) => (total && next && total.currency === next.currency ? {...total, amount: total.amount + next.amount} : undefined));
  const paidAt = new Date(taken.at(-1)?.createTime ?? Number.NaN);
  return sum && !Number.isNaN(paidAt.getTime()) ? {status: 'paid', providerTradeNo, amount: sum, paidAt} : {status: 'unknown'};
}

function readAuthorizations(providerTradeNo: string, authorizations: readonly PayPalMovement[]): Trade | undefined {
  const last = authorizations.at(-1);
  if (!last) return undefined;
  const amount = fromPayPal(last.amount);
  switch (last.status) {
    case 'CREATED':
      return amount ? {status: 'authorised', providerTradeNo, amount} : {status: 'unknown'};
    case 'PENDING':
      return {status: 'waiting', providerTradeNo};
    case 'VOIDED':
      return {status: 'closed', providerTradeNo, reason: 'cancelled'};
    case 'DENIED':
      return {status: 'declined', providerTradeNo, reason: reasonOf(last, 'PayPal denied the authorisation')};
    default:
      return {status: 'unknown'};
  }
}

function readUnpaid(order: PayPalOrder, providerTradeNo: string, amount: Money | undefined): Trade {
  switch (order.status) {
    case 'CREATED':
    case 'SAVED':
    case 'PAYER_ACTION_REQUIRED': {
      const action = payerAction(order);
      return isClosed(order) ? {status: 'closed', providerTradeNo, reason: 'cancelled'} : {status: 'waiting', providerTradeNo, ...(action ? {action} : {})};
    }
    case 'APPROVED':
      if (isClosed(order)) return {status: 'closed', providerTradeNo, reason: 'cancelled'};
      return amount ? {status: 'authorised', providerTradeNo, amount} : {status: 'unknown'};
    case 'VOIDED':
      return {status: 'closed', providerTradeNo, reason: 'cancelled'};
    default:
      return {status: 'unknown'};
  }
}

/** Where the buyer goes to agree, or to choose another way of paying. */
export function payerAction({links = []}: Pick<PayPalOrder, 'links'>): PaymentAction | undefined {
  for (const wanted of ['payer-action', 'approve', 'redirect']) {
    const found = links.find(({rel}) => rel === wanted);
    if (found) return {type: 'redirect', url: found.href};
  }
  return undefined;
}

function reasonOf(movement: PayPalMovement | undefined, otherwise: string): string {
  const reason = movement?.statusDetails?.reason;
  return reason ? `${otherwise}: ${reason}` : otherwise;
}
