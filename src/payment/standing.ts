import type {Checkout, Message} from '../commerce/checkout.ts';
import type {Money} from '../commerce/money.ts';
import {sameMoney} from '../commerce/money.ts';
import {MerchantError} from '../merchant/merchant.ts';
import type {Attempt, AttemptState, ProblemCode} from './attempt.ts';
import type {Step} from './provider.ts';

type Negative = Extract<Step, {status: 'declined' | 'cancelled' | 'expired' | 'failed'}>;

/** What a merchant's answer says about the payment of a checkout. */
export type Standing =
  | Exclude<Step, Negative | {status: 'review'}>
  /** Confirmed: no money moved. `over`: the checkout itself is closed too, so that a complete still on its way finds nothing. */
  | (Negative & {readonly over: boolean; readonly problem?: Attempt['problem']})
  /** The merchant knows of no payment under way. */
  | {readonly status: 'untouched'; readonly checkout: Checkout};

/** No answer, or one that is out of date. */
export const unheard: Standing = {status: 'unknown'};

/**
 * Reads a checkout as the merchant's word on its payment. With our extension a bad ending counts only when `closed` says so. A merchant without it
 * is believed in two cases: the checkout is `canceled`, or it is open again with an error `payment_failed`.
 */
export function standingOf(checkout: Checkout, now: number): Standing {
  const {status, order, extension} = checkout;
  const over = status === 'canceled';
  if (status === 'completed') return order ? {status: 'paid', order, checkout} : unheard;
  const {payment, poll_after: pollAfter = 0} = extension ?? {};
  const waiting: Standing = {status: 'waiting', pollAfter};
  if (payment && payment.status !== 'none') return payment.closed ? closed(payment.status, checkout) : payment.action ? {status: 'action', action: payment.action} : waiting;
  if (over) return {status: Date.parse(checkout.expires_at ?? '') <= now ? 'expired' : 'cancelled', over};
  if (status === 'complete_in_progress') return waiting;
  if (payment) return {status: 'untouched', checkout};
  const failure = errorsOf(checkout).find(({code}) => code === 'payment_failed');
  if (failure) return {status: 'declined', over, message: failure.content};
  if (status === 'requires_escalation' && checkout.continue_url) return {status: 'action', action: {type: 'popup', url: checkout.continue_url}};
  return {status: 'untouched', checkout};
}

function closed(status: string, checkout: Checkout): Standing {
  const over = checkout.status === 'canceled';
  const message = errorsOf(checkout).find(({code}) => code === 'payment_failed')?.content;
  if (status === 'declined' || status === 'cancelled' || status === 'expired') return {status, over, message};
  // Money that came too late and went back is no sale either.
  if (status === 'failed' || status === 'refunded') return {status: 'failed', over, message};
  return {status: 'waiting', pollAfter: 0};
}

export const totalOf = ({totals, currency}: Checkout): Money => ({amount: totals.find(({type}) => type === 'total')?.amount ?? 0, currency});

const errorsOf = ({messages}: {messages: readonly Message[]}): readonly Message[] => messages.filter(({type}) => type === 'error');

/** Why this checkout cannot be bought whatever the buyer does here; `undefined` when it can. */
export function obstacle(checkout: Checkout): Attempt['problem'] {
  const errors = errorsOf(checkout).filter(({severity, code}) => severity === 'unrecoverable' || code === 'out_of_stock' || code === 'item_unavailable');
  return errors.length ? problemOf(errors) : undefined;
}

/** What stands between an open checkout and a payment of `total`: delivery or contact, or something to see first. */
export function stopover(checkout: Checkout, total: Money): 'needs-buyer' | 'review' | undefined {
  const {status, totals, links, messages, extension} = checkout;
  if (status === 'incomplete') return 'needs-buyer';
  const more = totals.some(({type, amount}) => amount !== 0 && !/^(total|subtotal|discount|items_discount)$/.test(type));
  const told = links.length > 0 || messages.some(({type}) => type === 'warning');
  const asShown = status === 'ready_for_complete' && sameMoney(totalOf(checkout), total);
  return more || told || extension?.needs_delivery || !asShown ? 'review' : undefined;
}

const problemCodes: Readonly<Record<string, ProblemCode>> = {
  payment_failed: 'declined',
  out_of_stock: 'out_of_stock',
  item_unavailable: 'item_unavailable',
  not_found: 'item_unavailable',
  address_undeliverable: 'address_undeliverable',
};

/** The problem that these messages tell, in our closed words and the merchant's own. */
export function problemOf(messages: readonly Message[]): NonNullable<Attempt['problem']> {
  const known = messages.find(({code}) => code !== undefined && Object.hasOwn(problemCodes, code));
  const {code = '', content, severity} = known ?? messages[0] ?? {content: undefined};
  return {code: problemCodes[code] ?? (severity === 'recoverable' ? 'invalid_input' : 'unknown'), message: content};
}

/** The problem behind an answer that could not be used. */
export function problemBehind(error: unknown): NonNullable<Attempt['problem']> {
  if (!(error instanceof MerchantError)) return {code: 'unknown'};
  const {code, messages} = error;
  if (messages.length) return problemOf(messages);
  if (code === 'not_found') return {code: 'item_unavailable'};
  return {code: code === 'unreachable' || code === 'busy' || code === 'bad_answer' ? code : 'unknown'};
}

/** True when nothing is known about what the merchant did: asking again with the same key is right. */
export const isLost = (error: unknown): boolean => !(error instanceof MerchantError) || /^(unreachable|busy|bad_answer|conflict|unknown)$/.test(error.code);

/** The ending that a confirmed bad word means. */
export function endingOf({status, message, problem}: Extract<Standing, {over: boolean}>): [AttemptState, Partial<Attempt>] {
  const code = status === 'failed' ? 'unknown' : status;
  return [status === 'declined' ? 'failed' : status, {problem: problem ?? {code, message}}];
}

/** A standing in the words of the provider's contract. */
export function stepOf(standing: Standing): Step {
  if (standing.status === 'untouched') return {status: 'review', checkout: standing.checkout};
  return 'over' in standing ? {status: standing.status, message: standing.message} : standing;
}
