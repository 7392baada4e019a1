import type Stripe from 'stripe';
import {checkAmount} from './amounts.ts';
import {ApiError, invalid, invalidParameter, missing} from './api-error.ts';
import {wallet} from './cards.ts';
import type {Form} from './form.ts';
import {list, needed, part, text, texts, wholeNumber} from './form.ts';
import type {Method, SimCharge, SimIntent, World} from './world.ts';

/** Which currencies a wallet takes; cards and Link take all. */
const WALLET: Readonly<Record<string, readonly string[]>> = {
  alipay: ['cny', 'aud', 'cad', 'eur', 'gbp', 'hkd', 'jpy', 'sgd', 'myr', 'nzd', 'usd'],
  wechat_pay: ['aud', 'cad', 'cny', 'eur', 'gbp', 'hkd', 'jpy', 'sgd', 'usd', 'dkk', 'nok', 'sek', 'chf'],
};

export function createIntent(world: World, form: Form): SimIntent {
  const amount = wholeNumber(form, 'amount') ?? Number(needed(form, 'amount'));
  const currency = needed(form, 'currency');
  checkAmount(amount, currency);
  const options = part(form, 'payment_method_options');
  const manual = Object.keys(options ?? {}).filter(type => text(part(options, type), 'capture_method') === 'manual');
  const {id} = openIntent(world, {
    amount, currency, manual, allowedTypes: list(form, 'allowed_payment_method_types'), metadata: texts(part(form, 'metadata')), description: text(form, 'description') ?? null,
  });
  return findIntent(world, id);
}

type NewIntent = Pick<SimIntent, 'amount' | 'currency' | 'manual' | 'allowedTypes' | 'metadata' | 'description' | 'session'>;

export function openIntent(world: World, opened: NewIntent): SimIntent {
  const methodTypes = opened.allowedTypes.filter(type => WALLET[type]?.includes(opened.currency) ?? true);
  if (methodTypes.length === 0) throw invalidParameter('allowed_payment_method_types', 'There are no valid payment method types for this PaymentIntent.');
  const id = world.id('pi');
  const intent: SimIntent = {...opened, id, clientSecret: `${id}_secret_${world.id('s').slice(2)}`, created: world.now, methodTypes, status: 'requires_payment_method'};
  world.intents.set(id, intent);
  tellOf(world, intent, 'created');
  return intent;
}

export function findIntent(world: World, id: string): SimIntent {
  const intent = world.intents.get(id);
  if (!intent) throw missing('payment_intent', id);
  return intent;
}

const unexpected = (world: World, intent: SimIntent, wish: string): ApiError => invalid(
  `You cannot ${wish} this PaymentIntent because it has a status of ${intent.status}.`, {code: 'payment_intent_unexpected_state', payment_intent: intentJson(world, intent)});

export function confirmIntent(world: World, intent: SimIntent, form: Form): SimIntent {
  if (intent.session !== undefined) throw invalid('This PaymentIntent belongs to a Checkout Session.');
  if (!/^requires_(payment_method|confirmation|action)$/.test(intent.status)) throw unexpected(world, intent, 'confirm');
  const method = methodIn(world, intent, form);
  if (!intent.methodTypes.includes(method.type)) throw invalid(`The PaymentMethod type ${method.type} is not allowed for this PaymentIntent.`);
  intent.returnUrl = text(form, 'return_url');
  intent.inPage = text(form, 'use_stripe_sdk') === 'true';
  if (method.type === 'wechat_pay' && text(part(part(form, 'payment_method_options'), 'wechat_pay'), 'client') !== 'web') {
    throw invalid('payment_method_options[wechat_pay][client] is required.', {param: 'payment_method_options[wechat_pay][client]'});
  }
  if (method.behaviour.challenge && !intent.returnUrl && !intent.inPage) throw invalid('This PaymentIntent needs a return_url.', {param: 'return_url'});
  pay(world, intent, method);
  if (intent.error) throw new ApiError(402, {type: 'card_error', ...refusalJson(intent), payment_intent: intentJson(world, intent)});
  return intent;
}

function methodIn(world: World, intent: SimIntent, form: Form): Method {
  const token = text(form, 'confirmation_token');
  const known = world.methods.get(text(form, 'payment_method') ?? '');
  if (known) return known;
  if (token === undefined) {
    const type = text(part(form, 'payment_method_data'), 'type');
    if (type === 'alipay' || type === 'wechat_pay' || type === 'link') return wallet(world, type);
    throw invalid('You must provide a payment method to confirm this PaymentIntent.', {code: 'payment_intent_invalid_parameter'});
  }
  const found = world.tokens.get(token);
  if (!found) throw missing('confirmation_token', token);
  if (found.usedBy !== null) throw invalid('This ConfirmationToken has already been used.', {param: 'confirmation_token'});
  found.usedBy = intent.id;
  return found.method;
}

/** Attempts the payment: at once, or when the buyer has answered the bank or wallet. */
export function pay(world: World, intent: SimIntent, method: Method): void {
  intent.method = method;
  intent.error = undefined;
  if (method.behaviour.challenge) {
    intent.status = 'requires_action';
    tellOf(world, intent, 'requires_action');
  } else charge(world, intent);
}

/** The buyer answers the bank's question, or the wallet's. */
export function answerChallenge(world: World, intent: SimIntent, act: 'approve' | 'decline' | 'cancel'): void {
  if (intent.status !== 'requires_action') return;
  if (act === 'approve') charge(world, intent);
  else if (act === 'decline' && intent.method?.type === 'card') fail(world, intent, {code: 'card_declined', decline_code: 'generic_decline', message: 'Your card was declined.'});
  else if (act === 'decline') fail(world, intent, {code: 'payment_intent_payment_attempt_failed', message: 'The payment failed.'});
  else fail(world, intent, {code: 'payment_intent_authentication_failure', message: 'The provided PaymentMethod has failed authentication.'}, false);
}

export function charge(world: World, intent: SimIntent): void {
  const refusal = intent.method?.behaviour.refusal;
  if (refusal) return fail(world, intent, refusal);
  const held = intent.manual.includes(intent.method?.type ?? '');
  addCharge(world, intent, {status: 'succeeded', failureCode: null, captured: !held});
  intent.status = held ? 'requires_capture' : 'succeeded';
  tellOf(world, intent, held ? 'amount_capturable_updated' : 'succeeded');
}

type Refusal = NonNullable<Method['behaviour']['refusal']>;

function fail(world: World, intent: SimIntent, refusal: Refusal, charged = true): void {
  if (charged) addCharge(world, intent, {status: 'failed', failureCode: refusal.code, captured: false});
  intent.status = 'requires_payment_method';
  intent.error = {...refusal, type: 'card_error', payment_method: {id: intent.method?.id, type: intent.method?.type}} as unknown as SimIntent['error'];
  tellOf(world, intent, 'payment_failed');
}

function addCharge(world: World, intent: SimIntent, what: Pick<SimCharge, 'status' | 'failureCode' | 'captured'>): void {
  const {id, amount, currency, metadata} = intent;
  intent.charge = world.id('ch');
  world.charges.set(intent.charge, {...what, id: intent.charge, intent: id, created: world.now, amount, currency, metadata, refunded: 0, disputed: false});
}

export function captureIntent(world: World, intent: SimIntent, form: Form): SimIntent {
  const held = world.charges.get(intent.charge ?? '');
  if (intent.status !== 'requires_capture' || !held) throw unexpected(world, intent, 'capture');
  const part_ = wholeNumber(form, 'amount_to_capture') ?? held.amount;
  if (part_ > held.amount || part_ <= 0) throw invalidParameter('amount_to_capture', 'The amount is more than can be captured.', 'amount_too_large');
  // What is not captured is given up.
  world.charges.set(held.id, {...held, captured: true, amount: part_});
  intent.status = 'succeeded';
  tellOf(world, intent, 'succeeded');
  return intent;
}

export function cancelIntent(world: World, intent: SimIntent, form: Form): SimIntent {
  const open = /^requires_(payment_method|confirmation|action|capture)$/.test(intent.status);
  if (!open || (intent.session !== undefined && intent.status !== 'requires_capture')) throw unexpected(world, intent, 'cancel');
  return endIntent(world, intent, text(form, 'cancellation_reason') ?? 'requested_by_customer');
}

export function endIntent(world: World, intent: SimIntent, why: string): SimIntent {
  intent.status = 'canceled';
  intent.cancellation = why;
  // A PaymentIntent forgets its last error whenever it is changed.
  intent.error = undefined;
  tellOf(world, intent, 'canceled');
  return intent;
}

function refusalJson({error}: SimIntent): {code?: string; decline_code?: string; message: string} {
  return {
    message: error?.message ?? '', ...(error?.code === undefined ? {} : {code: error.code}), ...(error?.decline_code === undefined ? {} : {decline_code: error.decline_code}),
  };
}

const tellOf = (world: World, intent: SimIntent, what: string): void => world.tell(`payment_intent.${what}`, intentJson(world, intent), intent.id);

/** As the API writes it; `expanded` with its charge. */
export function intentJson(world: World, intent: SimIntent, expanded = false): Partial<Stripe.PaymentIntent> {
  const {id, amount, currency, status, created, metadata, method} = intent;
  const held = world.charges.get(intent.charge ?? '');
  return {
    id, object: 'payment_intent', amount, currency, status, created, metadata: {...metadata}, livemode: world.live, client_secret: intent.clientSecret, description: intent.description,
    amount_received: status === 'succeeded' ? held?.amount ?? amount : 0, amount_capturable: status === 'requires_capture' ? amount : 0, capture_method: 'automatic_async',
    confirmation_method: 'automatic', cancellation_reason: intent.cancellation ?? null, payment_method: method?.id ?? null, payment_method_types: [...intent.methodTypes],
    last_payment_error: intent.error ?? null, next_action: nextAction(world, intent), latest_charge: expanded && held ? chargeJson(held) as Stripe.Charge : held?.id ?? null,
  };
}

export function chargeJson({id, intent, amount, currency, created, metadata, status, failureCode, captured, refunded, disputed}: SimCharge): Partial<Stripe.Charge> {
  return {
    id, object: 'charge', amount, currency, created, metadata: {...metadata}, status, failure_code: failureCode, captured, amount_refunded: refunded, disputed, livemode: false,
    refunded: refunded === amount, paid: status === 'succeeded', payment_intent: intent,
  };
}

function nextAction(world: World, {id, status, method, returnUrl: back, inPage}: SimIntent): Stripe.PaymentIntent.NextAction | null {
  if (status !== 'requires_action') return null;
  const [origin, returnUrl] = [world.origin(), back ?? null];
  if (method?.type === 'alipay') {
    return {type: 'alipay_handle_redirect', alipay_handle_redirect: {url: `${origin}/wallet/${id}`, native_url: null, native_data: null, return_url: returnUrl}};
  }
  if (method?.type === 'wechat_pay') {
    const data = `weixin://wxpay/bizpayurl?pr=${id.slice(3, 12)}`;
    const image = `${origin}/wechat/${id}.svg`;
    return {type: 'wechat_pay_display_qr_code', wechat_pay_display_qr_code: {
      data, hosted_instructions_url: `${origin}/wallet/${id}`, image_data_url: image, image_url_png: image, image_url_svg: image}};
  }
  if (inPage) return {type: 'use_stripe_sdk', use_stripe_sdk: {type: 'three_d_secure_redirect', stripe_js: `${origin}/challenge/${id}`} as unknown as Stripe.PaymentIntent.NextAction.UseStripeSdk};
  return {type: 'redirect_to_url', redirect_to_url: {url: `${origin}/wallet/${id}`, return_url: returnUrl}};
}
