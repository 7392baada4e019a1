import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {renderCheckout} from '../../../src/server/checkout/render-checkout.ts';
import {endDiscount} from '../../../src/server/discount/set-discounts.ts';
import type {Body} from '../http/answers.ts';
import type {Shop} from '../http/shop.ts';
import {DELIVERY, gaiwan, JANE, openShop, pattern, QUEENSWAY, said, shipTo, totalsOf} from '../http/shop.ts';
import {assertAddsUp, assertBooks, discount} from './discounted.ts';

const sessions = '/ucp/checkout-sessions';
let shop: Shop;
before(async () => {
  shop = await openShop({config: {delivery: DELIVERY}});
  await shop.product(gaiwan());
  await shop.product(pattern());
  await shop.product(pattern('sticker', {price: 333, sku: 'STICK-1'}));
  await discount(shop, {code: 'SUMMER20', title: {en: 'Summer sale', 'zh-Hant': '夏季優惠', 'zh-Hans': '夏季优惠'}, percent: '20'});
  await discount(shop, {code: 'TENOFF', amount: '10'});
  await discount(shop, {code: 'POSTFREE', delivery: true, title: {en: 'Free delivery'}});
  await discount(shop, {code: 'HALF', percent: '50', alone: true});
  await discount(shop, {code: 'STICKY', percent: '30', items: ['STICK-1']});
  await discount(shop, {code: 'BIG', amount: '100', minimum: '500'});
  await discount(shop, {code: 'YUAN', amount: '8', currency: 'CNY'});
  await discount(shop, {code: 'XMAS', percent: '10', from: '2026-12-24', until: '2026-12-26'});
  await discount(shop, {code: 'CAPPED', percent: '90', upTo: '12.34'});
});
after(() => shop.close());

async function withCodes(codes: readonly string[], items: Readonly<Record<string, number>> = {pattern: 1}, more: object = {}): Promise<Body> {
  const {body, status} = await shop.create(items, {discounts: {codes}, ...more});
  assert.equal(status, 201);
  assertAddsUp(body);
  return body;
}

test('A code takes off what it says, in any case, and the answer tells where', async () => {
  const body = await withCodes(['summer20'], {pattern: 2, sticker: 1});
  assert.deepEqual(body.discounts, {codes: ['summer20'], applied: [{
    code: 'SUMMER20', title: 'Summer sale', amount: 2787, method: 'each', priority: 1,
    allocations: [{path: '$.line_items[0]', amount: 2720}, {path: '$.line_items[1]', amount: 67}]}]});
  assert.deepEqual(body.totals.map(({type, display_text: text, amount}) => [type, text, amount]), [
    ['subtotal', 'Subtotal', 13933], ['items_discount', 'Summer sale', -2787], ['total', 'Total', 11146]]);
  assert.deepEqual(body.line_items[0].totals.map(({type, amount}) => [type, amount]), [['subtotal', 13600], ['items_discount', -2720], ['total', 10880]]);
  assert.deepEqual([said(body), body.status], [[], 'ready_for_complete']);
});

test('Percentages come before amounts, whatever the order of the codes, and the totals name each', async () => {
  for (const codes of [['TENOFF', 'SUMMER20'], ['SUMMER20', 'TENOFF']]) {
    const body = await withCodes(codes);
    assert.deepEqual(body.discounts?.applied.map(({code, amount, priority, method}) => [code, amount, priority, method]), [
      ['SUMMER20', 1360, 1, 'each'], ['TENOFF', 1000, 2, 'across']]);
    assert.deepEqual(body.totals[1], {type: 'items_discount', display_text: 'Discounts', amount: -2360, lines: [
      {display_text: 'Summer sale', amount: -1360}, {display_text: 'TENOFF', amount: -1000}]});
  }
});

test('Codes that are sent replace those before; none are left when the list is empty or missing', async () => {
  const {id} = await withCodes(['SUMMER20']);
  const change = async (more: object): Promise<Body> => (await shop.call('PUT', `${sessions}/${id}`, {line_items: [{item: {id: 'pattern'}, quantity: 1}], ...more})).body;
  assert.equal(totalsOf(await change({discounts: {codes: ['TENOFF']}}))['total'], 5800);
  const none = await change({discounts: {codes: []}});
  assert.deepEqual([totalsOf(none)['total'], none.discounts], [6800, undefined]);
  await change({discounts: {codes: ['TENOFF']}});
  assert.equal(totalsOf(await change({}))['total'], 6800);
});

const REJECTED: readonly (readonly [name: string, codes: readonly string[], expected: readonly string[], sentence: RegExp, total: number])[] = [
  ['that is unknown', ['NOPE'], ['discount_code_invalid $.discounts.codes[0]'], /^The code “NOPE” is not valid here\.$/, 6800],
  ['that is not valid yet', ['XMAS'], ['discount_code_invalid $.discounts.codes[0]'], /valid from 24 December 2026|valid from December 24, 2026/, 6800],
  ['that is there twice', ['TENOFF', ' tenoff'], ['discount_code_already_applied $.discounts.codes[1]'], /already/, 5800],
  ['that stands alone, beside one that saves more', ['HALF', 'SUMMER20'], ['discount_code_combination_disallowed $.discounts.codes[1]'], /“SUMMER20” cannot be combined/, 3400],
  ['for other items', ['STICKY', 'TENOFF'], ['discount_code_user_ineligible $.discounts.codes[0]'], /not for these items/, 5800],
  ['that needs a larger sum', ['BIG'], ['discount_code_user_ineligible $.discounts.codes[0]'], /HK\$500\.00 or more/, 6800],
  ['in another currency', ['YUAN'], ['discount_code_user_ineligible $.discounts.codes[0]'], /in CNY/, 6800],
  ['for a delivery that there is not', ['POSTFREE'], ['discount_code_user_ineligible $.discounts.codes[0]'], /takes nothing off/, 6800],
];
for (const [name, codes, expected, sentence, total] of REJECTED) {
  test(`A code ${name} is a warning that says why, is echoed, and can be bought without`, async () => {
    const body = await withCodes(codes);
    assert.deepEqual(said(body), expected);
    assert.match(body.messages[0].content, sentence);
    assert.equal(body.messages[0].type, 'warning');
    assert.deepEqual(body.discounts?.codes, codes);
    assert.deepEqual([totalsOf(body)['total'], body.status], [total, 'ready_for_complete']);
  });
}

test('A discount ends with its last day in the time of the shop', async () => {
  const own = await openShop();
  await own.product(pattern());
  await discount(own, {code: 'TODAY', percent: '10', until: '2026-11-21'});
  // 18:00 in Hong Kong.
  const {body} = await own.create({pattern: 1}, {discounts: {codes: ['TODAY']}});
  own.wait(5 * 3600_000 + 59 * 60_000);
  const again = async (): Promise<Body> => (await own.create({pattern: 1}, {discounts: {codes: ['TODAY']}})).body;
  assert.deepEqual([totalsOf(body)['total'], totalsOf(await again())['total']], [6120, 6120]);
  own.wait(60_000);
  assert.deepEqual([said(await again()), totalsOf(await again())['total']], [['discount_code_expired $.discounts.codes[0]'], 6800]);
  await own.close();
});

test('A percentage has a limit where the shop says so', async () => {
  assert.equal(totalsOf(await withCodes(['CAPPED']))['total'], 6800 - 1234);
});

test('The sentences are in the language of the buyer', async () => {
  const say = async (language: string): Promise<string> => (await withCodes(['NOPE'], {pattern: 1}, {context: {language}})).messages[0].content;
  assert.deepEqual([await say('zh-HK'), await say('zh-CN')], ['優惠碼「NOPE」在此無效。', '优惠码“NOPE”在此无效。']);
  const {discounts, totals} = await withCodes(['SUMMER20'], {pattern: 1}, {context: {language: 'zh-HK'}});
  assert.deepEqual([discounts?.applied[0].title, totals[1].display_text], ['夏季優惠', '夏季優惠']);
});

test('Free delivery counts once the delivery has a price, and is an order-level discount', async () => {
  const open = await withCodes(['POSTFREE'], {'GAIWAN-CEL': 1}, {buyer: JANE});
  const {id} = open;
  assert.ok(said(open).includes('discount_at_delivery $.discounts.codes[0]'));
  const {body} = await shop.call('PUT', `${sessions}/${id}`, {
    line_items: [{item: {id: 'GAIWAN-CEL'}, quantity: 1}], buyer: JANE, discounts: {codes: ['POSTFREE']}, ...shipTo(QUEENSWAY)});
  assertAddsUp(body);
  assert.deepEqual(totalsOf(body), {subtotal: 38000, fulfillment: 3500, discount: -3500, total: 38000});
  assert.deepEqual(body.discounts?.applied[0], {code: 'POSTFREE', title: 'Free delivery', amount: 3500, priority: 1, allocations: [{path: '$.totals.shipping', amount: 3500}]});
  const paid = (await shop.complete(id)).body;
  assert.equal(paid.status, 'completed');
  assertAddsUp(paid);
  await assertBooks(shop);
});

test('A cart takes codes too, and its checkout has them', async () => {
  const {body: cart, status} = await shop.call('POST', '/ucp/carts', {line_items: [{item: {id: 'pattern'}, quantity: 1}], discounts: {codes: ['SUMMER20', 'POSTFREE']}});
  assert.equal(status, 201);
  assertAddsUp(cart, 'cart');
  assert.equal(totalsOf(cart)['total'], 5440);
  const {body} = await shop.call('POST', sessions, {cart_id: cart.id});
  assert.deepEqual([body.discounts?.codes, totalsOf(body)['total']], [['SUMMER20', 'POSTFREE'], 5440]);
  await shop.call('PUT', `${sessions}/${body.id}`, {line_items: [{item: {id: 'pattern'}, quantity: 2}], discounts: {codes: ['TENOFF']}});
  const after = (await shop.call('GET', `/ucp/carts/${cart.id}`)).body;
  assert.deepEqual([after.discounts?.codes, totalsOf(after)['total']], [['TENOFF'], 12600]);
  await shop.call('PUT', `${sessions}/${body.id}`, {line_items: [{item: {id: 'pattern'}, quantity: 2}]});
  assert.equal((await shop.call('GET', `/ucp/carts/${cart.id}`)).body.discounts, undefined);
});

test('A platform that does not speak the extension sees the totals and no discounts', async () => {
  const {body} = await shop.create({pattern: 1}, {discounts: {codes: ['SUMMER20']}});
  const {server} = shop;
  const answer = await renderCheckout(server.services, server.money, body.id, {agreed: new Map([['dev.ucp.shopping.checkout', {version: '2026-04-08'}]])});
  assert.ok(answer && !('discounts' in answer));
  assert.equal((answer['totals'] as {amount: number}[]).at(-1)?.amount, 5440);
});

test('After the end strangers see what was taken off, and not by which code; the order shows it too', async () => {
  const {id} = await withCodes(['SUMMER20'], {pattern: 1}, {buyer: JANE});
  const {body} = await shop.complete(id);
  assert.equal(body.status, 'completed');
  assert.deepEqual(body.discounts, {applied: [{title: 'Summer sale', amount: 1360, method: 'each', priority: 1, allocations: [{path: '$.line_items[0]', amount: 1360}]}]});
  const key = new URL(body.order.permalink_url).searchParams.get('key') ?? '';
  const order = (await shop.call('GET', `/ucp/orders/${body.order.id}?key=${key}`)).body;
  assert.deepEqual(totalsOf(order), {subtotal: 6800, items_discount: -1360, total: 5440});
  assert.deepEqual(order.line_items[0].totals.map(({amount}) => amount), [6800, -1360, 5440]);
  const receipt = await (await shop.server.fetch(new Request(body.order.permalink_url))).text();
  assert.match(receipt, /<dt class="">Summer sale<\/dt><dd class="">-HK\$13\.60<\/dd>/);
});

test('What applies by itself needs no code, cannot be removed, and gives way to a code that saves more', async () => {
  const own = await openShop();
  await own.product(pattern());
  await discount(own, {title: {en: 'Opening week'}, percent: '10', alone: true});
  const {body} = await own.create({pattern: 1}, {discounts: {codes: []}});
  assertAddsUp(body);
  assert.deepEqual(body.discounts, {codes: [], applied: [{
    automatic: true, title: 'Opening week', amount: 680, method: 'each', priority: 1, allocations: [{path: '$.line_items[0]', amount: 680}]}]});
  await discount(own, {code: 'SMALL', percent: '5'});
  await discount(own, {code: 'LARGE', percent: '15'});
  const small = (await own.create({pattern: 1}, {discounts: {codes: ['SMALL']}})).body;
  assert.deepEqual([said(small), totalsOf(small)['total']], [['discount_code_combination_disallowed $.discounts.codes[0]'], 6120]);
  const large = (await own.create({pattern: 1}, {discounts: {codes: ['LARGE']}})).body;
  assert.deepEqual([said(large), totalsOf(large)['total']], [[], 5780]);
  await own.close();
});

test('After the end strangers read no code, not even where a discount goes by it', async () => {
  const own = await openShop({config: {delivery: DELIVERY}});
  await own.product(gaiwan());
  await discount(own, {code: 'WINTER', percent: '20'});
  await discount(own, {code: 'friends', amount: '10'});
  await discount(own, {code: 'TITLED', amount: '1', title: {en: 'For the season'}});
  await discount(own, {code: 'CARRIED', delivery: true});
  const codes = ['winter', 'FRIENDS', 'TITLED', 'CARRIED'];
  const {body} = await own.create({'GAIWAN-CEL': 1}, {discounts: {codes}, buyer: JANE, ...shipTo(QUEENSWAY)});
  assert.deepEqual(body.discounts?.applied.map(({title}) => title).sort(), ['CARRIED', 'For the season', 'WINTER', 'friends']);
  const paid = await own.complete(body.id);
  assert.equal(paid.body.status, 'completed');
  assertAddsUp(paid.body);
  assert.doesNotMatch(paid.text, /winter|friends|titled|carried/i);
  assert.match(paid.text, /For the season/);
  assert.deepEqual(paid.body.totals.map(({amount}) => amount), body.totals.map(({amount}) => amount));
  const page = await (await own.server.fetch(new Request(`https://shop.example/checkout/${body.id}`))).text();
  await own.close();
  assert.doesNotMatch(page, /winter|friends|carried/i);
});

test('A discount that ended between looking and paying charges nothing', async () => {
  await discount(shop, {code: 'BRIEF', percent: '25'});
  const {id} = await withCodes(['BRIEF']);
  await endDiscount(shop.database, 'brief', shop.clock());
  const {body} = await shop.complete(id, 'approve', {'dev.hangtag': {expected_total: {amount: 5100, currency: 'HKD'}}});
  assert.deepEqual(said(body), ['discount_code_expired $.discounts.codes[0]', 'total_changed $.totals']);
  assert.deepEqual([body.status, totalsOf(body)['total']], ['ready_for_complete', 6800]);
  const paid = (await shop.complete(id, 'approve', {'dev.hangtag': {expected_total: {amount: 6800, currency: 'HKD'}}})).body;
  assert.equal(paid.status, 'completed');
  await assertBooks(shop);
});

test('Currencies without decimals and with three are exact too', async () => {
  const own = await openShop();
  await own.product(pattern('sheet', {price: 101, currency: 'JPY'}));
  await own.product(pattern('rug', {price: 12_345, currency: 'KWD'}));
  await discount(own, {code: 'THIRD', percent: '33.33'});
  await discount(own, {code: 'YEN', amount: '7', currency: 'JPY'});
  await discount(own, {code: 'FILS', amount: '1.005', currency: 'KWD'});
  const yen = (await own.create({sheet: 3}, {discounts: {codes: ['THIRD', 'YEN', 'FILS']}})).body;
  assertAddsUp(yen);
  assert.deepEqual([totalsOf(yen)['total'], said(yen)], [303 - 101 - 7, ['discount_code_user_ineligible $.discounts.codes[2]']]);
  const fils = (await own.create({rug: 1}, {discounts: {codes: ['THIRD', 'FILS']}})).body;
  assertAddsUp(fils);
  assert.equal(totalsOf(fils)['total'], 12_345 - 4115 - 1005);
  await own.close();
});
