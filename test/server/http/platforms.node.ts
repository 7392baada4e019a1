import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import type {IncomingMessage, Server, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {after, before, test} from 'node:test';
import fc from 'fast-check';
import {UCP_VERSION} from '../../../src/commerce/ucp.ts';
import type {PaymentHandler} from '../../../src/server/handlers/payment-handler.ts';
import {intersect, relevantTo} from '../../../src/server/http/capabilities.ts';
import {isPublicAddress} from '../../../src/server/http/public-address.ts';
import {fetchProfile} from '../../../src/server/http/profile-fetch.ts';
import type {TransportError} from '../../../src/server/http/transport-error.ts';
import type {Shop} from './shop.ts';
import {DELIVERY, gaiwan, JANE, openShop, ORIGIN, pattern, QUEENSWAY, said, shipTo} from './shop.ts';

let shop: Shop;
let platform: Server;
let base: string;
let asked = 0;
let answer: (request: IncomingMessage, response: ServerResponse) => void = () => {};

before(async () => {
  shop = await openShop({config: {delivery: DELIVERY}});
  await shop.product(gaiwan());
  platform = createServer((request, response) => {
    asked++;
    answer(request, response);
  });
  await new Promise<void>(done => { platform.listen(0, '127.0.0.1', done); });
  base = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`;
});
after(async () => {
  platform.closeAllConnections();
  platform.close();
  await shop.close();
});

const profileWith = (names: readonly string[], version = UCP_VERSION) => JSON.stringify({
  ucp: {version, services: {}, payment_handlers: {}, capabilities: Object.fromEntries(names.map(name => [name, [{version: UCP_VERSION}]]))},
});
const says = (status: number, body = '', headers = {}) => {
  answer = (_request, response) => { response.writeHead(status, headers).end(body); };
};
let number = 0;
const visit = async (lines: Record<string, number> = {'GAIWAN-CEL': 1}, path = `/profile-${number++}`, more = {}) =>
  shop.create(lines, more, {'ucp-agent': `profile="${base}${path}"`});

test('A platform’s profile is fetched once, and only what both can do is answered', async () => {
  says(200, profileWith(['dev.ucp.shopping.checkout', 'dev.ucp.shopping.fulfillment', 'com.other.thing']));
  asked = 0;
  const {body} = await visit(undefined, '/once', {buyer: JANE, ...shipTo(QUEENSWAY)});
  assert.deepEqual(Object.keys(body.ucp.capabilities).sort(), ['dev.ucp.shopping.checkout', 'dev.ucp.shopping.fulfillment']);
  assert.equal(body['dev.hangtag'], undefined);
  assert.equal(body.status, 'ready_for_complete');
  await visit(undefined, '/once');
  assert.equal(asked, 1);
});

test('A checkout names the instruments that both the shop takes and the platform can collect', async () => {
  const cards = {name: 'com.example.cards', id: 'cards', mode: 'test', accepts: () => true, profile: () => ({
    id: 'cards', version: UCP_VERSION, available_instruments: [{type: 'card', constraints: {brands: ['visa', 'mastercard', 'amex']}}, {type: 'voucher'}]})} as unknown as PaymentHandler;
  const own = await openShop({handlers: [cards]});
  await own.product(pattern());
  const offered = async (payment_handlers: object) => {
    says(200, JSON.stringify({ucp: {version: UCP_VERSION, capabilities: {'dev.ucp.shopping.checkout': [{version: UCP_VERSION}]}, payment_handlers}}));
    const agent = {'ucp-agent': `profile="${base}/cards-${number++}"`};
    const {id, ucp} = (await own.create({pattern: 1}, {}, agent)).body;
    assert.deepEqual((await own.call('GET', `/ucp/checkout-sessions/${id}`, undefined, agent)).body.ucp, ucp, 'read again it is the same');
    const handlers = ucp.payment_handlers as unknown as Record<string, readonly {available_instruments: unknown}[]>;
    assert.ok(handlers['dev.hangtag.sandbox']);
    return handlers['com.example.cards']?.[0]?.available_instruments;
  };
  const all = cards.profile('')['available_instruments'];
  const entry = (available_instruments?: unknown) => ({'com.example.cards': [{id: 'x', version: UCP_VERSION, ...(available_instruments ? {available_instruments} : {})}]});
  assert.deepEqual(await offered({}), all);
  assert.deepEqual(await offered(entry()), all, 'who says nothing is not limited');
  assert.deepEqual(await offered(entry('nonsense')), all);
  assert.deepEqual(await offered(entry([{type: 'card', constraints: {brands: ['discover', 'amex', 'visa']}}])), [{type: 'card', constraints: {brands: ['visa', 'amex']}}]);
  assert.deepEqual(await offered(entry([{type: 'voucher'}, {type: 'card'}])), all);
  assert.equal(await offered(entry([{type: 'card', constraints: {brands: ['discover']}}])), undefined, 'nothing in common');
  await own.close();
});

test('Without the fulfillment extension delivery is left to the shop’s own page', async () => {
  says(200, profileWith(['dev.ucp.shopping.checkout']));
  const {body} = await visit(undefined, undefined, {buyer: JANE});
  assert.equal(body.fulfillment, undefined);
  assert.deepEqual([body.status, said(body), body.messages[0].severity], ['requires_escalation', ['fulfillment_required'], 'requires_buyer_input']);
  assert.ok(body.continue_url);
});

test('Without a capability in common the outcome is told with 200', async () => {
  says(200, profileWith(['dev.ucp.shopping.cart']));
  const {status, body} = await visit();
  assert.deepEqual([status, body.ucp.status, body.ucp.capabilities, said(body)], [200, 'error', {}, ['capabilities_incompatible']]);
});

test('Who cannot be served is sent to the shop’s own pages, where the shop says where they are', async () => {
  const home = 'https://half-catty.example/';
  const other = await openShop({beside: shop, config: {home}});
  const bad = await other.call('GET', '/ucp/carts/x', undefined, {'ucp-agent': 'nonsense'});
  assert.deepEqual([bad.status, bad.body.continue_url], [400, home]);
  says(200, profileWith(['dev.ucp.shopping.order']));
  const refused = await other.call('GET', '/ucp/carts/x', undefined, {'ucp-agent': `profile="${base}/no-cart"`});
  assert.deepEqual([said(refused.body), refused.body.continue_url], [['capabilities_incompatible'], home]);
  const front = await other.server.fetch(new Request(`${ORIGIN}/`));
  assert.deepEqual([front.status, front.headers.get('location')], [302, home]);
  assert.equal((await shop.call('GET', '/ucp/carts/x', undefined, {'ucp-agent': 'nonsense'})).body.continue_url, undefined);
});

test('Discovery fails with the protocol’s codes, and a failure is not asked for again at once', async () => {
  const failures: readonly [() => void, number, string][] = [
    [() => { says(500); }, 424, 'profile_unreachable'],
    [() => { says(302, '', {location: '/elsewhere'}); }, 424, 'profile_unreachable'],
    [() => { answer = (_request, response) => { response.destroy(); }; }, 424, 'profile_unreachable'],
    [() => { says(200, 'no json'); }, 422, 'profile_malformed'],
    [() => { says(200, '{"ucp": {}}'); }, 422, 'profile_malformed'],
    [() => { says(200, JSON.stringify({ucp: {version: UCP_VERSION, capabilities: []}})); }, 422, 'profile_malformed'],
    [() => { says(200, profileWith([], '2026-01-23')); }, 422, 'version_unsupported'],
    [() => { says(200, 'x'.repeat(300_000)); }, 424, 'profile_unreachable'],
  ];
  for (const [prepare, status, code] of failures) {
    prepare();
    const failed = await visit();
    assert.deepEqual([failed.status, failed.body.code], [status, code]);
  }
  says(500);
  asked = 0;
  await visit(undefined, '/broken');
  await visit(undefined, '/broken');
  assert.equal(asked, 1);
  shop.wait(6000);
  says(200, profileWith(['dev.ucp.shopping.checkout']));
  assert.equal((await visit(undefined, '/broken')).status, 201);
});

test('A slow platform is not waited for', async () => {
  answer = () => {};
  await assert.rejects(fetchProfile(`${base}/slow`, 'test', {time: 200, bytes: 1000}), (error: TransportError) => error.code === 'profile_unreachable');
  answer = (_request, response) => { response.writeHead(200).write('{'); };
  await assert.rejects(fetchProfile(`${base}/drip`, 'test', {time: 200, bytes: 1000}), (error: TransportError) => error.code === 'profile_unreachable');
  answer = (_request, response) => {
    response.socket?.write('HTTP/1.0 200 OK\r\n\r\n{}');
  };
  await assert.rejects(fetchProfile(`${base}/old-drip`, 'test', {time: 200, bytes: 1000}), (error: TransportError) => error.code === 'profile_unreachable');
});

test('Addresses inside are never fetched: not by number, not by name, not from a live shop', async () => {
  const inside = [
    'http://169.254.169.254/latest/meta-data', 'https://169.254.169.254/', 'https://10.0.0.1/', 'https://[::1]/', 'https://[fd00::1]/',
    'https://[::ffff:10.0.0.1]/', 'https://2130706433/', 'https://0x7f.1/', 'http://platform.example/profile', 'ftp://platform.example/x', 'https://user:pw@platform.example/',
  ];
  for (const url of inside) {
    await assert.rejects(fetchProfile(url, 'live'), (error: TransportError) => error.status === 400 && error.code === 'invalid_profile_url', url);
  }
  await assert.rejects(fetchProfile(`${base}/profile`, 'live'), (error: TransportError) => error.code === 'invalid_profile_url');
  await assert.rejects(fetchProfile('https://localhost/profile', 'live'), (error: TransportError) => error.code === 'invalid_profile_url');
});

test('No private address passes for a public one', () => {
  const octet = fc.integer({min: 0, max: 255});
  fc.assert(fc.property(fc.constantFrom('10', '127', '0', '224', '255', '169.254', '192.168', '172.16', '172.31', '100.64', '198.18'), octet, octet, octet, (start, a, b, c) => {
    const address = [start, a, b, c].join('.').split('.').slice(0, 4).join('.');
    assert.equal(isPublicAddress(address), false, address);
    assert.equal(isPublicAddress(`::ffff:${address}`), false);
    assert.equal(isPublicAddress(`64:ff9b::${address}`), false);
  }));
  for (const address of ['8.8.8.8', '1.1.1.1', '2606:4700::1111']) assert.equal(isPublicAddress(address), true, address);
  for (const address of ['::', '::1', 'fe80::1', 'fc00::1', 'ff02::1', '2001:db8::1', '2002:a00:1::', 'text']) assert.equal(isPublicAddress(address), false, address);
});

test('The intersection takes the highest version in common and prunes orphans to the end', () => {
  const entry = (version: string, parent?: string | string[]) => ({version, ...(parent ? {extends: parent} : {})});
  const ours = {a: [entry('2026-01-01'), entry('2026-04-08')], b: [entry('2026-04-08', 'a')], c: [entry('2026-04-08', 'b')], d: [entry('2026-04-08', ['a', 'x'])]};
  const agreed = intersect(ours, {a: [entry('2026-01-01'), entry('2026-04-08'), entry('2027-01-01')], b: [entry('2026-04-08')], d: [entry('2026-04-08')]});
  assert.deepEqual([...agreed].map(([name, {version}]) => [name, version]), [['a', '2026-04-08'], ['b', '2026-04-08'], ['d', '2026-04-08']]);
  assert.deepEqual([...intersect(ours, {b: [entry('2026-04-08')], c: [entry('2026-04-08')]}).keys()], []);
  assert.deepEqual(Object.keys(relevantTo('a', agreed)), ['a', 'b', 'd']);
  assert.deepEqual([...intersect(ours, JSON.parse('{"__proto__": [], "constructor": []}') as never).keys()], []);
});
