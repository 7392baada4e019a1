import type Stripe from 'stripe';
import {modeOfKey, walletCurrencies} from '../../../commerce/stripe-instrument.ts';
import type {StripeMethod} from '../../../commerce/stripe-instrument.ts';
import type {Finding} from '../payment-handler.ts';
import type {StripeCall} from './payment-intents.ts';

/** The events that the shop must hear of; nothing else is needed. */
export const NEEDED_EVENTS = [
  'payment_intent.succeeded', 'payment_intent.payment_failed', 'payment_intent.canceled', 'payment_intent.processing', 'payment_intent.amount_capturable_updated',
  'checkout.session.completed', 'checkout.session.expired', 'charge.refunded', 'refund.created', 'refund.updated', 'refund.failed',
  'charge.dispute.created', 'charge.dispute.updated', 'charge.dispute.closed', 'charge.dispute.funds_withdrawn', 'charge.dispute.funds_reinstated',
] as const;

/** Alipay and WeChat Pay are not among the capabilities that an account lists. */
const CAPABILITY: Readonly<Partial<Record<StripeMethod, keyof Stripe.Account.Capabilities>>> = {card: 'card_payments', link: 'link_payments'};

const ok = (what: string): Finding => ({level: 'ok', what});
const warning = (what: string, advice: string): Finding => ({level: 'warning', what, advice});
const error = (what: string, advice: string): Finding => ({level: 'error', what, advice});

/** Asks Stripe, with the shop's own key, whether it could take money as it is configured. Moves nothing. */
export async function checkStripe(call: StripeCall, place: {readonly currency: string; readonly notifyUrl: string}): Promise<readonly Finding[]> {
  return [...keys(call), ...await account(call, place.currency), ...wallets(call, place.currency), ...await webhook(call, place.notifyUrl)];
}

function keys({settings: {secretKey, publishableKey, mode, webhookSecrets}}: StripeCall): readonly Finding[] {
  const wrong = [['secret', secretKey], ['publishable', publishableKey]].filter(([, key]) => modeOfKey(key ?? '') !== mode);
  return [
    ...wrong.map(([name]) => error(`The ${name} key is not a key of ${mode} mode`, `Take both keys from the ${mode} mode of Stripe's dashboard.`)),
    ...(wrong.length ? [] : [ok(`Both keys are of ${mode} mode`)]),
    ...(webhookSecrets.length ? [] : [error('There is no signing secret', 'Set STRIPE_WEBHOOK_SECRET to the signing secret of the webhook endpoint.')]),
  ];
}

async function account({stripe, settings}: StripeCall, currency: string): Promise<readonly Finding[]> {
  const found = await attempt(() => stripe.accounts.retrieveCurrent());
  if (typeof found === 'string') return [unreadable('account', found)];
  const findings = [found.charges_enabled
    ? ok(`The account ${found.id} may take payments`)
    : error(`The account ${found.id} may not take payments yet`, 'Finish what the dashboard asks for under "Activate payments".')];
  for (const method of settings.methods) {
    const capability = CAPABILITY[method];
    const state = capability && found.capabilities?.[capability];
    // What is not listed is not said to be missing.
    if (state !== undefined && state !== 'active') findings.push(error(`${method} is ${state} on this account`, `Switch ${method} on under Settings → Payment methods, or leave it out of "methods".`));
  }
  return [...findings, ...await currencies({stripe, settings}, found.country, currency)];
}

async function currencies({stripe}: StripeCall, country: string | undefined, currency: string): Promise<readonly Finding[]> {
  if (country === undefined) return [];
  const spec = await attempt(() => stripe.countrySpecs.retrieve(country));
  if (typeof spec === 'string') return [unreadable('currencies of its country', spec)];
  return [spec.supported_payment_currencies.includes(currency.toLowerCase())
    ? ok(`An account in ${country} can charge ${currency}`)
    : error(`An account in ${country} cannot charge ${currency}`, 'Sell in another currency, or with an account in another country.')];
}

function wallets({settings: {methods}}: StripeCall, currency: string): readonly Finding[] {
  const without = methods.filter(method => (method === 'alipay' || method === 'wechat_pay') && !walletCurrencies[method].includes(currency));
  return without.map(method => warning(`${method} takes no ${currency} through Stripe`, `Buyers are not offered it for goods in ${currency}.`));
}

async function webhook({stripe, settings}: StripeCall, notifyUrl: string): Promise<readonly Finding[]> {
  const {protocol, hostname} = new URL(notifyUrl);
  if (protocol !== 'https:') {
    return [warning(`Stripe cannot reach ${notifyUrl}`, `For a test run "stripe listen --forward-to ${notifyUrl}" and use the secret that it prints; a live shop needs https. Until then the shop asks Stripe by itself.`)];
  }
  const endpoints = await attempt(() => stripe.webhookEndpoints.list({limit: 100}).autoPagingToArray({limit: 1000}));
  if (typeof endpoints === 'string') return [unreadable('webhook endpoints', endpoints)];
  const ours = endpoints.find(({url}) => url === notifyUrl);
  if (!ours) return [error(`No webhook endpoint leads to ${notifyUrl}`, `Add one for ${hostname} in the dashboard under Developers → Webhooks, with the events: ${NEEDED_EVENTS.join(', ')}.`)];
  if (ours.status !== 'enabled') return [error(`The webhook endpoint ${ours.id} is ${ours.status}`, 'Switch it on again in the dashboard.')];
  if (ours.livemode !== (settings.mode === 'live')) return [error(`The webhook endpoint ${ours.id} is of the other mode`, `Add one in ${settings.mode} mode.`)];
  const missing = ours.enabled_events.includes('*') ? [] : NEEDED_EVENTS.filter(event => !ours.enabled_events.includes(event));
  return [missing.length ? warning(`The webhook endpoint does not send ${missing.join(', ')}`, 'Add these events to it; until then the shop hears of them when it next asks.') : ok(`The webhook endpoint ${ours.id} tells all that the shop needs`)];
}

function unreadable(what: string, why: string): Finding {
  return why === '403'
    ? warning(`This key may not read the ${what}`, 'That is fine for a restricted key; look in the dashboard yourself.')
    : error(`Stripe did not show the ${what} (${why})`, why === '401' ? 'The secret key is not valid: take it from the dashboard again.' : 'Try again; see https://status.stripe.com.');
}

/** What was asked for, or in a word why not: an HTTP status, or the kind of the error. Never its text, which can hold a part of the key. */
async function attempt<Answer>(ask: () => Promise<Answer>): Promise<Answer | string> {
  try {
    return await ask();
  } catch (failure) {
    const {statusCode, type} = failure as {readonly statusCode?: number; readonly type?: string};
    return String(statusCode ?? type ?? 'no answer');
  }
}
