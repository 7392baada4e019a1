import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import type {Shop} from '../http/shop.ts';
import {gaiwan, JANE, openShop, pattern, said, totalsOf} from '../http/shop.ts';

let shop: Shop;
before(async () => {
  shop = await openShop();
  await shop.product(gaiwan());
  await shop.product(pattern());
});
after(() => shop.close());

const put = (id: string, line_items: unknown) => shop.call('PUT', `/ucp/carts/${id}`, {id, line_items});

test('A cart is made, changed at today’s prices, and canceled', async () => {
  const {status, body} = await shop.call('POST', '/ucp/carts', {line_items: [{item: {id: 'pattern'}, quantity: 1}], buyer: JANE, context: {address_country: 'HK'}});
  assert.equal(status, 201);
  assert.match(body.id, /^cart_[0-9a-f]{32}$/);
  assert.deepEqual(Object.keys(body.ucp.capabilities), ['dev.ucp.shopping.cart', 'dev.ucp.shopping.discount']);
  const changed = (await put(body.id, [{id: 'li_1', item: {id: 'pattern'}, quantity: 2}, {item: {id: 'GAIWAN-CEL'}, quantity: 1}])).body;
  assert.deepEqual(totalsOf(changed), {subtotal: 51600, total: 51600});
  await shop.database.query(`update variants set price = 1000 where id = 'pattern'`, []);
  assert.equal(totalsOf((await shop.call('GET', `/ucp/carts/${body.id}`)).body)['total'], 40000);
  const canceled = (await shop.call('POST', `/ucp/carts/${body.id}/cancel`)).body;
  assert.equal(canceled.line_items.length, 2);
  assert.deepEqual(said((await shop.call('GET', `/ucp/carts/${body.id}`)).body), ['not_found']);
  assert.deepEqual(said((await put(body.id, [])).body), ['not_found']);
  assert.deepEqual(said((await shop.call('POST', `/ucp/carts/${body.id}/cancel`, {})).body), ['not_found']);
});

test('A cart may be empty, and says what cannot be bought', async () => {
  const {body} = await shop.call('POST', '/ucp/carts', {line_items: []});
  assert.deepEqual([body.line_items, totalsOf(body)], [[], {subtotal: 0, total: 0}]);
  assert.deepEqual(said((await put(body.id, [{item: {id: 'pattern'}, quantity: 1}, {item: {id: 'GAIWAN-RIC'}, quantity: 1}, {item: {id: 'nonsense'}, quantity: 1}])).body), [
    'item_unavailable $.line_items', 'out_of_stock $.line_items[1]']);
  const refused = (await shop.call('POST', '/ucp/carts', {line_items: [{item: {id: 'nonsense'}, quantity: 1}]})).body;
  assert.deepEqual([refused.ucp.status, refused.messages[0].severity], ['error', 'unrecoverable']);
});

test('Out of an empty cart comes no checkout, and that is said', async () => {
  const {body: cart} = await shop.call('POST', '/ucp/carts', {line_items: []});
  const {status, body} = await shop.call('POST', '/ucp/checkout-sessions', {cart_id: cart.id, line_items: []});
  assert.deepEqual([status, body.ucp.status, said(body)], [200, 'error', ['cart_empty']]);
});

test('A cart whose checkout has run out gets a new one', async () => {
  const {body: cart} = await shop.call('POST', '/ucp/carts', {line_items: [{item: {id: 'pattern'}, quantity: 1}]});
  const first = (await shop.call('POST', '/ucp/checkout-sessions', {cart_id: cart.id})).body;
  shop.wait(61 * 60_000);
  const {status, body} = await shop.call('POST', '/ucp/checkout-sessions', {cart_id: cart.id});
  assert.deepEqual([status, body.status, body.id === first.id], [201, 'ready_for_complete', false]);
  assert.equal((await shop.call('GET', `/ucp/checkout-sessions/${first.id}`)).body.status, 'canceled');
});

test('A claim of the buyer that the shop has nothing for is said, and stops nothing', async () => {
  const context = {eligibility: ['com.example.store_card', 'com.example.store_card', 'not a name']};
  const {body: cart} = await shop.call('POST', '/ucp/carts', {line_items: [{item: {id: 'pattern'}, quantity: 1}], context});
  assert.deepEqual(said(cart), ['eligibility_not_accepted $.context.eligibility[0]']);
  const {body} = await shop.call('POST', '/ucp/checkout-sessions', {line_items: [{item: {id: 'pattern'}, quantity: 1}], context});
  assert.deepEqual([said(body), body.messages[0].type, body.status], [['eligibility_not_accepted $.context.eligibility[0]'], 'warning', 'ready_for_complete']);
  assert.equal((await shop.complete(body.id)).body.status, 'completed');
});

test('A cart that nobody touches is forgotten', async () => {
  const {body} = await shop.call('POST', '/ucp/carts', {line_items: []});
  shop.wait(15 * 24 * 3600_000);
  assert.deepEqual(said((await shop.call('GET', `/ucp/carts/${body.id}`)).body), ['not_found']);
  shop.wait(24 * 3600_000);
  await shop.server.runDueWork();
  assert.deepEqual(await shop.database.query('select 1 from carts where id = $1', [body.id]), []);
});
