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

export interface KitShop {
  readonly world: HandlerWorld;
  readonly server: MerchantServer;
  close(): Promise<void>;
}

export interface KitShopOptions extends Pick<HandlerWorld, 'instrument' | 'declined' | 'slow'> {
  readonly currency?: string;
  readonly price?: number;
  open(neighbour: Neighbour): Promise<OpenService>;
}

/** A merchant's server with one handler, and its service beside it, on a clock that only the kit moves. */
export async function openKitShop({open, currency = 'HKD', price = 12_800, ...more}: KitShopOptions): Promise<KitShop> {
  const database = await freshDatabase();
  let at = Date.parse('2026-11-21T10:00:00Z');
  const clock = (): Date => new Date(at);
  let server: MerchantServer | undefined;
  const ask = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    if (!server) throw new TypeError('The shop is not open yet');
    const answer = await server.fetch(new Request(input, init));
    await server.money.settled();
    return answer;
  };
  const opened = await open({clock, origin: ORIGIN, notifyUrl: (handler) => `${ORIGIN}/notify/${handler}`, deliver: ask});
  const {handler, service, due = async () => undefined} = opened;
  const log = {info: () => undefined, warn: () => undefined, error: () => undefined};
  const running = await createMerchantServer({
    database, clock, log, origin: ORIGIN, mode: handler.mode, handlers: [handler], config: MerchantConfigSchema.parse({currency, writesPerMinute: 1_000_000}),
  });
  server = running;
  const goods = await sell(database, currency, price);
  const later = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 5 * MINUTE) {
      at += Math.min(left, 5 * MINUTE);
      await due();
      await running.runDueWork();
      await running.money.settled();
    }
  };
  return {
    server: running,
    world: {
      ...more, origin: ORIGIN, handler: handler.id, service, goods, later, fetch: ask, expiry: 70 * MINUTE,
      control: {
        tradeOf: async (checkout) => (await database.query<{trade_no: string}>('select trade_no from payments where checkout_id = $1 order by live desc, created_at desc', [checkout]))[0]?.trade_no,
        refund: async (order, amount) => {
          const [payment] = await database.query<{id: string; captured: number}>('select id, captured from payments where order_id = $1', [order]);
          await running.money.refundPayment(payment!.id, amount ?? payment!.captured, 'returned', 'staff:kit');
        },
        refunded: async (order) => (await database.query<{refunded: number}>('select refunded from payments where order_id = $1', [order]))[0]?.refunded ?? 0,
        audit: async () => (await audit(database, {...opened.auditOptions, now: clock()})).violations.map((one) => JSON.stringify(one)),
      },
    },
    async close() {
      await running.close();
      await service.close();
      await database.close();
    },
  };
}

async function sell(database: Database, currency: string, price: number): Promise<{id: string}> {
  const id = `tea-${randomUUID()}`;
  await database.query(`insert into products (id, handle, title, source) values ($1, $1, 'Tea', 'test')`, [id]);
  await database.query('insert into variants (id, product_id, position, currency, price, stock, requires_delivery) values ($1, $1, 0, $2, $3, 1000, false)', [id, currency, price]);
  return {id};
}
