import assert from 'node:assert/strict';
import {test} from 'node:test';
import {watchForSetBack} from '../../../src/server/database/clock-set-back.ts';
import {scriptedShop} from '../money/scripted-shop.ts';

const HOUR = 3600_000;

function listening() {
  const warned: string[] = [];
  return {warned, log: {info() {}, error() {}, warn: (event: string) => void warned.push(event)}};
}

for (const moment of ['runs', 'is down'] as const) {
  test(`A clock that is put back while the shop ${moment} holds up no payment, and frees no stock sooner`, async t => {
    const shop = await scriptedShop();
    t.after(() => shop.close());
    const {warned, log} = listening();
    const watch = () => watchForSetBack(shop.database, shop.services.clock, log);
    const {checkout, trade} = await shop.paid('pending');
    const held = async () => (await shop.database.query<{expires_at: Date}>('select expires_at from stock_holds', []))[0]?.expires_at;
    const until = await held();
    let look = watch();
    if (moment === 'runs') await look();
    shop.service.buyer(trade, 'approve');
    shop.wait(-HOUR);
    if (moment === 'is down') look = watch();
    await look();
    assert.deepEqual(warned, ['clock.put_back']);
    await shop.later(60_000);
    assert.equal(await shop.state(checkout), 'paid');
    assert.deepEqual(await held(), until);
    await shop.clean();
  });
}

test('A clock that is right, or is put on, changes nothing', async t => {
  const shop = await scriptedShop();
  t.after(() => shop.close());
  const {warned, log} = listening();
  await shop.paid('pending');
  const due = async () => (await shop.database.query('select next_check_at from payments', []))[0];
  const before = await due();
  const began = performance.now();
  let on = 0;
  const look = watchForSetBack(shop.database, () => new Date(shop.services.clock().getTime() + on + performance.now() - began), log);
  await look();
  await look();
  on = HOUR;
  await look();
  await look();
  assert.deepEqual([warned, await due()], [[], before]);
});
