import assert from 'node:assert/strict';
import {createPublicKey, generateKeyPairSync} from 'node:crypto';
import {test} from 'node:test';
import fc from 'fast-check';
import {createVerifier, httpbis} from 'http-message-signatures';
import type {InnerList} from 'structured-headers';
import {isInnerList, parseDictionary} from 'structured-headers';
import {MerchantConfigSchema} from '../../../src/server/merchant-config.ts';
import {contentDigest, isDigestOf} from '../../../src/server/signatures/content-digest.ts';
import {readSignatures} from '../../../src/server/signatures/read-signatures.ts';
import {signedHeaders} from '../../../src/server/signatures/sign-request.ts';
import type {SignedMessage} from '../../../src/server/signatures/signature-base.ts';
import {ComponentProblem, signatureBase, targetOf} from '../../../src/server/signatures/signature-base.ts';
import {isSignedBy, makePrivateJwk, publicPartOf, readSigningKey, readVerifyingKey} from '../../../src/server/signatures/signing-key.ts';
import {signingKey} from '../../../src/server/signatures/signing-keys.ts';
import {freshDatabase} from '../../harness/fresh-database.ts';

function listIn(text: string): InnerList {
  const member = parseDictionary(`a=${text}`).get('a');
  assert.ok(member && isInnerList(member));
  return member;
}

/** The request of RFC 9421, B.2. */
const POST: SignedMessage = {
  kind: 'request', method: 'POST', url: targetOf('http://example.com/foo?param=Value&Pet=dog'),
  header: name => new Headers({
    'host': 'example.com', 'date': 'Tue, 20 Apr 2021 02:07:55 GMT', 'content-type': 'application/json', 'content-length': '18',
    'content-digest': 'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
  }).get(name),
};

/** Key of RFC 9421, B.1.3. */
const RFC_KEY = {crv: 'P-256', x: 'qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA', y: 'Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0'} as const;

test('The signature of RFC 9421, B.2.4, is verified', () => {
  const headers = new Headers({
    'date': 'Tue, 20 Apr 2021 02:07:56 GMT', 'content-type': 'application/json', 'content-length': '23',
    'content-digest': 'sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:',
  });
  const covered = listIn('("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"');
  const signature = Buffer.from('wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==', 'base64');
  const base = (status: number) => signatureBase({kind: 'response', status, header: name => headers.get(name)}, covered);
  assert.ok(isSignedBy(readVerifyingKey(RFC_KEY), base(200), signature));
  assert.ok(!isSignedBy(readVerifyingKey(RFC_KEY), base(201), signature));
});

test('The base of RFC 9421, B.2.2 and B.2.3, is written as it stands there, as far as the protocol uses its components', () => {
  const covered = listIn('("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss"');
  assert.equal(signatureBase(POST, covered), [
    '"date": Tue, 20 Apr 2021 02:07:55 GMT',
    '"@method": POST',
    '"@path": /foo',
    '"@query": ?param=Value&Pet=dog',
    '"@authority": example.com',
    '"content-type": application/json',
    '"content-digest": sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
    '"content-length": 18',
    '"@signature-params": ("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss"',
  ].join('\n'));
});

test('Components that are not there, come twice, or are not understood make no base', () => {
  for (const list of ['("date" "date")', '("cookie")', '("@query-param";name="Pet")', '("content-digest";sf)', '("@status")', '("@signature-params")', '("Date")', '(date)', '("a b")']) {
    assert.throws(() => signatureBase(POST, listIn(list)), ComponentProblem, list);
  }
});

test('However the list of components was written, it is covered in its one form', () => {
  const covered = (list: string) => signatureBase(POST, listIn(list)).split('\n').at(-1)?.slice('"@signature-params": '.length);
  assert.equal(covered('(  "@path"   "date"  );created=1; keyid="x\\"y\\\\z";n=1.50'), '("@path" "date");created=1;keyid="x\\"y\\\\z";n=1.5');
  assert.equal(covered('("@path");x;y=?1;z=?0;t=tok/en;b=:AQI=:;i=-5'), '("@path");x;y;z=?0;t=tok/en;b=:AQI=:;i=-5');
  assert.equal(covered('("@path");k=1;j=2;k=3'), '("@path");k=3;j=2', 'the last of a name counts, at the place of the first');
});

const read = (input: string, signature: string) => readSignatures({header: name => (name === 'signature' ? signature : input)});

test('What is no dictionary of signatures is refused', () => {
  const good = '("@path");created=1;keyid="k"';
  const three = read(` a=${good},\tb=${good} , c=${good}`, 'a=:AQI=:, b=:AQI=:,c=::');
  assert.ok(!('status' in three) && three.length === 3);
  for (const wrong of ['a=', 'a=("x"', 'a=("x""y")', 'a="x', 'a="\\x"', 'a=1,', 'a=1 b=2', 'A=1', '=1', 'a=("x");', 'a=1.', 'a=1234567890123456', 'a=:?:', 'a=:A:', 'a="é"', 'a=?2', 'a=("x")\n']) {
    for (const refused of [read(wrong, 'a=:AQI=:'), read(`a=${good}`, wrong)]) assert.ok('status' in refused && refused.code === 'signature_invalid', wrong);
  }
});

test('No text makes the reader of signatures throw', () => {
  const pieces = fc.constantFrom('a', '=', '(', ')', '"', '\\', ';', ',', ' ', ':', '?1', '1.5', '"x"', 'AQ==', '\t', 'é', '*', '@', '@1', '%"', 'keyid="k"', 'created=');
  const texts = fc.array(pieces, {maxLength: 40}).map(some => some.join(''));
  fc.assert(fc.property(texts, texts, (one, other) => {
    read(one, other);
    read(`a=("@path");${one}`, 'a=:AQI=:');
    read('a=("@path");keyid="k"', `a=${other}`);
  }));
});

test('A digest is of the raw bytes, whatever other digests stand beside it', () => {
  const body = Buffer.from('{"hello": "world"}');
  assert.equal(contentDigest(body), 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:', 'the example of RFC 9530');
  assert.ok(isDigestOf(contentDigest(body), body));
  assert.ok(isDigestOf(`sha-512=:AAAA:, ${contentDigest(body)}`, body));
  for (const wrong of ['', 'sha-256', 'sha-256="x"', 'sha-512=:AAAA:', contentDigest(body).slice(0, -1), contentDigest(`${body.toString()} `), `${contentDigest(body)}, sha-256=:AAAA:`]) {
    assert.ok(!isDigestOf(wrong, body), wrong);
  }
});

const text = fc.string({unit: fc.constantFrom(...'abcXYZ019-_~.é%20 "\\茶'), maxLength: 20});
const requests = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  path: text, query: fc.option(text), body: fc.option(fc.string({minLength: 1})),
  idempotency: fc.option(fc.uuid()), kid: fc.string({unit: fc.constantFrom(...'aZ9 "\\-'), minLength: 1, maxLength: 12}),
});

test('Another implementation of RFC 9421 verifies what we sign, and no other request with that signature', async () => {
  await fc.assert(fc.asyncProperty(requests, async ({method, path, query, body, idempotency, kid}) => {
    const jwk = makePrivateJwk(kid);
    const url = new URL(`https://platform.example/hooks/${encodeURIComponent(path)}`);
    if (query !== null) url.search = query;
    const headers = {
      'ucp-agent': 'profile="https://shop.example/.well-known/ucp"', 'webhook-id': 'evt_1',
      ...(body === null ? {} : {'content-type': 'application/json'}), ...(idempotency === null ? {} : {'idempotency-key': idempotency}),
    };
    const signed: Record<string, string> = {...headers, ...signedHeaders({key: readSigningKey(jwk), method, url: url.href, headers, ...(body === null ? {} : {body})})};
    const verify = createVerifier(createPublicKey({key: {...publicPartOf(jwk)}, format: 'jwk'}), 'ecdsa-p256-sha256');
    const verified = async (change: Partial<{method: string; url: string; headers: Record<string, string>}> = {}) => httpbis.verifyMessage(
      {keyLookup: async ({keyid}) => (keyid === kid ? {id: kid, algs: ['ecdsa-p256-sha256'], verify} : null)},
      {method, url: url.href, headers: signed, ...change}).catch(() => false);
    assert.equal(await verified(), true);
    assert.equal(await verified({method: 'PATCH'}), false);
    assert.equal(await verified({url: url.href.replace('platform', 'elsewhere')}), false);
    assert.equal(await verified({url: `${url.origin}${url.pathname}/more${url.search}`}), false);
    if (url.search !== '') assert.equal(await verified({url: `${url.href}x`}), false);
    for (const name of ['ucp-agent', 'webhook-id', 'content-digest', 'content-type', 'idempotency-key']) {
      if (signed[name] !== undefined) assert.equal(await verified({headers: {...signed, [name]: `${signed[name]}x`}}), false, name);
    }
  }), {numRuns: 40});
});

test('Signatures are r and s side by side, never DER', () => {
  const {x = '', y = '', d = ''} = generateKeyPairSync('ec', {namedCurve: 'P-384'}).privateKey.export({format: 'jwk'});
  for (const [jwk, length] of [[makePrivateJwk('k'), 64], [{kid: 'k', kty: 'EC', crv: 'P-384', x, y, d}, 96]] as const) {
    const key = readSigningKey(jwk);
    for (let i = 0; i < 20; i++) {
      const {signature = ''} = signedHeaders({key, method: 'GET', url: 'https://a.example/', headers: {}});
      assert.equal(Buffer.from(signature.slice('sig1=:'.length, -1), 'base64').length, length);
    }
  }
});

test('A request without body or query covers what the protocol asks for and nothing more', () => {
  const key = readSigningKey(makePrivateJwk('k'));
  const now = new Date('2026-11-22T10:00:00.999Z');
  const signed = signedHeaders({key, method: 'GET', url: 'https://shop.example:443', headers: {}, now});
  assert.deepEqual([Object.keys(signed), signed['signature-input']], [['signature-input', 'signature'], 'sig1=("@method" "@authority" "@path");created=1795341600;keyid="k"']);
  const asked = signedHeaders({key, method: 'POST', url: 'https://shop.example/a?b', headers: {'UCP-Agent': 'profile="https://p.example"', 'Idempotency-Key': 'x', 'Content-Type': 'application/json'}, body: '{}', now});
  assert.equal(asked['signature-input'], 'sig1=("@method" "@authority" "@path" "@query" "ucp-agent" "idempotency-key" "content-digest" "content-type");created=1795341600;keyid="k"');
  assert.throws(() => signedHeaders({key, method: 'POST', url: 'https://shop.example/a', headers: {}, body: '{}'}), ComponentProblem, 'a body without a type');
});

test('A database has one signing key, however many ask for it first', async t => {
  const [database, other] = await Promise.all([freshDatabase(), freshDatabase()]);
  t.after(() => Promise.all([database.close(), other.close()]));
  const config = MerchantConfigSchema.parse({});
  // Each of these asks the database for itself, as servers of one shop do.
  const servers = Array.from({length: 5}, () => ({config, database: {...database, query: database.query.bind(database)}}));
  const keys = await Promise.all(servers.map(server => signingKey(server)));
  assert.equal(new Set(keys.map(({kid}) => kid)).size, 1);
  assert.notEqual((await signingKey({database: other, config})).kid, keys[0]?.kid);
});
