import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import fc from 'fast-check';
import {permalinkItems} from '../../../src/commerce/item.ts';
import {ownPath, PermalinkError, readPermalink} from '../../../src/server/pages/permalink.ts';
import type {Shop} from '../http/shop.ts';
import {DELIVERY, gaiwan, openShop, ORIGIN, pattern} from '../http/shop.ts';

const read = (items: string, query = ''): ReturnType<typeof readPermalink> => readPermalink(items, new URLSearchParams(query), ORIGIN);

describe('A permalink', () => {
  it('is read as what our tags write, whatever the ids are', () => {
    const ids = fc.string({unit: 'grapheme', minLength: 1, maxLength: 20}).filter(id => id.isWellFormed() && /\S/.test(id) && !/\p{Cc}/u.test(id));
    fc.assert(fc.property(fc.uniqueArray(fc.record({id: ids, quantity: fc.integer({min: 1, max: 9999})}), {minLength: 1, maxLength: 5, selector: one => one.id}), items => {
      const {request} = read(permalinkItems(items));
      assert.deepEqual(request.line_items.map(({item, quantity}) => ({id: item.id, quantity})), items.map(one => ({...one})));
    }));
  });

  it('fills in what belongs to a checkout, and nothing that the shop decides', () => {
    const {request, rest} = read('mug:2', new URLSearchParams({
      'buyer/email': 'mei@example.com', '/context/address_country': 'HK', 'attribution/utm_campaign': 'spring', 'discounts/codes/1': 'B', 'discounts/codes/0': 'A',
      'fulfillment/methods/0/type': 'pickup', 'fulfillment/methods/0/selected_destination_id': 'sheung-wan', 'line_items/0/quantity': '5', 'totals/0/amount': '1',
      'buyer/unknown': 'x', status: 'completed', utm_source: 'mail', access_token: 'x',
    }).toString());
    assert.deepEqual(request.line_items.map(({quantity}) => quantity), [2]);
    assert.deepEqual(request.buyer, {...request.buyer, email: 'mei@example.com'});
    assert.equal(request.context?.address_country, 'HK');
    assert.deepEqual(request.attribution, {utm_campaign: 'spring'});
    assert.deepEqual(request.discounts?.codes, ['A', 'B']);
    assert.deepEqual(request.fulfillment?.methods?.map(({type, selected_destination_id: shop}) => [type, shop]), [['pickup', 'sheung-wan']]);
    assert.deepEqual(rest, {utm_source: 'mail'});
  });

  it('that says two things at once, or nothing that can be read, is refused', () => {
    for (const [items, query] of [['', ''], ['mug:0', ''], ['mug:1:2', ''], ['~!!:1', ''], ['mug:1', 'buyer/email=a&/buyer/email=b'], ['mug:1', `buyer/email=${'x'.repeat(300)}`]]) {
      assert.throws(() => read(items!, query), PermalinkError, `${items} ${query}`);
    }
  });

  it('leads to no other origin, whatever it says', () => {
    assert.equal(ownPath('/collections/spring?x=1', ORIGIN), '/collections/spring?x=1');
    for (const path of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/a\r\nlocation: x', '/\t/evil.example', 'a', '']) {
      assert.equal(ownPath(path, ORIGIN), undefined, path);
    }
    fc.assert(fc.property(fc.string(), path => {
      const own = ownPath(`/${path}`, ORIGIN);
      assert.ok(own === undefined || new URL(own, ORIGIN).origin === ORIGIN);
    }));
    assert.equal(ownPath('/..//evil.example', ORIGIN), '/evil.example');
  });
});

describe('Following a permalink', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop({config: {delivery: DELIVERY, home: 'https://www.shop.example/', frameAncestors: ['https://blog.example']}});
    await shop.product(pattern());
    await shop.product(gaiwan());
  });
  after(() => shop.close());
  const follow = (path: string, init?: RequestInit): Promise<Response> => shop.server.fetch(new Request(`${ORIGIN}${path}`, init));
  const count = async (table: string): Promise<number> => (await shop.database.query<{n: number}>(`select count(*)::int as n from ${table}`))[0]!.n;
  const opened = async (response: Response): Promise<string> => {
    assert.equal(response.status, 303);
    return /\/checkout\/(chk_\w+|[\w-]+)/.exec(response.headers.get('location') ?? '')![1]!;
  };

  it('opens a checkout, reserves nothing, and keeps the link to itself', async () => {
    const response = await follow('/buy/pattern:2?attribution/utm_campaign=spring&utm_source=mail&buyer/email=mei%40example.com');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
    const location = new URL(response.headers.get('location')!);
    assert.deepEqual([location.origin, location.search], [ORIGIN, '?utm_source=mail']);
    const {body} = await shop.call('GET', `/ucp/checkout-sessions/${await opened(response)}`);
    assert.deepEqual([body.status, body.line_items[0].quantity, (body as unknown as {attribution: object}).attribution], ['ready_for_complete', 2, {utm_campaign: 'spring'}]);
    assert.deepEqual([await count('stock_holds'), await count('payments'), await shop.stock('pattern')], [0, 0, 10]);
  });

  it('takes the ids with or without `~`, and the SKUs that a catalogue names', async () => {
    assert.equal((await follow('/buy/pattern:1')).status, 303);
    assert.equal((await follow(`/buy/~${Buffer.from('pattern').toString('base64url')}:1`)).status, 303);
  });

  it('says that a code is not taken instead of swallowing it', async () => {
    const id = await opened(await follow('/buy/pattern:1?discounts/codes/0=SAVE10'));
    assert.match(await (await follow(`/checkout/${id}`)).text(), /The code “SAVE10” is not valid here/);
  });

  it('makes nothing for those who only look ahead', async () => {
    const before = await count('checkouts');
    assert.equal((await follow('/buy/pattern:1', {method: 'HEAD'})).status, 200);
    assert.equal((await follow('/buy/pattern:1', {headers: {'sec-purpose': 'prefetch;prerender'}})).status, 503);
    assert.equal(await count('checkouts'), before);
  });

  it('shows a sentence and a way back where there is nothing to buy', async () => {
    for (const [path, status] of [['/buy/pattern:x', 400], ['/buy', 400], ['/buy/nothing:1', 404], ['/buy/GAIWAN-RIC:1', 404]] as const) {
      const response = await follow(`${path}?lang=zh-Hant`);
      const text = await response.text();
      assert.equal(response.status, status, path);
      assert.match(text, /<html lang="zh-Hant">[\s\S]*href="https:\/\/www\.shop\.example\/"/);
    }
    assert.match(await (await follow('/buy/nothing:1?continue_to=/spring')).text(), /href="\/spring"/);
    assert.doesNotMatch(await (await follow('/buy/nothing:1?continue_to=//evil.example')).text(), /evil/);
  });

  it('takes a product, its handle or a barcode for the one variant that it can only mean', async () => {
    await shop.product(pattern('cup', {barcode: '4890000000017'}));
    for (const name of ['cup-product', '4890000000017']) {
      const {body} = await shop.call('GET', `/ucp/checkout-sessions/${await opened(await follow(`/buy/${name}:2`))}`);
      assert.deepEqual(body.line_items.map(({item, quantity}: {item: {id: string}; quantity: number}) => [item.id, quantity]), [['cup', 2]], name);
    }
  });

  it('asks which one where a product has several, and makes nothing before that', async () => {
    const before = await count('checkouts');
    const response = await follow('/buy/pattern:1,gaiwan:2?discounts/codes/0=A%26B&lang=zh-Hant');
    const text = await response.text();
    assert.deepEqual([response.status, response.headers.get('cache-control'), await count('checkouts')], [200, 'no-store', before]);
    assert.match(text, /<html lang="zh-Hant">[\s\S]*Gaiwan for One/);
    const [link, ...others] = [...text.matchAll(/href="(\/buy\/[^"]+)"/g)].map(([, address = '']) => address.replaceAll('&amp;', '&'));
    assert.equal(link, '/buy/pattern:1,GAIWAN-CEL:2?discounts/codes/0=A%26B&lang=zh-Hant');
    assert.deepEqual(others, []);
    assert.match(text, /HK\$380\.00/);
    const english = /href="(\?[^"]*)" lang="en"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    assert.deepEqual(Object.fromEntries(new URLSearchParams(english)), {'discounts/codes/0': 'A&B', lang: 'en'}, 'another language keeps the code');
    assert.match(text, /Rice white[\s\S]*已售罄/);
    const {body} = await shop.call('GET', `/ucp/checkout-sessions/${await opened(await follow(link))}`);
    assert.deepEqual(body.line_items.map(({item, quantity}: {item: {id: string}; quantity: number}) => [item.id, quantity]), [['pattern', 1], ['GAIWAN-CEL', 2]]);
  });

  it('tells the checkout which page has opened it, and in which scheme to show itself', async () => {
    const {headers} = await follow('/buy/pattern:1?ec_version=2026-04-08&ec_color_scheme=dark', {headers: {referer: 'https://news.example/story?reader=7'}});
    const query = new URL(headers.get('location')!).searchParams;
    assert.deepEqual(Object.fromEntries(query), {ec_version: '2026-04-08', ec_color_scheme: 'dark', ec_origin: 'https://news.example'});
    assert.equal((await follow('/buy/pattern:1', {headers: {referer: 'https://news.example/story'}})).headers.get('location')!.includes('news'), false);
  });

  it('is published in the profile, as our tags read it', async () => {
    const {body} = await shop.call('GET', '/.well-known/ucp');
    const [entry] = (body.ucp.capabilities as unknown as Record<string, {config: object}[]>)['dev.ucp.shopping.permalink']!;
    assert.deepEqual(entry!.config, {endpoint: `${ORIGIN}/buy`});
  });

  it('works for a cart as well: its continue_url opens one checkout', async () => {
    const {body} = await shop.call('POST', '/ucp/carts', {line_items: [{item: {id: 'pattern'}, quantity: 3}]});
    const path = new URL((body as unknown as {continue_url: string}).continue_url).pathname;
    const [first, second] = [await opened(await follow(path)), await opened(await follow(path))];
    assert.equal(first, second);
    assert.equal((await shop.call('GET', `/ucp/checkout-sessions/${first}`)).body.line_items[0].quantity, 3);
    assert.equal((await follow('/cart/cart_none')).status, 404);
    const empty = await shop.call('POST', '/ucp/carts', {line_items: []});
    assert.equal((empty.body as unknown as {continue_url?: string}).continue_url, undefined);
  });
});
