import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import type {Checkout} from '../../src/commerce/checkout.ts';
import type {AskOptions, Checkouts, Merchant} from '../../src/merchant/merchant.ts';
import {ucpMerchant} from '../../src/merchant/ucp-merchant.ts';
import type {Database} from '../../src/server/database/database.ts';
import {sandboxHandler} from '../../src/server/handlers/sandbox-handler.ts';
import {MerchantConfigSchema, createMerchantServer} from '../../src/server/index.ts';
import type {MerchantServer} from '../../src/server/index.ts';
import {audit} from '../../src/server/money/audit.ts';
import {memoryJournal} from '../../src/server/sandbox-wallet/journal.ts';
import {openWallet} from '../../src/server/sandbox-wallet/open-wallet.ts';
import type {OpenWallet} from '../../src/server/sandbox-wallet/open-wallet.ts';
import {freshDatabase} from '../harness/fresh-database.ts';
import {Clock} from './browser.ts';
import type {Tab} from './browser.ts';
import {Network} from './network.ts';
import type {Operation} from './network.ts';
import type {Decision, Seller} from './sequences.ts';

const origin = 'https://shop.example';
const secret = 'a-secret-of-the-test-that-is-long-enough';
const choices = {paid: 'approve', declined: 'decline', cancelled: 'cancel'} as const;
const tellings = ['once', 'twice', 'late', 'never', 'before'] as const;

interface PaymentRow {
  readonly trade_no: string;
  readonly instrument: {readonly id: string};
  readonly order_id: string | null;
}

/** The merchant's server, its database and the sandbox wallet, all in this process, on the clock of the sequence that is being played. */
export class RealShop {
  clock = new Clock();
  readonly #database: Database;
  readonly #wallet: OpenWallet;
  #server: MerchantServer | undefined;
  #inside = 0;

  private constructor(database: Database) {
    this.#database = database;
    this.#wallet = openWallet({
      journal: memoryJournal(), secret, clock: () => new Date(this.clock.now), publicUrl: 'https://wallet.example', automatic: false,
      fetch: (url, init) => this.#fetch(new Request(url, init)),
    });
  }

  static async open(): Promise<RealShop> {
    const shop = new RealShop(await freshDatabase());
    const clock = (): Date => new Date(shop.clock.now);
    const handler = sandboxHandler({
      walletUrl: 'https://wallet.example', secret, clock, merchant: 'Test shop',
      fetch: async (url, init) => shop.#wallet.app.fetch(new Request(url, init)),
    });
    shop.#server = await createMerchantServer({
      database: shop.#database, origin, mode: 'test', clock, handlers: [handler], config: MerchantConfigSchema.parse({writesPerMinute: 1_000_000}),
      log: {info: () => undefined, warn: () => undefined, error: () => undefined},
    });
    globalThis.fetch = (input, init) => shop.#fetch(new Request(input, init));
    return shop;
  }

  async close(): Promise<void> {
    await this.#server?.close();
    await this.#wallet.close();
    await this.#database.close();
  }

  /** A shop window with one article of its own, on a clock that goes on from where the last one stopped. */
  async seller(): Promise<Seller & {readonly clock: Clock; readonly item: string}> {
    const clock = new Clock(this.clock.now + 60_000);
    this.clock = clock;
    clock.settle = () => this.#quiet();
    const item = `tea-${randomUUID()}`;
    await this.#database.query(`insert into products (id, handle, title, source) values ($1, $1, 'Tea', 'test')`, [item]);
    await this.#database.query(
      `insert into variants (id, product_id, position, currency, price, stock, requires_delivery) values ($1, $1, 0, 'HKD', 12800, 5, false)`, [item]);
    const network = new Network(clock);
    return {
      id: origin,
      clock,
      item,
      network,
      seenFrom: (tab) => this.#seenFrom(tab, network),
      changePrice: async (amount) => {
        await this.#database.query('update variants set price = $2 where id = $1', [item, amount]);
      },
      decide: async (nth, decision) => {
        const payments = await this.#payments(item);
        const payment = payments[nth % (payments.length || 1)];
        if (payment) this.#decide(payment, decision, nth);
      },
      decideAll: async (decision) => {
        for (const payment of await this.#payments(item)) this.#decide(payment, decision, 0);
        await this.#work();
      },
      trouble: (operation, effect) => this.#wallet.faults.order({operation, effect, times: 1}),
      endTrouble: () => {
        for (const operation of ['create', 'query', 'close'] as const) while (this.#wallet.faults.take(operation, ''));
      },
      charges: () => this.#charges(item),
      audit: () => this.#audit(),
    };
  }

  async #fetch(request: Request): Promise<Response> {
    assert.ok(this.#server);
    this.#inside++;
    try {
      return await this.#server.fetch(request);
    } finally {
      this.#inside--;
    }
  }

  async #quiet(): Promise<void> {
    for (let calm = 0; calm < 4; calm++) {
      await new Promise((done) => setImmediate(done));
      if (this.#inside) calm = 0;
    }
  }

  #seenFrom(tab: Tab, network: Network): Merchant {
    const {id, checkouts: real} = ucpMerchant(origin);
    assert.ok(real);
    const send = (operation: Operation, act: () => Promise<Checkout>): Promise<Checkout> => network.carry(tab, operation, act);
    const options: AskOptions = {locale: 'en'};
    const checkouts: Checkouts = {
      create: (body, key) => send('create', () => real.create(body, key, options)),
      get: (checkout) => send('get', () => real.get(checkout, options)),
      update: (checkout, body, key) => send('update', () => real.update(checkout, body, key, options)),
      complete: (checkout, body, key) => send('complete', () => real.complete(checkout, body, key, options)),
      cancel: (checkout, key) => send('cancel', () => real.cancel(checkout, key, options)),
    };
    return {id, mode: 'test', checkouts};
  }

  #decide({trade_no: trade}: PaymentRow, decision: Decision, nth: number): void {
    if (this.#wallet.wallet.find(trade)) this.#wallet.wallet.decide(trade, choices[decision], tellings[nth % tellings.length] ?? 'once');
  }

  #payments(item: string): Promise<PaymentRow[]> {
    return this.#database.query<PaymentRow>(
      `select p.trade_no, p.instrument, o.id as order_id from payments p join checkouts c on c.id = p.checkout_id left join orders o on o.payment_id = p.id
       where c.request::text like $1 order by p.created_at, p.id`, [`%${item}%`]);
  }

  async #charges(item: string): Promise<{attempt: string; order?: string}[]> {
    const payments = await this.#payments(item);
    const kept = payments.filter(({trade_no: trade}) => {
      const books = this.#wallet.wallet.find(trade);
      return books?.status === 'paid' && books.refunds.length === 0;
    });
    return kept.map(({instrument, order_id: order}) => ({attempt: instrument.id, ...(order && {order})}));
  }

  /** What the server does by itself: notifications come in, the worker asks after what is open. */
  async #work(): Promise<void> {
    await this.#wallet.notifier.deliverDue();
    await this.#server?.runDueWork();
  }

  async #audit(): Promise<void> {
    await this.#work();
    const report = await audit(this.#database, {sandboxBooks: () => this.#wallet.wallet.journal.books, now: new Date(this.clock.now)});
    assert.deepEqual(report.violations, []);
  }
}
