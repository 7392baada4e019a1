import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {audit} from '../../../src/server/money/audit.ts';
import {sweepBooks} from '../../../src/server/money/sweep-books.ts';
import {scriptedShop} from './scripted-shop.ts';

const DAY = 24 * 3600_000;

describe('Sweeping the books', () => {
  it('lets go of old notifications and of the buyer in delivered messages, and of nothing else', async t => {
    const shop = await scriptedShop();
    t.after(() => shop.close());
    const checkout = await shop.checkout(await shop.article(1), {email: 'mei@example.com'});
    await shop.pay(checkout, 'redirect');
    const trade = await shop.tradeOf(checkout);
    shop.service.buyer(trade, 'approve');
    await shop.hear({tradeNo: trade, eventId: 'evt_paid'});
    await shop.database.query(`insert into inbox (handler_id, event_id, payload, state, received_at) values ('scripted', 'evt_held', '{}', 'held', $1)`, [shop.services.clock()]);
    const told = async (): Promise<readonly unknown[]> => (await shop.database.query<{data: Record<string, unknown>}>(
      `select payload -> 'data' as data from outbox order by id`, [])).map(({data}) => [data['email'], typeof data['permalink_url'], typeof data['order_id']]);
    const before = [[undefined, 'string', 'string'], ['mei@example.com', 'string', 'string']];

    shop.wait(31 * DAY);
    assert.equal(await sweepBooks(shop.services), 0);
    assert.deepEqual(await told(), before, 'they are not delivered yet');
    await shop.database.query('update outbox set delivered_at = $1, next_try_at = null', [shop.services.clock()]);
    shop.wait(29 * DAY);
    assert.equal(await sweepBooks(shop.services), 0);
    shop.wait(2 * DAY);
    assert.equal(await sweepBooks(shop.services), 2);
    assert.deepEqual(await told(), [[undefined, 'undefined', 'string'], [undefined, 'undefined', 'string']]);

    shop.wait(300 * DAY);
    assert.equal(await shop.count('inbox'), 2);
    shop.wait(60 * DAY);
    assert.equal(await sweepBooks(shop.services), 1);
    assert.deepEqual(await shop.database.query('select event_id from inbox', []), [{event_id: 'evt_held'}]);
    assert.equal(await sweepBooks(shop.services), 0);
    const {violations} = await audit(shop.database, {now: shop.services.clock()});
    assert.deepEqual(violations, []);
  });
});
