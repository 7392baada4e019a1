import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {Shop} from '../http/shop.ts';
import {openShop, ORIGIN, pattern} from '../http/shop.ts';

describe('Trouble on the way to a hosted page', () => {
  let shop: Shop;
  let id: string;
  before(async () => {
    shop = await openShop({config: {writesPerMinute: 60, home: 'https://www.shop.example/'}});
    await shop.product(pattern());
    ({id} = (await shop.create({pattern: 1})).body as {id: string});
  });
  after(() => shop.close());
  const ask = async (path: string, init: RequestInit = {}, address?: string): Promise<{status: number; text: string; headers: Headers}> => {
    const response = await shop.server.fetch(new Request(`${ORIGIN}${path}`, init), address === undefined ? {} : {address});
    return {status: response.status, text: await response.text(), headers: response.headers};
  };
  const isPage = ({text, headers}: {text: string; headers: Headers}, language = 'en'): void => {
    assert.match(headers.get('content-type') ?? '', /text\/html/);
    assert.match(text, new RegExp(`<html lang="${language}">`));
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.equal(headers.get('cache-control'), 'no-store');
  };

  it('is a page in the reader’s language, also when a link is followed too often', async () => {
    const answers = [];
    for (let press = 0; press < 40; press++) answers.push(await ask('/buy/pattern:1?lang=zh-Hant', {}, '203.0.113.9'));
    const refused = answers.find(({status}) => status === 429) ?? assert.fail('nothing was refused');
    isPage(refused, 'zh-Hant');
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
  });

  it('is a page that leads back to the checkout when what was sent is too large', async () => {
    const refused = await ask(`/checkout/${id}/pay?lang=zh-Hans`, {method: 'POST', headers: {origin: ORIGIN, 'content-length': '9999999'}, body: 'x'});
    assert.equal(refused.status, 413);
    isPage(refused, 'zh-Hans');
    assert.match(refused.text, new RegExp(`href="/checkout/${id}\\?lang=zh-Hans"`));
  });

  it('is a page that promises no more than is known when the shop itself is in trouble, and can be looked at again', async () => {
    const {query} = shop.database;
    Object.assign(shop.database, {query: () => Promise.reject(Object.assign(new Error('gone away'), {code: '57P01'}))});
    try {
      const refused = await ask(`/checkout/${id}`);
      assert.equal(refused.status, 503);
      isPage(refused);
      assert.match(refused.text, /Nothing is charged twice/);
      assert.doesNotMatch(refused.text, /gone away|Nothing was charged/);
      assert.match(refused.text, new RegExp(`href="/checkout/${id}"`));
    } finally {
      Object.assign(shop.database, {query});
    }
  });

  it('is a page also at an address under a checkout that there is not', async () => {
    const missing = await ask(`/checkout/${id}/receipt`);
    assert.equal(missing.status, 404);
    isPage(missing);
    assert.match(missing.text, /There is nothing here/);
  });

  it('stays data for whoever asks the protocol', async () => {
    const missing = await ask('/ucp/nothing');
    assert.match(missing.headers.get('content-type') ?? '', /json/);
  });
});
