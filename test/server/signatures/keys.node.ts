import assert from 'node:assert/strict';
import {createPublicKey, generateKeyPairSync} from 'node:crypto';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {readConfig} from '../../../src/server/command/config-file.ts';
import {MerchantConfigSchema} from '../../../src/server/merchant-config.ts';
import {makePrivateJwk} from '../../../src/server/signatures/signing-key.ts';
import {signingKey} from '../../../src/server/signatures/signing-keys.ts';
import {faults, schemasMissing} from '../http/published-schemas.ts';
import {openShop} from '../http/shop.ts';

const faultsOfProfile = (body: unknown) => (schemasMissing ? [] : faults('discovery/profile.json#/$defs/business_profile', body));
const DAY = 24 * 3600 * 1000;

interface Profile {
  readonly signing_keys: readonly Readonly<Record<string, string>>[];
}

function p384(kid: string): Record<string, string> {
  const {kty = '', crv = '', x = '', y = '', d = ''} = generateKeyPairSync('ec', {namedCurve: 'P-384'}).privateKey.export({format: 'jwk'});
  return {kid, kty, crv, x, y, d};
}

const publicPart = ({d: _d, ...key}: Record<string, string>): Record<string, string> => key;

test('A shop publishes the key that it made, as the published schema wants it, and nothing secret', async t => {
  const shop = await openShop();
  t.after(() => shop.close());
  const {status, headers, text, body} = await shop.call('GET', '/.well-known/ucp');
  const [key, ...more] = (body as unknown as Profile).signing_keys;
  assert.deepEqual([status, faultsOfProfile(body), more], [200, [], []]);
  assert.match(headers.get('cache-control') ?? '', /public, max-age=\d{2,}/);
  const own = await signingKey(shop.server.services);
  assert.deepEqual(key, {...createPublicKey(own.private).export({format: 'jwk'}), kid: own.kid, use: 'sig', alg: 'ES256'});
  const {d = ''} = own.private.export({format: 'jwk'});
  assert.ok(d.length > 40 && !text.includes(d) && !shop.log.join('').includes(d));
  assert.deepEqual((await shop.call('GET', '/.well-known/ucp')).text, text, 'the same every time');
});

test('Keys change by the protocol’s four steps, and the key that was made stays for two weeks', async t => {
  const [first, second] = [makePrivateJwk('2026-11'), makePrivateJwk('2027-02')];
  const before = await openShop();
  t.after(() => before.close());
  const made = await signingKey(before.server.services);
  const published = async (signingKeys: readonly object[]) => {
    const shop = await openShop({beside: before, config: {signingKeys}});
    const {body, text} = await shop.call('GET', '/.well-known/ucp');
    assert.deepEqual(faultsOfProfile(body), []);
    assert.doesNotMatch(text, /"d":/);
    const signer = (await signingKey(shop.server.services)).kid;
    await shop.close();
    return [signer, (body as unknown as Profile).signing_keys.map(({kid}) => kid)];
  };
  await before.call('GET', '/.well-known/ucp');
  assert.deepEqual(await published([first]), [first.kid, [first.kid, made.kid]]);
  assert.deepEqual(await published([first, publicPart({...second})]), [first.kid, [first.kid, second.kid, made.kid]]);
  assert.deepEqual(await published([second, publicPart({...first})]), [second.kid, [second.kid, first.kid, made.kid]]);
  before.wait(15 * DAY);
  assert.deepEqual(await published([second]), [second.kid, [second.kid]]);
  assert.deepEqual(await published([]), [made.kid, [made.kid]], 'without any in the settings it is back');
});

test('A platform in the settings has an API key, or a profile with whose keys it signs', () => {
  const said = (platform: object) => MerchantConfigSchema.safeParse({platforms: [{name: 'assistant', ...platform}]}).error?.issues.map(({message}) => message).join() ?? '';
  assert.match(said({}), /needs a keyHash, or the profile/);
  for (const good of [{profile: 'https://assistant.example/ucp'}, {keyHash: '0'.repeat(64)}]) assert.equal(said(good), '');
});

test('What is wrong with a key is said, without saying any of it', () => {
  const key = {...makePrivateJwk('k')};
  const other = makePrivateJwk('other');
  const wrong: readonly [unknown, string, RegExp][] = [
    [[publicPart(key)], 'signingKeys.0.d', /first key signs/],
    [[{...key, kid: undefined}], 'signingKeys.0.kid', /name/],
    [[{...key, kid: 'a b'}], 'signingKeys.0.kid', /without spaces/],
    [[{...key, kty: 'RSA'}], 'signingKeys.0.kty', /EC/],
    [[{...key, crv: 'secp256k1'}], 'signingKeys.0.crv', /P-256/],
    [[{...key, x: undefined}], 'signingKeys.0.x', /missing/],
    [[{...key, x: `${key.x}=`}], 'signingKeys.0.x', /43 characters/],
    [[{...key, d: other.d}], 'signingKeys.0.d', /does not belong/],
    [[key, publicPart({...other, y: key.y})], 'signingKeys.1.x', /no point on the curve/],
    [[{...key, alg: 'ES384'}], 'signingKeys.0.alg', /ES256/],
    [[{...key, use: 'enc'}], 'signingKeys.0.use', /sig/],
    [[key, {...other, kid: 'k'}], 'signingKeys.1.kid', /another key/],
    [Array.from({length: 11}, (_, at) => ({...key, kid: `k${at}`})), 'signingKeys', /10/],
  ];
  for (const [signingKeys, place, sentence] of wrong) {
    const {error} = MerchantConfigSchema.safeParse({signingKeys});
    const [issue] = error?.issues ?? [];
    assert.deepEqual(issue?.path.join('.'), place);
    assert.match(issue?.message ?? '', sentence);
    assert.ok(!JSON.stringify(error).includes(key.d) && !error?.message.includes(key.d) && !error?.message.includes(other.d));
  }
  assert.ok(MerchantConfigSchema.safeParse({signingKeys: [{...key, use: 'sig', alg: 'ES256', key_ops: ['sign']}, p384('k2')]}).success);
});

test('The commands take keys from the environment, and say what is wrong there', async t => {
  const key = makePrivateJwk('from-outside');
  const read = (HANGTAG_SIGNING_KEYS: string, path?: string) => readConfig(path, {HANGTAG_SIGNING_KEYS});
  assert.equal((await read(JSON.stringify({keys: [key]}))).signingKeys[0]?.kid, 'from-outside');
  assert.deepEqual((await read(' ')).signingKeys, []);
  const refusal = async (text: string, path?: string): Promise<string> => {
    const error: unknown = await read(text, path).then(() => undefined, (reason: unknown) => reason);
    assert.ok(error instanceof Error && !`${error.message} ${error.stack ?? ''} ${String(error.cause)}`.includes(key.d));
    return error.message;
  };
  assert.match(await refusal(`{"d": "${key.d}`), /HANGTAG_SIGNING_KEYS is not JSON/);
  assert.match(await refusal(JSON.stringify(key)), /has no keys/);
  assert.match(await refusal(JSON.stringify({keys: [{...key, crv: 'P-521'}]})), /wrong at keys\[0\]\.crv: must be P-256/);
  const folder = await mkdtemp(join(tmpdir(), 'hangtag-keys-'));
  t.after(() => rm(folder, {recursive: true}));
  const path = join(folder, 'shop.json');
  await writeFile(path, JSON.stringify({signingKeys: [key]}));
  assert.equal((await read('', path)).signingKeys.length, 1);
  assert.match(await refusal(JSON.stringify({keys: [key]}), path), /both set/);
});
