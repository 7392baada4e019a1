import {after, before, describe, it} from 'node:test';
import {handlerRules} from '../../src/conformance/index.ts';
import type {KitShop} from './kit-shop.ts';

/** A test for every rule, on one running shop. */
export function judgedHandler(who: string, open: () => Promise<KitShop>): void {
  describe(`${who}, as a handler`, () => {
    let shop: KitShop;
    before(async () => {
      shop = await open();
    });
    after(() => shop.close());
    for (const rule of handlerRules) it(rule.title, () => rule.judge(shop.world));
  });
}
