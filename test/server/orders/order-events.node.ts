import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import type {JsonWebKey} from 'node:crypto';
import {test} from 'node:test';
import {faults, schemasMissing} from '../http/published-schemas.ts';
import type {Shop} from '../http/shop.ts';
import {DELIVERY, gaiwan, JANE, ORIGIN, pattern, QUEENSWAY, shipTo} from '../http/shop.ts';
import {HOUR, openEventShop} from './event-shop.ts';
import {openPlatform, requireSigned} from './platform.ts';

const keysOf = async (shop: Shop) => ((await shop.call('GET', '/.well-known/ucp')).body as unknown as {signing_keys: readonly (JsonWebKey & {kid: string})[]}).signing_keys;

test('A platform is told of its order: the whole of it as GET answers it, signed with a key of the shop’s profile', async t => {
  const keyHash = createHash('sha256').update('office').digest('hex');
  const {shop, platform, violations} = await openEventShop(t, {config: {delivery: DELIVERY, platforms: [{name: 'office', keyHash}]}});
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
  assert.deepEqual(await violations(), []);
});

test('Each change of what the order shows is told as the whole order again, under an id of its own', async t => {
  const {shop, platform, sell, refund, violations} = await openEventShop(t);
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
  assert.deepEqual(await violations(), []);
});

test('An order that costs nothing, and one that somebody else pays than the platform that made its checkout, are told too', async t => {
  const {shop, platform} = await openEventShop(t);
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
  const {shop, platform, sell} = await openEventShop(t);
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

test('The audit names an order, or a change of one, of which its platform will never be told', async t => {
  const {shop, sell, refund, violations} = await openEventShop(t);
  const order = await sell();
  await refund(order);
  assert.deepEqual(await violations(), []);
  const rows = await shop.database.query<{dedupe_key: string}>(`select dedupe_key from outbox where kind = 'order.event' order by id`, []);
  assert.deepEqual(rows.map(({dedupe_key: key}) => key.replace(order, '').replace(/refund_\w+/, 'refund')), ['order.event::created', 'order.event::refund:pending', 'order.event::refund:completed']);
  for (const lost of [rows[0]!.dedupe_key, rows[2]!.dedupe_key]) {
    await shop.database.query('update outbox set dedupe_key = $2 where dedupe_key = $1', [lost, 'gone']);
    assert.deepEqual((await violations()).map(({code, ids}) => [code, ids['order']]), [['order_event_missing', order]]);
    await shop.database.query('update outbox set dedupe_key = $1 where dedupe_key = $2', [lost, 'gone']);
  }
});

test('The OpenAPI document describes what is sent', async t => {
  const {shop, platform, sell} = await openEventShop(t);
  await sell();
  await shop.server.runDueWork();
  const {webhooks} = (await shop.call('GET', '/openapi.json')).body as unknown as {webhooks: {orderEvent: {post: {parameters: {name: string}[]}}}};
  const described = webhooks.orderEvent.post.parameters.map(({name}) => name.toLowerCase());
  const sent = Object.keys(platform.received[0]!.headers).filter(name => /^(ucp|webhook|signature|content-digest|x-)/.test(name));
  assert.deepEqual([...described].sort(), sent.sort());
});
