import {setTimeout as pause} from 'node:timers/promises';
import type {TestContext} from 'node:test';
import type {Finding} from '../../../src/server/money/audit.ts';
import {audit} from '../../../src/server/money/audit.ts';
import type {Shop, ShopOptions} from '../http/shop.ts';
import {openShop, pattern} from '../http/shop.ts';
import type {Platform} from './platform.ts';
import {openPlatform} from './platform.ts';

export const HOUR = 3600_000;

export interface Waiting {
  readonly attempts: number;
  readonly next_try_at: Date | null;
  readonly failed_reason: string;
}

export interface EventShop {
  readonly shop: Shop;
  readonly platform: Platform;
  /** Sells one pattern to the platform's buyer; answers the order's id. */
  sell(agent?: Readonly<Record<string, string>>): Promise<string>;
  refund(order: string, amount?: number): Promise<void>;
  /** Events that have not arrived. */
  waiting(): Promise<readonly Waiting[]>;
  violations(): Promise<readonly Finding[]>;
}

/** A shop that sells patterns, and a platform that wants to hear of its orders; both end with the test. */
export async function openEventShop(t: TestContext, options: ShopOptions = {}): Promise<EventShop> {
  const [shop, platform] = [await openShop(options), await openPlatform()];
  t.after(async () => {
    await platform.close();
    await shop.close();
  });
  await shop.product(pattern('pattern', {stock: 1000}));
  return {
    shop, platform,
    async sell(agent = platform.agent) {
      const {body} = await shop.create({pattern: 1}, {}, agent);
      return (await shop.complete(body.id, 'approve', {}, agent)).body.order.id;
    },
    async refund(order, amount = 100) {
      const [payment] = await shop.database.query<{id: string}>('select id from payments where order_id = $1', [order]);
      await shop.server.money.refundPayment(payment!.id, amount, 'chipped', 'staff:mei');
    },
    waiting: () => shop.database.query<Waiting>(
      `select attempts, next_try_at, failed_reason from outbox where kind = 'order.event' and delivered_at is null order by id`, []),
    violations: async () => (await audit(shop.database, {now: shop.clock()})).violations,
  };
}

export async function until(holds: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 120_000; !holds(); await pause(10)) {
    if (performance.now() > deadline) throw new Error('It did not come true');
  }
}
