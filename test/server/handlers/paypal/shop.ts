import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import type {PaymentAction} from '../../../../src/commerce/payment-action.ts';
import type {PayPalOptions} from '../../../../src/server/handlers/paypal/paypal-handler.ts';
import {paypalHandler} from '../../../../src/server/handlers/paypal/paypal-handler.ts';
import type {PaymentHandler} from '../../../../src/server/handlers/payment-handler.ts';
import type {Database, MerchantServer} from '../../../../src/server/index.ts';
import {audit, createMerchantServer, MerchantConfigSchema} from '../../../../src/server/index.ts';
import type {SimulatedPayPal} from '../../../../demo/services/paypal/paypal-service.ts';
import {openPayPal} from '../../../../demo/services/paypal/paypal-service.ts';
import {freshDatabase} from '../../../harness/fresh-database.ts';

export const CLIENT = {clientId: 'client-of-the-test', clientSecret: 'secret-of-the-test'};
export const API = 'https://api-m.sandbox.paypal.com';
export const NOTIFY = 'https://shop.example/notify/paypal';

export interface Laid {
  readonly paypal: SimulatedPayPal;
  readonly handler: PaymentHandler;
}

export interface LaidOptions extends Partial<PayPalOptions> {
  readonly now?: () => Date;
  readonly deliver?: (request: Request) => Promise<Response>;
  readonly events?: readonly string[];
}

/** The handler, and the simulated PayPal that it speaks to as if that stood at PayPal's own addresses. */
export async function layPayPal({now = () => new Date(), deliver, events, ...more}: LaidOptions = {}): Promise<Laid> {
  const paypal = openPayPal({
    ...CLIENT, origin: API, clock: now, slow: 50, webhook: {id: 'WEBHOOK0FTHETEST', url: NOTIFY, ...(events ? {events} : {})}, ...(deliver ? {deliver} : {})});
  const handler = await paypalHandler({
    ...CLIENT, environment: 'sandbox', webhookId: 'WEBHOOK0FTHETEST', clock: now, authorities: [paypal.webhooks.chain.authority],
    fetch: (url, init) => paypal.fetch(new Request(url, init)), ...more,
  });
  return {paypal, handler};
}

export interface Standing {
  readonly checkout: string;
  /** Of the payment. */
  readonly status: string;
  readonly closed: boolean;
  readonly action?: PaymentAction;
  readonly order?: string;
}

export interface PaymentRow {
  readonly id: string;
  readonly trade_no: string;
  readonly provider_trade_no: string | null;
  readonly status: string;
  readonly captured: number;
  readonly refunded: number;
  readonly disputed: number;
}

export interface Shop extends Laid {
  readonly server: MerchantServer;
  readonly database: Database;
  now(): Date;
  /** Moves the clock of both sides on, in ms. */
  wait(ms: number): void;
  work(): Promise<void>;
  /** Works every half minute for so many minutes. */
  settle(minutes: number): Promise<void>;
  buy(credential?: 'sdk' | 'redirect', amount?: number): Promise<Standing>;
  look(checkout: string): Promise<Standing>;
  cancel(checkout: string): Promise<Standing>;
  payment(checkout: string): Promise<PaymentRow>;
  tradeNo(checkout: string): Promise<string>;
  rows(table: 'refunds' | 'inbox' | 'disputes'): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Our books are right, and say the same as PayPal's. */
  audit(): Promise<void>;
  close(): Promise<void>;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a server answers is looked into freely
type Json = Record<string, any>;

/** A merchant's server on one clock that only the test moves, with PayPal as its only service. Its article costs 128.00. */
export async function openShop({currency = 'HKD', ...options}: LaidOptions & {currency?: string} = {}): Promise<Shop> {
  const database = await freshDatabase();
  let at = Date.parse('2026-11-21T10:00:00Z');
  const now = (): Date => new Date(at);
  const holder: {server?: MerchantServer} = {};
  const deliver = async (request: Request): Promise<Response> => {
    const answer = await holder.server!.fetch(request);
    await holder.server!.money.settled();
    return answer;
  };
  const {paypal, handler} = await layPayPal({now, deliver, ...options});
  const server = await createMerchantServer({
    database, origin: 'https://shop.example', mode: 'test', clock: now, handlers: [handler],
    config: MerchantConfigSchema.parse({currency, writesPerMinute: 1_000_000}), log: {info: () => undefined, warn: () => undefined, error: () => undefined},
  });
  holder.server = server;
  const call = (method: string, path: string, body?: unknown): Promise<Json> => askServer(server, method, path, body);
  const payment = async (checkout: string): Promise<PaymentRow> =>
    (await database.query<PaymentRow>('select * from payments where checkout_id = $1 order by created_at desc, id', [checkout]))[0]!;
  return {
    paypal, handler, server, database, now, payment,
    wait: ms => { at += ms; },
    work: () => server.runDueWork(),
    async settle(minutes) {
      for (let half = 0; half < minutes * 2; half++) {
        at += 30_000;
        await server.runDueWork();
      }
    },
    async buy(type = 'redirect', amount = 12800) {
      const item = await addArticle(database, currency, amount);
      const checkout = await call('POST', '/ucp/checkout-sessions', {line_items: [{item: {id: item}, quantity: 1}]});
      return standingOf(await call('POST', `/ucp/checkout-sessions/${checkout.id}/complete`, {
        payment: {instruments: [{id: randomUUID(), handler_id: 'paypal', type: 'paypal', credential: {type}}]},
        'dev.hangtag': {expected_total: {amount, currency}, return_url: 'https://page.example/tea#hangtag=chk.0123456789'}}));
    },
    look: async checkout => standingOf(await call('GET', `/ucp/checkout-sessions/${checkout}`)),
    cancel: async checkout => standingOf(await call('POST', `/ucp/checkout-sessions/${checkout}/cancel`, {})),
    tradeNo: async checkout => (await payment(checkout)).trade_no,
    rows: table => database.query(`select * from ${table} order by created_at`.replace('inbox order by created_at', 'inbox order by id'), []),
    async audit() {
      const report = await audit(database, {now: now()});
      assert.deepEqual(report.violations, []);
      await compareBooks(database, paypal);
    },
    async close() {
      await paypal.close();
      await server.close();
      await database.close();
    },
  };
}

async function askServer(server: MerchantServer, method: string, path: string, body: unknown): Promise<Json> {
  const response = await server.fetch(new Request(`https://shop.example${path}`, {
    method, headers: {'ucp-agent': 'profile="https://hangtag.dev/profiles/tags-2026-04-08.json"', 'content-type': 'application/json', 'idempotency-key': randomUUID(), 'request-id': randomUUID()},
    ...(body === undefined ? {} : {body: JSON.stringify(body)}),
  }));
  const answer: Json = await response.json();
  assert.ok(response.ok, `${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}

function standingOf(checkout: Json): Standing {
  const {status, closed, action} = checkout['dev.hangtag'].payment;
  return {checkout: checkout.id, status, closed, ...(action ? {action} : {}), ...(checkout.order ? {order: checkout.order.id} : {})};
}

async function addArticle(database: Database, currency: string, price: number): Promise<string> {
  const id = `tea-${randomUUID()}`;
  await database.query(`insert into products (id, handle, title, source) values ($1, $1, 'Tea', 'test')`, [id]);
  await database.query(
    'insert into variants (id, product_id, position, currency, price, stock, requires_delivery) values ($1, $1, 0, $3, $2, 5, false)', [id, price, currency]);
  return id;
}

/** Whatever PayPal took and gave back, our books have too; what we believe over can bring no money any more. */
async function compareBooks(database: Database, paypal: SimulatedPayPal): Promise<void> {
  const ours = await database.query<PaymentRow>('select * from payments', []);
  for (const {tradeNo, paid, refunded, status} of await paypal.books()) {
    const row = ours.find(one => one.trade_no === tradeNo);
    assert.ok(row, `PayPal has an order for ${tradeNo}, of which we know nothing`);
    assert.deepEqual([row.captured, row.refunded], [paid, refunded], `the books differ about ${tradeNo} (${row.status})`);
    const over = ['cancelled', 'expired', 'failed', 'declined'].includes(row.status);
    assert.ok(!over || status === 'closed', `we believe ${tradeNo} ${row.status}, PayPal says ${status}`);
  }
}
