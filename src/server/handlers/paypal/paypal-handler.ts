import {UCP_VERSION} from '../../../commerce/ucp.ts';
import type {Instrument} from '../../../commerce/instrument.ts';
import type {HostedMethod, PaymentHandler, Trade} from '../payment-handler.ts';
import {captureTrade} from './capture-trade.ts';
import {certificateKeeper} from './certificates.ts';
import {checkPayPal} from './check.ts';
import {closeTrade} from './close-trade.ts';
import {PAYPAL_CURRENCIES, PAYPAL_LIMITS} from './currencies.ts';
import {declineMemory} from './declines.ts';
import {listDisputes} from './disputes.ts';
import {USUAL_ID} from './our-mark.ts';
import {listRefunds, queryRefund, REFUND_DAYS, refundTrade} from './refunds.ts';
import {loadServices} from './server-sdk.ts';
import type {OrderIntent} from './server-sdk.ts';
import type {Desk} from './trades.ts';
import {createTrade, queryTrade} from './trades.ts';
import {openTransport} from './transport.ts';
import {verifyNotification} from './webhooks.ts';

/** The UCP payment handler of PayPal; the name is ours, since PayPal has published none. */
export const PAYPAL_HANDLER = 'dev.hangtag.paypal';

export interface PayPalOptions {
  /** `sandbox` in test mode, `live` in live mode. */
  readonly environment: 'sandbox' | 'live';
  readonly clientId: string;
  readonly clientSecret: string;
  /** Of the webhook that leads to this server's `/notify/<id>`; without it no notification is believed. */
  readonly webhookId?: string;
  /** Default `paypal`. */
  readonly id?: string;
  /** `capture` (default): the money moves in one step. `authorize`: it is reserved first. */
  readonly intent?: 'capture' | 'authorize';
  /** The shop's name on PayPal's pages. */
  readonly brandName?: string;
  /** ISO 4217 codes; default: all that PayPal takes. */
  readonly currencies?: readonly string[];
  /** How notifications are verified; see `docs/providers/paypal.md`. Default `self`. */
  readonly verification?: 'self' | 'postback';
  /** Where a simulation plays PayPal: its REST interface, and its pages. */
  readonly apiUrl?: string;
  /** PEM of authorities that PayPal's certificates may lead to; default: those that Node trusts. */
  readonly authorities?: readonly string[];
  readonly fetch?: typeof fetch;
  readonly clock?: () => Date;
}

const HOSTS = {
  live: {api: 'https://api-m.paypal.com', pages: 'https://www.paypal.com', certificates: ['api.paypal.com', 'api-m.paypal.com']},
  sandbox: {
    api: 'https://api-m.sandbox.paypal.com', pages: 'https://www.sandbox.paypal.com', certificates: ['api.sandbox.paypal.com', 'api-m.sandbox.paypal.com']},
} as const;

/** PayPal as a payment handler. Needs the package `@paypal/paypal-server-sdk`; throws a sentence for a person when it is not installed. */
export async function paypalHandler(options: PayPalOptions): Promise<PaymentHandler> {
  const {environment, clientId, clientSecret, fetch: send = fetch, clock = () => new Date(), currencies = PAYPAL_CURRENCIES, id = USUAL_ID, webhookId} = options;
  const hosts = HOSTS[environment];
  const transport = openTransport({apiUrl: options.apiUrl ?? hosts.api, clientId, clientSecret, fetch: send, clock});
  const intent: OrderIntent = options.intent === 'authorize' ? 'AUTHORIZE' : 'CAPTURE';
  const desk: Desk = {
    services: await loadServices(transport), declines: declineMemory(clock), clock,
    settings: {intent, handler: id, ...(options.brandName === undefined ? {} : {brandName: options.brandName})},
    approvalUrl: orderId => `${options.apiUrl ?? hosts.pages}/checkoutnow?token=${encodeURIComponent(orderId)}`,
  };
  const webhooks = {
    handler: id, webhookId, verification: options.verification ?? 'self', transport, declines: desk.declines,
    certificates: certificateKeeper({fetch: send, clock, hosts: hosts.certificates, ...(options.authorities ? {authorities: options.authorities} : {})}),
  };
  return {
    name: PAYPAL_HANDLER,
    id,
    mode: environment === 'live' ? 'live' : 'test',
    currencies,
    limits: PAYPAL_LIMITS,
    refundDays: REFUND_DAYS,
    profile: () => ({id, version: UCP_VERSION, available_instruments: [{type: 'paypal'}], config: {client_id: clientId, environment, currencies}}),
    accepts: instrument => wayOf(instrument) !== undefined || {reason: WHAT_IT_TAKES},
    hostedMethods: () => [hosted(id)],
    create: async (payment, instrument, signal) => inTheWayOf(instrument, await createTrade(desk, payment, signal)),
    query: (payment, signal) => queryTrade(desk, payment, signal),
    capture: (payment, signal) => captureTrade(desk, payment, signal),
    close: (payment, signal) => closeTrade(desk, payment, signal),
    refund: (payment, refund, signal) => refundTrade(desk, payment, refund, signal),
    queryRefund: (payment, refund, signal) => queryRefund(desk, payment, refund, signal),
    listRefunds: (payment, signal) => listRefunds(desk, payment, signal),
    listDisputes: (since, signal, until) => listDisputes({transport, clock, handler: id}, since, signal, until),
    check: (context, signal) => checkPayPal({environment, currencies, webhookId, transport}, context, signal),
    verify: (request, body) => verifyNotification(webhooks, request, body),
    acknowledge: () => new Response(null, {status: 200}),
  };
}

const WHAT_IT_TAKES = 'PayPal takes an instrument of type "paypal" whose credential, if there is one, is {"type": "redirect"} or {"type": "sdk"}';

/** `sdk`: PayPal's script on the page opens the order. `redirect`: the buyer goes to PayPal's own page. */
function wayOf({type, credential}: Instrument): 'sdk' | 'redirect' | undefined {
  if (type !== 'paypal') return undefined;
  if (!credential) return 'redirect';
  return credential.type === 'sdk' || credential.type === 'redirect' ? credential.type : undefined;
}

/** For PayPal's script an order is its number; the address stays beside it, for a window that was blocked and for every other client. */
function inTheWayOf(instrument: Instrument, trade: Trade): Trade {
  if (trade.status !== 'waiting' || trade.action?.type !== 'redirect' || trade.providerTradeNo === undefined || wayOf(instrument) !== 'sdk') return trade;
  return {...trade, action: {type: 'bridge', bridge: 'paypal', method: 'order', params: {id: trade.providerTradeNo, url: trade.action.url}}};
}

function hosted(id: string): HostedMethod {
  return {label: 'PayPal', instrument: {id: 'hosted', handler_id: id, type: 'paypal', credential: {type: 'redirect'}}};
}
