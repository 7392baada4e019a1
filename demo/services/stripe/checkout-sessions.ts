import type Stripe from 'stripe';
import {checkAmount} from './amounts.ts';
import {invalid, invalidParameter, missing} from './api-error.ts';
import {card} from './cards.ts';
import type {Form} from './form.ts';
import {list, needed, part, text, texts, wholeNumber} from './form.ts';
import {endIntent, intentJson, openIntent, pay} from './payment-intents.ts';
import type {SimSession, World} from './world.ts';

const MINUTE = 60;

export function createSession(world: World, form: Form): SimSession {
  if (needed(form, 'mode') !== 'payment') throw invalidParameter('mode', 'Only payments are simulated.');
  const expiresAt = wholeNumber(form, 'expires_at') ?? world.now + 24 * 60 * MINUTE;
  if (expiresAt < world.now + 30 * MINUTE - 1 || expiresAt > world.now + 24 * 60 * MINUTE) {
    throw invalidParameter('expires_at', 'The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from Checkout Session creation.');
  }
  const line = part(part(form, 'line_items'), '0') ?? {};
  const price = part(line, 'price_data') ?? {};
  const [amount, currency] = [Number(needed(price, 'unit_amount')) * (wholeNumber(line, 'quantity') ?? 1), needed(price, 'currency')];
  checkAmount(amount, currency);
  const forIntent = part(form, 'payment_intent_data');
  const session: SimSession = {
    id: world.id('cs_test'), created: world.now, expiresAt, amount, currency, name: needed(part(price, 'product_data') ?? {}, 'name'),
    reference: text(form, 'client_reference_id') ?? null, metadata: texts(part(form, 'metadata')), intentMetadata: texts(part(forIntent, 'metadata')),
    description: text(forIntent, 'description') ?? null, manual: text(forIntent, 'capture_method') === 'manual', successUrl: needed(form, 'success_url'),
    cancelUrl: text(form, 'cancel_url') ?? null, locale: text(form, 'locale') ?? 'auto', allowedTypes: list(form, 'allowed_payment_method_types'), status: 'open',
  };
  world.sessions.set(session.id, session);
  return session;
}

export function findSession(world: World, id: string): SimSession {
  const session = world.sessions.get(id);
  if (!session) throw missing('checkout.session', id);
  if (session.status === 'open' && session.expiresAt <= world.now) end(world, session);
  return session;
}

export function expireSession(world: World, session: SimSession): SimSession {
  if (session.status !== 'open') throw invalid(`Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`);
  return end(world, session);
}

function end(world: World, session: SimSession): SimSession {
  session.status = 'expired';
  const intent = world.intents.get(session.intent ?? '');
  if (intent && intent.status !== 'canceled') endIntent(world, intent, 'expired');
  world.tell('checkout.session.expired', sessionJson(world, session), session.id);
  return session;
}

/** A buyer types a card on the page. Refused: the page stays, and another card may be tried. */
export function payOnPage(world: World, session: SimSession, number: string): void {
  if (session.status !== 'open') return;
  const before = world.intents.get(session.intent ?? '');
  const intent = before ?? openIntent(world, {
    amount: session.amount, currency: session.currency, description: session.description, metadata: session.intentMetadata, session: session.id,
    manual: session.manual ? ['card'] : [], allowedTypes: session.allowedTypes.length ? session.allowedTypes : ['card'],
  });
  session.intent = intent.id;
  const method = card(world, number);
  // The bank's question is asked on Stripe's own page; here the buyer has answered it.
  pay(world, intent, {...method, behaviour: {...method.behaviour, challenge: false}});
  if (intent.status !== 'succeeded' && intent.status !== 'requires_capture') return;
  session.status = 'complete';
  world.tell('checkout.session.completed', sessionJson(world, session), session.id);
}

export function sessionJson(world: World, session: SimSession, expanded = false): Partial<Stripe.Checkout.Session> {
  const {id, status, amount, currency, created, metadata} = session;
  const intent = world.intents.get(session.intent ?? '');
  return {
    id, object: 'checkout.session', status, amount_total: amount, currency, created, metadata: {...metadata}, livemode: world.live, mode: 'payment', client_reference_id: session.reference,
    expires_at: session.expiresAt, payment_status: intent?.status === 'succeeded' ? 'paid' : 'unpaid', url: status === 'open' ? `${world.origin()}/page/${id}` : null,
    payment_intent: intent && expanded ? intentJson(world, intent, true) as Stripe.PaymentIntent : intent?.id ?? null, success_url: session.successUrl, cancel_url: session.cancelUrl, locale: session.locale,
  };
}
