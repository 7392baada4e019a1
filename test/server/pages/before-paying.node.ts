import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {setTimeout as delay} from 'node:timers/promises';
import {countryName} from '../../../src/server/checkout/countries.ts';
import type {HostedShop} from './hosted-shop.ts';
import {startHostedShop} from './hosted-shop.ts';

const HOME = 'https://www.shop.example/';
const address = {way: 'shipping', first_name: 'Mei', last_name: 'Chan', email: 'mei@example.com', phone_number: '9123 4567', address_country: 'HK', street_address: '12 Hollywood Road', address_locality: 'Central'};

describe('What the buyer looks over before paying, and where they go after it', () => {
  let shop: HostedShop;
  before(async () => { shop = await startHostedShop(); });
  after(() => shop.close());

  const get = async (path: string): Promise<{text: string; path: string}> => {
    const response = await fetch(new URL(path, shop.origin));
    return {text: await response.text(), path: new URL(response.url).pathname};
  };
  const fill = async (path: string, fields: Record<string, string>): Promise<string> => {
    await fetch(new URL(`${path}/details`, shop.origin), {method: 'POST', body: new URLSearchParams(fields), headers: {origin: shop.origin}});
    return (await get(path)).text;
  };
  /** The wallet's word may take a moment. */
  const decided = async (path: string): Promise<string> => {
    for (const deadline = Date.now() + 60_000; ; await delay(50)) {
      const {text} = await get(path);
      if (text.includes('href="/orders/') || Date.now() > deadline) return text;
    }
  };
  const facts = (text: string): string[] => [...(/<dl class="facts">[^]*?<\/dl>/.exec(text)?.[0] ?? '').matchAll(/<d[td]>([^<]*)/g)].map(([, fact]) => fact!);
  const totals = (text: string): string[] => [...(/<dl class="totals">[^]*?<\/dl>/.exec(text)?.[0] ?? '').matchAll(/<d[td][^>]*>([^<]*)/g)].map(([, part]) => part!);

  it('is a total that says that the delivery comes on top, as long as nobody knows where it goes', async () => {
    const {text, path} = await get('/buy/tea:1');
    assert.deepEqual(totals(text), ['Subtotal', 'HK$128.00', 'Delivery', 'Shown once the address is filled in', 'Total', 'HK$128.00']);
    assert.deepEqual(totals(await fill(path, address)), ['Subtotal', 'HK$128.00', 'Courier', 'HK$35.00', 'Total', 'HK$163.00']);
    assert.doesNotMatch((await get('/buy/card:1')).text, /Shown once/);
  });

  it('is a word and not an amount where the delivery costs nothing', async () => {
    const {path} = await get('/buy/tea:4');
    await fill(path, address);
    for (const [lang, word] of [['en', 'Free'], ['zh-Hant', '免費'], ['zh-Hans', '免费']] as const) {
      const {text} = await get(`${path}?lang=${lang}`);
      assert.equal(totals(text)[3], word);
      assert.match(text, new RegExp(`· ${word}<small>`));
      assert.doesNotMatch(text, /HK\$0\.00/);
    }
  });

  it('is who buys and where it goes, without opening the form again', async () => {
    const {path} = await get('/buy/tea:1');
    assert.deepEqual(facts(await fill(path, address)), ['Email', 'mei@example.com', 'Delivery', 'Courier\nMei Chan\n12 Hollywood Road\nCentral\n' + countryName('HK', 'en') + '\n+85291234567']);
    const collected = await fill(path, {way: 'pickup', shop: 'sheung-wan', email: 'mei@example.com', phone_number: '9123 4567'});
    assert.deepEqual(facts(collected).slice(0, 5), ['Email', 'mei@example.com', 'Phone', '+85291234567', 'Pick-up']);
    assert.deepEqual(facts((await get('/buy/card:1')).text), []);
  });

  it('is written from the large to the small in Chinese', async () => {
    const {path} = await get('/buy/tea:1');
    const chinese = {...address, first_name: '大文', last_name: '陳', street_address: '荷李活道 12 號', address_locality: '中環'};
    await fill(path, chinese);
    assert.match(facts((await get(`${path}?lang=zh-Hant`)).text).at(-1)!, /\n陳大文\n\S+ 中環\n荷李活道 12 號\n/);
  });

  it('leads to the shop’s own pages from the page’s head and after the purchase', async () => {
    const {text, path} = await get('/buy/card:1');
    assert.match(text, new RegExp(`<p class="shop"><a href="${HOME}">Half Catty</a></p>`));
    await fetch(new URL(`${path}/pay`, shop.origin), {method: 'POST', body: new URLSearchParams({total: '3000', currency: 'HKD', offer: 'sandbox/0/sandbox'}), headers: {origin: shop.origin}, redirect: 'manual'});
    const wallet = /href="(http[^"]+\/pay\/[^"]+)"/.exec((await get(path)).text)![1]!;
    await fetch(wallet, {method: 'POST', body: new URLSearchParams({choice: 'approve', notify: 'before'}), redirect: 'manual'});
    const paid = await decided(path);
    assert.match(paid, new RegExp(`<a class="textual screen" href="${HOME}">To the shop</a>`));
    const receipt = (await get(/href="(\/orders\/[^"]+)"/.exec(paid)![1]!)).text;
    assert.match(receipt, new RegExp(`<a class="textual screen" href="${HOME}">To the shop</a>`));
  });
});
