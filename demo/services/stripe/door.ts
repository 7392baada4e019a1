import type {IncomingMessage, ServerResponse} from 'node:http';
import {ApiError} from './api-error.ts';
import type {Operation, Webhook} from './api.ts';
import {checkClientSecret, routes, unrecognised} from './api.ts';
import {findSession} from './checkout-sessions.ts';
import type {Form} from './form.ts';
import {readForm, text} from './form.ts';
import type {Answer} from './idempotency.ts';
import {KeptAnswers} from './idempotency.ts';
import {answerInPage, answerOnPage, checkoutPage, payOnCheckout, walletPage} from './pages.ts';
import type {Page} from './pages.ts';
import {browserScript} from './script.ts';
import type {Trouble} from './trouble.ts';
import type {World} from './world.ts';

export const SECRET_KEY = 'sk_test_simulated';
export const PUBLISHABLE_KEY = 'pk_test_simulated';

export interface House {
  readonly world: World;
  readonly trouble: Trouble;
  readonly webhooks: () => readonly Webhook[];
  /** How long `slow` takes, in ms. */
  readonly slowness: number;
}

interface Asking {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What answers each HTTP request: the API, the pages, the script. */
export function openDoor(house: House): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const kept = new KeptAnswers(house.world.clock);
  return async (request, response) => {
    try {
      await answer(house, kept, request, response);
    } catch (error) {
      if (error instanceof ApiError) send(response, error.status, {error: error.body});
      else send(response, 500, {error: {type: 'api_error', message: String(error)}});
    }
  };
}

async function answer(house: House, kept: KeptAnswers, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const origin = house.world.origin();
  const asking = {method: request.method ?? 'GET', url: new URL(request.url ?? '/', origin), headers: request.headers, body: await bodyOf(request)};
  const {method, url: {pathname}, body} = asking;
  allowAnyPage(response);
  if (method === 'OPTIONS') return void response.writeHead(204).end();
  if (pathname === '/stripe.js') return void response.writeHead(200, {'content-type': 'text/javascript; charset=utf-8'}).end(await browserScript(origin));
  const page = pageFor(house.world, method, pathname, readForm(body));
  if (page) return show(response, page);
  await answerApi(house, kept, asking, response);
}

async function answerApi(house: House, kept: KeptAnswers, asking: Asking, response: ServerResponse): Promise<void> {
  const {operation, run} = callOf(house, kept, asking);
  const trouble = house.trouble.take(operation);
  if (trouble === 'down') throw new ApiError(500, {type: 'api_error', message: 'Something went wrong on our side.'});
  if (trouble === 'unknown-code') throw new ApiError(400, {type: 'moon_error' as 'api_error', code: 'phase_of_the_moon', message: 'The moon is wrong.'});
  if (trouble === 'busy') throw new ApiError(429, {type: 'invalid_request_error', code: 'lock_timeout', message: 'This object cannot be accessed right now.'});
  const {status, body, replayed} = run(trouble === 'broke');
  if (trouble === 'answer-lost') return void response.destroy();
  if (trouble === 'slow') await new Promise(resolve => setTimeout(resolve, house.slowness).unref());
  send(response, status, body, replayed);
}

/** Finds what is asked for, by whom, and under which key. */
function callOf({world, webhooks}: House, kept: KeptAnswers, {method, url, headers, body}: Asking): {operation: Operation; run: (breaks: boolean) => Answer} {
  const route = routes.find(one => one.method === method && one.path.test(url.pathname));
  if (!route) throw unrecognised(url.pathname);
  const form: Form = readForm(method === 'GET' ? url.search.slice(1) : body);
  const key = headers.authorization?.replace(/^Bearer /, '') ?? '';
  const fromPage = key === PUBLISHABLE_KEY && route.open === true;
  if (key !== SECRET_KEY && !fromPage) throw new ApiError(401, {type: 'invalid_request_error', message: 'Invalid API Key provided'});
  const id = route.path.exec(url.pathname)?.[1] ?? '';
  if (fromPage) checkClientSecret(world, route, id, form);
  const header = headers['idempotency-key'];
  const idempotencyKey = method === 'POST' && typeof header === 'string' ? header : undefined;
  const act = (): object => route.answer({world, form, id, webhooks: webhooks()});
  return {operation: route.operation, run: breaks => kept.once(idempotencyKey, `${url.pathname} ${body}`, breaks ? breakDown : act)};
}

function breakDown(): never {
  throw new ApiError(500, {type: 'api_error', message: 'Something went wrong in the middle.'});
}

function pageFor(world: World, method: string, path: string, form: Form): Page | undefined {
  const [, kind, id = ''] = /^\/(wallet|page|challenge)\/(\w+)$/.exec(path) ?? [];
  if (kind === 'wallet') return method === 'POST' ? answerOnPage(world, id, text(form, 'act') ?? '') : walletPage(world, id);
  if (kind === 'page') return method === 'POST' ? payOnCheckout(world, findSession(world, id), text(form, 'number') ?? '') : checkoutPage(findSession(world, id));
  return kind === 'challenge' ? answerInPage(world, id, text(form, 'act') ?? '') : undefined;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Stripe's script asks from every page. */
function allowAnyPage(response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-allow-headers', 'authorization, content-type');
  response.setHeader('access-control-allow-methods', 'GET, POST');
}

function send(response: ServerResponse, status: number, body: object, replayed?: boolean): void {
  response.writeHead(status, {'content-type': 'application/json', ...(replayed ? {'idempotent-replayed': 'true'} : {})}).end(JSON.stringify(body));
}

function show(response: ServerResponse, {status, html = '', location}: Page): void {
  response.writeHead(status, {'content-type': 'text/html; charset=utf-8', ...(location === undefined ? {} : {location})}).end(status === 204 ? undefined : html);
}
