import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import type {JsonWebKey} from 'node:crypto';
import {setTimeout as pause} from 'node:timers/promises';
import type {TestContext} from 'node:test';
import {test} from 'node:test';
import {audit} from '../../../src/server/money/audit.ts';
import {LEASE} from '../../../src/server/money/schedule.ts';
import {deliverEvents} from '../../../src/server/orders/deliver-events.ts';
import {rememberWebhook, webhookOf} from '../../../src/server/orders/platform-webhooks.ts';
import {faults, schemasMissing} from '../http/published-schemas.ts';
import type {Shop, ShopOptions} from '../http/shop.ts';
import {DELIVERY, gaiwan, instrument, JANE, openShop, ORIGIN, pattern, QUEENSWAY, shipTo} from '../http/shop.ts';
import {makeKey, sign} from '../signatures/platform.ts';
import type {Platform} from './platform.ts';
import {openPlatform, requireSigned} from './platform.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Opened {
  readonly shop: Shop;
  readonly platform: Platform;
  /** Sells one pattern to the platform's buyer; answers the order's id. */
  sell(agent?: Readonly<Record<string, string>>): Promise<string>;
  refund(order: string, amount?: number): Promise<void>;
}

async function open(t: TestContext, options: ShopOptions = {}, capabilities?: readonly string[]): Promise<Opened> {
  const [shop, platform] = [await openShop(options), await openPlatform(capabilities)];
  t.after(async () => {
    await platform.close();
    await shop.close();
  });
  await shop.product(pattern('pattern', {stock: 1000}));
  return {
    shop, platform,
    async sell(agent = platform.agent) {
      const {body} = await shop.create({pattern: 1}, {}, agent);
      return (await shop.complete(body.id, 'approve', {}, agent)).body.order.id;
    },
    async refund(order, amount = 100) {
      const [payment] = await shop.database.query<{id: string}>('select id from payments where order_id = $1', [order]);
      await shop.server.money.refundPayment(payment!.id, amount, 'chipped', 'staff:mei');
    },
  };
}

const keysOf = async (shop: Shop) => ((await shop.call('GET', '/.well-known/ucp')).body as unknown as {signing_keys: readonly (JsonWebKey & {kid: string})[]}).signing_keys;

const violations = async (shop: Shop) => (await audit(shop.database, {now: shop.clock()})).violations;
const waiting = async (shop: Shop) => shop.database.query<{attempts: number; next_try_at: Date | null; failed_reason: string}>(
  `select attempts, next_try_at, failed_reason from outbox where kind = 'order.event' and delivered_at is null order by id`, []);

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 1000) throw new Error('It did not come true');
    await pause(10);
  }
}

test('A platform is told of its order: the whole of it as GET answers it, signed with a key of the shop’s profile', async t => {
  const keyHash = createHash('sha256').update('office').digest('hex');
  const {shop, platform} = await open(t, {config: {delivery: DELIVERY, platforms: [{name: 'office', keyHash}]}});
  await shop.product(gaiwan());
  const {body} = await shop.create({'GAIWAN-CEL': 2}, {buyer: JANE, ...shipTo(QUEENSWAY), attribution: {utm_campaign: 'autumn'}}, platform.agent);
  const {order} = (await shop.complete(body.id, 'approve', {}, platform.agent)).body;
  const at = shop.clock();
  shop.wait(5000);
  await shop.server.runDueWork();
  const [event, ...more] = platform.received;
  assert.ok(event);
  assert.equal(more.length, 0);
  assert.equal(event.path, '/webhooks/orders');
  assert.equal(event.headers['ucp-agent'], `profile="${ORIGIN}/.well-known/ucp"`);
  assert.equal(event.headers['content-type'], 'application/json');
  assert.equal(event.headers['webhook-timestamp'], String(Math.floor(at.getTime() / 1000)), 'when it happened, not when it was sent');
  assert.match(String(event.headers['webhook-id']), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  await requireSigned(platform, event, await keysOf(shop));
  await assert.rejects(requireSigned(platform, {...event, headers: {...event.headers, 'webhook-id': 'another'}}, await keysOf(shop)), /does not hold/);
  const read = await shop.call('GET', `/ucp/orders/${order.id}`, undefined, {...platform.agent, 'x-api-key': 'office'});
  assert.deepEqual(event.order, read.body);
  assert.equal(event.order.id, order.id);
  assert.equal(event.order.fulfillment.expectations[0].destination['street_address' as never], QUEENSWAY.street_address);
  if (!schemasMissing) assert.deepEqual(faults('shopping/order.json', event.order), []);
  await shop.server.runDueWork();
  assert.equal(platform.received.length, 1, 'once it has arrived it is not sent again');
  assert.deepEqual(await violations(shop), []);
});

test('Each change of what the order shows is told as the whole order again, under an id of its own', async t => {
  const {shop, platform, sell, refund} = await open(t);
  const order = await sell();
  await shop.server.runDueWork();
  shop.wait(HOUR);
  await refund(order);
  await shop.server.runDueWork();
  const last = platform.received.at(-1)!;
  assert.deepEqual(platform.received.map(one => one.order.id), [order, order, order]);
  assert.equal(new Set(platform.received.map(one => one.headers['webhook-id'])).size, 3);
  assert.equal(last.headers['webhook-timestamp'], String(Math.floor(shop.clock().getTime() / 1000)));
  const [adjustment] = (last.order as unknown as {adjustments: {type: string; status: string; totals: unknown; description: string}[]}).adjustments;
  assert.deepEqual([adjustment?.type, adjustment?.status, adjustment?.totals, adjustment?.description], ['refund', 'completed', [{type: 'total', amount: -100}], 'chipped']);
  if (!schemasMissing) assert.deepEqual(faults('shopping/order.json', last.order), []);
  assert.deepEqual(await violations(shop), []);
});

test('An order that costs nothing, and one that its buyer pays on the hosted page, are told too', async t => {
  const {shop, platform} = await open(t);
  await shop.product(pattern('gift', {price: 0}));
  const gift = await shop.create({gift: 1}, {}, platform.agent);
  await shop.complete(gift.body.id, 'approve', {}, platform.agent);
  const {body} = await shop.create({pattern: 1}, {}, platform.agent);
  const done = await shop.complete(body.id, 'approve', {}, {});
  await shop.server.runDueWork();
  assert.deepEqual(platform.received.map(one => one.order.checkout_id).sort(), [gift.body.id, body.id].sort());
  assert.equal(done.body.status, 'completed');
});

test('Nobody is told who did not ask to be: without an address, without the order capability, in our own tags', async t => {
  const {shop, platform, sell} = await open(t);
  platform.declares(null);
  await sell();
  await sell({});
  const other = await openPlatform(['checkout']);
  t.after(() => other.close());
  await sell(other.agent);
  await shop.server.runDueWork();
  assert.deepEqual([platform.received, other.received], [[], []]);
  assert.deepEqual(await shop.database.query(`select 1 from outbox where platform is not null`, []), []);
});

test('What does not arrive is tried again under the same id, later each time, and then waits for a person', async t => {
  const {shop, platform, sell, refund} = await open(t);
  platform.answers(500);
  await sell();
  const waits: number[] = [];
  for (let n = 0; n < 24; n++) {
    await shop.server.runDueWork();
    const [row] = await waiting(shop);
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
  assert.deepEqual((await waiting(shop)).map(({attempts}) => attempts), [24], 'what comes after it does not wait for the person');
  await shop.server.money.decideHeld({id: held!.id, act: 'retry', actor: 'staff:mei', reason: 'they are back'});
  await shop.server.runDueWork();
  assert.deepEqual(await waiting(shop), []);
});

test('The audit names an order, or a change of one, of which its platform will never be told', async t => {
  const {shop, sell, refund} = await open(t);
  const order = await sell();
  await refund(order);
  assert.deepEqual(await violations(shop), []);
  const rows = await shop.database.query<{dedupe_key: string}>(`select dedupe_key from outbox where kind = 'order.event' order by id`, []);
  assert.deepEqual(rows.map(({dedupe_key: key}) => key.replace(order, '').replace(/refund_\w+/, 'refund')), ['order.event::created', 'order.event::refund:pending', 'order.event::refund:completed']);
  for (const lost of [rows[0]!.dedupe_key, rows[2]!.dedupe_key]) {
    await shop.database.query('update outbox set dedupe_key = $2 where dedupe_key = $1', [lost, 'gone']);
    assert.deepEqual((await violations(shop)).map(({code, ids}) => [code, ids['order']]), [['order_event_missing', order]]);
    await shop.database.query('update outbox set dedupe_key = $1 where dedupe_key = $2', [lost, 'gone']);
  }
});

test('The OpenAPI document describes what is sent', async t => {
  const {shop, platform, sell} = await open(t);
  await sell();
  await shop.server.runDueWork();
  const {webhooks} = (await shop.call('GET', '/openapi.json')).body as unknown as {webhooks: {orderEvent: {post: {parameters: {name: string}[]}}}};
  const described = webhooks.orderEvent.post.parameters.map(({name}) => name.toLowerCase());
  const sent = Object.keys(platform.received[0]!.headers).filter(name => /^(ucp|webhook|signature|content-digest|x-)/.test(name));
  assert.deepEqual([...described].sort(), sent.sort());
});

test('An answer that gets lost makes the same event come again', async t => {
  const {shop, platform, sell} = await open(t);
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
  assert.deepEqual(await waiting(shop), []);
});

test('The events of an order go one after the other, and each shows the order as it stands when it is sent', async t => {
  const {shop, platform, sell, refund} = await open(t);
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
  assert.deepEqual(await violations(shop), []);
});

test('No two events of one order are under way at the same time, while those of others go on', async t => {
  const {shop, platform, sell, refund} = await open(t);
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
  const {shop, platform: slow, sell} = await open(t, {config: {notifyUrl: 'http://127.0.0.1:1/'}});
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
  assert.deepEqual(await waiting(shop), []);
  const [merchant] = await shop.database.query<{attempts: number}>(`select attempts from outbox where kind = 'order.placed' order by id limit 1`, []);
  assert.equal(merchant?.attempts, 1);
});

test('The merchant hears of the order by its own message, and nothing of what platforms are told', async t => {
  const merchant = await openPlatform();
  t.after(() => merchant.close());
  const {shop, platform, sell} = await open(t, {config: {notifyUrl: `${merchant.base}/hangtag`}});
  const order = await sell();
  await shop.server.runDueWork();
  assert.deepEqual(merchant.received.map(one => one.order['type' as never]), ['order.placed']);
  assert.deepEqual(platform.received.map(one => one.order.id), [order]);
});

test('However many platforms are gone and have more to hear, another is told', async t => {
  const {shop, platform, sell} = await open(t);
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
  const {shop, platform, sell} = await open(t);
  const beside = await openShop({beside: shop});
  t.after(() => beside.close());
  for (let n = 0; n < 20; n++) await sell();
  platform.answers((_request, response) => { void pause(20).then(() => response.writeHead(200).end()); });
  await Promise.all([shop, beside].map(one => one.server.runDueWork()));
  assert.equal(platform.received.length, 20);
  assert.equal(new Set(platform.received.map(one => one.headers['webhook-id'])).size, 20);
});

test('A server that dies while it sends leaves the event to the next', async t => {
  const {shop, platform, sell} = await open(t);
  await sell();
  // What its claim leaves behind.
  await shop.database.query(`update outbox set attempts = 1, next_try_at = $1 where kind = 'order.event'`, [new Date(shop.clock().getTime() + LEASE)]);
  await shop.server.runDueWork();
  assert.equal(platform.received.length, 0);
  shop.wait(LEASE);
  await shop.server.runDueWork();
  assert.equal(platform.received.length, 1);
});

test('A platform that has moved its address is followed, without asking its profile more than once a minute', async t => {
  const {shop, platform, sell} = await open(t);
  const [moved, gone] = [`${platform.base}/moved`, 410];
  await sell();
  await sell();
  platform.declares(moved);
  platform.answers((_request, response, {path}) => { response.writeHead(path === '/moved' ? 200 : gone).end(); });
  shop.wait(1000);
  const before = platform.profileReads();
  await shop.server.runDueWork();
  assert.deepEqual(platform.received.map(({path}) => path), ['/webhooks/orders', '/webhooks/orders', '/moved', '/moved']);
  assert.equal(platform.profileReads(), before + 1);
  // What a server still remembers of the profile from before does not lead back.
  await sell();
  await shop.server.runDueWork();
  assert.equal(platform.received.at(-1)?.path, '/moved');
  platform.answers(404);
  await sell();
  for (const wait of [10, 20, 10]) {
    await shop.server.runDueWork();
    shop.wait(wait * 1000);
  }
  assert.equal(platform.profileReads(), before + 1, 'it was asked within this minute');
  shop.wait(MINUTE);
  await shop.server.runDueWork();
  assert.equal(platform.profileReads(), before + 2);
});

test('A platform that wants no more events gets none of later orders', async t => {
  const {shop, platform, sell} = await open(t);
  await sell();
  await shop.server.runDueWork();
  platform.declares(null);
  shop.wait(2 * HOUR);
  await sell();
  await shop.server.runDueWork();
  assert.equal(platform.received.length, 1);
  assert.deepEqual(await waiting(shop), []);
});

test('The address of a platform that ordered nothing is forgotten, and that of another kept', async t => {
  const {shop, sell} = await open(t);
  const idle = await openPlatform();
  t.after(() => idle.close());
  const order = await sell();
  await shop.create({pattern: 1}, {}, idle.agent);
  shop.wait(8 * 24 * HOUR);
  await shop.server.runDueWork();
  assert.deepEqual((await shop.database.query<{profile: string}>(
    'select w.profile from platform_webhooks w join orders o on o.events_to = w.profile and o.id = $1', [order])).length, 1);
  assert.equal((await shop.database.query('select 1 from platform_webhooks', [])).length, 1);
});

test('A redirect is a failure and is not followed', async t => {
  const {shop, platform, sell} = await open(t);
  const elsewhere = await openPlatform();
  t.after(() => elsewhere.close());
  platform.answers((_request, response) => { response.writeHead(307, {location: `${elsewhere.base}/webhooks/orders`}).end(); });
  await sell();
  await shop.server.runDueWork();
  assert.deepEqual([platform.received.length, elsewhere.received.length], [1, 0]);
  assert.equal((await waiting(shop))[0]?.failed_reason, 'http_307');
});

test('A platform that does not answer within 10 seconds is tried again later', async t => {
  const {shop, platform, sell} = await open(t);
  await sell();
  platform.answers(() => {});
  const real = AbortSignal.timeout.bind(AbortSignal);
  const limits: number[] = [];
  t.mock.method(AbortSignal, 'timeout', (ms: number) => {
    limits.push(ms);
    return real(ms === 10_000 ? 50 : ms);
  });
  await shop.server.runDueWork();
  const [row] = await waiting(shop);
  assert.deepEqual([limits[0], row?.failed_reason, row?.next_try_at?.getTime()], [10_000, 'failed: it took too long', shop.clock().getTime() + 10_000]);
});

test('An answer without an end is not waited for', async t => {
  const {shop, platform, sell} = await open(t);
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
  assert.deepEqual(await waiting(shop), []);
  assert.ok(written < 1000, `${written} blocks were taken`);
});

const HOSTILE = [
  'http://169.254.169.254/latest/meta-data', 'https://169.254.169.254/', 'https://10.0.0.1/hook', 'https://[::1]/hook', 'https://[::ffff:10.0.0.1]/', 'http://example.com/hook', 'https://localhost/',
  'ftp://example.com/', 'file:///etc/passwd', 'javascript:alert(1)', 'not a url', 'https://user:secret@example.com/', `https://example.com/${'x'.repeat(2000)}`, '',
];
test('What a profile names is called only when it is https on the public internet, without a password', async t => {
  const {shop, platform, sell} = await open(t);
  const live = {...shop.server.services, mode: 'live' as const};
  for (const [at, url] of HOSTILE.entries()) {
    await rememberWebhook(live, {platform: 'https://platform.example/profile', orderWebhook: {url, fetchedAt: shop.clock().getTime() + at}});
    const [row] = await shop.database.query('select url from platform_webhooks', []);
    assert.deepEqual(row, {url: null}, url);
    assert.equal(shop.log.filter(line => line.includes('platform.webhook_refused')).length, at + 1, url);
  }
  for (const url of HOSTILE.filter(one => !one.includes('localhost') && !one.includes('[::1]'))) {
    platform.declares(url);
    shop.wait(2 * HOUR);
    assert.ok(await sell(), 'its buyers buy all the same');
  }
  assert.deepEqual(await shop.database.query(`select 1 from outbox where platform is not null`, []), []);
});

test('A public address is kept without being called', async t => {
  const {shop} = await open(t);
  const profile = 'https://platform.example/profile';
  await rememberWebhook({...shop.server.services, mode: 'live'}, {platform: profile, orderWebhook: {url: 'https://8.8.8.8/hook', fetchedAt: 1}});
  assert.deepEqual(await webhookOf(shop.database, shop.server.services.config, profile), {url: 'https://8.8.8.8/hook', configured: false});
});

test('An address that leads inside only after it was registered is not called either', async t => {
  const {shop, platform, sell} = await open(t);
  await sell();
  await shop.database.query(`update platform_webhooks set url = $1`, [platform.base.replace('127.0.0.1', 'localhost').replace('http:', 'https:')]);
  await shop.database.query(`update outbox set payload = jsonb_set(payload, '{data,mode}', '"live"')`, []);
  await deliverEvents({...shop.server.services, mode: 'live'}, platform.profile);
  assert.equal(platform.received.length, 0);
  assert.equal((await waiting(shop))[0]?.failed_reason, 'refused: its host is not on the public internet');
});

test('The settings name where the events of a platform go whose profile is not fetched', async t => {
  const inside = await openPlatform();
  t.after(() => inside.close());
  const keyHash = createHash('sha256').update('agent-key').digest('hex');
  const profile = 'https://agent.example/profile';
  const {shop, sell} = await open(t, {config: {platforms: [{name: 'agent', profile, keyHash, webhookUrl: `${inside.base}/hook`}]}});
  await sell({'ucp-agent': `profile="${profile}"`, 'x-api-key': 'agent-key'});
  await shop.server.runDueWork();
  assert.deepEqual(inside.received.map(({path}) => path), ['/hook']);
  await requireSigned(inside, inside.received[0]!, await keysOf(shop));
});

test('A platform of the settings that signs its requests is told where its profile says, unless the settings say otherwise', async t => {
  const [platform, inside] = [await openPlatform(), await openPlatform()];
  const key = makeKey('platform-2026');
  platform.publishes(key.jwk);
  t.after(async () => Promise.all([platform.close(), inside.close()]));
  const {shop} = await open(t, {config: {platforms: [{name: 'signer', profile: platform.profile}]}});
  const strict = await openShop({beside: shop, config: {platforms: [{name: 'signer', profile: platform.profile, webhookUrl: `${inside.base}/inside`}]}});
  t.after(() => strict.close());
  for (const at of [shop, strict]) {
    const signed = async (path: string, body: object) => {
      const {headers, body: text} = await sign({key, path: `/ucp/checkout-sessions${path}`, body: JSON.stringify(body), headers: platform.agent});
      return (await at.call('POST', `/ucp/checkout-sessions${path}`, text, headers)).body;
    };
    const {id} = await signed('', {line_items: [{item: {id: 'pattern'}, quantity: 1}]});
    assert.ok((await signed(`/${id}/complete`, {payment: {instruments: [instrument('approve')]}})).order);
    await at.server.runDueWork();
  }
  assert.deepEqual([platform, inside].map(({received}) => received.map(({path}) => path)), [['/webhooks/orders'], ['/inside']]);
});
