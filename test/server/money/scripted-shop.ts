import assert from 'node:assert/strict';
import {audit} from '../../../src/server/money/audit.ts';
import type {ScriptedService, ServiceOptions} from './scripted-service.ts';
import {scriptedService} from './scripted-service.ts';
import type {Shop, ShopOptions} from './shop.ts';
import {openShop} from './shop.ts';

export interface ScriptedShop extends Shop {
  readonly service: ScriptedService;
  /** A checkout for one mug of a stock of its own, paid in that way. */
  paid(token?: string): Promise<{checkout: string; trade: string; mug: string}>;
  /** How the newest payment of the checkout stands. */
  state(checkoutId: string): Promise<string>;
  hear(news: Parameters<ScriptedService['notification']>[0]): Promise<void>;
  /** Waits, then does what is due. */
  later(ms: number): Promise<void>;
  clean(): Promise<void>;
}

/** A shop whose payment service does what the test says. */
export async function scriptedShop(options: Omit<ServiceOptions, 'clock'> = {}, shopOptions: Omit<ShopOptions, 'handler'> = {}): Promise<ScriptedShop> {
  let service: ScriptedService | undefined;
  const shop = await openShop({...shopOptions, handler: clock => (service = scriptedService({...options, clock})).handler});
  if (!service) throw new Error('The shop has no service');
  const {money} = shop;
  return {
    ...shop,
    service,
    async paid(token = 'approve') {
      const mug = await shop.article(1);
      const checkout = await shop.checkout(mug);
      await shop.pay(checkout, token);
      return {checkout, mug, trade: await shop.tradeOf(checkout)};
    },
    state: async checkout => String((await shop.payment(checkout))['status']),
    async hear(news) {
      assert.equal((await money.receiveNotification('scripted', service!.notification(news))).status, 200);
      await money.settled();
    },
    async later(ms) {
      shop.wait(ms);
      await money.runDueWork();
    },
    async clean() {
      const {violations} = await audit(shop.database, {now: shop.services.clock()});
      assert.deepEqual(violations, []);
    },
  };
}
