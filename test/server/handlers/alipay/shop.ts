import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import type {Instrument} from '../../../../src/commerce/instrument.ts';
import type {PaymentAction} from '../../../../src/commerce/payment-action.ts';
import {TAG_PROFILE_URL} from '../../../../src/commerce/ucp.ts';
import type {ServiceUnderTest} from '../../../../src/conformance/service.ts';
import type {PaymentHandler} from '../../../../src/server/handlers/payment-handler.ts';
import type {MerchantServer} from '../../../../src/server/index.ts';
import {audit, createMerchantServer, MerchantConfigSchema} from '../../../../src/server/index.ts';
import {freshDatabase} from '../../../harness/fresh-database.ts';

export const ORIGIN = 'https://shop.example';
const MINUTE = 60_000;

export interface Standing {
  readonly checkout: string;
  readonly status: string;
  readonly closed: boolean;
  readonly action?: PaymentAction;
  readonly order?: string;
}

interface Body {
  readonly id: string;
  readonly order?: {readonly id: string};
  readonly 'dev.hangtag'?: {readonly payment: {readonly status: string; readonly closed: boolean; readonly action?: PaymentAction}};
}

export interface Row {
  readonly id: string;
  readonly trade_no: string;
  readonly provider_trade_no: string | null;
  readonly status: string;
  readonly captured: number;
  readonly refunded: number;
}

export interface Shop {
  readonly server: MerchantServer;
  readonly now: () => Date;
  /** Delivers what a service sends, and waits until the server is done with it. */
  readonly deliver: (url: string, init: RequestInit) => Promise<Response>;
  /** Moves the clock of shop and service on, in ms. */
  wait(ms: number): void;
  /** Everything that is due is done, once. */
  work(): Promise<void>;
  /** Works every half minute for so many minutes. */
  settle(minutes: number): Promise<void>;
  /** Opens a checkout of one article and pays it with this credential. */
  buy(credential: Instrument['credential'], price?: number): Promise<Standing>;
  look(checkout: string): Promise<Standing>;
  cancel(checkout: string): Promise<Standing>;
  payment(checkout: string): Promise<Row>;
  refunds(): Promise<readonly {readonly status: string; readonly amount: number; readonly failed_reason: string | null}[]>;
  inbox(): Promise<readonly {readonly state: string}[]>;
  disputes(): Promise<readonly {readonly trade_no: string; readonly status: string; readonly amount: number; readonly booked: number; readonly lost: number}[]>;
  /** Our books are right, and say the same as the service's own. */
  audit(service: ServiceUnderTest): Promise<void>;
  close(): Promise<void>;
}

/** A merchant's server with this handler on one clock that only the test moves; its article costs 128.00. */
export async function openShop(handler: (now: () => Date) => Promise<PaymentHandler>, currency = 'CNY', config: Readonly<Record<string, unknown>> = {}): Promise<Shop> {
  const database = await freshDatabase();
  let at = Date.parse('2026-11-21T10:00:00Z');
  const now = (): Date => new Date(at);
  const opened = await handler(now);
  const server = await createMerchantServer({
    database, origin: ORIGIN, mode: opened.mode, clock: now, handlers: [opened], config: MerchantConfigSchema.parse({currency, writesPerMinute: 1_000_000, ...config}),
    log: {info: () => undefined, warn: () => undefined, error: () => undefined},
  });
  const call = (method: string, path: string, body?: unknown): Promise<Body> => callServer(server, method, path, body);
  const work = (): Promise<void> => server.runDueWork();
  const sell = async (price: number): Promise<string> => {
    const item = `tea-${randomUUID()}`;
    await database.query(`insert into products (id, handle, title, source) values ($1, $1, 'Tea & cups = 50% off', 'test')`, [item]);
    await database.query('insert into variants (id, product_id, position, currency, price, stock, requires_delivery) values ($1, $1, 0, $3, $2, 5, false)', [item, price, currency]);
    return item;
  };
  return {
    server, now, work,
    deliver: async (url, init) => {
      const answer = await server.fetch(new Request(url, init));
      await server.money.settled();
      return answer;
    },
    wait: (ms) => void (at += ms),
    async settle(minutes) {
      for (let half = 0; half < minutes * 2; half += 1) {
        at += MINUTE / 2;
        await work();
      }
    },
    async buy(credential, price = 12800) {
      const item = await sell(price);
      const checkout = await call('POST', '/ucp/checkout-sessions', {line_items: [{item: {id: item}, quantity: 1}]});
      const instrument = {id: randomUUID(), handler_id: opened.id, type: credential?.type, credential};
      const body = {payment: {instruments: [instrument]}, 'dev.hangtag': {expected_total: {amount: price, currency}, return_url: 'https://page.example/tea?a=1#hangtag=chk.0123456789'}};
      return standingOf(await call('POST', `/ucp/checkout-sessions/${checkout.id}/complete`, body));
    },
    look: async (checkout) => standingOf(await call('GET', `/ucp/checkout-sessions/${checkout}`)),
    cancel: async (checkout) => standingOf(await call('POST', `/ucp/checkout-sessions/${checkout}/cancel`, {})),
    payment: async (checkout) => (await database.query<Row>('select * from payments where checkout_id = $1 order by created_at desc, id', [checkout]))[0]!,
    refunds: () => database.query('select status, amount, failed_reason from refunds order by created_at, id', []),
    inbox: () => database.query('select state from inbox order by id', []),
    disputes: () => database.query('select trade_no, status, amount, booked, lost from disputes order by created_at, id', []),
    async audit(service) {
      const report = await audit(database, {now: now()});
      assert.deepEqual(report.violations, []);
      await compareBooks(database, service);
    },
    async close() {
      await server.close();
      await database.close();
    },
  };
}

/** Whatever the service took and gave back, our books have too, and nothing else; save what was given back in full before they knew of it. */
async function compareBooks(database: {query<T>(sql: string, values: readonly unknown[]): Promise<T[]>}, service: ServiceUnderTest): Promise<void> {
  const ours = await database.query<Row>('select * from payments', []);
  for (const {tradeNo, paid, refunded, status} of await service.books()) {
    const payment = ours.find((one) => one.trade_no === tradeNo);
    assert.ok(payment, `the service has a trade ${tradeNo} of which we know nothing`);
    const ended = ['cancelled', 'expired', 'failed', 'declined'].includes(payment.status);
    const known = ended && paid === refunded ? [0, 0] : [paid, refunded];
    assert.deepEqual([payment.captured, payment.refunded], known, `the books differ about ${tradeNo} (${payment.status})`);
    assert.ok(!ended || status !== 'open', `we believe ${tradeNo} ${payment.status}, and it can still be paid`);
  }
}

async function callServer(server: MerchantServer, method: string, path: string, body?: unknown): Promise<Body> {
  const headers = {'ucp-agent': `profile="${TAG_PROFILE_URL}"`, 'accept-language': 'en', 'content-type': 'application/json', 'idempotency-key': randomUUID()};
  const answer = await server.fetch(new Request(ORIGIN + path, {method, headers, ...(body === undefined ? {} : {body: JSON.stringify(body)})}));
  const read = await answer.json() as Body;
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(read)}`);
  return read;
}

function standingOf(checkout: Body): Standing {
  const payment = checkout['dev.hangtag']?.payment;
  assert.ok(payment, JSON.stringify(checkout));
  return {checkout: checkout.id, status: payment.status, closed: payment.closed, action: payment.action, order: checkout.order?.id};
}
