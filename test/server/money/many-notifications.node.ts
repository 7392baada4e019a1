import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import type {Shop} from '../http/shop.ts';
import {openShop, ORIGIN} from '../http/shop.ts';

let shop: Shop;
before(async () => { shop = await openShop({config: {writesPerMinute: 32}}); });
after(() => shop.close());

const tell = async (address: string, body = '{}'): Promise<number> =>
  (await shop.server.fetch(new Request(`${ORIGIN}/notify/sandbox`, {method: 'POST', body}), {address})).status;

test('A burst of notifications is heard, a flood from one address is not', async () => {
  const forged = await Promise.all(Array.from({length: 10}, () => tell('192.0.2.7')));
  assert.deepEqual([forged.filter(status => status === 400).length, forged.filter(status => status === 429).length], [8, 2]);
  assert.equal(await tell('192.0.2.8'), 400);
  shop.wait(60_000);
  assert.equal(await tell('192.0.2.7'), 400);
});

test('Notifications and changes from one address do not count against each other', async () => {
  const address = '192.0.2.10';
  const write = async (): Promise<number> => (await shop.server.fetch(new Request(`${ORIGIN}/handlers/sandbox/nothing`, {method: 'POST', body: '{}', headers: {'content-type': 'application/json'}}), {address})).status;
  for (let time = 0; time < 9; time++) await tell(address);
  assert.equal(await tell(address), 429);
  assert.equal(await write(), 404, 'a flood of news leaves the buyers behind the same address alone');
  for (let time = 0; time < 9; time++) await write();
  assert.equal(await write(), 429);
  shop.wait(60_000);
  for (let time = 0; time < 9; time++) await write();
  assert.equal(await tell(address), 400, 'and buyers leave the news alone');
});

test('A notification may be as long as the evidence of a dispute', async () => {
  assert.equal(await tell('192.0.2.9', 'x'.repeat(500_000)), 400, 'read, and refused as forged');
  assert.equal(await tell('192.0.2.9', 'x'.repeat(530_000)), 413);
});
