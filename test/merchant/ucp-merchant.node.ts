import assert from 'node:assert/strict';
import type {TestContext} from 'node:test';
import {afterEach, describe, it} from 'node:test';
import type {CompleteRequest} from '../../src/commerce/checkout.ts';
import {TAG_PROFILE_URL, UCP_VERSION} from '../../src/commerce/ucp.ts';
import type {Merchant, MerchantErrorCode} from '../../src/merchant/merchant.ts';
import {MerchantError} from '../../src/merchant/merchant.ts';
import {ucpMerchant} from '../../src/merchant/ucp-merchant.ts';
import {profileOf} from '../../src/merchant/ucp-profile.ts';
import {askMerchant} from '../../src/merchant/ucp-request.ts';
import {checkoutJson, orderJson, productJson, profileJson, variantJson} from '../commerce/checkout-json.ts';
import type {Heard, Reply} from './fake-merchant.ts';
import {envelope, failure, fakeMerchant} from './fake-merchant.ts';

const en = {locale: 'en'};
const lookup = '/ucp/catalog/lookup';
const sessions = '/ucp/checkout-sessions';
const request = {line_items: [{item: {id: 'mug'}, quantity: 1}]};
const complete: CompleteRequest = {
  instrument: {id: 'i1', handler_id: 'sandbox', type: 'sandbox', credential: {type: 'sandbox', token: 'approve'}},
  expectedTotal: {amount: 12800, currency: 'HKD'}, returnUrl: 'https://page.example/#hangtag=chk_1.abc',
};

const running: (() => void)[] = [];
afterEach(() => running.splice(0).forEach((close) => close()));

async function shop(answer: (asked: Heard, count: number) => Reply | undefined = () => undefined) {
  const fake = await fakeMerchant(answer);
  running.push(fake.close);
  const merchant = ucpMerchant(fake.origin);
  return {...fake, merchant, catalogue: merchant.catalogue!, checkouts: merchant.checkouts!};
}

const sells = ({path, body}: Heard): Reply | undefined => (path === lookup
  ? {json: envelope({products: (body!.ids as string[]).filter((id) => !id.startsWith('no')).map((id) => productJson(`p-${id}`, [variantJson(`v-${id}`, [id])]))})}
  : undefined);

async function fails(asked: Promise<unknown>, code: MerchantErrorCode, saying?: RegExp): Promise<MerchantError> {
  const error: unknown = await asked.then(() => assert.fail('It should have failed'), (error: unknown) => error);
  assert(error instanceof MerchantError, String(error));
  assert.equal(error.code, code);
  if (saying) assert.match(error.message, saying);
  return error;
}

/** What is to run after just so many ms; all other timers stay as they are, for the connections of `fetch` live by them. */
function heldBack(t: TestContext, ms: number): (() => void)[] {
  const held: (() => void)[] = [];
  const {setTimeout: real} = globalThis;
  const hold = (run: () => void, after?: number): unknown => (after === ms ? held.push(run) : real(run, after));
  Object.assign(globalThis, {setTimeout: hold});
  t.after(() => Object.assign(globalThis, {setTimeout: real}));
  return held;
}

describe('A UCP merchant', () => {
  it('is the same for every tag that names it', async () => {
    const {origin, merchant} = await shop();
    assert.equal(ucpMerchant(`${origin}/`), merchant);
    assert.notEqual(ucpMerchant(origin, {agentProfile: 'https://page.example/ucp.json'}), merchant);
    assert.equal(merchant.id, origin);
  });

  it('must be the origin of a shop', () => {
    assert.throws(() => ucpMerchant('http://shop.example'), TypeError);
    assert.throws(() => ucpMerchant('shop'), TypeError);
    assert.throws(() => ucpMerchant('https://shop.example', {agentProfile: 'javascript:alert(1)'}), TypeError);
  });

  it('is asked for its profile once, and nothing at all before it is needed', async () => {
    const {merchant, catalogue, checkouts, heard, asked} = await shop((ask) => sells(ask) ?? (ask.path === sessions ? {status: 201, json: checkoutJson()} : undefined));
    assert.equal(heard.length, 0);
    assert.equal(merchant.mode, 'unknown');
    assert.equal(merchant.handlers, undefined);
    await Promise.all([catalogue.offer('mug', en), checkouts.create(request, 'k1', en), catalogue.offer('mug', {locale: 'zh-Hant'})]);
    assert.equal(asked('/.well-known/ucp').length, 1);
    assert.equal(merchant.mode, 'test');
    assert.deepEqual(merchant.handlers, [{name: 'dev.hangtag.sandbox', id: 'sandbox', config: {}}]);
    const [profile] = asked('/.well-known/ucp');
    assert.equal(profile?.headers['ucp-agent'], undefined);
  });

  it('names itself, the language and the key of each change, and sends no cookies', async () => {
    const {checkouts, asked} = await shop(({path}) => (path === sessions ? {status: 201, json: checkoutJson()} : undefined));
    await checkouts.create(request, 'key-1', {locale: 'zh-Hant'});
    const [{headers, body}] = asked(sessions) as [Heard];
    assert.equal(headers['ucp-agent'], `profile="${TAG_PROFILE_URL}"`);
    assert.equal(headers['idempotency-key'], 'key-1');
    assert.equal(headers['accept-language'], 'zh-Hant');
    assert.match(String(headers['request-id']), /^[0-9a-f-]{36}$/);
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers.cookie, undefined);
    assert.deepEqual(body, request);
  });

  it('of an older version is spoken to where it says that ours is', async () => {
    const {catalogue, origin} = await shop((asked) => sells(asked) ?? (asked.path === '/.well-known/ucp'
      ? {json: {ucp: {version: '2027-01-01', supported_versions: {'2026-04-08': `${origin}/old.json`}}}}
      : asked.path === '/old.json' ? {json: profileJson(`${origin}/ucp`)} : undefined));
    assert.equal((await catalogue.offer('mug', en)).variant.id, 'v-mug');
  });

  const incompatible: [string, (origin: string) => object, RegExp][] = [
    ['speaks another version', () => ({ucp: {version: '2025-01-01'}}), /speaks UCP 2025-01-01/],
    ['speaks no REST', (origin) => profileJson(origin, {services: {}}), /no REST/],
    ['has no catalogue', (origin) => profileJson(`${origin}/ucp`, {capabilities: {'dev.ucp.shopping.checkout': []}}), /lacks dev\.ucp\.shopping\.catalog\.lookup/],
  ];
  for (const [what, profile, saying] of incompatible) {
    it(`that ${what} is incompatible`, async () => {
      const {catalogue, origin} = await shop(({path}) => (path === '/.well-known/ucp' ? {json: profile(origin)} : undefined));
      await fails(catalogue.offer('mug', en), 'incompatible', saying);
    });
  }

  it('that names no capabilities is tried all the same', async () => {
    const {catalogue, origin} = await shop((asked) => sells(asked) ?? (asked.path === '/.well-known/ucp' ? {json: profileJson(`${origin}/ucp`, {capabilities: undefined})} : undefined));
    assert.equal((await catalogue.offer('mug', en)).id, 'mug');
  });

  it('without a readable profile is a bad answer, and without any it is unreachable', async () => {
    const {catalogue} = await shop(({path}) => (path === '/.well-known/ucp' ? {text: '<html>'} : undefined));
    await fails(catalogue.offer('mug', en), 'bad_answer');
    const gone = await shop();
    gone.close();
    await fails(gone.catalogue.offer('mug', en), 'unreachable');
  });

  it('whose profile failed is asked again later, not by each tag at once', async (t) => {
    const held = heldBack(t, 5000);
    let down = true;
    const {origin, asked} = await shop((ask) => sells(ask) ?? (ask.path === '/.well-known/ucp' && down ? {status: 500} : undefined));
    const profile = profileOf(origin);
    await fails(profile(), 'busy');
    await fails(profile(), 'busy');
    assert.deepEqual([asked('/.well-known/ucp').length, held.length], [1, 1]);
    down = false;
    held[0]!();
    assert.equal((await profile()).version, UCP_VERSION);
  });

  it('whose profile failed is asked again as soon as the network is back', async (t) => {
    const page = new EventTarget();
    Object.assign(globalThis, {addEventListener: page.addEventListener.bind(page)});
    t.after(() => delete (globalThis as {addEventListener?: unknown}).addEventListener);
    let down = true;
    const {catalogue} = await shop((ask) => sells(ask) ?? (ask.path === '/.well-known/ucp' && down ? {status: 500} : undefined));
    await fails(catalogue.offer('mug', en), 'busy');
    down = false;
    await fails(catalogue.offer('mug', en), 'busy');
    page.dispatchEvent(new Event('online'));
    assert.equal((await catalogue.offer('mug', en)).id, 'mug');
  });

  it('says where the same items can be bought, once it has said so itself', async () => {
    const {merchant, catalogue, origin} = await shop((asked) => sells(asked) ?? (asked.path === '/.well-known/ucp'
      ? {json: profileJson(`${origin}/ucp`, {capabilities: {'dev.ucp.shopping.catalog.lookup': [], 'dev.ucp.shopping.permalink': [{config: {endpoint: 'https://shop.example/buy'}}]}})} : undefined));
    const items = [{id: 'mug', quantity: 2}, {id: '茶', quantity: 1}];
    assert.equal(merchant.checkoutHref!(items), undefined);
    await catalogue.offer('mug', en);
    assert.equal(merchant.checkoutHref!(items), 'https://shop.example/buy/mug:2,~6Iy2:1');
    assert.equal(merchant.checkoutHref!([]), undefined);
  });
});

describe('The catalogue of a UCP merchant', () => {
  it('is asked once for a hundred tags, each id named once', async () => {
    const {catalogue, asked} = await shop(sells);
    const offers = await Promise.all(Array.from({length: 100}, (_, number) => catalogue.offer(`sku-${number % 40}`, en)));
    assert.equal(asked(lookup).length, 1);
    assert.equal((asked(lookup)[0]!.body!.ids as string[]).length, 40);
    assert.deepEqual(offers.map(({id}) => id), Array.from({length: 100}, (_, number) => `sku-${number % 40}`));
  });

  it('is asked once also by tags that come a few tasks later', async () => {
    const {catalogue, asked} = await shop(sells);
    const first = catalogue.offer('a', en);
    await new Promise((resolve) => setTimeout(resolve));
    await Promise.all([first, catalogue.offer('b', en)]);
    assert.equal(asked(lookup).length, 1);
  });

  it('is asked apart for each language', async () => {
    const {catalogue, asked} = await shop(sells);
    await Promise.all([catalogue.offer('a', en), catalogue.offer('b', {locale: 'zh-Hant'}), catalogue.offer('c', en)]);
    assert.deepEqual(asked(lookup).map(({body, headers}) => [headers['accept-language'], body!.ids, body!.context]).sort(), [
      ['en', ['a', 'c'], {language: 'en'}], ['zh-Hant', ['b'], {language: 'zh-Hant'}],
    ]);
  });

  it('that takes only so many ids at once is asked in parts', async () => {
    const {catalogue, asked} = await shop((ask) => (ask.path === lookup && (ask.body!.ids as string[]).length > 10
      ? {status: 400, json: {code: 'request_too_large', content: 'At most 10'}} : sells(ask)));
    const ids = Array.from({length: 33}, (_, number) => `sku-${number}`);
    const offers = await Promise.all(ids.map((id) => catalogue.offer(id, en)));
    assert.deepEqual(offers.map(({variant}) => variant.id), ids.map((id) => `v-${id}`));
    const before = asked(lookup).length;
    await Promise.all(ids.map((id) => catalogue.offer(id, en)));
    // Half of 33 and half of that: which of the halves was refused first says whether the limit is 8 or 9.
    const sizes = asked(lookup).slice(before).map(({body}) => (body!.ids as string[]).length);
    assert.ok(sizes.every((size) => size <= 10), `the limit is remembered, but ${sizes.join(', ')} were asked for`);
    assert.equal(sizes.reduce((sum, size) => sum + size), 33);
  });

  it('that refuses for another reason is asked once', async () => {
    const {catalogue, asked} = await shop(({path}) => (path === lookup ? {status: 403, json: {code: 'blocked', content: 'Not for you'}} : undefined));
    await Promise.all(['a', 'b'].map((id) => fails(catalogue.offer(id, en), 'refused', /Not for you/)));
    assert.equal(asked(lookup).length, 1);
  });

  it('says of each id apart that it is not sold', async () => {
    const {catalogue} = await shop(sells);
    const [mug, error] = await Promise.all([catalogue.offer('mug', en), fails(catalogue.offer('nothing', en), 'not_found', /does not sell "nothing"/)]);
    assert.equal(mug.id, 'mug');
    assert(error);
  });

  it('with one spoilt product answers the others', async () => {
    const {catalogue} = await shop(({path}) => (path === lookup
      ? {json: envelope({products: [productJson('p', [variantJson('v', ['ok'])]), productJson('q', [variantJson('w', ['bad'], {price: {amount: 1.5, currency: 'HKD'}})])]})} : undefined));
    const [ok] = await Promise.all([catalogue.offer('ok', en), fails(catalogue.offer('bad', en), 'bad_answer', /price\.amount/)]);
    assert.equal(ok.variant.id, 'v');
  });

  it('answers those who stay when one leaves', async () => {
    const {catalogue} = await shop(sells);
    const leaver = new AbortController();
    const left = catalogue.offer('a', {locale: 'en', signal: leaver.signal});
    const stays = catalogue.offer('b', en);
    leaver.abort(new Error('gone'));
    await assert.rejects(left, /gone/);
    assert.equal((await stays).id, 'b');
  });

  it('tells every variant of a product, asked for by the product it belongs to', async () => {
    const {catalogue, asked} = await shop((ask) => sells(ask) ?? (ask.path === '/ucp/catalog/product'
      ? {json: envelope({product: productJson('p-mug', [variantJson('v-other', undefined), variantJson('v-mug', undefined)], {options: [{name: 'Color', values: []}]})})} : undefined));
    await catalogue.offer('mug', en);
    const offer = await catalogue.product('mug', en);
    assert.equal(asked('/ucp/catalog/product')[0]!.body!.id, 'p-mug');
    assert.deepEqual([offer.id, offer.variant.id, offer.variants.map(({id}) => id)], ['mug', 'v-mug', ['v-other', 'v-mug']]);
  });

  it('that does not know the product says so', async () => {
    const {catalogue} = await shop(({path}) => (path === '/ucp/catalog/product' ? {json: failure('not_found')} : undefined));
    await fails(catalogue.product('mug', en), 'not_found');
  });
});

describe('The checkouts of a UCP merchant', () => {
  it('are opened, changed, completed, cancelled and read as the specification says', async () => {
    const {checkouts, heard} = await shop(({path}) => (path.startsWith(sessions)
      ? {json: checkoutJson(path.endsWith('/complete') ? {status: 'completed', order: orderJson} : path.endsWith('/cancel') ? {status: 'canceled'} : {})} : undefined));
    assert.equal((await checkouts.create(request, 'k1', en)).status, 'ready_for_complete');
    await checkouts.update('chk_1', {...request, buyer: {email: 'a@b.example'}}, 'k2', en);
    assert.equal((await checkouts.complete('chk_1', complete, 'k3', en)).order?.id, 'ord_1');
    assert.equal((await checkouts.cancel('chk_1', 'k4', en)).status, 'canceled');
    await checkouts.get('chk_1', en);
    const calls = heard.slice(1).map(({method, path, headers, body}) => [method, path, headers['idempotency-key'], body]);
    assert.deepEqual(calls, [
      ['POST', sessions, 'k1', request],
      ['PUT', `${sessions}/chk_1`, 'k2', {...request, buyer: {email: 'a@b.example'}}],
      ['POST', `${sessions}/chk_1/complete`, 'k3', {
        payment: {instruments: [{...complete.instrument, selected: true}]},
        'dev.hangtag': {expected_total: {amount: 12800, currency: 'HKD'}, return_url: complete.returnUrl},
      }],
      ['POST', `${sessions}/chk_1/cancel`, 'k4', {}],
      ['GET', `${sessions}/chk_1`, undefined, undefined],
    ]);
  });

  it('of a merchant that knows nothing of us are read as well', async () => {
    const {checkouts} = await shop(({path}) => (path === sessions ? {status: 201, json: checkoutJson({'dev.hangtag': undefined})} : undefined));
    assert.equal((await checkouts.create(request, 'k', en)).extension, undefined);
  });

  it('are read with who buys and how it is delivered', async () => {
    const details = {buyer: {email: 'a@b.example'}, fulfillment: {methods: [{id: 'm', type: 'shipping', line_item_ids: ['li_1']}]}};
    const {checkouts} = await shop(({path}, count) => (path.startsWith(sessions) ? {json: checkoutJson(count ? {fulfillment: {methods: [{type: 'teleport'}]}} : details)} : undefined));
    const {buyer, fulfillment} = await checkouts.get('chk_1', en);
    assert.deepEqual({buyer, fulfillment}, details);
    await fails(checkouts.get('chk_1', en), 'bad_answer', /methods\[0\]/);
  });

  it('keep their id within its place in the address', async () => {
    const {checkouts, heard} = await shop();
    await fails(checkouts.get('../orders?x#y', en), 'not_found');
    assert.equal(heard.at(-1)!.path, `${sessions}/..%2Forders%3Fx%23y`);
  });

  it('are not confused with one another', async () => {
    const {checkouts} = await shop(() => undefined);
    await fails((await shop(({path}) => (path.startsWith(sessions) ? {json: checkoutJson()} : undefined))).checkouts.get('chk_2', en), 'bad_answer', /Another checkout than chk_2/);
    await fails(checkouts.get('chk_2', en), 'not_found');
  });

  const answers: [string, Reply, MerchantErrorCode, string?][] = [
    ['an error envelope', {json: failure('out_of_stock', 'Sold out')}, 'refused', 'out_of_stock'],
    ['an envelope not found', {json: failure('not_found')}, 'not_found', 'not_found'],
    ['incompatible capabilities', {json: failure('capabilities_incompatible')}, 'incompatible', 'capabilities_incompatible'],
    ['an unsupported version', {status: 422, json: {code: 'version_unsupported', content: 'No'}}, 'incompatible', 'version_unsupported'],
    ['a profile that could not be fetched', {status: 424, json: {code: 'profile_unreachable', content: 'No'}}, 'incompatible', 'profile_unreachable'],
    ['bad input', {status: 400, json: {code: 'invalid', content: 'No'}}, 'refused', 'invalid'],
    ['no entry', {status: 401}, 'refused'], ['forbidden', {status: 403, json: {}}, 'refused'], ['gone', {status: 410}, 'not_found'], ['conflict', {status: 409, json: {code: 'idempotency_conflict', content: 'x'}}, 'conflict', 'idempotency_conflict'],
    ['too many requests', {status: 429}, 'busy'], ['a crash', {status: 500, text: '<h1>Oops</h1>'}, 'busy'], ['a bad gateway', {status: 502, text: ''}, 'busy'],
    ['no JSON', {status: 200, text: '<html>'}, 'bad_answer'], ['nothing', {status: 200, text: ''}, 'bad_answer'], ['another JSON', {json: {ok: true}}, 'bad_answer'], ['null', {json: null}, 'bad_answer'],
    ['an unknown status', {json: checkoutJson({status: 'paid'})}, 'bad_answer'], ['completed without an order', {json: checkoutJson({status: 'completed'})}, 'bad_answer'],
    ['a redirect', {status: 302, headers: {location: 'https://elsewhere.example/'}}, 'unreachable'],
  ];
  for (const [what, reply, code, word] of answers) {
    it(`answered with ${what} fail as ${code}`, async () => {
      const {checkouts} = await shop(({path}) => (path.startsWith(sessions) ? reply : undefined));
      const error = await fails(checkouts.complete('chk_1', complete, 'k', en), code);
      if (word) assert.equal(error.messages[0]?.code, word);
    });
  }

  it('tell where the buyer can go on instead', async () => {
    const {checkouts} = await shop(({path}) => (path === sessions ? {json: {...failure('out_of_stock'), continue_url: 'https://shop.example/cart'}} : undefined));
    assert.equal((await fails(checkouts.create(request, 'k', en), 'refused')).continueUrl, 'https://shop.example/cart');
  });

  it('are asked again with the same key and body when the answer is lost', async () => {
    const {checkouts, asked} = await shop(({path}, count) => (path === sessions ? (count < 2 ? {lost: true} : {status: 201, json: checkoutJson()}) : undefined));
    assert.equal((await checkouts.create(request, 'k', en)).id, 'chk_1');
    assert.deepEqual(asked(sessions).map(({headers, body}) => [headers['idempotency-key'], body]), Array(3).fill(['k', request]));
  });

  it('are completed once only, though the answer is lost: asking where it stands is for the story', async () => {
    const {checkouts, asked} = await shop(({path}) => (path.endsWith('/complete') ? {lost: true} : undefined));
    await fails(checkouts.complete('chk_1', complete, 'k', en), 'unreachable');
    assert.equal(asked(`${sessions}/chk_1/complete`).length, 1);
  });

  it('are asked again after the rest that a busy merchant asks for', async () => {
    const {checkouts, asked} = await shop(({path}, count) => (path.endsWith('/complete')
      ? (count < 1 ? {status: 503, headers: {'retry-after': '0'}} : {json: checkoutJson({status: 'completed', order: orderJson})}) : undefined));
    assert.equal((await checkouts.complete('chk_1', complete, 'k', en)).status, 'completed');
    assert.equal(asked(`${sessions}/chk_1/complete`).length, 2);
  });

  it('are not asked again and again of a merchant that is busy for long', async () => {
    for (const retryAfter of ['60', 'Fri, 01 Jan 2100 00:00:00 GMT', 'soon']) {
      const {checkouts, asked} = await shop(({path}) => (path === sessions ? {status: 429, headers: {'retry-after': retryAfter}} : undefined));
      await fails(checkouts.create(request, 'k', en), 'busy');
      assert.equal(asked(sessions).length, 1, retryAfter);
    }
    const {checkouts, asked} = await shop(({path}) => (path === sessions ? {status: 503, headers: {'retry-after': '0'}} : undefined));
    await fails(checkouts.create(request, 'k', en), 'busy');
    assert.equal(asked(sessions).length, 3);
  });

  it('are called off by the caller, with the caller\'s own reason', async () => {
    const {checkouts} = await shop(({path}) => (path === sessions ? {json: checkoutJson(), after: 2000} : undefined));
    const caller = new AbortController();
    const asked = checkouts.create(request, 'k', {locale: 'en', signal: caller.signal});
    setTimeout(() => caller.abort(new Error('enough')), 50);
    await assert.rejects(asked, /enough/);
    await assert.rejects(checkouts.get('chk_1', {locale: 'en', signal: AbortSignal.abort(new Error('never'))}), /never/);
  });

  it('that are never answered are given up', async () => {
    const {origin, heard} = await shop(() => ({json: {}, after: 5000}));
    await fails(askMerchant({url: `${origin}/slow`, patience: 500, repeats: 0}), 'unreachable');
    assert.equal(heard.length, 1);
  });

  it('say whether money moves', async () => {
    const {merchant, checkouts} = await shop(({path}) => (path === sessions ? {json: checkoutJson({'dev.hangtag': {mode: 'live', payment: {status: 'none', closed: true}, needs_delivery: false}})} : undefined));
    await checkouts.create(request, 'k', en);
    assert.equal((merchant satisfies Merchant).mode, 'live');
  });
});
