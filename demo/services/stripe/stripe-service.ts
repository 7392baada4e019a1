import {createServer} from 'node:http';
import type {IncomingMessage, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {NotifyOptions, ServiceFault, ServiceTrade, ServiceUnderTest} from '../../../src/conformance/service.ts';
import {minorUnits} from './amounts.ts';
import {ApiError} from './api-error.ts';
import type {Operation, Webhook} from './api.ts';
import {checkClientSecret, routes, unrecognised} from './api.ts';
import {findSession, payOnPage} from './checkout-sessions.ts';
import {deliverEvent} from './deliver-event.ts';
import type {Form} from './form.ts';
import {readForm, text} from './form.ts';
import type {Answer} from './idempotency.ts';
import {KeptAnswers} from './idempotency.ts';
import {answerInPage, answerOnPage, checkoutPage, payOnCheckout, walletPage} from './pages.ts';
import type {Page} from './pages.ts';
import {answerChallenge, findIntent} from './payment-intents.ts';
import {createRefund, decideDispute, openDispute} from './refunds.ts';
import {browserScript} from './script.ts';
import {World} from './world.ts';

export interface StripeServiceOptions {
  /** Default: any free one. */
  readonly port?: number;
  readonly clock?: () => Date;
  /** How long `slow` takes, in ms; default 12 s. */
  readonly slowness?: number;
}

/** A simulation of Stripe, for the tests and for the demo: its API, its pages and its script, with books of its own. */
export interface StripeService extends ServiceUnderTest {
  /** Such as `http://127.0.0.1:4242`: `apiBase` of the handler, and where the script is, at `/stripe.js`. */
  readonly origin: string;
  readonly secretKey: string;
  readonly publishableKey: string;
  readonly webhookSecret: string;
  readonly world: World;
  /** Where notifications go, and what `check` finds. */
  webhook(url: string, more?: Partial<Webhook>): void;
  /** As `trouble`, also for `open`: the request that makes a PaymentIntent before anything is paid. */
  order(fault: ServiceFault, calls: number, operation?: Operation): void;
  /** Whatever trouble is still ordered does not come. */
  endTrouble(): void;
  /** Money for a trade that had ended: what must never happen, and what books must survive. */
  payAgainstTheRules(tradeNo: string): void;
  /** Resolves when every notification that was begun has been answered. */
  settled(): Promise<void>;
}

interface Ordered {
  readonly fault: ServiceFault;
  readonly operation: Operation | undefined;
  left: number;
}

const SECRET_KEY = 'sk_test_simulated';
const PUBLISHABLE_KEY = 'pk_test_simulated';
const WEBHOOK_SECRET = 'whsec_simulated';

export async function startStripe({port = 0, clock = () => new Date(), slowness = 12_000}: StripeServiceOptions = {}): Promise<StripeService> {
  let origin = '';
  const world = new World(clock, () => origin);
  const kept = new KeptAnswers(clock);
  const ordered: Ordered[] = [];
  const deliveries = new Set<Promise<number>>();
  let webhook: Webhook | undefined;
  let automatic = false;

  const takeTrouble = (operation: Operation): ServiceFault | undefined => {
    const found = ordered.find(one => one.left > 0 && (one.operation === undefined || one.operation === operation));
    if (found) found.left -= 1;
    return found?.fault;
  };
  const act = (method: string, url: URL, headers: IncomingMessage['headers'], body: string): {operation: Operation; run: () => Answer} => {
    const route = routes.find(one => one.method === method && one.path.test(url.pathname));
    if (!route) throw unrecognised(url.pathname);
    const form: Form = readForm(method === 'GET' ? url.search.slice(1) : body);
    const key = headers.authorization?.replace(/^Bearer /, '') ?? '';
    const public_ = key === PUBLISHABLE_KEY && route.open === true;
    if (key !== SECRET_KEY && !public_) throw new ApiError(401, {type: 'invalid_request_error', message: 'Invalid API Key provided'});
    const id = route.path.exec(url.pathname)?.[1] ?? '';
    if (public_) checkClientSecret(world, route, id, form);
    const header = headers['idempotency-key'];
    const idempotencyKey = method === 'POST' && typeof header === 'string' ? header : undefined;
    const run = (): Answer => kept.once(idempotencyKey, `${url.pathname} ${body}`, () => route.answer({world, form, id, webhooks: webhook ? [webhook] : []}));
    return {operation: route.operation, run};
  };
  const answerApi = async (request: IncomingMessage, response: ServerResponse, url: URL, body: string): Promise<void> => {
    const {operation, run} = act(request.method ?? 'GET', url, request.headers, body);
    const trouble = takeTrouble(operation);
    if (trouble === 'down') throw new ApiError(500, {type: 'api_error', message: 'Something went wrong on our side.'});
    if (trouble === 'unknown-code') throw new ApiError(400, {type: 'moon_error' as 'api_error', code: 'phase_of_the_moon', message: 'The moon is wrong.'});
    const {status, body: json, replayed} = run();
    if (trouble === 'answer-lost') return void response.destroy();
    if (trouble === 'slow') await new Promise(resolve => setTimeout(resolve, slowness).unref());
    send(response, status, json, replayed);
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', origin);
    const body = await bodyOf(request);
    allowAnyPage(response);
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    if (url.pathname === '/stripe.js') return void response.writeHead(200, {'content-type': 'text/javascript; charset=utf-8'}).end(await browserScript(origin));
    const page = pageFor(world, request.method ?? 'GET', url.pathname, readForm(body));
    if (page) return show(response, page);
    await answerApi(request, response, url, body);
  };
  const server = createServer((request, response) => void handle(request, response).catch((error: unknown) => {
    if (error instanceof ApiError) send(response, error.status, {error: error.body});
    else send(response, 500, {error: {type: 'api_error', message: String(error)}});
  }));
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const deliver = (event: (typeof world.events)[number], forged?: NotifyOptions['forged']): Promise<number> => {
    if (!webhook) return Promise.resolve(0);
    const delivery = deliverEvent(event, {url: webhook.url, secret: WEBHOOK_SECRET, now: world.now, ...(forged ? {forged} : {})});
    deliveries.add(delivery);
    return delivery.finally(() => deliveries.delete(delivery));
  };
  world.heard = event => { if (automatic) void deliver(event); };

  const trade = (tradeNo: string): ReturnType<World['tradeOf']> => world.tradeOf(tradeNo);
  const intentOf = (tradeNo: string): string => trade(tradeNo).intent?.id ?? `pi_of_${tradeNo}`;
  return {
    origin, secretKey: SECRET_KEY, publishableKey: PUBLISHABLE_KEY, webhookSecret: WEBHOOK_SECRET, world,
    webhook: (url, more = {}) => { webhook = {url, events: ['*'], status: 'enabled', ...more}; },
    order: (fault, calls, operation) => { ordered.push({fault, operation, left: calls}); },
    endTrouble: () => { ordered.length = 0; },
    payAgainstTheRules(tradeNo) {
      const intent = findIntent(world, intentOf(tradeNo));
      intent.status = 'requires_action';
      answerChallenge(world, intent, 'approve');
    },
    settled: async () => { while (deliveries.size > 0) await Promise.allSettled(deliveries); },
    books: async () => booksOf(world),
    async buyer(tradeNo, how) {
      const {intent, session} = trade(tradeNo);
      if (session?.status === 'open' && how !== 'cancel') payOnPage(world, session, how === 'approve' ? '4242424242424242' : '4000000000000002');
      else if (intent) answerChallenge(world, intent, how);
    },
    notifications: async when => { automatic = when === 'auto'; },
    async notify(tradeNo, {times = 1, forged} = {}) {
      const {intent, session} = trade(tradeNo);
      const event = world.events.filter(({subject}) => subject === intent?.id || subject === session?.id).at(-1);
      return Promise.all(event ? Array.from({length: times}, () => deliver(event, forged)) : []);
    },
    trouble: async (fault, calls, operation) => { ordered.push({fault, operation, left: calls}); },
    refundInDashboard: async (tradeNo, amount) => void createRefund(world, {payment_intent: intentOf(tradeNo), amount: String(amount)}),
    async dispute(tradeNo, outcome = 'open') {
      const dispute = [...world.disputes.values()].find(({intent}) => intent === intentOf(tradeNo)) ?? openDispute(world, intentOf(tradeNo));
      if (outcome !== 'open') decideDispute(world, dispute, outcome);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>(resolve => void server.close(() => resolve()));
    },
  };
}

/** Every trade by its number: its PaymentIntent, or the page on which nobody has paid yet. */
function booksOf(world: World): readonly ServiceTrade[] {
  const numbers = new Set([...world.intents.values(), ...world.sessions.values()].flatMap(({metadata}) => metadata['trade_no'] ?? []));
  return [...numbers].map(tradeNo => {
    const {intent, session} = world.tradeOf(tradeNo);
    const {currency} = intent ?? session ?? {currency: 'xxx'};
    const charge = world.charges.get(intent?.charge ?? '');
    const paid = intent?.status === 'succeeded' && charge ? charge.amount : 0;
    const status = intent?.status === 'succeeded' ? 'paid' : intent?.status === 'requires_capture' ? 'authorised'
      : intent?.status === 'canceled' || session?.status === 'expired' ? 'closed' : 'open';
    return {tradeNo, currency: currency.toUpperCase(), paid: minorUnits(paid, currency), refunded: minorUnits(paid > 0 ? charge?.refunded ?? 0 : 0, currency), status};
  });
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
