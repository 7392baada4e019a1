import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {after, before, test} from 'node:test';
import type {Shop} from '../http/shop.ts';
import {DELIVERY, gaiwan, JANE, openShop, pattern, QUEENSWAY, said, shipTo, totalsOf} from '../http/shop.ts';

let shop: Shop;
const AGENT = {'ucp-agent': 'profile="https://agent.example/profile"', 'x-api-key': 'agent-key'};
const OFFICE = {'x-api-key': 'office-key'};
const keyHash = (key: string) => createHash('sha256').update(key).digest('hex');

before(async () => {
  shop = await openShop({config: {delivery: DELIVERY, orderPrefix: 'HC', platforms: [
    {name: 'agent', profile: 'https://agent.example/profile', keyHash: keyHash('agent-key')},
    {name: 'other', profile: 'https://other.example/profile', keyHash: keyHash('other-key')},
    {name: 'office', keyHash: keyHash('office-key')},
  ]}});
  await shop.product(gaiwan({stock: 100}));
  await shop.product(pattern());
});
after(() => shop.close());

async function sell(headers: Record<string, string> = {}) {
  const {body} = await shop.create({'GAIWAN-CEL': 2, pattern: 1}, {buyer: JANE, ...shipTo({...QUEENSWAY, first_name: 'Jane'}), attribution: {utm_campaign: 'autumn'}}, headers);
  return (await shop.complete(body.id, 'approve', {}, headers)).body;
}
const order = async (id: string, query = '', headers: Record<string, string> = {}) => (await shop.call('GET', `/ucp/orders/${id}${query}`, undefined, headers)).body;

test('The buyer’s own link reads the order, with what to expect', async () => {
  const done = await sell();
  const key = new URL(done.order.permalink_url).searchParams.get('key') ?? '';
  const body = await order(done.order.id, `?key=${key}`);
  assert.deepEqual(body, await order(done.order.id, '', {authorization: `Bearer ${key}`}));
  assert.equal(body.checkout_id, done.id);
  assert.equal(body.label, done.order.label);
  assert.deepEqual(body.attribution, {utm_campaign: 'autumn'});
  assert.deepEqual(body.line_items.map(line => [line.quantity, line.status]), [
    [{original: 2, total: 2, fulfilled: 0}, 'processing'], [{original: 1, total: 1, fulfilled: 0}, 'processing']]);
  const [parcel, digital] = body.fulfillment.expectations;
  assert.deepEqual([parcel.method_type, parcel.line_items, parcel.description], ['shipping', [{id: 'li_1', quantity: 2}], 'Courier · 1–2 days']);
  assert.deepEqual(parcel.destination, {first_name: 'Jane', ...QUEENSWAY});
  assert.deepEqual([digital.method_type, digital.line_items], ['digital', [{id: 'li_2', quantity: 1}]]);
  assert.deepEqual(body.totals, done.totals);
});

test('Collected goods are expected in their shop', async () => {
  const {body} = await shop.create({'GAIWAN-CEL': 1}, {buyer: JANE, fulfillment: {methods: [{type: 'pickup', selected_destination_id: 'sheung-wan'}]}});
  const done = (await shop.complete(body.id)).body;
  const [expected] = (await order(done.order.id, `?${new URL(done.order.permalink_url).searchParams.toString()}`)).fulfillment.expectations;
  assert.deepEqual([expected.method_type, expected.destination, expected.description], [
    'pickup', {street_address: '9 Tai On Lane', address_country: 'HK'}, 'Sheung Wan · Collect in the shop · Tue–Sun']);
});

test('A platform reads the orders that it brought, the shop’s own systems all, others none', async () => {
  const brought = await sell(AGENT);
  const own = await sell();
  const named = await sell({'ucp-agent': AGENT['ucp-agent']});
  assert.equal((await order(brought.order.id, '', AGENT)).id, brought.order.id);
  assert.equal((await order(named.order.id, '', AGENT)).id, named.order.id);
  assert.deepEqual(said(await order(named.order.id, '', {'ucp-agent': AGENT['ucp-agent']})), ['unauthorized']);
  assert.equal((await order(own.order.id, '', OFFICE)).id, own.order.id);
  assert.deepEqual(said(await order(own.order.id, '', AGENT)), ['unauthorized']);
  assert.deepEqual(said(await order(brought.order.id, '', {'ucp-agent': 'profile="https://other.example/profile"', 'x-api-key': 'other-key'})), ['unauthorized']);
  assert.deepEqual(said(await order('order_none', '', AGENT)), ['not_found']);
  for (const id of [brought.order.id, 'order_none']) {
    assert.deepEqual(said(await order(id)), ['unauthorized']);
    assert.deepEqual(said(await order(id, '?key=guess')), ['unauthorized']);
    assert.deepEqual(said(await order(id, '', {authorization: 'Bearer guess'})), ['unauthorized']);
  }
});

test('The platform that brought an order still reads the buyer’s data on its checkout', async () => {
  const brought = await sell(AGENT);
  assert.equal((await shop.call('GET', `/ucp/checkout-sessions/${brought.id}`, undefined, AGENT)).body.buyer.email, JANE.email);
  assert.equal((await shop.call('GET', `/ucp/checkout-sessions/${brought.id}`)).body.buyer, undefined);
  assert.equal((await shop.call('GET', `/ucp/checkout-sessions/${brought.id}`, undefined, OFFICE)).body.buyer.email, JANE.email);
});

test('What was refunded stands on the order', async () => {
  const done = await sell();
  const [row] = await shop.database.query<{payment_id: string}>('select payment_id from orders where id = $1', [done.order.id]);
  await shop.server.money.refundPayment(row?.payment_id ?? '', totalsOf(done)['total'] ?? 0, 'Broken on the way', 'staff:mei');
  const {adjustments} = await order(done.order.id, '', OFFICE);
  assert.deepEqual(adjustments.map(({type, totals}) => [type, totals[0].amount]), [['refund', -(totalsOf(done)['total'] ?? 0)]]);
});
