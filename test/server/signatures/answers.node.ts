import assert from 'node:assert/strict';
import {createPublicKey, randomUUID} from 'node:crypto';
import {after, before, test} from 'node:test';
import {createVerifier, httpbis} from 'http-message-signatures';
import {isDigestOf} from '../../../src/server/signatures/content-digest.ts';
import type {Called, Shop} from '../http/shop.ts';
import {instrument, openShop, ORIGIN, pattern} from '../http/shop.ts';

let shop: Shop;
before(async () => {
  shop = await openShop();
  await shop.product(pattern());
});
after(() => shop.close());

const complete = async (token: string, key: string = randomUUID()): Promise<Called> => {
  const {body} = await shop.create({pattern: 1});
  return shop.call('POST', `/ucp/checkout-sessions/${body.id}/complete`, {payment: {instruments: [instrument(token)]}}, {'idempotency-key': key});
};

/** Judged by another implementation, with the keys that the shop publishes. */
async function isSigned({status, headers, text}: Pick<Called, 'status' | 'headers' | 'text'>): Promise<boolean> {
  const {signing_keys: keys} = (await shop.call('GET', '/.well-known/ucp')).body as unknown as {signing_keys: readonly Record<string, string>[]};
  const verified = await httpbis.verifyMessage({
    requiredFields: ['@status', 'content-digest', 'content-type'], requiredParams: ['created', 'keyid'], notAfter: new Date(shop.clock()), tolerance: 1,
    async keyLookup({keyid}) {
      const jwk = keys.find(({kid}) => kid === keyid);
      return jwk ? {id: jwk['kid'] ?? '', algs: ['ecdsa-p256-sha256'], verify: createVerifier(createPublicKey({key: jwk, format: 'jwk'}), 'ecdsa-p256-sha256')} : null;
    },
  }, {status, headers: Object.fromEntries(headers)}).catch(() => null);
  return verified === true && isDigestOf(headers.get('content-digest') ?? '', Buffer.from(text));
}

test('What the shop says to a completed payment is signed, and any page may read the signature', async () => {
  const paid = await complete('approve');
  assert.equal(paid.body.status, 'completed');
  assert.ok(await isSigned(paid));
  assert.ok(!(await isSigned({...paid, status: 201})));
  assert.ok(!(await isSigned({...paid, text: `${paid.text} `})));
  const exposed = paid.headers.get('access-control-expose-headers') ?? '';
  for (const name of ['Content-Digest', 'Signature-Input', 'Signature']) assert.match(exposed, new RegExp(name));
});

test('A payment that was declined or waits for the buyer is told signed, too', async () => {
  for (const token of ['decline', 'redirect']) assert.ok(await isSigned(await complete(token)), token);
});

test('A stored answer is signed when it is sent again, later and by another server', async t => {
  const {body} = await shop.create({pattern: 1});
  const [path, headers, request] = [`/ucp/checkout-sessions/${body.id}/complete`, {'idempotency-key': randomUUID()}, {payment: {instruments: [instrument('approve')]}}];
  const first = await shop.call('POST', path, request, headers);
  shop.wait(3600_000);
  const other = await openShop({beside: shop});
  t.after(() => other.close());
  const again = await other.call('POST', path, request, headers);
  assert.deepEqual([again.headers.get('idempotency-replayed'), again.text], ['true', first.text]);
  assert.ok(await isSigned(again));
  assert.notEqual(again.headers.get('signature-input'), first.headers.get('signature-input'));
});

test('What cannot be signed is told all the same', async t => {
  const {database} = shop;
  const keyless = {...database, query: async (text: string, values?: readonly unknown[]) => {
    if (text.includes('signing_key')) throw new Error('the table is gone');
    return database.query(text, values);
  }};
  const other = await openShop({beside: {...shop, database: keyless as Shop['database']}});
  t.after(() => other.close());
  const {body} = await shop.create({pattern: 1});
  const paid = await other.complete(body.id);
  assert.deepEqual([paid.body.status, paid.headers.get('signature')], ['completed', null]);
  assert.match(other.log.join('\n'), /answer\.not_signed/);
});

test('Other answers are not signed', async () => {
  for (const [method, path, body] of [['POST', '/ucp/carts', {line_items: [{item: {id: 'pattern'}, quantity: 1}]}], ['POST', '/ucp/checkout-sessions/x/complete', {}], ['GET', '/.well-known/ucp', undefined]] as const) {
    const response = await shop.server.fetch(new Request(`${ORIGIN}${path}`, {
      method, headers: {'ucp-agent': 'profile="https://hangtag.dev/profiles/tags-2026-04-08.json"', 'content-type': 'application/json'}, ...(body ? {body: JSON.stringify(body)} : {})}));
    assert.equal(response.headers.get('signature'), null, path);
  }
});

test('The OpenAPI document says what may be signed, and what is', async () => {
  const document = (await shop.call('GET', '/openapi.json')).body as unknown as {paths: Readonly<Record<string, Readonly<Record<string, {
    operationId: string; parameters: readonly {readonly $ref?: string}[]; responses: Readonly<Record<string, {headers?: object}>>;
  }>>>>};
  const signed = Object.values(document.paths).flatMap(methods => Object.values(methods)).filter(({responses}) => 'Signature' in (responses['200']?.headers ?? {}));
  assert.deepEqual(signed.map(({operationId}) => operationId), ['complete_checkout']);
  assert.deepEqual(Object.keys(signed[0]?.responses['200']?.headers ?? {}).filter(name => /Sign|Digest/.test(name)), ['Content-Digest', 'Signature-Input', 'Signature']);
  for (const name of ['SignatureInput', 'Signature', 'ContentDigest']) assert.ok(signed[0]?.parameters.some(({$ref}) => $ref?.endsWith(`/${name}`)), name);
});
