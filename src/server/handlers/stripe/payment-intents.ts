import type Stripe from 'stripe';
import type {Instrument} from '../../../commerce/instrument.ts';
import {toStripeAmount} from '../../../commerce/stripe-amount.ts';
import type {PaymentIntent, Trade} from '../payment-handler.ts';
import {markOf, tradeNoIn} from './our-mark.ts';
import {failureOf, readIntent} from './read-intent.ts';
import type {Standing} from './read-intent.ts';
import type {StripeClient} from './stripe-client.ts';
import {hasFailedForGood, refusalIn, wasAnsweredBefore} from './stripe-client.ts';
import {confirmationOf} from './stripe-instruments.ts';
import type {StripeSettings} from './stripe-options.ts';

/** One call of the handler, which may send several requests. */
export interface StripeCall {
  readonly stripe: StripeClient;
  readonly settings: StripeSettings;
}

const WITH_CHARGE = {expand: ['latest_charge']};
/** Stripe keeps the answer to a key for at least 24 hours; ms, with an hour to spare. */
const KEY_LASTS = 23 * 3600_000;

/**
 * Opens the trade, or finds it again: the same request with the same key gets the same PaymentIntent, whether the first one arrived or not. That is why
 * opening and confirming are two requests: this one needs nothing but our own books, while the buyer's token is gone after its one use.
 */
async function openIntent({stripe, settings}: StripeCall, intent: PaymentIntent): Promise<Stripe.Response<Stripe.PaymentIntent>> {
  const {methods, capture} = settings;
  const amount = toStripeAmount(intent.amount);
  if (amount === undefined) throw new NotChargeable('amount_not_exact');
  try {
    return await stripe.paymentIntents.create({
      amount, currency: intent.amount.currency.toLowerCase(), allowed_payment_method_types: [...methods],
      description: intent.subject, metadata: markOf(intent.tradeNo, settings.id), ...(capture === 'manual' ? {payment_method_options: authoriseFirst(settings)} : {}), ...WITH_CHARGE,
    }, {idempotencyKey: intent.tradeNo});
  } catch (error) {
    // Should there be a PaymentIntent after all, nobody was told its id, so nobody can confirm it.
    if (hasFailedForGood(error)) throw new NotChargeable('processing_error');
    const refusal = refusalIn(error);
    if (refusal?.type !== 'StripeInvalidRequestError' || refusal.statusCode !== 400) throw error;
    throw new NotChargeable(refusal.code ?? 'not_chargeable');
  }
}

/** Stripe did not open the trade. Then it opened it for no earlier request with this key either, and there is no trade. */
class NotChargeable extends Error {
  override readonly name = 'NotChargeable';
  readonly code: string;
  constructor(code: string) {
    super(`Stripe cannot charge this: ${code}`);
    this.code = code;
  }
}

/** Wallets other than cards and Link are charged at once, whatever the shop wants. */
function authoriseFirst({methods}: StripeSettings): Stripe.PaymentIntentCreateParams.PaymentMethodOptions {
  const manual = {capture_method: 'manual' as const};
  return {...(methods.includes('card') ? {card: manual} : {}), ...(methods.includes('link') ? {link: manual} : {})};
}

async function retrieve({stripe}: StripeCall, id: string): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.retrieve(id, WITH_CHARGE);
}

/**
 * The PaymentIntent of a trade, as it stands now; `undefined` when there is none and none can appear. When its id never reached us it is opened once
 * more with its key. Searching by our number would not do: Stripe's search runs behind by a minute or more, and says "none" of a trade that is being
 * paid. Only after a day, when the key may be forgotten and the search has long caught up, is it searched for.
 */
export async function findIntent(call: StripeCall, intent: PaymentIntent): Promise<Stripe.PaymentIntent | undefined> {
  const {providerTradeNo, createdAt} = intent;
  if (providerTradeNo?.startsWith('pi_')) return retrieve(call, providerTradeNo);
  const keyHolds = !createdAt || call.settings.clock().getTime() - createdAt.getTime() < KEY_LASTS;
  if (!keyHolds) return searchIntent(call, intent);
  try {
    return await openAgain(call, intent);
  } catch (error) {
    if (error instanceof NotChargeable) return undefined;
    // The settings have changed since the trade was opened, so the request is another one. What the search finds is there.
    if (refusalIn(error)?.type !== 'StripeIdempotencyError') throw error;
    const found = await searchIntent(call, intent);
    if (!found) throw error;
    return found;
  }
}

async function openAgain(call: StripeCall, intent: PaymentIntent): Promise<Stripe.PaymentIntent> {
  const opened = await openIntent(call, intent);
  return wasAnsweredBefore(opened) ? retrieve(call, opened.id) : opened;
}

export async function searchIntent(call: StripeCall, {tradeNo}: PaymentIntent): Promise<Stripe.PaymentIntent | undefined> {
  const {data} = await call.stripe.paymentIntents.search({query: `metadata['trade_no']:'${tradeNo}'`, limit: 2});
  const [found] = data;
  return found && retrieve(call, found.id);
}

/** Our number of a PaymentIntent that an event names; `undefined` when it is not this handler's, or Stripe has none of that id to show to this shop. */
export async function tradeNoOf({stripe, settings}: StripeCall, id: string): Promise<string | undefined> {
  try {
    return tradeNoIn((await stripe.paymentIntents.retrieve(id)).metadata, settings.id);
  } catch (error) {
    if (refusalIn(error)?.statusCode !== 404) throw error;
    return undefined;
  }
}

/** Opens and confirms. What became of it is read from the PaymentIntent, never from the error. */
export async function createIntent(call: StripeCall, intent: PaymentIntent, instrument: Instrument): Promise<Trade> {
  try {
    const opened = await openAgain(call, intent);
    const {standing} = readIntent(opened, intent, call.settings);
    return await settle(call, intent, standing === 'untouched' ? await confirm(call, intent, instrument, opened.id) : opened);
  } catch (error) {
    if (error instanceof NotChargeable) return {status: 'declined', reason: error.code};
    throw error;
  }
}

async function confirm(call: StripeCall, intent: PaymentIntent, instrument: Instrument, id: string): Promise<Stripe.PaymentIntent> {
  try {
    const params = {...confirmationOf(instrument, intent), ...WITH_CHARGE};
    const confirmed = await call.stripe.paymentIntents.confirm(id, params, {idempotencyKey: `${intent.tradeNo}.confirm`});
    return wasAnsweredBefore(confirmed) ? await retrieve(call, id) : confirmed;
  } catch (error) {
    if (!refusalIn(error)) throw error;
    return retrieve(call, id);
  }
}

/** A failed or fruitless attempt ends the trade: it is cancelled, so that nothing can be paid with it any more. */
async function settle(call: StripeCall, intent: PaymentIntent, paymentIntent: Stripe.PaymentIntent): Promise<Trade> {
  const standing = readIntent(paymentIntent, intent, call.settings);
  return standing.standing === 'trade' ? standing.trade : giveUp(call, intent, paymentIntent, standing.standing);
}

async function giveUp(call: StripeCall, intent: PaymentIntent, paymentIntent: Stripe.PaymentIntent, how: 'untouched' | 'failed'): Promise<Trade> {
  const ended = readIntent(await cancel(call, paymentIntent.id, 'requested_by_customer'), intent, call.settings);
  if (ended.standing !== 'trade') return {status: 'unknown'};
  const {trade} = ended;
  if (trade.status !== 'closed' && trade.status !== 'declined') return trade;
  const providerTradeNo = paymentIntent.id;
  if (how === 'untouched') return {status: 'closed', providerTradeNo, reason: 'failed'};
  const {reason, byBuyer} = failureOf(paymentIntent);
  return byBuyer ? {status: 'closed', providerTradeNo, reason: 'cancelled'} : {status: 'declined', providerTradeNo, reason};
}

/** Cancels, or reads why that is too late. */
async function cancel(call: StripeCall, id: string, why: 'requested_by_customer' | 'abandoned'): Promise<Stripe.PaymentIntent> {
  try {
    return await call.stripe.paymentIntents.cancel(id, {cancellation_reason: why, ...WITH_CHARGE});
  } catch (error) {
    if (!refusalIn(error)) throw error;
    return retrieve(call, id);
  }
}

export async function queryIntent(call: StripeCall, intent: PaymentIntent): Promise<Trade> {
  const found = await findIntent(call, intent);
  const standing: Standing = found ? readIntent(found, intent, call.settings) : {standing: 'untouched'};
  if (standing.standing === 'trade') return standing.trade;
  // Nobody has tried to pay it: to our books that is a trade which is not there.
  return found && standing.standing === 'failed' ? giveUp(call, intent, found, 'failed') : {status: 'absent'};
}

/** Opening it first, with its key, also rules out an opening that is still under way: that one then finds a cancelled trade. */
export async function closeIntent(call: StripeCall, intent: PaymentIntent): Promise<Trade> {
  const found = await findIntent(call, intent);
  if (!found) return {status: 'absent'};
  const before = readIntent(found, intent, call.settings);
  const over = before.standing === 'trade' && /^(paid|declined|closed)$/.test(before.trade.status);
  if (over) return before.trade;
  const why = intent.deadline <= call.settings.clock() ? 'abandoned' : 'requested_by_customer';
  const after = readIntent(await cancel(call, found.id, why), intent, call.settings);
  return after.standing === 'trade' ? after.trade : {status: 'unknown'};
}

/** Moves the money of an authorised trade. It can move once only, so it needs no key, which would keep an error of Stripe's for a day. */
export async function captureIntent(call: StripeCall, intent: PaymentIntent): Promise<Trade> {
  const found = await findIntent(call, intent);
  if (!found) return {status: 'absent'};
  const before = readIntent(found, intent, call.settings);
  if (before.standing !== 'trade' || before.trade.status !== 'authorised') return settle(call, intent, found);
  try {
    await call.stripe.paymentIntents.capture(found.id);
  } catch (error) {
    if (!refusalIn(error)) throw error;
  }
  return settle(call, intent, await retrieve(call, found.id));
}
