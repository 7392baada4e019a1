import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {findOrders, readSearch} from '../../demo/find-orders.ts';
import type {Database} from '../../src/server/database/database.ts';
import {json} from '../../src/server/database/database.ts';
import {freshDatabase} from '../harness/fresh-database.ts';

interface Placed {
  readonly number: number;
  readonly buyer?: object;
  readonly title?: string;
  readonly refunded?: number;
}

describe('The orders that the demo’s page looks for', () => {
  let database: Database;
  before(async () => {
    database = await freshDatabase();
    await database.transaction(async tx => {
      for (let number = 1001; number <= 2000; number++) await place(tx, {number, title: 'Postcard'});
      await place(tx, {number: 2001, buyer: {first_name: '大文', last_name: '陳', email: 'chan@example.com', phone_number: '+85291234567'}, title: '摺紙燈籠 100%'});
      await place(tx, {number: 2002, buyer: {email: 'jane@example.com'}, title: 'Gaiwan', refunded: 500});
    });
  });
  after(() => database.close());

  async function place(db: Pick<Database, 'query'>, {number, buyer, title = 'Thing', refunded = 0}: Placed): Promise<void> {
    const id = String(number);
    const snapshot = {request: {line_items: [], ...(buyer ? {buyer} : {})}, priced: {line_items: [{item: {title}, quantity: 1}], totals: []}};
    await db.query(`insert into checkouts (id, status, mode, caller, currency, request, priced, total, locale, expires_at) values ($1, 'completed', 'test', 'own', 'HKD', '{}', '{}', 1000, 'en', now())`, [id]);
    await db.query(
      `insert into payments (id, checkout_id, handler, handler_id, mode, status, live, subject, content_hash, amount, currency, trade_no, instrument, captured, refunded, deadline)
       values ($1, $1, 'dev.hangtag.sandbox', 'sandbox', 'test', 'paid', false, 's', 'h', 1000, 'HKD', $2, '{}', 1000, $3, now())`, [id, `ht_${id}`, refunded]);
    await db.query(`insert into orders (id, number, label, checkout_id, payment_id, mode, currency, total, snapshot, reading_key) values ($1, $2, $3, $1, $1, 'test', 'HKD', 1000, $4, 'key')`,
      [id, number, `HC-${number}`, json(snapshot)]);
  }
  const found = async (query: string): Promise<[number: number, shown: number, first: string | undefined]> => {
    const {orders, found: count} = await findOrders(database, readSearch(new URLSearchParams(query)));
    return [count, orders.length, orders[0]?.number];
  };

  it('are the last fifty of a thousand, and more when asked for more', async () => {
    assert.deepEqual(await found(''), [1002, 50, 'HC-2002']);
    assert.deepEqual(await found('most=150'), [1002, 150, 'HC-2002']);
    assert.deepEqual(await found('most=-1'), [1002, 50, 'HC-2002']);
    assert.equal((await findOrders(database, readSearch(new URLSearchParams('find=chan')))).all, 1002);
  });

  it('are found by number, name in either script’s order, email, phone, item and trade', async () => {
    for (const text of ['HC-2001', 'hc-2001', '陳大文', 'CHAN@example', '9123', '燈籠', '100%', 'ht_2001']) assert.deepEqual(await found(`find=${encodeURIComponent(text)}`), [1, 1, 'HC-2001'], text);
    assert.equal((await findOrders(database, readSearch(new URLSearchParams('find=9123')))).orders[0]?.buyer, '陳大文');
    assert.deepEqual(await found('find=nobody'), [0, 0, undefined]);
    // Names of fields are not what anybody looks for.
    assert.deepEqual(await found('find=phone_number'), [0, 0, undefined]);
  });

  it('are told apart by whether money was given back', async () => {
    assert.deepEqual(await found('state=refunded'), [1, 1, 'HC-2002']);
    assert.deepEqual(await found('state=kept&find=example.com'), [1, 1, 'HC-2001']);
    const {orders} = await findOrders(database, readSearch(new URLSearchParams('state=refunded')));
    assert.deepEqual([orders[0]?.refunded, orders[0]?.buyer], [{amount: 500, currency: 'HKD'}, 'jane@example.com']);
  });
});
