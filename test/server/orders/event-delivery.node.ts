import assert from 'node:assert/strict';
import {setTimeout as pause} from 'node:timers/promises';
import {test} from 'node:test';
import {audit} from '../../../src/server/money/audit.ts';
import {LEASE} from '../../../src/server/money/schedule.ts';
import {openShop} from '../http/shop.ts';
import {HOUR, openEventShop, until} from './event-shop.ts';
import {openPlatform} from './platform.ts';

test('What does not arrive is tried again under the same id, later each time, and then waits for a person', async t => {
  const {shop, platform, sell, refund, waiting} = await openEventShop(t);
  platform.answers(500);
  await sell();
  const waits: number[] = [];
  for (let n = 0; n < 24; n++) {
    await shop.server.runDueWork();
    const [row] = await waiting();
    if (!row?.next_try_at) break;
    const wait = row.next_try_at.getTime() - shop.clock().getTime();
    waits.push(wait / 1000);
    shop.wait(wait);
  }
  assert.deepEqual(waits.slice(0, 5), [10, 20, 40, 80, 160]);
  assert.deepEqual([waits.length, platform.received.length], [23, 24]);
  assert.equal(new Set(platform.received.map(one => one.headers['webhook-id'])).size, 1);
  const [held] = await shop.server.money.held();
  assert.deepEqual([held?.about, held?.why, held?.ids], ['message', 'http_500', {kind: 'order.event', order: platform.received[0]!.order.id, platform: platform.profile}]);
  const report = await audit(shop.database, {now: shop.clock()});
  assert.deepEqual([report.violations, report.warnings.map(({code}) => code)], [[], ['message_given_up']]);
  platform.answers(204);
  await refund(platform.received[0]!.order.id);
  await shop.server.runDueWork();
  assert.deepEqual((await waiting()).map(({attempts}) => attempts), [24], 'what comes after it does not wait for the person');
  await shop.server.money.decideHeld({id: held!.id, act: 'retry', actor: 'staff:mei', reason: 'they are back'});
  await shop.server.runDueWork();
  assert.deepEqual(await waiting(), []);
});

test('An answer that gets lost makes the same event come again', async t => {
  const {shop, platform, sell, waiting} = await openEventShop(t);
  platform.answers((request, response) => {
    platform.answers(200);
    response.destroy();
    request.destroy();
  });
  const order = await sell();
  await shop.server.runDueWork();
  shop.wait(10_000);
  await shop.server.runDueWork();
  const [first, second, ...more] = platform.received;
  assert.deepEqual([more.length, first?.order.id, second?.order.id], [0, order, order]);
  assert.equal(first?.headers['webhook-id'], second?.headers['webhook-id']);
  assert.equal(first?.headers['webhook-timestamp'], second?.headers['webhook-timestamp']);
  assert.deepEqual(await waiting(), []);
});

test('The events of an order go one after the other, and each shows the order as it stands when it is sent', async t => {
  const {shop, platform, sell, refund, violations} = await openEventShop(t);
  platform.answers(503);
  const order = await sell();
  await shop.server.runDueWork();
  await refund(order);
  await shop.server.runDueWork();
  assert.equal(platform.received.length, 1, 'a change does not overtake the order');
  platform.answers(200);
  shop.wait(10_000);
  await shop.server.runDueWork();
  const [failed, created, ...updates] = platform.received.map(({headers, order: {adjustments}}) =>
    ({id: headers['webhook-id'], refunds: (adjustments as unknown as {status: string}[]).map(({status}) => status)}));
  assert.equal(created?.id, failed?.id);
  assert.deepEqual([failed?.refunds, created?.refunds, updates.map(({refunds}) => refunds)], [[], ['completed'], [['completed'], ['completed']]]);
  assert.deepEqual(await violations(), []);
});

test('No two events of one order are under way at the same time, while those of others go on', async t => {
  const {shop, platform, sell, refund} = await openEventShop(t);
  const [under, most] = [new Map<string, number>(), new Map<string, number>()];
  platform.answers((_request, response, {order: {id}}) => {
    under.set(id, (under.get(id) ?? 0) + 1);
    most.set(id, Math.max(most.get(id) ?? 0, under.get(id) ?? 0));
    void pause(30).then(() => {
      under.set(id, (under.get(id) ?? 0) - 1);
      response.writeHead(200).end();
    });
  });
  const sold = [await sell(), await sell()];
  for (const order of sold) await refund(order);
  await shop.server.runDueWork();
  assert.equal(platform.received.length, 6);
  assert.deepEqual([...most.values()], [1, 1]);
});

test('A platform that is slow or gone holds up neither the others nor the merchant', async t => {
  const {shop, platform: slow, sell, waiting} = await openEventShop(t, {config: {notifyUrl: 'http://127.0.0.1:1/'}});
  const quick = await openPlatform();
  t.after(() => quick.close());
  const held: (() => void)[] = [];
  slow.answers((_request, response) => { held.push(() => { response.writeHead(200).end(); }); });
  for (let n = 0; n < 3; n++) await sell();
  await shop.server.money.beginDueWork();
  await until(() => held.length === 3);
  await sell(quick.agent);
  await shop.server.money.beginDueWork();
  await until(() => quick.received.length === 1);
  assert.equal(held.length, 3);
  for (const answer of held) answer();
  await shop.server.money.settled();
  assert.deepEqual(await waiting(), []);
  const [merchant] = await shop.database.query<{attempts: number}>(`select attempts from outbox where kind = 'order.placed' order by id limit 1`, []);
  assert.equal(merchant?.attempts, 1);
});

test('The merchant hears of the order by its own message, and nothing of what platforms are told', async t => {
  const merchant = await openPlatform();
  t.after(() => merchant.close());
  const {shop, platform, sell} = await openEventShop(t, {config: {notifyUrl: `${merchant.base}/hangtag`}});
  const order = await sell();
  await shop.server.runDueWork();
  assert.deepEqual(merchant.received.map(one => one.order['type' as never]), ['order.placed']);
  assert.deepEqual(platform.received.map(one => one.order.id), [order]);
});

test('However many platforms are gone and have more to hear, another is told', async t => {
  const {shop, platform, sell} = await openEventShop(t);
  const [now, later] = [shop.clock(), new Date(shop.clock().getTime() + HOUR)];
  await shop.database.query(
    `insert into outbox (kind, dedupe_key, payload, platform, attempts, next_try_at, created_at)
     select 'order.event', n || ':' || part, jsonb_build_object('data', jsonb_build_object('order_id', 'order_' || n, 'mode', 'test', 'event_id', n)), 'https://gone.example/' || n, part, case part when 1 then $1::timestamptz else $2::timestamptz end, $2::timestamptz
     from generate_series(1, 200) n, generate_series(1, 2) part order by n, part`, [later, new Date(now.getTime() - HOUR)]);
  await sell();
  await shop.server.runDueWork();
  assert.equal(platform.received.length, 1);
});

test('Two servers on one database send each event once', async t => {
  const {shop, platform, sell} = await openEventShop(t);
  const beside = await openShop({beside: shop});
  t.after(() => beside.close());
  for (let n = 0; n < 20; n++) await sell();
  platform.answers((_request, response) => { void pause(20).then(() => response.writeHead(200).end()); });
  await Promise.all([shop, beside].map(one => one.server.runDueWork()));
  assert.equal(platform.received.length, 20);
  assert.equal(new Set(platform.received.map(one => one.headers['webhook-id'])).size, 20);
});

test('A server that dies while it sends leaves the event to the next', async t => {
  const {shop, platform, sell} = await openEventShop(t);
  await sell();
  // What its claim leaves behind.
  await shop.database.query(`update outbox set attempts = 1, next_try_at = $1 where kind = 'order.event'`, [new Date(shop.clock().getTime() + LEASE)]);
  await shop.server.runDueWork();
  assert.equal(platform.received.length, 0);
  shop.wait(LEASE);
  await shop.server.runDueWork();
  assert.equal(platform.received.length, 1);
});

test('A redirect is a failure and is not followed', async t => {
  const {shop, platform, sell, waiting} = await openEventShop(t);
  const elsewhere = await openPlatform();
  t.after(() => elsewhere.close());
  platform.answers((_request, response) => { response.writeHead(307, {location: `${elsewhere.base}/webhooks/orders`}).end(); });
  await sell();
  await shop.server.runDueWork();
  assert.deepEqual([platform.received.length, elsewhere.received.length], [1, 0]);
  assert.equal((await waiting())[0]?.failed_reason, 'http_307');
});

test('A platform that does not answer within 10 seconds is tried again later', async t => {
  const {shop, platform, sell, waiting} = await openEventShop(t);
  await sell();
  platform.answers(() => {});
  const real = AbortSignal.timeout.bind(AbortSignal);
  const limits: number[] = [];
  t.mock.method(AbortSignal, 'timeout', (ms: number) => {
    limits.push(ms);
    return real(ms === 10_000 ? 50 : ms);
  });
  await shop.server.runDueWork();
  const [row] = await waiting();
  assert.deepEqual([limits[0], row?.failed_reason, row?.next_try_at?.getTime()], [10_000, 'failed: it took too long', shop.clock().getTime() + 10_000]);
});

test('An answer without an end is not waited for', async t => {
  const {shop, platform, sell, waiting} = await openEventShop(t);
  let written = 0;
  platform.answers((_request, response) => {
    response.writeHead(200);
    const flood = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536))) written++;
    };
    response.on('drain', flood);
    flood();
  });
  await sell();
  await shop.server.runDueWork();
  assert.deepEqual(await waiting(), []);
  assert.ok(written < 1000, `${written} blocks were taken`);
});
