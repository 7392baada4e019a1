import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {REQUEST_EXAMPLES} from '../../../src/server/http/openapi-examples.ts';
import {operations} from '../../../src/server/http/operations.ts';
import type {Shop} from './shop.ts';
import {openShop, ORIGIN, pattern} from './shop.ts';

interface Response {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, {readonly schema?: unknown}>>;
  readonly links?: Readonly<Record<string, {readonly operationId: string}>>;
}

interface Described {
  readonly operationId: string;
  readonly parameters: readonly {readonly $ref?: string; readonly name?: string}[];
  readonly responses: Readonly<Record<string, Response>>;
  readonly security?: readonly object[];
}

let shop: Shop;
let paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
let text: string;
before(async () => {
  shop = await openShop({config: {home: 'https://www.shop.example/'}});
  await shop.product(pattern());
  const answer = await shop.call('GET', '/openapi.json');
  paths = answer.body.paths as typeof paths;
  text = answer.text;
});
after(() => shop.close());

const all = () => Object.values(paths).flatMap(methods => Object.values(methods));
const described = (operationId: string) => all().find(one => one.operationId === operationId);

test('Every operation has a name of its own, and every reference inside the document leads somewhere', () => {
  const names = all().map(({operationId}) => operationId);
  assert.deepEqual(names.filter((name, at) => names.indexOf(name) !== at || !/^[a-z][a-z0-9_]*[a-z0-9]$/.test(name)), []);
  const document = JSON.parse(text) as object;
  for (const [, pointer = ''] of text.matchAll(/"#\/([^"]+)"/g)) {
    const found = pointer.split('/').reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step.replaceAll('~1', '/')], document);
    assert.ok(found, pointer);
  }
});

test('Every operation that takes a body shows one that it takes', async () => {
  for (const {operationId, request, prepare} of operations) {
    const examples = Object.values(REQUEST_EXAMPLES[operationId] ?? {});
    assert.equal(examples.length > 0, request !== undefined, operationId);
    for (const {value} of examples) assert.doesNotThrow(() => prepare(value), operationId);
  }
});

test('How to repeat a change, how to show a key and what comes back is said', () => {
  for (const {operationId, changes} of operations) {
    const one = described(operationId);
    assert.deepEqual(one?.security, [{}, {ApiKey: []}, {Bearer: []}]);
    assert.equal(one.parameters.some(({$ref}) => $ref?.endsWith('/IdempotencyKey')), changes, operationId);
    for (const [status, {headers, content}] of Object.entries(one.responses)) {
      assert.ok(headers?.['Request-Id'], `${operationId} ${status}`);
      assert.ok(content?.['application/json']?.schema, `${operationId} ${status}`);
      if (['409', '429', '503'].includes(status)) assert.ok(headers['Retry-After'], `${operationId} ${status}`);
      if (changes && Number(status) < 300) assert.ok(headers['Idempotency-Replayed'], `${operationId} ${status}`);
    }
  }
  assert.ok(described('get_order')?.parameters.some(({$ref}) => $ref?.endsWith('/OrderKey')));
  assert.deepEqual(Object.values(described('create_checkout')?.responses['201']?.links ?? {}).map(link => link.operationId), [
    'get_checkout', 'update_checkout', 'cancel_checkout', 'complete_checkout']);
});

test('Whatever is asked beside the protocol, status and media type are those of the document', async () => {
  const urls: readonly (readonly [operationId: string, method: string, path: string])[] = [
    ['business_profile', 'GET', '/.well-known/ucp'], ['well_known_file', 'GET', '/.well-known/none'], ['openapi', 'GET', '/openapi.json'], ['health', 'GET', '/healthz'],
    ['readiness', 'GET', '/readyz'], ['notification', 'POST', '/notify/none'], ['notification', 'POST', '/notify/sandbox'], ['notify_address', 'GET', '/notify/none'],
    ['notify_address', 'GET', '/notify/sandbox'], ['handler_question', 'POST', '/handlers/none/question'], ['page_get', 'GET', '/'], ['page_get_checkout_id', 'GET', '/checkout/none'],
    ['page_post_checkout_id_pay', 'POST', '/checkout/none/pay'], ['page_get_orders_id', 'GET', '/orders/none'], ['page_get_buy_items', 'GET', '/buy/pattern'], ['page_get_buy', 'GET', '/buy'],
    ['page_get_cart_id', 'GET', '/cart/none'], ['page_get_pages_style_css', 'GET', '/pages/style.css'], ['page_get_pages_embedded_js', 'GET', '/pages/embedded.js'],
  ];
  for (const [operationId, method, path] of urls) {
    const response = await shop.server.fetch(new Request(`${ORIGIN}${path}`, {method, redirect: 'manual', ...(method === 'POST' ? {body: '{', headers: {'content-type': 'application/json'}} : {})}));
    const {responses} = described(operationId) ?? assert.fail(operationId);
    const promised = responses[response.status] ?? responses['default'];
    assert.ok(promised, `${operationId} never answers ${response.status}`);
    const type = response.headers.get('content-type')?.split(';')[0]?.toLowerCase();
    if (type !== undefined && response.status !== 302 && response.status !== 303) {
      assert.ok(Object.keys(promised.content ?? {}).some(one => one === type || one === '*/*'), `${operationId} ${response.status} ${type}`);
    }
  }
});

test('Who asks what may be done somewhere is told', async () => {
  const options = async (path: string) => (await shop.server.fetch(new Request(`${ORIGIN}${path}`, {method: 'OPTIONS'}))).headers;
  assert.equal((await options('/ucp/carts/x')).get('allow'), 'GET, HEAD, PUT, OPTIONS');
  assert.equal((await options('/ucp/orders/x')).get('allow'), 'GET, HEAD, OPTIONS');
  assert.equal((await options('/nothing')).get('allow'), null);
  const wrong = await shop.server.fetch(new Request(`${ORIGIN}/orders/none`, {method: 'DELETE'}));
  assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'GET, HEAD, OPTIONS'], 'also at a page for people');
});
