import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import type {AddressInfo} from 'node:net';
import {serve} from '@hono/node-server';
import type {Instrument} from '../../../../src/commerce/instrument.ts';
import type {PaymentAction} from '../../../../src/commerce/payment-action.ts';
import {TAG_PROFILE_URL} from '../../../../src/commerce/ucp.ts';
import type {MerchantServer} from '../../../../src/server/index.ts';
import {audit, createMerchantServer, MerchantConfigSchema} from '../../../../src/server/index.ts';
import type {StripeOptions} from '../../../../src/server/handlers/stripe/stripe-options.ts';
import {freshDatabase} from '../../../harness/fresh-database.ts';
import type {Stand} from './stand.ts';
import {stand} from './stand.ts';

const ORIGIN = 'https://shop.example';
const PRICE = 12800;

export interface Sale {
  readonly checkout: string;
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
}

interface Body {
  readonly id: string;
  readonly order?: {readonly id: string};
  readonly 'dev.hangtag'?: {readonly payment: {readonly status: string; readonly closed: boolean; readonly action?: PaymentAction}};
}

/** A merchant's server, its database and a simulated Stripe that can notify it, on a clock that only the test moves. */
export interface StripeShop extends Stand {
  readonly server: MerchantServer;
  /** An open checkout of one article. */
  open(): Promise<string>;
  pay(checkout: string, instrument: Instrument): Promise<Sale>;
  buy(instrument: Instrument): Promise<Sale>;
  look(checkout: string): Promise<Sale>;
  cancel(checkout: string): Promise<Sale>;
  payment(checkout: string): Promise<PaymentRow>;
  rows<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Everything due is done, again and again, while so many minutes go by. */
  settle(minutes: number): Promise<void>;
  /** Our books are right, and Stripe's say the same. */
  audit(): Promise<void>;
}

export async function openStripeShop(options: Partial<StripeOptions> = {}, config: Readonly<Record<string, unknown>> = {}): Promise<StripeShop> {
  const own = await stand(options);
  const database = await freshDatabase();
  const server = await createMerchantServer({
    database, origin: ORIGIN, mode: 'test', clock: own.now, handlers: [own.handler], config: MerchantConfigSchema.parse({writesPerMinute: 1_000_000, ...config}),
    log: {info: () => undefined, warn: () => undefined, error: () => undefined},
  });
  const http = serve({fetch: request => server.fetch(request), port: 0, hostname: '127.0.0.1'});
  await new Promise(resolve => http.once('listening', resolve));
  own.service.webhook(`http://127.0.0.1:${(http.address() as AddressInfo).port}/notify/stripe`);
  const call = (method: string, path: string, body?: unknown): Promise<Body> => callServer(server, method, path, body);
  const quiet = async (): Promise<void> => {
    await own.service.settled();
    await server.money.settled();
  };
  const shop: StripeShop = {
    ...own, server,
    async open() {
      const item = `tea-${randomUUID()}`;
      await database.query(`insert into products (id, handle, title, source) values ($1, $1, 'Tea', 'test')`, [item]);
      await database.query(`insert into variants (id, product_id, position, currency, price, stock, requires_delivery) values ($1, $1, 0, 'HKD', $2, 5, false)`, [item, PRICE]);
      return (await call('POST', '/ucp/checkout-sessions', {line_items: [{item: {id: item}, quantity: 1}]})).id;
    },
    async pay(checkout, instrument) {
      const body = {payment: {instruments: [{...instrument, id: randomUUID()}]}, 'dev.hangtag': {expected_total: {amount: PRICE, currency: 'HKD'}, return_url: 'https://page.example/tea#hangtag=x'}};
      const sale = saleOf(await call('POST', `/ucp/checkout-sessions/${checkout}/complete`, body));
      await quiet();
      return sale;
    },
    buy: async instrument => shop.pay(await shop.open(), instrument),
    async look(checkout) {
      await quiet();
      own.wait(2000);
      return saleOf(await call('GET', `/ucp/checkout-sessions/${checkout}`));
    },
    cancel: async checkout => saleOf(await call('POST', `/ucp/checkout-sessions/${checkout}/cancel`, {})),
    payment: async checkout => (await database.query<PaymentRow>('select * from payments where checkout_id = $1 order by created_at desc, id', [checkout]))[0]!,
    rows: (sql, values = []) => database.query(sql, values),
    async settle(minutes) {
      for (let half = 0; half < minutes * 2; half++) {
        own.wait(30_000);
        await server.runDueWork();
        await quiet();
      }
    },
    async audit() {
      assert.deepEqual((await audit(database, {now: own.now()})).violations, []);
      await compareBooks(await database.query<PaymentRow>('select * from payments', []), own);
    },
    async close() {
      await new Promise<void>(resolve => void http.close(() => resolve()));
      await server.close();
      await database.close();
      await own.close();
    },
  };
  return shop;
}

async function compareBooks(ours: readonly PaymentRow[], {service}: Stand): Promise<void> {
  const theirs = await service.books();
  for (const payment of ours) {
    const book = theirs.find(({tradeNo}) => tradeNo === payment.trade_no);
    assert.deepEqual([payment.captured, payment.refunded], [book?.paid ?? 0, book?.refunded ?? 0], `the books differ about ${payment.trade_no} (${payment.status}, ${book?.status})`);
    const ended = ['cancelled', 'expired', 'failed', 'declined'].includes(payment.status);
    assert.ok(!ended || book === undefined || book.status === 'closed', `we believe ${payment.trade_no} ${payment.status}, and at Stripe it is ${book?.status}`);
  }
  for (const {tradeNo} of theirs) assert.ok(ours.some(({trade_no: ourNo}) => ourNo === tradeNo), `Stripe has ${tradeNo} of which we know nothing`);
}

async function callServer(server: MerchantServer, method: string, path: string, body?: unknown): Promise<Body> {
  const headers = {'ucp-agent': `profile="${TAG_PROFILE_URL}"`, 'accept-language': 'en', 'content-type': 'application/json', 'idempotency-key': randomUUID()};
  const answer = await server.fetch(new Request(ORIGIN + path, {method, headers, ...(body === undefined ? {} : {body: JSON.stringify(body)})}));
  const read = await answer.json() as Body;
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(read)}`);
  return read;
}

function saleOf(checkout: Body): Sale {
  const payment = checkout['dev.hangtag']?.payment;
  assert.ok(payment, JSON.stringify(checkout));
  return {checkout: checkout.id, status: payment.status, closed: payment.closed, action: payment.action, order: checkout.order?.id};
}
