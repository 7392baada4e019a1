import assert from 'node:assert/strict';
import {createHash, randomUUID} from 'node:crypto';
import type {TestContext} from 'node:test';
import {after, before, beforeEach, test} from 'node:test';
import fc from 'fast-check';
import {TAG_PROFILE_URL} from '../../../src/commerce/ucp.ts';
import type {PublishedKey} from '../../../src/server/signatures/verify-request.ts';
import {verifyRequest} from '../../../src/server/signatures/verify-request.ts';
import type {Shop} from '../http/shop.ts';
import {instrument, openShop, ORIGIN, pattern} from '../http/shop.ts';
import type {Platform, PlatformKey, SignedRequest, Signing} from './platform.ts';
import {makeKey, openPlatform} from './platform.ts';

const API_KEY = 'the-key-of-the-back-office';
let shop: Shop;
let platform: Platform;

before(async () => {
  shop = await openShop({config: {platforms: [{name: 'back-office', keyHash: createHash('sha256').update(API_KEY).digest('hex')}]}});
  await shop.product(pattern());
});
beforeEach(async () => {
  // Another origin for every test: a profile is fetched anew for an unknown key once a minute and origin. New ones are fetched ten times a second.
  shop.wait(5000);
  await platform?.close();
  platform = await openPlatform();
});
after(async () => {
  await platform.close();
  await shop.close();
});

interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly content?: string;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

async function send({method, path, headers, body}: SignedRequest, {at = shop, origin = ORIGIN} = {}): Promise<Answer> {
  const response = await at.server.fetch(new Request(`${origin}${path}`, {method, headers, ...(body === undefined ? {} : {body})}));
  const read = await response.json() as Record<string, unknown>;
  return {status: response.status, headers: response.headers, body: read, ...(response.status < 400 ? {} : {code: String(read['code']), content: String(read['content'])})};
}

/** Closed after the test, also when it fails: what stays open would keep the file from ending. */
async function anotherPlatform(t: TestContext): Promise<Platform> {
  const other = await openPlatform();
  t.after(() => other.close());
  return other;
}

/** Another server of the same shop with settings of its own. */
async function serverWith(t: TestContext, config: Readonly<Record<string, unknown>>): Promise<Shop> {
  const other = await openShop({beside: shop, config});
  t.after(() => other.close());
  return other;
}

const outcome = async (request: SignedRequest, where = {}) => {
  const {status, code} = await send(request, where);
  return code === undefined ? status : `${status} ${code}`;
};
const signed = async (signing: Signing = {}, where = {}) => outcome(await platform.sign(signing), where);
/** A signed request with other headers than were signed; `undefined` takes one away. */
const changed = (request: SignedRequest, headers: Readonly<Record<string, string | undefined>>): SignedRequest => ({
  ...request, headers: Object.fromEntries(Object.entries({...request.headers, ...headers}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))});

test('Requests that another implementation of RFC 9421 signed are taken, with a body and without, and with a query', async () => {
  const made = await send(await platform.sign());
  assert.equal(made.status, 201);
  assert.equal(await signed({method: 'GET', path: `/ucp/carts/${String(made.body['id'])}`}), 200);
  assert.equal(await signed({method: 'GET', path: `/ucp/carts/${String(made.body['id'])}?a=%20b&c`}), 200);
  assert.equal(await signed({parameters: {created: shop.clock()}}), 201);
  assert.equal(await signed({path: `/ucp/carts/${String(made.body['id'])}/cancel`, body: '{}'}), 200);
  assert.equal(platform.fetches(), 1);
});

test('Whoever changes anything that is covered is refused', async t => {
  const request = await platform.sign({path: '/ucp/carts?page=1', also: ['accept-language'], headers: {'accept-language': 'en'}});
  assert.equal(await outcome(request), 201);
  const other = await anotherPlatform(t);
  other.publishes(platform.key.jwk);
  const places = fc.constantFrom('ucp-agent', 'idempotency-key', 'content-type', 'accept-language', 'signature-input', 'method', 'path', 'query', 'body', 'digest', 'profile');
  const tampered = (place: string, at: number, text: string): SignedRequest => {
    const {method, path, headers, body = ''} = request;
    const inserted = (value = ''): string => `${value.slice(0, at % (value.length + 1))}${text}${value.slice(at % (value.length + 1))}`;
    switch (place) {
      case 'method': return {...request, method: 'PUT'};
      case 'path': return {...request, path: path.replace('/carts', '/checkout-sessions')};
      case 'query': return {...request, path: `${path}${text}`};
      case 'body': return {...request, body: inserted(body)};
      case 'digest': return changed({...request, body: '{}'}, {'content-digest': `sha-256=:${createHash('sha256').update('{}').digest('base64')}:`});
      case 'profile': return changed(request, other.agent);
      case 'ucp-agent': return changed(request, {'ucp-agent': `${headers['ucp-agent'] ?? ''}, x="${text}"`});
      case 'signature-input': return changed(request, {'signature-input': `${headers['signature-input']};nonce="${text}"`});
      default: return {...changed(request, {[place]: inserted(headers[place]).trim()}), method};
    }
  };
  await fc.assert(fc.asyncProperty(places, fc.nat(500), fc.constantFrom('a', 'Z', '0', '-'), async (place, at, text) => {
    const answer = await send(tampered(place, at, text));
    assert.ok(answer.status >= 400, `${place} ${at} ${text}: ${answer.status}`);
    if (place !== 'method') assert.match(answer.code ?? '', /^(signature_invalid|digest_mismatch)$/, `${place} ${at} ${text}`);
  }), {numRuns: 120});
});

test('The body counts by its bytes, not by what it means', async () => {
  const request = await platform.sign();
  assert.equal(await outcome({...request, body: `${request.body ?? ''} `}), '400 digest_mismatch');
  assert.equal(await outcome({...request, body: JSON.stringify(JSON.parse(request.body ?? ''), null, 1)}), '400 digest_mismatch');
  assert.equal(await outcome(await platform.sign({headers: {'content-digest': 'sha-512=:AAAA:'}})), '400 digest_mismatch');
});

test('A signature that covers less than the protocol asks for proves nothing', async () => {
  for (const name of ['@method', '@authority', '@path', 'ucp-agent', 'idempotency-key', 'content-digest', 'content-type']) {
    const answer = await send(await platform.sign({without: [name]}));
    assert.deepEqual([answer.status, answer.code], [401, 'signature_invalid'], name);
    assert.match(answer.content ?? '', new RegExp(`does not cover ${name}`));
  }
  assert.equal(await signed({method: 'GET', path: '/ucp/carts/x?key=1', without: ['@query']}), '401 signature_invalid');
});

test('A signed request that lacks what its signature should cover is told what is missing', async () => {
  for (const name of ['content-digest', 'idempotency-key']) {
    const {status, code, content, headers} = await send(await platform.sign({headers: {[name]: undefined}}));
    assert.deepEqual([status, code], [401, 'signature_missing'], name);
    assert.match(content?.toLowerCase() ?? '', new RegExp(name));
    assert.ok(headers.get('www-authenticate'), 'as HTTP wants it of every 401');
  }
  const request = await platform.sign();
  assert.equal(await outcome(changed(request, {signature: undefined})), '401 signature_missing');
  assert.equal(await outcome(changed(request, {'signature-input': undefined})), '401 signature_missing');
  assert.equal(await outcome(changed(request, {signature: request.headers['signature']?.replace('sig1', 'sig2')})), '401 signature_missing');
  assert.equal(await signed({path: '/ucp/catalog/search', body: '{"query": "grille"}', headers: {'idempotency-key': undefined}}), 200, 'a search changes nothing');
});

test('What is no signature at all is refused, never passed over', async () => {
  const request = await platform.sign();
  const [input = '', signature = ''] = [request.headers['signature-input'], request.headers['signature']];
  const wrong: readonly Readonly<Record<string, string>>[] = [
    {signature: ''}, {signature: 'sig1='}, {signature: 'sig1="text"'}, {signature: 'sig1=::'}, {signature: signature.replace('sig1=', '')},
    {signature: signature.replace(/=:.{8}/, '=:AAAAAAAA')}, {'signature-input': ''}, {'signature-input': 'sig1'}, {'signature-input': 'sig1="x"'},
    {'signature-input': input.replace(/;keyid="[^"]*"/, '')}, {'signature-input': input.replace('"platform-2026"', 'platform-2026')}, {'signature-input': `${input};created="now"`},
    {'signature-input': `${input};created=1.5`}, {'signature-input': input.replace('"@method"', '"@method" "@method"')}, {'signature-input': input.replace('"@method"', '"@method";req')},
    {'signature-input': `${input};x="${'x'.repeat(9000)}"`}, {signature: `sig1=:${Buffer.alloc(64).toString('base64')}:`}, {signature: `sig1=:${Buffer.alloc(2000).toString('base64')}:`},
    {'signature-input': input.replace('"@path"', '"@path" "cookie"')}, {'signature-input': input.replace('"@path"', '"@path" "@request-target"')},
  ];
  for (const headers of wrong) assert.match(String(await outcome(changed(request, headers))), /^401 signature_(invalid|missing)$/, JSON.stringify(headers).slice(0, 200));
  // DER, as many libraries make it.
  const raw = Buffer.from(signature.slice('sig1=:'.length, -1), 'base64');
  const integer = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([2, 33, 0]), bytes]);
  const der = Buffer.concat([Buffer.from([0x30, 70]), integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
  assert.equal(await outcome(changed(request, {signature: `sig1=:${der.toString('base64')}:`})), '401 signature_invalid');
  assert.equal(await outcome(request), 201, 'untouched it is good');
});

test('Whatever stands in the headers, it is refused or passed over, and nothing breaks', async () => {
  const {headers, body = ''} = await platform.sign();
  const piece = fc.constantFrom('sig1', '=', '("@method" "@path" "@authority")', '(', ')', '"ucp-agent"', ';keyid="platform-2026"', ';tag="x"', ';created=1', ';alg="x"', ', ', ':AAAA:', ':', '"', '\\', '?1', ' ', '\t', 'ü', '\u2028');
  const junk = fc.array(piece, {maxLength: 12}).map(pieces => pieces.join(''));
  await fc.assert(fc.asyncProperty(junk, junk, fc.option(junk), async (input, signature, digest) => {
    const all: Readonly<Record<string, string>> = {...headers, 'signature-input': input, signature, ...(digest === null ? {} : {'content-digest': digest})};
    const judged = await verifyRequest(
      {method: 'POST', url: {authority: 'shop.example', path: '/ucp/carts', query: ''}, header: name => all[name] ?? null, body: Buffer.from(body), changes: true},
      {now: shop.clock(), keys: async () => [platform.key.jwk as unknown as PublishedKey]});
    assert.notEqual(judged.status, 'verified');
  }), {numRuns: 500});
});

test('Spaces and escapes as RFC 8941 allows them change nothing', async () => {
  const odd = makeKey('a "quoted\\key"');
  platform.publishes(odd.jwk);
  const request = await platform.sign({key: odd});
  assert.equal(await outcome(request), 201);
  const spread = request.headers['signature-input']?.replace('(', '(  ').replaceAll('" "', '"    "').replace(')', ' )').replace(';keyid', ';   keyid');
  assert.equal(await outcome(changed(request, {'signature-input': `  ${spread ?? ''}  `})), 201);
});

test('A request for another shop is none for this one, and a proxy may call the server by another name', async () => {
  assert.equal(await signed({origin: 'https://other-shop.example'}), '401 signature_invalid');
  const answer = await send(await platform.sign({origin: 'http://10.0.0.7:8787'}));
  assert.match(answer.content ?? '', /@authority shop\.example/, 'the sentence says which one');
  assert.equal(await signed({}, {origin: 'http://10.0.0.7:8787'}), 201);
  assert.equal(await signed({origin: 'https://SHOP.example:443'}), 201);
});

test('Keys that are not there or are of another kind have the protocol’s codes', async () => {
  const [unknown, rsa, large, long] = [makeKey('nobody'), makeKey('rsa', 'RSA'), makeKey('p521', 'P-521'), makeKey('p384', 'P-384')];
  const encrypting = {...makeKey('enc').jwk, kid: 'enc', use: 'enc'};
  const broken = {...platform.key.jwk, kid: 'broken', y: platform.key.jwk['x']};
  platform.publishes(platform.key.jwk, rsa.jwk, large.jwk, long.jwk, encrypting, broken, {kid: 'bare', kty: 'EC'}, {...platform.key.jwk, kid: 'alg', alg: 'RS256'});
  const by = (key: PlatformKey) => signed({key});
  assert.equal(await by(long), 201, 'ES384 is taken, too');
  assert.equal(await by(unknown), '401 key_not_found');
  assert.equal(await by(rsa), '400 algorithm_unsupported');
  assert.equal(await by(large), '400 algorithm_unsupported');
  for (const kid of ['enc', 'broken']) assert.equal(await by({...platform.key, kid}), '401 key_not_found', kid);
  for (const kid of ['bare', 'alg']) assert.equal(await by({...platform.key, kid}), '400 algorithm_unsupported', kid);
  assert.equal(await signed({parameters: {alg: 'hmac-sha256'}}), '400 algorithm_unsupported');
  assert.equal(await signed({parameters: {alg: 'ecdsa-p256-sha256'}}), 201);
  assert.equal(await by({...makeKey('impostor'), kid: platform.key.kid}), '401 signature_invalid');
});

test('Of two keys with one name either is good', async () => {
  const twin = {...makeKey('twin'), kid: platform.key.kid};
  platform.publishes({...twin.jwk, kid: twin.kid}, platform.key.jwk);
  assert.equal(await signed(), 201);
  assert.equal(await signed({key: twin}), 201);
});

test('For a new key the profile is fetched anew, at most once a minute, and what is known stays when that fails', async () => {
  assert.equal(await signed(), 201);
  const next = makeKey('platform-2027');
  platform.publishes(platform.key.jwk, next.jwk);
  const answers = await Promise.all(Array.from({length: 5}, () => signed({key: next})));
  assert.deepEqual([answers, platform.fetches()], [[201, 201, 201, 201, 201], 2], 'those that come meanwhile wait for it');
  for (const path of ['/profile', '/profile-2']) {
    assert.equal(await signed({key: makeKey('made-up'), headers: {'ucp-agent': `profile="${platform.origin}${path}"`}}), '401 key_not_found');
  }
  assert.equal(platform.fetches(), 3, 'another profile of the origin once, and for the made-up key none again');
  shop.wait(61_000);
  platform.isDown();
  assert.equal(await signed({key: makeKey('made-up')}), '401 key_not_found');
  assert.equal(platform.fetches(), 4);
  assert.equal(await signed({key: next}), 201, 'still known');
});

test('A platform whose keys are no keys has a malformed profile, as the published schema says', async () => {
  platform.publishes({kty: 'EC'});
  assert.equal(await signed(), '422 profile_malformed');
  platform.isDown();
  assert.equal(await signed({headers: {'ucp-agent': `profile="${platform.origin}/other"`}}), '424 profile_unreachable');
});

test('A signature has its time where it says so', async () => {
  const at = (seconds: number): Date => new Date(shop.clock().getTime() + seconds * 1000);
  assert.equal(await signed({parameters: {created: at(60)}}), 201, 'clocks differ');
  assert.equal(await signed({parameters: {created: at(-23 * 3600)}}), 201);
  assert.equal(await signed({parameters: {created: at(600)}}), '401 signature_invalid');
  assert.equal(await signed({parameters: {created: at(-25 * 3600)}}), '401 signature_invalid');
  assert.equal(await signed({parameters: {expires: at(10)}}), 201);
  assert.equal(await signed({parameters: {expires: at(-10)}}), '401 signature_invalid');
});

test('A request that was caught and sent again changes nothing more', async () => {
  const request = await platform.sign();
  const [first, again] = [await send(request), await send(request)];
  assert.deepEqual([again.body['id'], again.headers.get('idempotency-replayed')], [first.body['id'], 'true']);
  assert.equal(await outcome(changed(request, {'idempotency-key': randomUUID()})), '401 signature_invalid');
});

test('A signature with a tag is another application’s, such as that of a browser that signs all it sends', async () => {
  const tagged = await platform.sign({key: makeKey('browser'), parameters: {tag: 'web-bot-auth'}, without: ['ucp-agent', 'content-digest']});
  assert.equal(await outcome(tagged), 201, 'it speaks for nobody here');
  const anonymous = await platform.sign({headers: {'ucp-agent': `profile="${TAG_PROFILE_URL}"`}, parameters: {tag: 'web-bot-auth'}});
  assert.equal(await outcome(anonymous), 201, 'a tag on a page in such a browser sells');
  const own = await platform.sign({headers: {'idempotency-key': tagged.headers['idempotency-key']}});
  const both = changed(own, {
    'signature-input': `bot=${tagged.headers['signature-input']?.slice('sig1='.length) ?? ''}, ${own.headers['signature-input'] ?? ''}`,
    'signature': `bot=${tagged.headers['signature']?.slice('sig1='.length) ?? ''}, ${own.headers['signature'] ?? ''}`,
  });
  assert.equal(await outcome(both), 201);
  assert.equal(await outcome({...both, body: '{}'}), '400 digest_mismatch');
});

test('Of several signatures one that proves everything is enough', async () => {
  const good = await platform.sign();
  const with_ = (more: readonly SignedRequest[]): SignedRequest => changed(good, Object.fromEntries(
    ['signature-input', 'signature'].map(name => [name, [...more, good].map(one => one.headers[name]).join(', ')])));
  const other = (label: string) => platform.sign({label, key: makeKey(`key-of-${label}`), headers: good.headers});
  const proxy = await other('proxy');
  assert.equal(await outcome(with_([proxy])), 201);
  assert.equal(await outcome(changed({...good, body: '{}'}, with_([proxy]).headers)), '400 digest_mismatch', 'what is wrong with the known key’s says more');
  assert.equal(await outcome(with_(await Promise.all(['a', 'b', 'c', 'd'].map(other)))), '401 signature_invalid', 'five are too many');
});

test('Nobody signs as one of our tags: anybody may use their profile', async () => {
  assert.equal(await signed({headers: {'ucp-agent': `profile="${TAG_PROFILE_URL}"`}}), '401 key_not_found');
});

test('By its signature a platform reads the orders that it made, and no others', async t => {
  const buyer = {email: 'jane@example.com', full_name: 'Jane Doe'};
  const buy = async (agent: Readonly<Record<string, string>>) => {
    const {body} = await shop.create({pattern: 1}, {buyer}, agent);
    const paid = await shop.complete(body.id, 'approve', {}, agent);
    assert.equal(paid.body.status, 'completed');
    return {checkout: body.id, order: (paid.body as unknown as {order: {id: string}}).order.id};
  };
  const [own, foreign] = [await buy(platform.agent), await buy({})];
  const read = async (id: string, more: Signing = {}) => (await send(await platform.sign({method: 'GET', path: `/ucp/orders/${id}`, ...more}))).body;
  assert.equal((await read(own.order))['id'], own.order);
  const refused = (await read(foreign.order)) as unknown as {messages: readonly {code: string}[]};
  assert.equal(refused.messages[0]?.code, 'unauthorized');
  const unsigned = await shop.call('GET', `/ucp/orders/${own.order}`, undefined, platform.agent);
  assert.equal(unsigned.body.messages[0]?.code, 'unauthorized', 'the name alone is not enough');
  const other = await anotherPlatform(t);
  assert.equal(((await send(await other.sign({method: 'GET', path: `/ucp/orders/${own.order}`}))).body as unknown as typeof refused).messages[0]?.code, 'unauthorized');
  const whole = (await send(await platform.sign({method: 'GET', path: `/ucp/checkout-sessions/${own.checkout}`}))).body as unknown as {buyer?: unknown};
  assert.deepEqual(whole.buyer, buyer);
  assert.equal((await shop.call('GET', `/ucp/checkout-sessions/${own.checkout}`, undefined, platform.agent)).body.buyer, undefined);
});

test('A configured platform is known by its signature as by its API key', async t => {
  const key = 'the-key-of-the-assistant';
  const keyless = await serverWith(t, {platforms: [{name: 'signer', profile: platform.profile}]});
  assert.equal(await signed({}, {at: keyless}), 201);
  assert.match(keyless.log.at(-1) ?? '', /"caller":"platform:signer"/);
  await keyless.call('GET', '/ucp/carts/x', undefined, platform.agent);
  assert.match(keyless.log.at(-1) ?? '', /"caller":"profile:/, 'the name alone is not enough');
  const configured = await serverWith(t, {platforms: [{name: 'assistant', profile: platform.profile, keyHash: createHash('sha256').update(key).digest('hex')}]});
  assert.equal(await signed({}, {at: configured}), 201);
  assert.match(configured.log.at(-1) ?? '', /"caller":"platform:assistant"/);
  const request = await platform.sign();
  assert.equal(await outcome(changed({...request, body: '{}'}, {'x-api-key': key}), {at: configured}), '400 digest_mismatch', 'a key does not excuse a wrong signature');
});

test('A shop may want every platform to prove who it is', async t => {
  const strict = await serverWith(t, {requireSignatures: true, platforms: [{name: 'back-office', keyHash: createHash('sha256').update(API_KEY).digest('hex')}]});
  const plain = (headers: Readonly<Record<string, string>>) => strict.call('GET', '/ucp/carts/x', undefined, headers);
  const missing = await plain(platform.agent);
  assert.deepEqual([missing.status, missing.body.code], [401, 'signature_missing']);
  assert.equal((await plain({})).status, 200, 'our tags cannot sign');
  assert.equal((await plain({...platform.agent, 'x-api-key': API_KEY})).status, 200, 'an API key proves it as well');
  assert.equal((await plain({...platform.agent, 'x-api-key': 'wrong'})).body.code, 'unauthorized');
  assert.equal(await signed({}, {at: strict}), 201);
  const tagged = await platform.sign({parameters: {tag: 'web-bot-auth'}});
  assert.equal(await outcome(tagged, {at: strict}), '401 signature_missing');
});

test('What completes a checkout can be paid by a signed request', async () => {
  const {body} = await shop.create({pattern: 1}, {}, platform.agent);
  const request = await platform.sign({path: `/ucp/checkout-sessions/${body.id}/complete`, body: JSON.stringify({payment: {instruments: [instrument('approve')]}})});
  const paid = await send(request);
  assert.deepEqual([paid.status, paid.body['status']], [200, 'completed']);
});
