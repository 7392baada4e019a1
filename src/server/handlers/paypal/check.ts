import {z} from 'zod';
import type {Finding} from '../payment-handler.ts';
import {CredentialsRefused} from './access-token.ts';
import type {Transport} from './transport.ts';
import {NEEDED_EVENTS} from './webhook-events.ts';

export interface CheckOptions {
  readonly environment: 'sandbox' | 'live';
  readonly currencies: readonly string[];
  readonly webhookId: string | undefined;
  readonly transport: Transport;
}

const Webhook = z.object({id: z.string(), url: z.string(), event_types: z.array(z.object({name: z.string()})).default([])});
const Webhooks = z.object({webhooks: z.array(Webhook).default([])});
const DISPUTES = 'https://uri.paypal.com/services/disputes/read-seller';

/** Looks whether PayPal could be paid with as configured. Moves nothing. */
export async function checkPayPal(options: CheckOptions, {currency, notifyUrl}: {currency: string; notifyUrl: string}, signal: AbortSignal): Promise<readonly Finding[]> {
  const money = checkCurrency(options, currency);
  try {
    const {scope} = await options.transport.token();
    const {environment} = options;
    const entry: Finding = {level: 'ok', what: `PayPal (${environment}) accepts the client id and its secret`};
    return [entry, money, checkScope(scope), await checkWebhook(options, notifyUrl, signal)];
  } catch (error) {
    return [entryFailed(options, error), money];
  }
}

function entryFailed({environment}: CheckOptions, error: unknown): Finding {
  return error instanceof CredentialsRefused
    ? {
      level: 'error', what: `PayPal (${environment}) does not know this client id with this secret`,
      advice: `Copy both from the same app under Apps & Credentials in PayPal's developer dashboard, with its switch on ${environment === 'live' ? 'Live' : 'Sandbox'}.`,
    }
    : {level: 'warning', what: 'PayPal could not be asked', advice: 'Look whether this server reaches the internet, then check again.'};
}

function checkCurrency({currencies}: CheckOptions, currency: string): Finding {
  return currencies.includes(currency)
    ? {level: 'ok', what: `PayPal takes ${currency}`}
    : {level: 'error', what: `PayPal is not set up for ${currency}`, advice: 'Nothing is converted in order to charge: sell in a currency that PayPal takes.'};
}

function checkScope(scope: string): Finding {
  return scope.split(' ').includes(DISPUTES)
    ? {level: 'ok', what: 'Disputes can be read'}
    : {level: 'warning', what: 'The app may not read disputes', advice: 'Switch on "Customer disputes" for the app in PayPal\'s developer dashboard; until then disputes are seen only there.'};
}

async function checkWebhook({webhookId, transport}: CheckOptions, notifyUrl: string, signal: AbortSignal): Promise<Finding> {
  const {webhooks} = Webhooks.parse((await transport.json('/v1/notifications/webhooks', {signal})).body);
  const there = webhooks.find(({url}) => url === notifyUrl);
  if (webhookId === undefined) {
    const advice = there ? `Set "webhookId" to "${there.id}".` : `Add a webhook for ${notifyUrl} in PayPal's developer dashboard, and set "webhookId" to its id.`;
    return {level: 'warning', what: 'No webhook is configured: payments are found out by asking, refunds and disputes made at PayPal only now and then', advice};
  }
  const ours = webhooks.find(({id}) => id === webhookId);
  if (!ours) return {level: 'error', what: 'The app has no webhook with this id', advice: there ? `Set "webhookId" to "${there.id}".` : `Add a webhook for ${notifyUrl}.`};
  if (ours.url !== notifyUrl) return {level: 'error', what: `The webhook leads to ${ours.url}`, advice: `Change its address to ${notifyUrl}.`};
  const names = new Set(ours.event_types.map(({name}) => name));
  const missing = names.has('*') ? [] : NEEDED_EVENTS.filter(name => !names.has(name));
  return missing.length === 0
    ? {level: 'ok', what: `PayPal notifies ${notifyUrl} of everything that is needed`}
    : {level: 'warning', what: `The webhook is not told of ${missing.join(', ')}`, advice: 'Add these event types to the webhook.'};
}
