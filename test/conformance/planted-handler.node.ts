import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {handlerRules} from '../../src/conformance/index.ts';
import {planted, plants} from './faulty-handler.ts';
import type {KitShops} from './kit-shop.ts';
import {openKitShops} from './kit-shop.ts';
import {sandboxCounter} from './counters/sandbox.ts';

const faults = Object.keys(plants);

describe('The kit names', () => {
  let shop: KitShops;
  before(async () => {
    shop = await openKitShops(faults.map((fault, index) => sandboxCounter(planted(fault, `planted-${index}`))), {audited: false});
  });
  after(() => shop.close());
  for (const [index, fault] of faults.entries()) {
    const id = plants[fault]!.rule;
    it(`${id} when a handler ${fault}`, async () => {
      const rule = handlerRules.find((one) => one.id === id) ?? assert.fail(`There is no rule called ${id}`);
      const {status, observed, why} = await rule.examine(shop.worlds[index]!);
      assert.equal(status, 'broken', observed.join('; '));
      assert.notEqual(why, '');
    });
  }
});
