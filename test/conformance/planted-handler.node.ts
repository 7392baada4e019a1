import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {handlerRules} from '../../src/conformance/index.ts';
import type {HandlerWorld, ServiceUnderTest} from '../../src/conformance/index.ts';
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

describe('The kit calls no rule kept that it could not judge', () => {
  let shop: KitShops;
  before(async () => {
    shop = await openKitShops([sandboxCounter()]);
  });
  after(() => shop.close());
  const verdict = async (id: string, world: HandlerWorld): Promise<string> => (await handlerRules.find((one) => one.id === id)!.examine(world)).status;
  const right = (): HandlerWorld => shop.worlds[0]!;

  const lacking = (change: Partial<ServiceUnderTest>): HandlerWorld => ({...right(), service: Object.assign(Object.create(right().service) as ServiceUnderTest, change)});

  it('where the service cannot be made to fail', async () => {
    const world = lacking({trouble: async () => false});
    for (const id of ['create-answer-lost', 'query-trouble', 'cancel-trouble']) assert.equal(await verdict(id, world), 'does-not-apply', id);
  });

  it('where the service delivers no notification', async () => {
    const world = lacking({notify: async () => []});
    for (const id of ['notified', 'duplicate-notification', 'forged-signature', 'forged-amount']) assert.equal(await verdict(id, world), 'does-not-apply', id);
  });

  it('where the server knows nothing of the total that the buyer saw', async () => {
    const ask = right().fetch ?? fetch;
    const plain: typeof fetch = async (input, init) => {
      const answer = await ask(input, init);
      if (!answer.headers.get('content-type')?.includes('json')) return answer;
      const {'dev.hangtag': _, ...body} = (await answer.json()) as Record<string, unknown>;
      return Response.json(body, {status: answer.status});
    };
    assert.equal(await verdict('wrong-total', {...right(), fetch: plain}), 'does-not-apply');
  });
});
