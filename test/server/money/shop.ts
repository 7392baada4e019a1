import {randomUUID} from 'node:crypto';
import type {Instrument} from '../../../src/commerce/instrument.ts';
import type {Database} from '../../../src/server/database/database.ts';
import {json} from '../../../src/server/database/database.ts';
import type {PaymentHandler} from '../../../src/server/handlers/payment-handler.ts';
import {sandboxHandler} from '../../../src/server/handlers/sandbox-handler.ts';
import type {MerchantConfig} from '../../../src/server/merchant-config.ts';
import {MerchantConfigSchema} from '../../../src/server/merchant-config.ts';
import type {Money} from '../../../src/server/money/money.ts';
import {createMoney} from '../../../src/server/money/money.ts';
import {memoryJournal} from '../../../src/server/sandbox-wallet/journal.ts';
import type {OpenWallet} from '../../../src/server/sandbox-wallet/open-wallet.ts';
import {openWallet} from '../../../src/server/sandbox-wallet/open-wallet.ts';
import type {Services} from '../../../src/server/services.ts';
import {freshDatabase} from '../../harness/fresh-database.ts';

const SECRET = 'a-secret-of-the-test-that-is-long-enough';
export const ORIGIN = 'https://shop.example';

/** A database of its own: on the Postgres of `DATABASE_URL` when there is one, else embedded in memory. */
export async function ownDatabase(): Promise<Database> {
  return freshDatabase();
}

/** Forgets everything that was sold: quicker than another database. */
export async function emptied(database: Database): Promise<void> {
  await database.query(
    `truncate ledger_entries, ledger_transactions, inbox, outbox, disputes, dispute_reading, refunds, order_adjustments, orders, stock_holds, discount_uses, discounts, payment_events,
     payments, checkouts, translations, variants, products restart identity cascade`);
}

export interface ShopOptions {
  readonly config?: Partial<MerchantConfig>;
  /** Takes the place of the sandbox; made with the shop's clock. */
  readonly handler?: PaymentHandler | ((clock: () => Date) => PaymentHandler);
  readonly database?: Database;
}

export interface Shop {
  readonly services: Services;
  readonly database: Database;
  readonly money: Money;
  readonly sandbox: OpenWallet;
  readonly handler: PaymentHandler;
  /** Moves the clock of shop and wallet on, in ms. */
  wait(ms: number): void;
  /** Puts an article on the shelf; `null`: not counted. */
  article(stock: number | null, more?: {oversell?: boolean; price?: number}): Promise<string>;
  /** An open checkout for `quantity` of an article, ready to be paid. */
  checkout(variantId: string, more?: {quantity?: number; price?: number; email?: string; minutes?: number}): Promise<string>;
  pay(checkoutId: string, token?: string, more?: {display?: string; expectedTotal?: {amount: number; currency: string}}): ReturnType<Money['complete']>;
  stock(variantId: string): Promise<number | null>;
  statusOf(checkoutId: string): Promise<string>;
  payment(checkoutId: string): Promise<Record<string, unknown>>;
  tradeOf(checkoutId: string): Promise<string>;
  count(table: string): Promise<number>;
  /** Runs the worker again and again while the clock goes on, until everything that can settle has settled. */
  settle(minutes?: number): Promise<void>;
  close(): Promise<void>;
}

/** A shop and its sandbox wallet in this process, on one clock that only the test moves. */
export async function openShop({config = {}, handler: own, database: given}: ShopOptions = {}): Promise<Shop> {
  const database = given ?? await ownDatabase();
  let now = new Date('2026-11-21T10:00:00Z');
  const clock = (): Date => new Date(now);
  const shop = {money: undefined as Money | undefined};
  const notify = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const answer = await shop.money?.receiveNotification('sandbox', new Request(url, init));
    await shop.money?.settled();
    return answer ?? new Response(null, {status: 503});
  };
  const sandbox = openWallet({journal: memoryJournal(), secret: SECRET, clock, publicUrl: 'http://wallet.example', fetch: notify, automatic: false});
  const handler = (typeof own === 'function' ? own(clock) : own) ?? sandboxHandler({
    walletUrl: 'http://wallet.example', secret: SECRET, clock, merchant: 'Test shop', fetch: async (url, init) => sandbox.app.fetch(new Request(url, init))});
  const services: Services = {
    database, handlers: [handler], origin: ORIGIN, mode: 'test', clock,
    config: MerchantConfigSchema.parse(config), log: {info: () => {}, warn: () => {}, error: () => {}},
  };
  const money = createMoney(services);
  shop.money = money;
  return {
    services, database, money, sandbox, handler,
    wait: ms => { now = new Date(now.getTime() + ms); },
    article: (stock, {oversell = false, price = 12800} = {}) => addArticle(database, stock, oversell, price),
    checkout: (variantId, {quantity = 1, price = 12800, email, minutes = 60} = {}) =>
      addCheckout(database, {variantId, quantity, price, email, now, until: new Date(now.getTime() + minutes * 60_000)}),
    pay: (checkoutId, token = 'approve', {display, expectedTotal} = {}) =>
      money.complete({checkoutId, instrument: instrument(token, display, handler.id), ...(expectedTotal ? {expectedTotal} : {}), returnUrl: 'https://page.example/back'}),
    stock: async variantId => (await database.query<{stock: number | null}>('select stock from variants where id = $1', [variantId]))[0]!.stock,
    statusOf: async id => (await database.query<{status: string}>('select status from checkouts where id = $1', [id]))[0]!.status,
    payment: async id => (await database.query('select * from payments where checkout_id = $1 order by created_at desc, id', [id]))[0]!,
    tradeOf: async id => (await database.query<{trade_no: string}>('select trade_no from payments where checkout_id = $1 order by created_at desc', [id]))[0]!.trade_no,
    count: async table => (await database.query<{n: number}>(`select count(*) as n from ${table}`, []))[0]!.n,
    async settle(minutes = 90) {
      for (let minute = 0; minute < minutes; minute += 10) {
        await sandbox.notifier.deliverDue();
        await money.settled();
        await money.runDueWork();
        now = new Date(now.getTime() + 10 * 60_000);
      }
    },
    async close() {
      await money.settled();
      await sandbox.close();
      if (!given) await database.close();
    },
  };
}

export function instrument(token = 'approve', display = 'redirect', handlerId = 'sandbox'): Instrument {
  return {id: randomUUID(), handler_id: handlerId, type: 'sandbox', credential: {type: 'sandbox', token, display}};
}

async function addArticle(database: Database, stock: number | null, oversell: boolean, price: number): Promise<string> {
  const id = `article-${randomUUID()}`;
  await database.query(`insert into products (id, handle, title, source) values ($1, $1, 'Mug', 'test')`, [id]);
  await database.query(
    `insert into variants (id, product_id, position, currency, price, stock, oversell) values ($1, $1, 0, 'HKD', $2, $3, $4)`, [id, price, stock, oversell]);
  return id;
}

interface NewCheckout {
  readonly variantId: string;
  readonly quantity: number;
  readonly price: number;
  readonly email: string | undefined;
  readonly now: Date;
  readonly until: Date;
}

async function addCheckout(database: Database, {variantId, quantity, price, email, now, until}: NewCheckout): Promise<string> {
  const id = `chk_${randomUUID()}`;
  const total = quantity * price;
  const request = {line_items: [{id: 'li_1', item: {id: variantId}, quantity}], ...(email ? {buyer: {email}} : {})};
  const priced = {
    line_items: [{id: 'li_1', item: {id: variantId, title: 'Mug', price}, quantity, totals: [{type: 'total', amount: total}]}],
    totals: [{type: 'subtotal', amount: total}, {type: 'total', amount: total}], needs_delivery: false, messages: [],
  };
  await database.query(
    `insert into checkouts (id, status, mode, caller, currency, request, priced, total, locale, created_at, updated_at, expires_at)
     values ($1, 'ready_for_complete', 'test', 'anonymous', 'HKD', $2, $3, $4, 'en', $5, $5, $6)`,
    [id, json(request), json(priced), total, now, until]);
  return id;
}
