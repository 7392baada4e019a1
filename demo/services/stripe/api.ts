import {currencies} from './amounts.ts';
import {ApiError, invalidParameter, missing} from './api-error.ts';
import {createSession, expireSession, findSession, sessionJson} from './checkout-sessions.ts';
import {addCardToken, card, methodOfToken, wallet} from './cards.ts';
import type {Form} from './form.ts';
import {list, needed, part, text} from './form.ts';
import {cancelIntent, captureIntent, confirmIntent, createIntent, findIntent, intentJson} from './payment-intents.ts';
import {createRefund, disputeJson, findDispute, findRefund, refundJson} from './refunds.ts';
import type {SimDispute, SimEvent, SimIntent, SimToken, World} from './world.ts';

/** What a request does, in the words by which trouble is ordered. `open`: a PaymentIntent is made, and nothing is paid yet. */
export type Operation = 'open' | 'create' | 'query' | 'close' | 'capture' | 'refund' | 'other';

export interface Webhook {
  readonly url: string;
  readonly events: readonly string[];
  readonly status: 'enabled' | 'disabled';
}

export interface Asked {
  readonly world: World;
  readonly form: Form;
  readonly id: string;
  readonly webhooks: readonly Webhook[];
}

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly operation: Operation;
  /** May be asked with the publishable key. */
  readonly open?: true;
  answer(asked: Asked): object;
}

const shown = ({world, form}: Asked, intent: SimIntent): object => intentJson(world, intent, list(form, 'expand').includes('latest_charge'));
const page = (data: readonly object[], url: string): object => ({object: 'list', data, has_more: false, url});
const expandsIntent = ({form}: Asked): boolean => list(form, 'expand').includes('payment_intent.latest_charge');

export const routes: readonly Route[] = [
  {method: 'POST', path: /^\/v1\/payment_intents$/, operation: 'open', answer: asked => shown(asked, createIntent(asked.world, asked.form))},
  {method: 'GET', path: /^\/v1\/payment_intents\/search$/, operation: 'query', answer: search},
  {method: 'GET', path: /^\/v1\/payment_intents\/(pi_\w+)$/, operation: 'query', open: true, answer: asked => shown(asked, findIntent(asked.world, asked.id))},
  {method: 'POST', path: /^\/v1\/payment_intents\/(pi_\w+)\/confirm$/, operation: 'create', answer: asked => shown(asked, confirmIntent(asked.world, findIntent(asked.world, asked.id), asked.form))},
  {method: 'POST', path: /^\/v1\/payment_intents\/(pi_\w+)\/cancel$/, operation: 'close', answer: asked => shown(asked, cancelIntent(asked.world, findIntent(asked.world, asked.id), asked.form))},
  {method: 'POST', path: /^\/v1\/payment_intents\/(pi_\w+)\/capture$/, operation: 'capture', answer: asked => shown(asked, captureIntent(asked.world, findIntent(asked.world, asked.id), asked.form))},
  {method: 'POST', path: /^\/v1\/checkout\/sessions$/, operation: 'create', answer: asked => sessionJson(asked.world, createSession(asked.world, asked.form), expandsIntent(asked))},
  {method: 'GET', path: /^\/v1\/checkout\/sessions\/(cs_\w+)$/, operation: 'query', answer: asked => sessionJson(asked.world, findSession(asked.world, asked.id), expandsIntent(asked))},
  {method: 'POST', path: /^\/v1\/checkout\/sessions\/(cs_\w+)\/expire$/, operation: 'close', answer: asked => sessionJson(asked.world, expireSession(asked.world, findSession(asked.world, asked.id)), expandsIntent(asked))},
  {method: 'POST', path: /^\/v1\/refunds$/, operation: 'refund', answer: ({world, form}) => refundJson(createRefund(world, form))},
  {method: 'GET', path: /^\/v1\/refunds$/, operation: 'query', answer: listRefunds},
  {method: 'GET', path: /^\/v1\/refunds\/(re_\w+)$/, operation: 'query', answer: ({world, id}) => refundJson(findRefund(world, id))},
  {method: 'GET', path: /^\/v1\/disputes$/, operation: 'other', answer: listDisputes},
  {method: 'GET', path: /^\/v1\/disputes\/(du_\w+)$/, operation: 'other', answer: asked => disputeShown(asked, findDispute(asked.world, asked.id), 'payment_intent')},
  {method: 'GET', path: /^\/v1\/events$/, operation: 'other', answer: listEvents},
  {method: 'POST', path: /^\/v1\/confirmation_tokens$/, operation: 'other', open: true, answer: makeToken},
  {method: 'POST', path: /^\/v1\/test_helpers\/confirmation_tokens$/, operation: 'other', answer: makeToken},
  {method: 'POST', path: /^\/v1\/tokens$/, operation: 'other', open: true, answer: makeCardToken},
  {method: 'POST', path: /^\/v1\/payment_methods$/, operation: 'other', answer: makeMethod},
  {method: 'GET', path: /^\/v1\/account$/, operation: 'other', answer: ({world: {account}}) => ({
    id: account.id, object: 'account', country: account.country, charges_enabled: account.chargesEnabled, capabilities: account.capabilities, default_currency: 'hkd'})},
  {method: 'GET', path: /^\/v1\/country_specs\/([A-Z]{2})$/, operation: 'other', answer: ({id}) => ({id, object: 'country_spec', supported_payment_currencies: currencies})},
  {method: 'GET', path: /^\/v1\/webhook_endpoints$/, operation: 'other', answer: ({webhooks}) => page(webhooks.map(({url, events, status}, at) => ({
    id: `we_${at}`, object: 'webhook_endpoint', url, enabled_events: events, status, livemode: false})), '/v1/webhook_endpoints')},
];

/** Runs a minute behind, as Stripe says of its search. */
function search({world, form}: Asked): object {
  const wanted = /^metadata\['trade_no'\]:'(\w+)'$/.exec(needed(form, 'query'))?.[1];
  if (wanted === undefined) throw invalidParameter('query', 'This query is not simulated.');
  const found = [...world.intents.values()].filter(({metadata, created}) => metadata['trade_no'] === wanted && created <= world.now - 60);
  return {object: 'search_result', data: found.map(intent => intentJson(world, intent)), has_more: false, next_page: null, url: '/v1/payment_intents/search'};
}

function listRefunds({world, form}: Asked): object {
  const intent = needed(form, 'payment_intent');
  return page([...world.refunds.values()].filter(one => one.intent === intent).reverse().map(refundJson), '/v1/refunds');
}

function isWithin(form: Form, created: number): boolean {
  const bounds = part(form, 'created');
  return created >= Number(text(bounds, 'gte') ?? 0) && created <= Number(text(bounds, 'lte') ?? Infinity);
}

function disputeShown({world, form}: Asked, dispute: SimDispute, expansion: string): object {
  const intent = world.intents.get(dispute.intent);
  return disputeJson(world, dispute, intent && list(form, 'expand').includes(expansion) ? intentJson(world, intent) : undefined);
}

function listDisputes(asked: Asked): object {
  const found = [...asked.world.disputes.values()].filter(({created}) => isWithin(asked.form, created));
  return page(found.map(dispute => disputeShown(asked, dispute, 'data.payment_intent')), '/v1/disputes');
}

function listEvents({world, form}: Asked): object {
  const types = list(form, 'types');
  const month = world.now - 30 * 86_400;
  const found = world.events.filter(({type, created}) => created >= month && isWithin(form, created) && (types.length === 0 || types.includes(type)));
  return page(found.map(event => eventJson(event)).reverse(), '/v1/events');
}

export function eventJson({id, type, created, object}: SimEvent): object {
  return {id, object: 'event', api_version: '2026-10-28.endive', created, type, livemode: false, pending_webhooks: 1, request: {id: null, idempotency_key: null}, data: {object}};
}

function makeToken({world, form}: Asked): object {
  const data = part(form, 'payment_method_data');
  const type = text(data, 'type') ?? 'card';
  const number = text(form, 'payment_method') ?? text(part(data, 'card'), 'number') ?? '';
  const method = type === 'alipay' || type === 'wechat_pay' || type === 'link' ? wallet(world, type) : card(world, number);
  const token: SimToken = {id: world.id('ctoken'), created: world.now, method, returnUrl: text(form, 'return_url') ?? null, usedBy: null};
  world.tokens.set(token.id, token);
  return {id: token.id, object: 'confirmation_token', created: token.created, expires_at: token.created + 43_200, livemode: false, payment_intent: null, return_url: token.returnUrl};
}

function makeMethod({world, form}: Asked): object {
  const {id, type} = methodOfToken(world, needed(part(form, 'card') ?? {}, 'token'));
  return {id, object: 'payment_method', type, created: world.now, livemode: false};
}

/** Apple Pay's encrypted token becomes one of Stripe's; here what is in it names the card. */
function makeCardToken({world, form}: Asked): object {
  const {card: name} = JSON.parse(needed(form, 'pk_token')) as {card?: unknown};
  const {id} = addCardToken(world, typeof name === 'string' ? name : 'pm_card_visa');
  return {id, object: 'token', type: 'card', created: world.now, livemode: false, used: false};
}

/** With the publishable key a payment is shown only to those who know its client secret. */
export function checkClientSecret(world: World, {method}: Route, id: string, form: Form): void {
  if (method === 'GET' && findIntent(world, id).clientSecret !== text(form, 'client_secret')) throw missing('payment_intent', id);
}

export const unrecognised = (path: string): ApiError => new ApiError(404, {type: 'invalid_request_error', message: `Unrecognized request URL (${path}).`});
