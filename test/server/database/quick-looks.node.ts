import assert from 'node:assert/strict';
import {test} from 'node:test';
import {resolveIds} from '../../../src/server/catalogue/lookup.ts';
import type {Database} from '../../../src/server/database/database.ts';
import {createMoney} from '../../../src/server/money/money.ts';
import {openShop} from '../money/shop.ts';

interface Asked {
  readonly text: string;
  readonly values: readonly unknown[] | undefined;
}

/** A database that remembers what it is asked. */
function listenTo(database: Database): {readonly asked: readonly Asked[]; readonly watched: Database} {
  const asked: Asked[] = [];
  return {asked, watched: {...database, query: (text, values) => {
    asked.push({text, values});
    return database.query(text, values);
  }}};
}

/** What the database did for one part of a statement, as `explain` tells. */
interface Part {
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Part[];
}

/** How many rows it reads for nothing when it is asked this. */
async function wastedRows(database: Database, {text, values}: Asked): Promise<number> {
  const inPart = (part: Part): number =>
    (part['Rows Removed by Filter'] ?? 0) * part['Actual Loops'] + (part.Plans ?? []).reduce((sum, one) => sum + inPart(one), 0);
  const [row] = await database.query<{'QUERY PLAN': readonly {readonly Plan: Part}[]}>(`explain (analyze, format json) ${text}`, values);
  return inPart(row!['QUERY PLAN'][0]!.Plan);
}

test('The look for due work, every second, does not read through the books and the messages of years', async t => {
  const {database, handler, services, pay, checkout, article, close} = await openShop();
  t.after(close);
  await pay(await checkout(await article(1)));
  // Sold at one of two payment services. The merchant wants no messages, so they wait; the platform has all of its own.
  await database.query(`insert into payments (id, checkout_id, handler, handler_id, mode, status, live, subject, content_hash, amount, currency, trade_no, instrument, captured, deadline)
    select id || n, checkout_id, handler, handler_id, mode, status, false, subject, content_hash, amount, currency, trade_no || n, instrument, captured, deadline from payments, generate_series(1, 3000) n`, []);
  await database.query(`insert into outbox (kind, dedupe_key, payload, next_try_at, delivered_at, platform) select kind, dedupe_key || n || p, payload,
    case when p = 'merchant' then next_try_at - n * interval '1 minute' end, case when p = 'platform' then created_at end, nullif(p, 'merchant')
    from outbox, generate_series(1, 3000) n, unnest(array['merchant', 'platform']) p`, []);
  await database.query('analyze', []);
  const {asked, watched} = listenTo(database);
  const money = createMoney({...services, database: watched, handlers: [handler, {...handler, id: 'unused', listDisputes: async () => []}]});
  await money.beginDueWork();
  await money.settled();
  assert.equal(asked.length, 1, 'nothing is due');
  const wasted = await wastedRows(database, asked[0]!);
  assert.ok(wasted < 100, `${wasted} rows were read for nothing`);
});

test('An item is found by any of its names without reading the others', async t => {
  const {database, article, close} = await openShop();
  t.after(close);
  await article(1);
  await database.query(`insert into variants (id, product_id, position, sku, barcode, currency, price) select 'v' || n, product_id, n, 'sku' || n, 'code' || n, 'HKD', 100
    from variants, generate_series(1, 3000) n`, []);
  await database.query('analyze', []);
  const {asked, watched} = listenTo(database);
  assert.deepEqual((await resolveIds(watched, ['v5', 'sku6', 'code7'])).map(({variantId}) => variantId), ['v5', 'v6', 'v7']);
  const wasted = await wastedRows(database, asked[0]!);
  assert.ok(wasted < 100, `${wasted} rows were read for nothing`);
});
