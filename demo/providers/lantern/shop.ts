import type {HandlerWorld} from '../../../src/conformance/index.ts';
import {audit, createMerchantServer, importProducts, MerchantConfigSchema, openDatabase} from '../../../src/server/index.ts';
import type {MerchantServer} from '../../../src/server/index.ts';
import {lanternHandler} from './handler.ts';
import {openLantern} from './service.ts';

const origin = 'https://shop.example';
const api = 'https://api.lantern.example';
const key = 'the key of this shop';
const minute = 60_000;

/** A shop in memory with the handler and its service, for the kit: nothing is on a network, and time passes only when a rule says so. */
export async function openShop(type: 'lantern' | 'lantern-code' = 'lantern'): Promise<{readonly world: HandlerWorld; close(): Promise<void>}> {
  let now = Date.now();
  const clock = (): Date => new Date(now);
  const door: {shop?: MerchantServer} = {};
  const ask: typeof fetch = async (input, init) => {
    if (!door.shop) throw new TypeError('The shop is not open yet');
    const answer = await door.shop.fetch(new Request(input, init));
    await door.shop.money.settled();
    return answer;
  };
  const service = openLantern({origin: api, key, clock, deliver: ask});
  const handler = lanternHandler({api, key, clock, mode: 'test', fetch: async (url, init) => service.fetch(new Request(url, init))});
  const database = await openDatabase({});
  await importProducts(database, new Blob(['handle,title,sku,price,stock,requires_delivery\ntea,Tea,TEA,128.00,1000,false']).stream(), {currency: 'HKD', timeZone: 'Asia/Hong_Kong'});
  // The kit writes more in a minute than any buyer.
  const config = MerchantConfigSchema.parse({name: 'Corner Shop', currency: 'HKD', writesPerMinute: 1_000_000});
  const shop = await createMerchantServer({database, clock, config, origin, handlers: [handler], mode: 'test', log: {info: () => undefined, warn: () => undefined, error: () => undefined}});
  door.shop = shop;
  const [tea] = await database.query<{id: string}>('select id from variants');

  const world: HandlerWorld = {
    origin,
    fetch: ask,
    handler: 'lantern',
    service,
    goods: {id: tea?.id ?? ''},
    instrument: () => ({type}),
    // A checkout and what was not paid on it have ended by then.
    expiry: 70 * minute,
    async later(ms) {
      for (let left = ms; left > 0; left -= 10 * minute) {
        now += Math.min(left, 10 * minute);
        await shop.runDueWork();
        await shop.money.settled();
      }
    },
    control: {
      async refund(order, amount) {
        const [payment] = await database.query<{id: string; captured: number}>('select id, captured from payments where order_id = $1', [order]);
        if (!payment) throw new Error(`There is no payment of ${order}`);
        await shop.money.refundPayment(payment.id, amount ?? payment.captured, 'returned', 'staff:kit');
      },
      refunded: async (order) => (await database.query<{refunded: number}>('select refunded from payments where order_id = $1', [order]))[0]?.refunded ?? 0,
      audit: async () => (await audit(database, {now: clock()})).violations.map((one) => JSON.stringify(one)),
    },
  };
  return {
    world,
    async close() {
      await shop.close();
      await database.close();
    },
  };
}
