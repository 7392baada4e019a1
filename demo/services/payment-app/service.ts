import {createHmac, randomUUID} from 'node:crypto';
import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {setTimeout as delay} from 'node:timers/promises';
import {serve} from '@hono/node-server';
import type {Context} from 'hono';
import {Hono} from 'hono';
import {parseAmount} from '../../../src/commerce/money.ts';
import type {NotifyOptions, ServiceFault, ServiceUnderTest} from '../../../src/conformance/service.ts';
import {appManifest, approvePage, approveScript, approveStyle, icon, methodManifest, worker} from './app-files.ts';
import type {Charge} from './books.ts';
import {PocketBooks} from './books.ts';

/** "Pocket", a simulated wallet that is a real W3C payment app: the browser finds it, installs it and shows it. No money moves. */
export interface Pocket extends ServiceUnderTest {
  /** Also where `/pay`, its payment method, is. */
  readonly origin: string;
  /** What the shop's server shows to charge. */
  readonly secret: string;
  /** A token as the app hands over when the buyer agrees. Minor units. */
  consent(asked: {readonly payee: string; readonly amount: number; readonly currency: string}): string;
}

type Operation = 'create' | 'query' | 'close' | 'refund';

interface Trouble {
  readonly fault: ServiceFault;
  readonly operation?: string | undefined;
  calls: number;
}

/** Starts it on a loopback port. `clock`: for tests. */
export async function startPocket({clock = () => new Date(), port = 0}: {clock?: () => Date; port?: number} = {}): Promise<Pocket> {
  const books = new PocketBooks(clock);
  const secret = randomUUID();
  const troubles: Trouble[] = [];
  const notifyUrls = new Map<string, string>();
  const state = {auto: false};
  const app = new Hono();
  // By name: only `localhost` is a safe origin without a certificate.
  const here = {origin: ''};
  filesOf(app, () => here.origin);
  app.post('/app/consents', async c => {
    const {value, currency, payee} = await c.req.json<{value: string; currency: string; payee: string}>();
    return c.json({token: books.consent({payee, ...parseAmount(value, currency)})});
  });
  const notify = (tradeNo: string, options: NotifyOptions = {}): Promise<number[]> => deliver({charge: books.charges.get(tradeNo), url: notifyUrls.get(tradeNo), secret}, options);
  merchantApi(app, {books, secret, notifyUrls, troubles, changed: tradeNo => void (state.auto && notify(tradeNo).catch(() => undefined))});
  const server = serve({fetch: app.fetch, hostname: '127.0.0.1', port});
  if (!server.listening) await once(server, 'listening');
  here.origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin: here.origin, secret, notify,
    consent: asked => books.consent(asked),
    books: async () => [...books.charges.values()],
    buyer: async () => { throw new Error('Whoever pays with Pocket agrees before the trade begins'); },
    notifications: async when => void (state.auto = when === 'auto'),
    trouble: async (fault, calls, operation) => void troubles.push({fault, calls, operation}),
    async refundInDashboard(tradeNo, amount) {
      books.refund(tradeNo, `D${randomUUID().replaceAll('-', '')}`, amount);
    },
    async close() {
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** What browsers fetch. */
function filesOf(app: Hono, origin: () => string): void {
  const linked = (c: Context): Response => c.body(null, 200, {link: `<${origin()}/payment-manifest.json>; rel="payment-method-manifest"`});
  app.on(['GET', 'HEAD'], '/pay', linked);
  app.get('/payment-manifest.json', c => c.json(methodManifest(origin()), 200, {'access-control-allow-origin': '*'}));
  app.get('/app/manifest.json', c => c.json(appManifest));
  app.get('/app/icon.png', c => c.body(icon() as Uint8Array<ArrayBuffer>, 200, {'content-type': 'image/png'}));
  app.get('/app/worker.js', c => c.body(worker, 200, {'content-type': 'text/javascript'}));
  app.get('/app/approve.js', c => c.body(approveScript, 200, {'content-type': 'text/javascript'}));
  app.get('/app/approve.css', c => c.body(approveStyle, 200, {'content-type': 'text/css'}));
  app.get('/app/approve', c => c.html(approvePage));
}

interface MerchantApi {
  readonly books: PocketBooks;
  readonly secret: string;
  readonly notifyUrls: Map<string, string>;
  readonly troubles: Trouble[];
  readonly changed: (tradeNo: string) => void;
}

/** What shops' servers call. */
function merchantApi(app: Hono, {books, secret, notifyUrls, troubles, changed}: MerchantApi): void {
  const call = (operation: Operation, work: (c: Context, tradeNo: string) => Promise<Charge | undefined> | Charge | undefined) => async (c: Context): Promise<Response> => {
    if (c.req.header('authorization') !== `Bearer ${secret}`) return c.json({error: 'unauthorized'}, 401);
    const fault = take(troubles, operation);
    if (fault === 'down') return c.json({error: 'down'}, 500);
    if (fault === 'unknown-code') return c.json({error: 'ERR_7717'}, 422);
    const tradeNo = c.req.param('trade') ?? '';
    const charge = await work(c, tradeNo);
    if (operation !== 'query') changed(tradeNo);
    if (fault === 'slow') await delay(12_000);
    if (fault === 'answer-lost') throw new Error('The answer is lost');
    return charge ? c.json(charge) : c.json({error: operation === 'refund' ? 'refused' : 'absent'}, operation === 'refund' ? 409 : 404);
  };
  app.post('/api/charges/:trade', call('create', async (c, tradeNo) => {
    const {notify_url: notifyUrl, ...asked} = await c.req.json<{token: string; amount: number; currency: string; notify_url: string}>();
    notifyUrls.set(tradeNo, notifyUrl);
    return books.charge(tradeNo, asked);
  }));
  app.get('/api/charges/:trade', call('query', (_, tradeNo) => books.charges.get(tradeNo)));
  app.post('/api/charges/:trade/close', call('close', (_, tradeNo) => books.close(tradeNo)));
  app.post('/api/charges/:trade/refunds', call('refund', async (c, tradeNo) => {
    const {refund_no: refundNo, amount} = await c.req.json<{refund_no: string; amount: number}>();
    return books.refund(tradeNo, refundNo, amount);
  }));
  app.onError((_error, c) => {
    (c.env as {incoming?: {socket: {destroy(): void}}} | undefined)?.incoming?.socket.destroy();
    return c.body(null, 500);
  });
}

function take(troubles: Trouble[], operation: Operation): ServiceFault | undefined {
  const found = troubles.find(one => one.calls > 0 && (one.operation === undefined || one.operation === operation));
  if (found) found.calls--;
  return found?.fault;
}

/** Signs over time and body. */
async function deliver({charge, url, secret}: {charge?: Charge; url?: string; secret: string}, {times = 1, forged}: NotifyOptions): Promise<number[]> {
  if (!charge || !url) return [];
  const told = {event_id: randomUUID(), account: forged === 'account' ? 'another' : 'shop', trade_no: charge.tradeNo, amount: charge.paid + (forged === 'amount' ? 1 : 0)};
  const body = JSON.stringify(told);
  const at = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', forged === 'signature' ? 'another key' : secret).update(`${at}.${body}`).digest('hex');
  const sent = forged === 'body' ? body.replace(charge.tradeNo, `${charge.tradeNo}0`) : body;
  const statuses: number[] = [];
  for (let time = 0; time < times; time++) {
    const {status} = await fetch(url, {method: 'POST', headers: {'content-type': 'application/json', 'pocket-signature': `t=${at},v1=${signature}`}, body: sent});
    statuses.push(status);
  }
  return statuses;
}
