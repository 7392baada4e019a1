import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {after, before, test} from 'node:test';
import type {Shop} from '../http/shop.ts';
import {openShop, pattern} from '../http/shop.ts';

let shop: Shop;
let other: Shop;
/** The embedded database does one thing after the other; a Postgres does them at once, for two servers. */
const MANY = process.env['DATABASE_URL'] ? 200 : 40;

before(async () => {
  shop = await openShop();
  other = await openShop({beside: shop});
});
after(async () => {
  await other.close();
  await shop.close();
});

const count = async (text: string) => (await shop.database.query<{n: number}>(`select count(*) as n from ${text}`, []))[0]?.n;

test('Of few things many want, exactly those that are there are sold', async () => {
  await shop.product(pattern('scarce', {stock: 7}));
  const checkouts = await Promise.all(Array.from({length: MANY}, (_, at) => (at % 2 ? shop : other).create({scarce: 1})));
  const open = checkouts.filter(({body}) => body.ucp.status === 'success');
  assert.equal(open.length, MANY, 'creating reserves nothing');
  const ends = await Promise.all(open.map(({body}, at) => (at % 2 ? shop : other).complete(body.id)));
  const sold = ends.filter(({body}) => body.status === 'completed');
  assert.equal(sold.length, 7);
  assert.equal(await shop.stock('scarce'), 0);
  assert.equal(new Set(sold.map(({body}) => body.order.id)).size, 7);
  for (const {status, body} of ends) {
    assert.equal(status, 200);
    if (body.status !== 'completed') assert.ok(body.messages.some(message => message.code === 'out_of_stock'), JSON.stringify(body.messages));
  }
  assert.equal(await count(`orders where checkout_id in (select id from checkouts where request @> '{"line_items": [{"item": {"id": "scarce"}}]}')`), 7);
});

test('One checkout completed from everywhere at once is one order and one payment', async () => {
  await shop.product(pattern('once', {stock: 50}));
  const {body} = await shop.create({once: 1});
  const ends = await Promise.all(Array.from({length: 30}, (_, at) => (at % 2 ? shop : other).complete(body.id)));
  const last = (await shop.call('GET', `/ucp/checkout-sessions/${body.id}`)).body;
  assert.equal(last.status, 'completed');
  assert.equal(await shop.stock('once'), 49);
  assert.equal(await count(`payments where checkout_id = '${body.id}'`), 1);
  for (const end of ends) assert.ok(['completed', 'complete_in_progress'].includes(end.body.status), end.text);
});

test('The same key sent fifty times at once is one checkout', async () => {
  await shop.product(pattern('keyed'));
  const key = {'idempotency-key': randomUUID()};
  const answers = await Promise.all(Array.from({length: 50}, (_, at) => (at % 2 ? shop : other).create({keyed: 1}, {}, key)));
  assert.equal(new Set(answers.map(({text}) => text)).size, 1);
  assert.equal(await count(`checkouts where request @> '{"line_items": [{"item": {"id": "keyed"}}]}'`), 1);
});

test('Completing, changing and cancelling at once end in one truth', async () => {
  await shop.product(pattern('torn', {stock: 100, price: 5000}));
  for (let round = 0; round < 8; round++) {
    const {body} = await shop.create({torn: 1});
    const before = await shop.stock('torn');
    await Promise.all([
      shop.complete(body.id),
      other.call('PUT', `/ucp/checkout-sessions/${body.id}`, {line_items: [{item: {id: 'torn'}, quantity: 2}]}),
      ...(round % 2 ? [shop.call('POST', `/ucp/checkout-sessions/${body.id}/cancel`)] : []),
      other.complete(body.id, 'decline'),
    ]);
    await shop.server.runDueWork();
    const end = (await shop.call('GET', `/ucp/checkout-sessions/${body.id}`)).body;
    const orders = await count(`orders where checkout_id = '${body.id}'`);
    assert.equal(orders, end.status === 'completed' ? 1 : 0, end.status);
    const took = (before ?? 0) - ((await shop.stock('torn')) ?? 0);
    assert.equal(took, end.status === 'completed' ? end.line_items[0].quantity : 0);
  }
});

test('A cart asked for many times at once has one checkout', async () => {
  await shop.product(pattern('carted'));
  const {body: cart} = await shop.call('POST', '/ucp/carts', {line_items: [{item: {id: 'carted'}, quantity: 1}]});
  const answers = await Promise.all(Array.from({length: 20}, () => shop.call('POST', '/ucp/checkout-sessions', {cart_id: cart.id})));
  assert.equal(new Set(answers.map(({body}) => body.id)).size, 1);
});
