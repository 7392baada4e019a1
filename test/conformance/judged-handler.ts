import {after, before, describe, it} from 'node:test';
import {handlerRules} from '../../src/conformance/index.ts';
import type {Verdict} from '../../src/conformance/index.ts';
import type {Counter, KitShops, ShopSettings} from './kit-shop.ts';
import {openKitShops} from './kit-shop.ts';

/** A test for every rule, on one running shop; what waits really does so beside the others, on a shop of its own. */
export function judgedHandler(who: string, counter: () => Counter, settings: ShopSettings = {}): void {
  describe(`${who}, as a handler`, () => {
    let shop: KitShops;
    let patient: KitShops;
    let waiting: Promise<Verdict | undefined>;
    const slow = handlerRules.find(({id}) => id === 'create-slow');
    before(async () => {
      shop = await openKitShops([counter()], settings);
      patient = await openKitShops([counter()], settings);
      waiting = Promise.resolve(slow?.examine(patient.worlds[0]!));
    });
    after(async () => {
      await waiting;
      await Promise.all([shop.close(), patient.close()]);
    });
    for (const rule of handlerRules) if (rule !== slow) it(rule.title, () => rule.judge(shop.worlds[0]!));
    it(slow?.title ?? 'waits', async () => {
      const verdict = await waiting;
      if (verdict?.status === 'broken') throw new Error(verdict.observed.join('; '));
    });
  });
}
