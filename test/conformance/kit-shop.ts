import {randomUUID} from 'node:crypto';
import type {HandlerWorld, ServiceUnderTest} from '../../src/conformance/index.ts';
import type {Database} from '../../src/server/database/database.ts';
import type {PaymentHandler} from '../../src/server/handlers/payment-handler.ts';
import type {MerchantServer} from '../../src/server/index.ts';
import {audit, createMerchantServer, MerchantConfigSchema} from '../../src/server/index.ts';
import {freshDatabase} from '../harness/fresh-database.ts';

export const ORIGIN = 'https://shop.example';
const MINUTE = 60_000;

/** What a service needs of the shop beside it: one clock, and a way to its door. */
export interface Neighbour {
  readonly clock: () => Date;
  readonly origin: string;
  readonly notifyUrl: (handler: string) => string;
  /** Delivers what the service sends, and waits until the server is done with it. */
  readonly deliver: (url: string, init?: RequestInit) => Promise<Response>;
}

export interface OpenService {
  readonly service: ServiceUnderTest;
  readonly handler: PaymentHandler;
  /** What the service does by itself when time passes. */
  due?(): Promise<void>;
  /** Its books as the audit reads them, where it can. */
  readonly auditOptions?: Parameters<typeof audit>[1];
}

export interface KitShops {
  /** One for each handler, in their order. */
  readonly worlds: readonly HandlerWorld[];
  readonly server: MerchantServer;
  close(): Promise<void>;
}

export interface Counter extends Pick<HandlerWorld, 'instrument' | 'declined' | 'slow'> {
  /** What the buyer hands over is for the price of the shop and no other. */
  readonly oneTotal?: boolean;
  open(neighbour: Neighbour): Promise<OpenService>;
}

export interface ShopSettings {
  readonly currency?: string;
  /** Minor units. */
  readonly price?: number;
  /** Whether the shop's own books are audited after each case; default true. */
  readonly audited?: boolean;
}

/** A merchant's server with these handlers, and their services beside it, on a clock that only the kit moves. */
export async function openKitShops(counters: readonly Counter[], {currency = 'HKD', price = 12_800, audited = true}: ShopSettings = {}): Promise<KitShops> {
  const database = await freshDatabase();
  let at = Date.parse('2026-11-21T10:00:00Z');
  const clock = (): Date => new Date(at);
  const door: {server?: MerchantServer} = {};
  const ask = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    if (!door.server) throw new TypeError('The shop is not open yet');
    const answer = await door.server.fetch(new Request(input, init));
    await door.server.money.settled();
    return answer;
  };
  const opened: OpenService[] = [];
  for (const {open} of counters) opened.push(await open({clock, origin: ORIGIN, notifyUrl: (handler) => `${ORIGIN}/notify/${handler}`, deliver: ask}));
  const handlers = opened.map(({handler}) => handler);
  const log = {info: () => undefined, warn: () => undefined, error: () => undefined};
  const running = await createMerchantServer({
    database, clock, log, handlers, origin: ORIGIN, mode: handlers[0]?.mode ?? 'test', config: MerchantConfigSchema.parse({currency, writesPerMinute: 1_000_000}),
  });
  door.server = running;
  const goods = await sell(database, currency, price);
  // 4.35 times 100 is less than 435 where somebody reckons with fractions.
  const otherGoods = [await sell(database, currency, 435)];
  const later = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 10 * MINUTE) {
      at += Math.min(left, 10 * MINUTE);
      for (const {due} of opened) await due?.();
      await running.runDueWork();
      await running.money.settled();
    }
  };
  const worldOf = ({instrument, declined, slow, oneTotal}: Counter, index: number): HandlerWorld => {
    const {handler, service, auditOptions} = opened[index]!;
    const check = async (): Promise<string[]> => (await audit(database, {...auditOptions, now: clock()})).violations.map((one) => JSON.stringify(one));
    return {
      instrument, ...(declined && {declined}), ...(slow !== undefined && {slow}),
      origin: ORIGIN, handler: handler.id, service, goods, later, fetch: ask, expiry: 70 * MINUTE, ...(!oneTotal && {otherGoods}),
      control: {...controlOf(database, running), ...(audited && {audit: check})},
    };
  };
  return {
    server: running,
    worlds: counters.map(worldOf),
    async close() {
      await running.close();
      for (const {service} of opened) await service.close();
      await database.close();
    },
  };
}

function controlOf(database: Database, {money}: MerchantServer): NonNullable<HandlerWorld['control']> {
  return {
    tradeOf: async (checkout) => (await database.query<{trade_no: string}>('select trade_no from payments where checkout_id = $1 order by live desc, created_at desc', [checkout]))[0]?.trade_no,
    async refund(order, amount) {
      const [payment] = await database.query<{id: string; captured: number}>('select id, captured from payments where order_id = $1', [order]);
      await money.refundPayment(payment!.id, amount ?? payment!.captured, 'returned', 'staff:kit');
    },
    refunded: async (order) => (await database.query<{refunded: number}>('select refunded from payments where order_id = $1', [order]))[0]?.refunded ?? 0,
  };
}

async function sell(database: Database, currency: string, price: number): Promise<{id: string}> {
  const id = `tea-${randomUUID()}`;
  await database.query(`insert into products (id, handle, title, source) values ($1, $1, 'Tea', 'test')`, [id]);
  await database.query('insert into variants (id, product_id, position, currency, price, stock, requires_delivery) values ($1, $1, 0, $2, $3, 1000, false)', [id, currency, price]);
  return {id};
}
