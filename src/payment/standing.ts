import type {Checkout, Message, PaymentStatus} from '../commerce/checkout.ts';
import {checkoutTotal} from '../commerce/checkout.ts';
import type {Money} from '../commerce/money.ts';
import {sameMoney} from '../commerce/currency.ts';
import {MerchantError} from '../merchant/merchant.ts';
import type {Attempt, ProblemCode} from './attempt.ts';
import type {Step} from './provider.ts';

type Negative = Extract<Step, {status: 'declined' | 'cancelled' | 'expired' | 'failed'}>;

/** What a merchant's answer says about the payment of a checkout: a step, where `review` means that it knows of no payment under way. */
export type Standing =
  | Exclude<Step, Negative>
  /** Confirmed: no money moved. `over`: the checkout itself is closed too, so that a complete still on its way finds nothing. */
  | (Negative & {readonly over: boolean; readonly problem?: Attempt['problem']});

/** No answer, or one that is out of date. */
export const unheard: Standing = {status: 'unknown'};

/** Endings of a payment by the server's word for them; money that came too late and went back is no sale either. */
const bad: Readonly<Partial<Record<PaymentStatus, Negative['status']>>> = {
  declined: 'declined',
  cancelled: 'cancelled',
  expired: 'expired',
  failed: 'failed',
  refunded: 'failed',
};

/**
 * Reads a checkout as the merchant's word on its payment. With our extension a bad ending counts only when `closed` says so. A merchant without it
 * is believed in two cases: the checkout is `canceled`, or it is open again with an error `payment_failed`.
 * `onPage`: the buyer is on the way to the merchant's page anyway, so that being wanted there is nothing to do first.
 */
export function standingOf(checkout: Checkout, now: number, onPage?: boolean): Standing {
  const {status, order, extension, continue_url: url} = checkout;
  if (status === 'completed') return order ? {status: 'paid', order, checkout} : unheard;
  const payment = extension?.payment;
  const waiting: Standing = {status: 'waiting', pollAfter: extension?.poll_after ?? 0};
  const over = status === 'canceled';
  const failure = errorsOf(checkout).find(({code}) => code === 'payment_failed');
  if (payment && payment.status !== 'none') {
    const end = payment.closed ? bad[payment.status] : undefined;
    if (end) return {status: end, over, message: failure?.content};
    return payment.action && !payment.closed ? {status: 'action', action: payment.action} : waiting;
  }
  if (over) return {status: Date.parse(checkout.expires_at ?? '') <= now ? 'expired' : 'cancelled', over};
  if (status === 'complete_in_progress') return waiting;
  if (failure) return {status: 'declined', over, message: failure.content};
  if (status === 'requires_escalation' && url && !onPage) return {status: 'action', action: {type: 'popup', url}};
  return {status: 'review', checkout};
}

const errorsOf = ({messages}: {messages: readonly Message[]}): readonly Message[] => messages.filter(({type}) => type === 'error');

/** Why this checkout cannot be bought whatever the buyer does here; `undefined` when it can. */
export function obstacle(checkout: Checkout): Attempt['problem'] {
  const errors = errorsOf(checkout).filter(({severity, code = ''}) => severity === 'unrecoverable' || /^(out_of_stock|item_unavailable)$/.test(code));
  return errors.length ? problemOf(errors) : undefined;
}

/** What stands between an open checkout and a payment of `total`: delivery or contact, or something to see first. */
export function stopover(checkout: Checkout, total: Money): 'needs-buyer' | 'review' | undefined {
  const {status, totals, links, messages, extension} = checkout;
  if (status === 'incomplete') return 'needs-buyer';
  const more = totals.some(({type, amount}) => amount !== 0 && !/^(total|subtotal|discount|items_discount)$/.test(type));
  const told = links.length > 0 || messages.some(({type}) => type === 'warning');
  const asShown = /^(ready_for_complete|requires_escalation)$/.test(status) && sameMoney(checkoutTotal(checkout), total);
  return more || told || extension?.needs_delivery || !asShown ? 'review' : undefined;
}

/** What a merchant or its absence may tell, in our closed words. */
const told: ReadonlyMap<string | undefined, ProblemCode> = new Map([
  ['payment_failed', 'declined'],
  ['not_found', 'item_unavailable'],
  ...(['out_of_stock', 'item_unavailable', 'address_undeliverable', 'unreachable', 'busy', 'bad_answer'] as const).map((code) => [code, code] as const),
]);

/** The problem that these messages tell, in our closed words and the merchant's own. */
function problemOf(messages: readonly Partial<Message>[]): NonNullable<Attempt['problem']> {
  const {code, content, severity} = messages.find((one) => told.has(one.code)) ?? messages[0] ?? {};
  return {code: told.get(code) ?? (severity === 'recoverable' ? 'invalid_input' : 'unknown'), ...(content && {message: content})};
}

/** The problem behind an answer that could not be used. */
export function problemBehind(error: unknown): NonNullable<Attempt['problem']> {
  if (!(error instanceof MerchantError)) return problemOf([]);
  return problemOf(error.messages.length ? error.messages : [{code: error.code}]);
}

/** True when nothing is known about what the merchant did: asking again with the same key is right. */
export const isLost = (error: unknown): boolean => !(error instanceof MerchantError) || !/^(not_found|refused|incompatible)$/.test(error.code);

/**
 * True when the merchant itself has refused, and not something between it and the page: the merchant has words for it. That a checkout cannot be found is no such
 * word.
 */
export const isRefused = (error: unknown): boolean => !isLost(error) && !isGone(error) && (error as MerchantError).messages.length > 0;

/** True when the merchant says that there is no such checkout. */
export const isGone = (error: unknown): boolean => error instanceof MerchantError && error.code === 'not_found';

/** True when nothing is being paid, but the checkout still stands open: a complete on its way could yet be charged. */
export const standsOpen = (standing: Standing): boolean => ('over' in standing ? !standing.over : standing.status === 'review');
