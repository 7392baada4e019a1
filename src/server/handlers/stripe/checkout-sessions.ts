import type Stripe from 'stripe';
import {toStripeAmount} from '../../../commerce/stripe-amount.ts';
import {matchLocale} from '../../../words/locale.ts';
import type {PaymentIntent, Trade} from '../payment-handler.ts';
import {markOf} from './our-mark.ts';
import type {StripeCall} from './payment-intents.ts';
import {searchIntent} from './payment-intents.ts';
import {mustBeOf, readIntent} from './read-intent.ts';
import {hasFailedForGood, refusalIn, wasAnsweredBefore} from './stripe-client.ts';

type Session = Stripe.Checkout.Session;

const WITH_INTENT = {expand: ['payment_intent.latest_charge']};
const DAY = 23 * 3600_000;
/** Seconds that a page of Stripe's stays open at least; ours is closed at the deadline. */
const SHORTEST = 30 * 60;

/** The languages of ours as Stripe's page knows them; in any other it goes by the browser. */
const STRIPES_WORD = {en: 'en', 'zh-Hans': 'zh', 'zh-Hant': 'zh-HK', other: 'auto'} as const;

/** Opens Stripe's page, or finds the one that an earlier call opened; `undefined` when Stripe refuses, so that there is none. */
async function openSession(call: StripeCall, intent: PaymentIntent): Promise<Session | undefined> {
  const {stripe} = call;
  const amount = toStripeAmount(intent.amount);
  if (amount === undefined) return undefined;
  try {
    const opened = await stripe.checkout.sessions.create({...sessionFor(call, intent, amount), ...WITH_INTENT}, {idempotencyKey: `${intent.tradeNo}.checkout`});
    return wasAnsweredBefore(opened) ? await retrieve(call, opened.id) : opened;
  } catch (error) {
    // A page whose address nobody was told is no page.
    if (hasFailedForGood(error)) return undefined;
    const refusal = refusalIn(error);
    // Also what a first request hears that comes after the deadline: a page that was never opened can then not be opened any more.
    if (refusal?.type === 'StripeInvalidRequestError' && refusal.statusCode === 400) return undefined;
    throw error;
  }
}

/** Depends on the intent alone, so that the same trade always asks for the same page. Nothing is converted in order to charge. */
function sessionFor({settings}: StripeCall, {amount: {currency}, subject, tradeNo, returnUrl, deadline, locale}: PaymentIntent, amount: number): Stripe.Checkout.SessionCreateParams {
  const {methods, capture, id} = settings;
  const metadata = markOf(tradeNo, id);
  return {
    mode: 'payment', ui_mode: 'hosted_page', adaptive_pricing: {enabled: false}, client_reference_id: tradeNo, metadata,
    allowed_payment_method_types: methods.filter(method => method === 'card' || method === 'link'),
    line_items: [{quantity: 1, price_data: {currency: currency.toLowerCase(), unit_amount: amount, product_data: {name: subject}}}],
    payment_intent_data: {metadata, description: subject, ...(capture === 'manual' ? {capture_method: 'manual'} : {})},
    expires_at: Math.floor(deadline.getTime() / 1000) + SHORTEST, success_url: returnUrl, cancel_url: returnUrl, locale: STRIPES_WORD[matchLocale(locale) ?? 'other'],
  };
}

async function retrieve({stripe}: StripeCall, id: string): Promise<Session> {
  return stripe.checkout.sessions.retrieve(id, WITH_INTENT);
}

async function findSession(call: StripeCall, intent: PaymentIntent): Promise<Session | undefined> {
  return intent.providerTradeNo === undefined ? openSession(call, intent) : retrieve(call, intent.providerTradeNo);
}

/** After a day the key may be forgotten, and every such page is closed: what was paid on it is found by its number. */
async function longAgo(call: StripeCall, intent: PaymentIntent): Promise<Trade | undefined> {
  const {createdAt, providerTradeNo} = intent;
  if (providerTradeNo !== undefined || !createdAt || call.settings.clock().getTime() - createdAt.getTime() < DAY) return undefined;
  const found = await searchIntent(call, intent);
  const standing = found && readIntent(found, intent, call.settings);
  return standing?.standing === 'trade' ? standing.trade : {status: 'absent'};
}

function read(call: StripeCall, session: Session, intent: PaymentIntent): Trade {
  mustBeOf(call.settings.mode, session);
  if (session.client_reference_id !== intent.tradeNo) throw new Error(`${session.id} is not the trade ${intent.tradeNo}`);
  const {id: providerTradeNo, status, url, payment_intent: paymentIntent} = session;
  const standing = typeof paymentIntent === 'object' && paymentIntent ? readIntent(paymentIntent, intent, call.settings) : undefined;
  const trade = standing?.standing === 'trade' ? standing.trade : undefined;
  if (trade?.status === 'paid' || trade?.status === 'authorised') return trade;
  switch (status) {
    case 'open':
      // On its page the buyer may try another card, and answers the bank there.
      return {status: 'waiting', providerTradeNo, ...(url ? {action: {type: 'redirect', url}} : {})};
    case 'complete':
      // What was authorised on the page and then given up, by a person or by time, brings no money any more.
      return trade?.status === 'closed' || trade?.status === 'declined' ? trade : {status: 'waiting', providerTradeNo};
    case 'expired':
      return {status: 'closed', providerTradeNo, reason: 'expired'};
    default:
      return {status: 'unknown'};
  }
}

export async function createSession(call: StripeCall, intent: PaymentIntent): Promise<Trade> {
  const session = await openSession(call, intent);
  return session ? read(call, session, intent) : {status: 'declined', reason: 'not_chargeable'};
}

export async function querySession(call: StripeCall, intent: PaymentIntent): Promise<Trade> {
  const old = await longAgo(call, intent);
  if (old) return old;
  const session = await findSession(call, intent);
  return session ? read(call, session, intent) : {status: 'absent'};
}

/** A session that was never opened is opened first, which rules out an opening still under way. */
export async function closeSession(call: StripeCall, intent: PaymentIntent): Promise<Trade> {
  const old = await longAgo(call, intent);
  if (old) return old;
  const session = await findSession(call, intent);
  if (!session) return {status: 'absent'};
  if (session.status !== 'open') return read(call, session, intent);
  try {
    return read(call, await call.stripe.checkout.sessions.expire(session.id, WITH_INTENT), intent);
  } catch (error) {
    if (!refusalIn(error)) throw error;
    return read(call, await retrieve(call, session.id), intent);
  }
}

/** The PaymentIntent behind a page of Stripe's, once somebody has paid there. */
export async function intentOfSession(call: StripeCall, intent: PaymentIntent): Promise<string | undefined> {
  const {payment_intent: paymentIntent} = await findSession(call, intent) ?? {};
  return typeof paymentIntent === 'object' ? paymentIntent?.id : paymentIntent;
}
