import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {completeCheckout} from '../../../src/server/checkout/complete-checkout.ts';
import {expireDueCheckouts} from '../../../src/server/checkout/expire-checkouts.ts';
import type {Desk} from '../../../src/server/checkout/desk.ts';
import type {CompleteCheckoutBody} from '../../../src/server/http/request-schemas.ts';
import {ownPageVisit} from '../../../src/server/http/visit.ts';
import type {Body} from '../http/answers.ts';
import type {Shop} from '../http/shop.ts';
import {DELIVERY, gaiwan, instrument, JANE, openShop, pattern, QUEENSWAY, said, shipTo, totalsOf} from '../http/shop.ts';

let shop: Shop;
const sessions = '/ucp/checkout-sessions';
const linesOf = (body: Body) => body.line_items.map(({id, item, quantity}) => ({id, item: {id: item.id}, quantity}));

before(async () => {
  shop = await openShop({config: {
    delivery: DELIVERY, orderPrefix: 'HC',
    links: [{type: 'terms_of_service', url: 'https://shop.example/terms', title: {en: 'Terms', 'zh-Hant': '條款'}}],
  }});
  await shop.product(gaiwan());
  await shop.product(pattern());
  await shop.product(pattern('rare', {stock: 2}));
  await shop.product(pattern('gone', {status: 'archived'}));
  await shop.product(pattern('sold-out', {stock: 0}));
  await shop.product(pattern('dollars', {currency: 'USD'}));
  await shop.product({id: 'draft', status: 'draft', variants: [{id: 'draft-1'}]});
});
after(() => shop.close());

test('A digital item is ready to be paid at once and becomes one order', async () => {
  const {status, body} = await shop.create({pattern: 2}, {attribution: {utm_campaign: 'autumn'}});
  assert.equal(status, 201);
  assert.match(body.id, /^chk_[0-9a-f]{32}$/);
  assert.equal(body.status, 'ready_for_complete');
  assert.deepEqual(totalsOf(body), {subtotal: 13600, total: 13600});
  assert.deepEqual(body.messages, []);
  assert.deepEqual(body.links, [{type: 'terms_of_service', url: 'https://shop.example/terms', title: 'Terms'}]);
  assert.equal(body.continue_url, `https://shop.example/checkout/${body.id}`);
  assert.equal(body['dev.hangtag'].needs_delivery, false);
  assert.equal(body['dev.hangtag'].mode, 'test');
  assert.equal(body.fulfillment, undefined);
  const done = (await shop.complete(body.id)).body;
  assert.equal(done.status, 'completed');
  assert.match(done.order.permalink_url, /^https:\/\/shop\.example\/orders\/order_[0-9a-f]+\?key=.{20,}$/);
  assert.match(done.order.label, /^HC\d+$/);
  assert.equal(done.continue_url, undefined);
  assert.deepEqual(done.attribution, {utm_campaign: 'autumn'});
});

test('Items that are not sold leave a message, and alone no checkout', async () => {
  const refused = (await shop.create({nonsense: 1, gone: 1, 'sold-out': 1, 'draft-1': 1})).body;
  assert.equal(refused.ucp.status, 'error');
  assert.equal(refused.id, undefined);
  assert.deepEqual([...new Set(refused.messages.map(message => message.severity))], ['unrecoverable']);
  assert.deepEqual(said(refused), ['item_unavailable $.line_items', 'item_unavailable $.line_items[0]', 'item_unavailable $.line_items[2]', 'out_of_stock $.line_items[1]']);
  const mixed = (await shop.create({nonsense: 1, pattern: 1, 'sold-out': 1})).body;
  assert.equal(mixed.status, 'incomplete');
  assert.deepEqual(said(mixed), ['item_unavailable $.line_items', 'out_of_stock $.line_items[1]']);
});

test('Every item that is not sold is named', async () => {
  const {messages} = (await shop.create({nonsense: 1, rubbish: 1, pattern: 1})).body;
  assert.deepEqual(messages.map(({content}) => /“(\w+)”/.exec(content)?.[1]), ['nonsense', 'rubbish']);
});

test('Who cannot be served is sent to the shop’s own pages', async () => {
  const home = 'https://www.shop.example/';
  const own = await openShop({config: {home}});
  for (const [method, path, body] of [
    ['GET', `${sessions}/none`], ['POST', sessions, {line_items: [{item: {id: 'none'}, quantity: 1}]}], ['POST', sessions, {cart_id: 'none'}],
    ['GET', '/ucp/carts/none'], ['POST', '/ucp/carts', {line_items: [{item: {id: 'none'}, quantity: 1}]}], ['POST', '/ucp/catalog/product', {id: 'none'}], ['GET', '/ucp/orders/none'],
  ] as const) {
    const answer = (await own.call(method, path, body)).body;
    assert.deepEqual([answer.ucp.status, answer.continue_url], ['error', home], `${method} ${path}`);
  }
  await own.close();
});

test('The instrument that cannot be taken is the one that is named', async () => {
  const {id} = (await shop.create({pattern: 1})).body;
  const pay = (second: object) => shop.call('POST', `${sessions}/${id}/complete`, {payment: {instruments: [
    {id: '1', handler_id: 'sandbox', type: 'sandbox', credential: {type: 'sandbox', token: 'approve'}}, {id: '2', selected: true, ...second}]}});
  assert.deepEqual(said((await pay({handler_id: 'nobody', type: 'card'})).body), ['payment_failed $.payment.instruments[1].handler_id']);
  assert.deepEqual(said((await pay({handler_id: 'sandbox', type: 'card', credential: null})).body), ['payment_failed $.payment.instruments[1]']);
});

test('A line, too, needs an id that names it', async () => {
  const {body} = await shop.call('POST', sessions, {line_items: [{id: '', item: {id: 'pattern'}, quantity: 1}]});
  assert.deepEqual(body.line_items.map(({id}) => id), ['li_1']);
});

test('Whoever was too late for the last piece has a checkout that says so, now and later', async () => {
  await shop.product(pattern('last', {stock: 2}));
  const quick = (await shop.create({last: 1})).body;
  const slow = (await shop.create({last: 2})).body;
  const {services, money} = shop.server;
  const overtaken: Desk = {services, money: {...money, complete: async asked => {
    await shop.complete(quick.id);
    return money.complete(asked);
  }}};
  const body = {payment: {instruments: [instrument('approve')]}} as unknown as CompleteCheckoutBody;
  const answer = (await completeCheckout(overtaken, ownPageVisit(services), slow.id, body)).body as unknown as Body;
  const later = (await shop.call('GET', `${sessions}/${slow.id}`)).body;
  for (const {status, messages} of [answer, later]) assert.deepEqual([status, messages.map(({code, path}) => `${code} ${path}`)], ['incomplete', ['out_of_stock $.line_items[0].quantity']]);
});

test('More than is left is an error on the quantity, over all lines of the item', async () => {
  const one = (await shop.create({rare: 3})).body;
  assert.deepEqual(said(one), ['out_of_stock $.line_items[0].quantity']);
  assert.match(one.messages[0].content, /Only 2/);
  const two = (await shop.call('POST', sessions, {line_items: [{item: {id: 'rare'}, quantity: 1}, {item: {id: 'rare'}, quantity: 2}]})).body;
  assert.deepEqual(said(two), ['out_of_stock $.line_items[1].quantity']);
  assert.equal((await shop.complete(one.id)).body.status, 'incomplete');
  assert.equal(await shop.stock('rare'), 2);
});

test('Two currencies never share a checkout', async () => {
  for (const [kind, body] of [['checkout', (await shop.create({pattern: 1, dollars: 1})).body], ['cart', (await shop.call('POST', '/ucp/carts', {line_items: [
    {item: {id: 'pattern'}, quantity: 1}, {item: {id: 'dollars'}, quantity: 1}]})).body]] as const) {
    assert.deepEqual(said(body), ['item_unavailable $.line_items'], kind);
    assert.deepEqual([body.currency, body.line_items.map(line => line.item.id), totalsOf(body)], ['HKD', ['pattern'], {subtotal: 6800, total: 6800}], 'a sum of two currencies is none');
  }
  assert.equal((await shop.create({dollars: 1})).body.currency, 'USD');
});

test('A parcel needs contact and address, named field by field', async () => {
  const {body} = await shop.create({'GAIWAN-CEL': 1});
  assert.equal(body.status, 'incomplete');
  assert.deepEqual(said(body), ['missing $.buyer.email', 'missing $.fulfillment.methods[0].selected_destination_id']);
  assert.deepEqual(body.fulfillment.methods.map(method => [method.id, method.line_item_ids]), [['shipping', ['li_1']], ['pickup', []]]);
  assert.deepEqual(body['dev.hangtag'].ships_to, ['HK', 'US']);
  const at = '$.fulfillment.methods[0].destinations[0]';
  const addressed = (await shop.create({'GAIWAN-CEL': 1}, {buyer: {email: 'not an email', phone_number: '9123 4567'}, ...shipTo({address_country: 'US', first_name: 'Jo'})})).body;
  assert.deepEqual(said(addressed), ['invalid $.buyer.email', 'invalid $.buyer.phone_number', `missing ${at}.address_locality`, `missing ${at}.address_region`, `missing ${at}.postal_code`, `missing ${at}.street_address`].sort());
});

test('Hong Kong needs no postcode; the first rate is taken until another is chosen', async () => {
  const {body} = await shop.create({'GAIWAN-CEL': 1}, {buyer: JANE, ...shipTo(QUEENSWAY)});
  assert.equal(body.status, 'ready_for_complete');
  assert.deepEqual(totalsOf(body), {subtotal: 38000, fulfillment: 3500, total: 41500});
  const [group] = body.fulfillment.methods[0].groups;
  assert.deepEqual(group.options.map(option => option.id), ['courier', 'post']);
  assert.equal(group.selected_option_id, 'courier');
  const fulfillment = {methods: [{id: 'shipping', type: 'shipping', line_item_ids: ['li_1'], selected_destination_id: 'dest_1', groups: [{id: group.id, selected_option_id: 'post'}]}]};
  const post = (await shop.call('PUT', `${sessions}/${body.id}`, {line_items: linesOf(body), buyer: JANE, fulfillment})).body;
  assert.deepEqual(totalsOf(post), {subtotal: 38000, fulfillment: 1800, total: 39800});
  assert.equal(post.fulfillment.methods[0].destinations[0].street_address, '88 Queensway');
});

test('Delivery is free from the configured subtotal on', async () => {
  const {body} = await shop.create({'GAIWAN-CEL': 2}, {buyer: JANE, ...shipTo(QUEENSWAY)});
  assert.deepEqual(totalsOf(body), {subtotal: 76000, fulfillment: 0, total: 76000});
});

test('Places are read as code or name; where the shop does not deliver is said', async () => {
  for (const address_country of ['hk', 'HKG', 'Hong Kong', '香港']) {
    const {body} = await shop.create({'GAIWAN-CEL': 1}, {buyer: JANE, ...shipTo({...QUEENSWAY, address_country})});
    assert.equal(body.fulfillment.methods[0].destinations[0].address_country, 'HK', address_country);
  }
  for (const address_country of ['DE', 'Atlantis']) {
    const {body} = await shop.create({'GAIWAN-CEL': 1}, {buyer: JANE, ...shipTo({...QUEENSWAY, address_country})});
    assert.deepEqual(said(body), ['address_undeliverable $.fulfillment.methods[0].destinations[0].address_country']);
    assert.equal(body.messages[0].severity, 'recoverable');
  }
  const texas = {street_address: '1 Main St', address_locality: 'Austin', address_region: 'TX', postal_code: '78701', address_country: 'US'};
  assert.equal((await shop.create({'GAIWAN-CEL': 1}, {buyer: JANE, ...shipTo(texas)})).body.messages[0].code, 'address_undeliverable');
  assert.equal((await shop.create({'GAIWAN-CEL': 1}, {buyer: JANE, ...shipTo({...texas, address_region: 'ca'})})).body.status, 'ready_for_complete');
});

test('Collecting needs a shop and a way to be reached, and costs nothing', async () => {
  const choose = (await shop.create({'GAIWAN-CEL': 1}, {fulfillment: {methods: [{type: 'pickup'}]}})).body;
  assert.deepEqual(said(choose), ['missing $.buyer.email', 'missing $.fulfillment.methods[1].selected_destination_id']);
  const chosen = (await shop.create({'GAIWAN-CEL': 1}, {
    buyer: {phone_number: '+852 9123 4567'}, fulfillment: {methods: [{type: 'pickup', selected_destination_id: 'sham-shui-po'}]}})).body;
  assert.equal(chosen.status, 'ready_for_complete');
  assert.deepEqual(totalsOf(chosen), {subtotal: 38000, fulfillment: 0, total: 38000});
  assert.equal(chosen.buyer.phone_number, '+85291234567');
  const pickup = chosen.fulfillment.methods[1];
  assert.equal(pickup.selected_destination_id, 'sham-shui-po');
  assert.deepEqual(pickup.destinations.map(place => place.name), ['Sheung Wan', 'Sham Shui Po']);
});

test('Of a mixed basket only what must be delivered is', async () => {
  const {body} = await shop.create({pattern: 1, 'GAIWAN-CEL': 1}, {buyer: JANE, ...shipTo(QUEENSWAY)});
  assert.deepEqual(body.fulfillment.methods[0].line_item_ids, ['li_2']);
  assert.deepEqual(body.fulfillment.methods[0].groups[0].line_item_ids, ['li_2']);
});

test('An update replaces everything and keeps the ids of lines', async () => {
  const {body} = await shop.create({pattern: 1, 'GAIWAN-CEL': 1}, {buyer: JANE, ...shipTo(QUEENSWAY)});
  const {body: changed} = await shop.call('PUT', `${sessions}/${body.id}`, {line_items: [{item: {id: 'GAIWAN-CEL'}, quantity: 1}, {item: {id: 'rare'}, quantity: 1}]});
  assert.deepEqual(linesOf(changed), [{id: 'li_2', item: {id: 'GAIWAN-CEL'}, quantity: 1}, {id: 'li_3', item: {id: 'rare'}, quantity: 1}]);
  assert.equal(changed.buyer, undefined);
  assert.deepEqual(said(changed), ['missing $.buyer.email', 'missing $.fulfillment.methods[0].selected_destination_id']);
});

test('A total that the buyer has not seen is not charged', async () => {
  const {body} = await shop.create({pattern: 1});
  const other = (await shop.complete(body.id, 'approve', {'dev.hangtag': {expected_total: {amount: 6700, currency: 'HKD'}}})).body;
  assert.equal(other.status, 'ready_for_complete');
  assert.deepEqual(said(other), ['total_changed $.totals']);
  await shop.database.query(`update variants set price = 7000 where id = 'pattern'`, []);
  const raised = (await shop.complete(body.id)).body;
  assert.deepEqual([said(raised), totalsOf(raised)['total']], [['total_changed $.totals'], 7000]);
  const seen = (await shop.complete(body.id, 'approve', {'dev.hangtag': {expected_total: {amount: 7000, currency: 'HKD'}}})).body;
  assert.equal(seen.status, 'completed');
  await shop.database.query(`update variants set price = 6800 where id = 'pattern'`, []);
});

test('Who meant to join a payment that ends first is not charged a total that was never seen', async () => {
  const {body} = await shop.create({pattern: 1});
  assert.equal((await shop.complete(body.id, 'pending')).body.status, 'complete_in_progress');
  const {services, money} = shop.server;
  const change = {line_items: [{item: {id: 'pattern'}, quantity: 2}]};
  const overtaken: Desk = {services, money: {...money, async complete(request) {
    const {body: changed} = await shop.call('PUT', `${sessions}/${body.id}`, change);
    assert.deepEqual([changed.status, totalsOf(changed)['total']], ['ready_for_complete', 13600]);
    return money.complete(request);
  }}};
  const again: CompleteCheckoutBody = {payment: {instruments: [{id: 'i', handler_id: 'sandbox', type: 'sandbox', credential: {type: 'sandbox', token: 'approve'}}]}};
  await completeCheckout(overtaken, ownPageVisit(services), body.id, again);
  const end = (await shop.call('GET', `${sessions}/${body.id}`)).body;
  assert.equal(end.status, 'ready_for_complete');
  const payments = await shop.database.query<{amount: number; captured: number}>('select amount, captured from payments where checkout_id = $1', [body.id]);
  assert.deepEqual(payments.map(({amount, captured}) => [amount, captured]), [[6800, 0]]);
});

test('A declined payment leaves the checkout open, and the next may succeed', async () => {
  const {body} = await shop.create({pattern: 1});
  const declined = (await shop.complete(body.id, 'decline')).body;
  assert.equal(declined.status, 'ready_for_complete');
  assert.deepEqual(said(declined), ['payment_failed']);
  assert.equal(declined['dev.hangtag'].payment.closed, true);
  assert.equal((await shop.complete(body.id)).body.status, 'completed');
});

test('A wallet that needs the buyer escalates, and an update closes its payment first', async () => {
  const {body} = await shop.create({rare: 1});
  const handed = (await shop.complete(body.id, 'redirect')).body;
  assert.equal(handed.status, 'requires_escalation');
  assert.equal(handed.messages[0].code, 'requires_wallet');
  assert.equal(handed.messages[0].severity, 'requires_buyer_input');
  assert.ok(handed['dev.hangtag'].payment.action);
  assert.equal(handed['dev.hangtag'].poll_after, 2000);
  assert.equal(await shop.stock('rare'), 1);
  const asked = (await shop.call('GET', `${sessions}/${body.id}`)).body;
  assert.equal(asked.messages[0].code, 'requires_wallet');
  const changed = (await shop.call('PUT', `${sessions}/${body.id}`, {line_items: [{item: {id: 'rare'}, quantity: 2}]})).body;
  assert.equal(changed.status, 'ready_for_complete');
  assert.deepEqual(changed.messages, []);
  assert.equal(await shop.stock('rare'), 2);
});

test('Cancelling closes the payment; twice, or after the end, it says why not', async () => {
  const {body} = await shop.create({pattern: 1});
  await shop.complete(body.id, 'pending');
  const canceled = (await shop.call('POST', `${sessions}/${body.id}/cancel`)).body;
  assert.equal(canceled.status, 'canceled');
  const again = (await shop.call('POST', `${sessions}/${body.id}/cancel`, {})).body;
  assert.ok(said(again).includes('checkout_canceled'));
  assert.equal((await shop.complete(body.id)).body.status, 'canceled');
  const sold = (await shop.create({pattern: 1})).body;
  await shop.complete(sold.id);
  const late = (await shop.call('POST', `${sessions}/${sold.id}/cancel`)).body;
  assert.deepEqual([late.status, said(late)], ['completed', ['checkout_completed']]);
  const changed = (await shop.call('PUT', `${sessions}/${sold.id}`, {line_items: [{item: {id: 'pattern'}, quantity: 5}]})).body;
  assert.deepEqual([changed.status, changed.line_items[0].quantity], ['completed', 1]);
});

test('After completion strangers read nothing about the buyer', async () => {
  const {body} = await shop.create({'GAIWAN-CEL': 1}, {buyer: JANE, ...shipTo(QUEENSWAY), context: {postal_code: '999'}});
  const done = (await shop.complete(body.id)).body;
  assert.equal(done.status, 'completed');
  const read = await shop.call('GET', `${sessions}/${body.id}`);
  assert.equal(read.body.order.id, done.order.id);
  // Not by her short name alone: the random key in the answer may well contain it.
  assert.doesNotMatch(read.text, /"(jane|doe)|jane@|queensway/i);
  shop.wait(25 * 3600_000);
  assert.doesNotMatch((await shop.call('GET', `${sessions}/${body.id}`)).body.order.permalink_url, /key/);
});

test('A checkout whose time is over has ended, lazily and by the worker', async () => {
  const {body: read} = await shop.create({pattern: 1});
  const {body: paid} = await shop.create({pattern: 1});
  const {body: forgotten} = await shop.create({pattern: 1});
  shop.wait(61 * 60_000);
  const ended = (await shop.call('GET', `${sessions}/${read.id}`)).body;
  assert.deepEqual([ended.status, said(ended)], ['canceled', ['checkout_expired']]);
  const late = (await shop.complete(paid.id)).body;
  assert.deepEqual([late.status, said(late)], ['canceled', ['checkout_expired']]);
  await shop.server.runDueWork();
  const [row] = await shop.database.query<{status: string}>('select status from checkouts where id = $1', [forgotten.id]);
  assert.equal(row?.status, 'canceled');
});

test('An expiry does not wait for a provider: the payment is closed by its own rules, then the checkout ends', async () => {
  const {body} = await shop.create({pattern: 1});
  assert.equal((await shop.complete(body.id, 'pending')).body.status, 'complete_in_progress');
  shop.wait(61 * 60_000);
  const asked: string[] = [];
  const {services, money} = shop.server;
  await expireDueCheckouts({services, money: {...money, closeLivePayment: async id => { asked.push(id); return 'open'; }}});
  assert.deepEqual(asked, []);
  const status = async (): Promise<string | undefined> => (await shop.database.query<{status: string}>('select status from checkouts where id = $1', [body.id]))[0]?.status;
  assert.equal(await status(), 'complete_in_progress');
  await shop.server.runDueWork();
  assert.equal(await status(), 'canceled');
  const payments = await shop.database.query<{status: string; live: boolean}>('select status, live from payments where checkout_id = $1', [body.id]);
  assert.deepEqual(payments, [{status: 'expired', live: false}]);
});

test('Messages, titles and links are in the buyer’s language', async () => {
  await shop.translate('gaiwan', 'zh-Hant', {title: '一人蓋碗'});
  const {body} = await shop.create({'GAIWAN-CEL': 1}, {...shipTo(QUEENSWAY)}, {'accept-language': 'zh-HK, en;q=0.5'});
  assert.match(body.line_items[0].item.title, /^一人蓋碗/);
  assert.equal(body.fulfillment.methods[0].groups[0].options[0].title, '速遞');
  assert.equal(body.fulfillment.methods[1].destinations[0].name, '上環店');
  assert.equal(body.links[0].title, '條款');
  assert.match(body.messages[0].content, /請填寫/);
  const simplified = (await shop.create({'GAIWAN-CEL': 1}, {context: {language: 'zh-CN'}}, {'accept-language': 'en'})).body;
  assert.match(simplified.messages[0].content, /请填写/);
});

test('Unknown checkouts are an outcome, not a missing page', async () => {
  const {status, body} = await shop.call('GET', `${sessions}/chk_none`);
  assert.deepEqual([status, body.ucp.status, said(body)], [200, 'error', ['not_found']]);
  assert.equal((await shop.complete('chk_none')).body.messages[0].code, 'not_found');
  assert.equal((await shop.call('POST', `${sessions}/chk_none/cancel`)).body.messages[0].code, 'not_found');
});

test('A code is never swallowed silently, and a way of paying that is not offered is refused', async () => {
  const {body} = await shop.create({pattern: 1}, {discounts: {codes: ['HELLO']}});
  assert.deepEqual(said(body), ['discount_code_invalid $.discounts.codes[0]']);
  const other = (await shop.complete(body.id, 'approve', {payment: {instruments: [{id: 'x', handler_id: 'nobody', type: 'card'}]}})).body;
  assert.ok(said(other).includes('payment_failed $.payment.instruments[0].handler_id'));
  assert.equal(other.status, 'ready_for_complete');
});

test('What costs nothing needs no way of paying; anything else asks for one and charges nothing', async () => {
  await shop.product(pattern('gift', {price: 0}));
  for (const payment of [{}, {instruments: []}]) {
    const pay = async (item: string) => {
      const {id} = (await shop.create({[item]: 1})).body;
      return (await shop.call('POST', `${sessions}/${id}/complete`, {payment})).body;
    };
    assert.equal((await pay('gift')).status, 'completed');
    const priced = await pay('pattern');
    assert.deepEqual([priced.status, said(priced)], ['ready_for_complete', ['payment_required $.payment.instruments']]);
    assert.equal(priced['dev.hangtag'].payment.status, 'none');
  }
});

test('A cart has one open checkout, made of what is in the cart', async () => {
  const {status, body: cart} = await shop.call('POST', '/ucp/carts', {line_items: [{item: {id: 'pattern'}, quantity: 2}], buyer: JANE});
  assert.equal(status, 201);
  const first = await shop.call('POST', sessions, {cart_id: cart.id, line_items: [{item: {id: 'rare'}, quantity: 1}]});
  assert.deepEqual([first.status, first.body.line_items[0].item.id, first.body.buyer.email], [201, 'pattern', JANE.email]);
  const second = await shop.call('POST', sessions, {cart_id: cart.id, line_items: []});
  assert.deepEqual([second.status, second.body.id], [200, first.body.id]);
  await shop.call('PUT', `${sessions}/${first.body.id}`, {line_items: [{id: 'li_1', item: {id: 'pattern'}, quantity: 3}]});
  assert.equal((await shop.call('GET', `/ucp/carts/${cart.id}`)).body.line_items[0].quantity, 3);
  assert.equal((await shop.call('POST', sessions, {cart_id: 'cart_none'})).body.messages[0].code, 'not_found');
});
