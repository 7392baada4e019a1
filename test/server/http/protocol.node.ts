import assert from 'node:assert/strict';
import {createHash, randomUUID} from 'node:crypto';
import {after, before, test} from 'node:test';
import {TAG_PROFILE_URL} from '../../../src/commerce/ucp.ts';
import {createApp} from '../../../src/server/http/app.ts';
import {operations} from '../../../src/server/http/operations.ts';
import {hostedPages} from '../../../src/server/pages/pages.ts';
import {faults, schemasMissing} from './published-schemas.ts';
import type {Shop} from './shop.ts';
import {DELIVERY, openShop, ORIGIN, pattern} from './shop.ts';

let shop: Shop;
const agent = `profile="${TAG_PROFILE_URL}"`;
const send = (path: string, init: RequestInit = {}) => shop.server.fetch(new Request(`${ORIGIN}${path}`, init));

before(async () => {
  shop = await openShop({config: {
    delivery: DELIVERY, writesPerMinute: 40,
    platforms: [{name: 'agent', profile: 'HTTPS://Agent.example:443/profile', keyHash: createHash('sha256').update('agent-key').digest('hex')}],
  }});
  await shop.product(pattern('pattern', {stock: null}));
});
after(() => shop.close());

test('Answers are held against the published schemas', {skip: schemasMissing}, () => {
  assert.notDeepEqual(faults('shopping/checkout.json', {}), []);
});

test('The business profile says what is served, and may be kept', async () => {
  const {status, body, headers} = await shop.call('GET', '/.well-known/ucp');
  assert.equal(status, 200);
  assert.match(headers.get('cache-control') ?? '', /public, max-age=\d{2,}/);
  assert.equal(headers.get('access-control-allow-origin'), '*');
  assert.equal(body.ucp.services['dev.ucp.shopping'][0].endpoint, `${ORIGIN}/ucp`);
  assert.deepEqual(body.ucp.capabilities['dev.hangtag.payment'][0].config, {mode: 'test', reviews: false});
  assert.deepEqual(body.ucp.capabilities['dev.ucp.shopping.discount'][0].extends, ['dev.ucp.shopping.cart', 'dev.ucp.shopping.checkout']);
  assert.equal(body.ucp.payment_handlers['dev.hangtag.sandbox'][0].id, 'sandbox');
  const roots = new Set(operations.map(operation => operation.root));
  for (const root of roots) assert.ok(Object.hasOwn(body.ucp.capabilities, root), root);
  if (!schemasMissing) assert.deepEqual(faults('discovery/profile.json#/$defs/business_profile', body), []);
});

test('The OpenAPI document describes exactly what the router serves', async () => {
  const {body} = await shop.call('GET', '/openapi.json');
  const told = Object.entries(body.paths).flatMap(([path, methods]) => Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`)).sort();
  const {services, money} = shop.server;
  const app = createApp({services, money, pages: hostedPages(services, money), health: {readiness: async () => ({status: 'ready', database: 'ok', worker: 'off'})}});
  const served = app.routes.filter(route => route.method !== 'ALL' && route.method !== 'OPTIONS').map(({method, path}) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  assert.deepEqual(told, [...new Set(served)].sort());
  assert.equal(body.openapi, '3.1.0');
});

test('However often the OpenAPI document is asked for, it is written once', async () => {
  const {services, money} = shop.server;
  const pages = hostedPages(services, money);
  const {routes} = pages;
  let looks = 0;
  Object.defineProperty(pages, 'routes', {get: () => {
    looks++;
    return routes;
  }});
  const app = createApp({services, money, pages, health: {readiness: async () => ({status: 'ready', database: 'ok', worker: 'off'})}});
  const document = async (): Promise<string> => (await app.request(`${ORIGIN}/openapi.json`)).text();
  const first = await document();
  const before = looks;
  assert.equal(await document(), first);
  assert.equal(looks, before);
});

test('Without a usable profile nothing is done', async () => {
  for (const header of ['', 'profile', 'profile=https://x', 'profile="not a url"', 'nonsense "', 'agent="https://a.example"']) {
    const response = await send('/ucp/checkout-sessions/chk_1', {headers: {'ucp-agent': header}});
    assert.equal(response.status, 400, header);
    assert.equal(((await response.json()) as {code: string}).code, 'invalid_profile_url');
  }
  assert.equal((await send('/ucp/carts/x')).status, 400);
});

test('A version that is not spoken is refused, wherever it is named', async () => {
  for (const header of [`${agent}; version="2099-01-01"`, `${agent}, version="2099-01-01"`]) {
    const response = await send('/ucp/checkout-sessions/chk_1', {headers: {'ucp-agent': header}});
    assert.equal(response.status, 422);
    assert.equal(((await response.json()) as {code: string}).code, 'version_unsupported');
  }
  assert.equal((await send('/ucp/checkout-sessions/chk_1', {headers: {'ucp-agent': `${agent};version="2026-04-08"`}})).status, 200);
});

test('Bodies that cannot be read are refused with their reason', async () => {
  const post = (body: BodyInit, headers: Record<string, string> = {}) => send('/ucp/checkout-sessions', {
    method: 'POST', body, headers: {'ucp-agent': agent, 'content-type': 'application/json', ...headers}, duplex: 'half'} as RequestInit);
  const codeOf = async (response: Response) => [response.status, ((await response.json()) as {code: string}).code];
  assert.deepEqual(await codeOf(await post('{"line_items": [')), [400, 'invalid_request']);
  assert.deepEqual(await codeOf(await post('{}', {'content-type': 'text/plain'})), [415, 'unsupported_media_type']);
  assert.deepEqual(await codeOf(await post(JSON.stringify({line_items: [], pad: 'x'.repeat(300_000)}))), [413, 'request_too_large']);
  assert.deepEqual(await codeOf(await post(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`)), [400, 'invalid_request']);
  assert.deepEqual(await codeOf(await post(JSON.stringify({line_items: Array.from({length: 2000}, () => 1)}))), [400, 'request_too_large']);
  assert.deepEqual(await codeOf(await post(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))), [400, 'invalid_request']);
});

test('Forms that are too large are refused before they are read', async () => {
  const {id} = (await shop.create({pattern: 1})).body;
  for (const step of ['pay', 'details', 'cancel']) {
    const form = {method: 'POST', body: `a=${'x'.repeat(300_000)}`, headers: {origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded'}};
    assert.equal((await send(`/checkout/${id}/${step}`, form)).status, 413, step);
  }
});

test('Texts that no database keeps and ids that nobody gave do no harm', async () => {
  for (const text of ['a\\u0000b', 'a\\ud800b']) {
    const refused = await shop.call('POST', '/ucp/checkout-sessions', `{"line_items": [{"item": {"id": "${text}"}, "quantity": 1}]}`);
    assert.deepEqual([refused.status, refused.body.code], [400, 'invalid_request']);
    assert.equal((await shop.call('POST', '/ucp/carts', `{"line_items": [], "attribution": {"${text}": "x"}}`)).status, 400);
  }
  for (const id of ['%00', '%F0%9F%8D%B5', 'x'.repeat(5000), "';drop table orders;--"]) {
    assert.equal((await shop.call('GET', `/ucp/checkout-sessions/${id}`)).body.messages[0].code, 'not_found');
  }
  const long = await shop.call('GET', '/ucp/carts/x', undefined, {'ucp-agent': `profile="https://a.example/${'x'.repeat(3000)}"`});
  assert.deepEqual([long.status, long.body.code], [400, 'invalid_profile_url']);
  assert.equal((await shop.call('POST', '/ucp/carts', '{"line_items": [], "attribution": {"__proto__": "x", "constructor": "y"}}')).status, 201);
});

test('A wrong field is named by its path', async () => {
  const wrong: readonly [unknown, RegExp][] = [
    [{}, /^\$\.line_items/], [{line_items: []}, /^\$\.line_items/], [{line_items: [{item: {id: 'a'}, quantity: 0}]}, /^\$\.line_items\[0\]\.quantity/],
    [{line_items: [{item: {id: 'a'}, quantity: 1.5}]}, /quantity/], [{line_items: [{item: {}, quantity: 1}]}, /^\$\.line_items\[0\]\.item\.id/],
    [{line_items: [{item: {id: 'a'}, quantity: 1e9}]}, /quantity/], [[], /^\$/], ['null', /^\$/], ['"text"', /^\$/],
    [{line_items: [{item: {id: 'pattern'}, quantity: 1}], attribution: {a: 1}}, /^\$\.attribution/],
  ];
  for (const [body, path] of wrong) {
    const {status, body: answer} = await shop.call('POST', '/ucp/checkout-sessions', body);
    assert.deepEqual([status, answer.code], [400, 'invalid_request'], JSON.stringify(body));
    assert.match(answer.content, path);
  }
  const {body} = await shop.complete('chk_1', 'approve', {'dev.hangtag': {return_url: 'javascript:alert(1)'}});
  assert.match((body as unknown as {content: string}).content, /^\$\['dev\.hangtag'\]\.return_url: /);
});

test('What is null is not there', async () => {
  const none = {line_items: [{id: null, item: {id: 'pattern'}, quantity: 1}], buyer: null, context: null, attribution: null, discounts: null};
  const {status, body} = await shop.call('POST', '/ucp/checkout-sessions', {...none, cart_id: null, fulfillment: {methods: [
    {id: null, type: null, line_item_ids: null, destinations: null, selected_destination_id: null, groups: null}]}});
  assert.deepEqual([status, body.status], [201, 'ready_for_complete']);
  const {id} = (await shop.call('POST', '/ucp/carts', none)).body;
  assert.equal((await shop.call('POST', '/ucp/checkout-sessions', {cart_id: id, line_items: null})).status, 201);
  const instrument = {id: '1', handler_id: 'sandbox', type: 'sandbox', selected: null, display: null, credential: {type: 'sandbox', token: 'approve'}};
  const paid = await shop.call('POST', `/ucp/checkout-sessions/${body.id}/complete`, {
    payment: {instruments: [instrument]}, attribution: null, 'dev.hangtag': {expected_total: null, return_url: null}});
  assert.equal(paid.body.status, 'completed');
  assert.equal((await shop.call('POST', '/ucp/catalog/search', {query: 'window', filters: null, context: null, pagination: {cursor: null, limit: null}})).status, 200);
});

test('Paths and methods that do not exist say so in JSON', async () => {
  assert.deepEqual((await shop.call('GET', '/ucp/nothing')).body.code, 'not_found');
  const wrong = await shop.call('PUT', '/ucp/checkout-sessions', {});
  assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'POST, OPTIONS']);
  assert.equal((await shop.call('DELETE', '/ucp/carts/x')).headers.get('allow'), 'GET, HEAD, PUT, OPTIONS');
  const head = await send('/.well-known/ucp', {method: 'HEAD'});
  assert.deepEqual([head.status, await head.text()], [200, '']);
});

test('Anonymous pages may call the shop, but not ask for orders', async () => {
  const asked = await send('/ucp/checkout-sessions', {method: 'OPTIONS', headers: {origin: 'https://blog.example', 'access-control-request-method': 'POST'}});
  assert.equal(asked.status, 204);
  assert.equal(asked.headers.get('access-control-allow-origin'), '*');
  assert.equal(asked.headers.get('access-control-allow-credentials'), null);
  for (const header of ['UCP-Agent', 'Idempotency-Key', 'Request-Id', 'Content-Type', 'Accept-Language']) {
    assert.ok(asked.headers.get('access-control-allow-headers')?.includes(header), header);
  }
  assert.equal((await send('/ucp/orders/x', {method: 'OPTIONS'})).headers.get('access-control-allow-origin'), null);
  assert.equal((await send('/ucp/checkout-sessions/x', {headers: {origin: 'https://blog.example'}})).headers.get('access-control-allow-origin'), '*', 'errors can be read too');
});

test('Every answer names its request and is data only', async () => {
  const {headers} = await shop.call('GET', '/ucp/carts/none', undefined, {'request-id': 'my-request'});
  assert.equal(headers.get('request-id'), 'my-request');
  for (const path of ['/ucp/nothing', '/ucp/catalog/lookup']) {
    assert.equal((await shop.call('POST', path, '{', {'request-id': 'my-request'})).headers.get('request-id'), 'my-request', 'errors too');
  }
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.match((await shop.call('GET', '/ucp/carts/none')).headers.get('request-id') ?? '', /^[0-9a-f-]{36}$/);
});

test('The same key with the same body gets the same answer, byte for byte', async () => {
  const key = {'idempotency-key': randomUUID()};
  const first = await shop.create({pattern: 1}, {context: {language: 'en'}}, key);
  const again = await shop.call('POST', '/ucp/checkout-sessions', {context: {language: 'en'}, line_items: [{quantity: 1, item: {id: 'pattern'}}]}, key);
  assert.deepEqual([again.status, again.text], [first.status, first.text]);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  const other = await shop.create({pattern: 2}, {}, key);
  assert.deepEqual([other.status, other.body.code], [409, 'idempotency_conflict']);
  assert.equal((await shop.call('POST', '/ucp/carts', {line_items: []}, key)).status, 201, 'another operation is another scope');
  assert.equal((await shop.create({pattern: 1}, {}, {'idempotency-key': 'short'})).status, 400);
});

test('A key that is good is bound to its profile; one that nobody has is refused', async () => {
  const unknown = await shop.create({pattern: 1}, {}, {'x-api-key': 'guess'});
  assert.deepEqual([unknown.status, unknown.headers.get('www-authenticate')], [401, 'Bearer realm="ucp"']);
  assert.equal((await shop.create({pattern: 1}, {}, {'x-api-key': 'agent-key'})).status, 403);
  assert.equal((await shop.create({pattern: 1}, {}, {'x-api-key': 'agent-key', 'ucp-agent': 'profile="https://agent.example/profile"'})).status, 201);
});

test('One address that changes too much is slowed down; reading stays free', async () => {
  const call = (method: string, path: string, body?: string) => shop.server.fetch(new Request(`${ORIGIN}${path}`, {
    method, headers: {'ucp-agent': agent, 'content-type': 'application/json'}, ...(body === undefined ? {} : {body})}), {address: '192.0.2.7'});
  const statuses = await Promise.all(Array.from({length: 12}, async () => (await call('POST', '/ucp/carts', '{"line_items":[]}')).status));
  assert.deepEqual([statuses.filter(status => status === 201).length, statuses.filter(status => status === 429).length], [10, 2]);
  assert.equal((await call('GET', '/ucp/carts/none')).status, 200);
  shop.wait(60_000);
  assert.equal((await call('POST', '/ucp/carts', '{"line_items":[]}')).status, 201);
});

test('The log tells what happened, and nothing about buyers or secrets', async () => {
  const {body} = await shop.create({pattern: 1}, {buyer: {email: 'secret@example.com', phone_number: '+85290000000'}}, {'x-api-key': 'agent-key', 'ucp-agent': 'profile="https://agent.example/profile"'});
  await shop.complete(body.id, 'approve');
  const log = shop.log.join('\n');
  assert.match(log, /"route":"\/ucp\/checkout-sessions\/:id\/complete","status":200/);
  assert.match(log, /"caller":"platform:agent"/);
  assert.doesNotMatch(log, /secret@example|90000000|agent-key|approve/);
});

test('Health and readiness; after closing nothing new is taken', async () => {
  assert.deepEqual((await shop.call('GET', '/healthz')).body, {status: 'ok'});
  assert.deepEqual((await shop.call('GET', '/readyz')).body, {status: 'ready', database: 'ok', worker: 'off'});
  const database = await openShop({config: {}});
  database.server.start();
  assert.equal((await database.call('GET', '/readyz')).body.worker, 'ok');
  const underway = database.create({none: 1});
  const closing = database.server.close();
  assert.equal((await underway).status, 200, 'what is in flight is finished');
  await closing;
  assert.equal((await database.call('GET', '/healthz')).status, 503);
  await database.close();
});
