import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {PaymentHandler} from '../../../src/server/handlers/payment-handler.ts';
import {hostedPages} from '../../../src/server/pages/pages.ts';
import type {Shop} from '../money/shop.ts';
import {openShop, ORIGIN} from '../money/shop.ts';

const WECHAT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.54 NetType/WIFI';
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';

describe('A hosted page in an app where the shop’s wallets do not work', () => {
  let shop: Shop;
  let mug: string;
  let id: string;
  before(async () => {
    shop = await openShop();
    mug = await shop.article(50);
    await shop.database.query('update variants set requires_delivery = false where id = $1', [mug]);
    // As Alipay: nothing of it can be begun within WeChat.
    const notInWeChat: PaymentHandler = {
      ...shop.handler,
      hostedMethods: ({locale, userAgent = ''}) => (/MicroMessenger/.test(userAgent) ? [] : [{
        label: locale.startsWith('zh') ? '支付宝' : 'Alipay', instrument: {id: 'hosted', handler_id: shop.handler.id, type: 'sandbox', credential: {type: 'sandbox', token: 'redirect'}}}]),
    };
    (shop.services.handlers as PaymentHandler[]).splice(0, 1, notInWeChat);
    id = await shop.checkout(mug);
  });
  after(() => shop.close());
  const page = async (userAgent: string, query = '', of = id): Promise<string> =>
    (await hostedPages(shop.services, shop.money).request(`${ORIGIN}/checkout/${of}${query}`, {headers: {'user-agent': userAgent}})).text();

  it('names them, and gives the address of the page to open elsewhere', async () => {
    const text = await page(WECHAT);
    assert.match(text, /Alipay cannot be used here/);
    assert.match(text, new RegExp(`<label for="page-address">Address of this page</label>\\s*<input id="page-address" [^>]*value="${ORIGIN}/checkout/${id}\\?lang=en"[^>]*readonly`));
    assert.match(text, /···/);
    assert.doesNotMatch(text, /name="offer"|no way to take/);
  });

  it('says so in three languages, and the address keeps the language', async () => {
    assert.match(await page(WECHAT, '?lang=zh-Hans'), /<h1[^>]*>请在浏览器中付款<\/h1>[^]*这里不能使用支付宝[^]*lang=zh-Hans" readonly/);
    assert.match(await page(WECHAT, '?lang=zh-Hant'), /<h1[^>]*>請在瀏覽器付款<\/h1>[^]*lang=zh-Hant" readonly/);
  });

  it('does not speak of a menu that other browsers have not', async () => {
    assert.match(await page(PHONE), /Pay HK\$128\.00 with Alipay/);
    assert.doesNotMatch(await page(PHONE), /page-address|···/);
  });

  it('says so before the buyer fills in a form', async () => {
    const other = await shop.checkout(mug);
    await shop.database.query(`update checkouts set status = 'incomplete', priced = priced || '{"needs_delivery": true}' where id = $1`, [other]);
    assert.match(await page(WECHAT, '', other), /page-address[^]*name="email"/);
  });

  it('says that there is no way at all where there is none anywhere', async () => {
    const [handler] = (shop.services.handlers as PaymentHandler[]).splice(0, 1);
    assert.match(await page(WECHAT), /no way to take this payment/);
    (shop.services.handlers as PaymentHandler[]).push(handler!);
  });
});

describe('A hosted page whose time is over', () => {
  let shop: Shop;
  before(async () => { shop = await openShop({config: {home: 'https://www.shop.example/'}}); });
  after(() => shop.close());
  const request = (path: string, init?: RequestInit): Promise<Response> => Promise.resolve(hostedPages(shop.services, shop.money).request(`${ORIGIN}${path}`, init));

  it('leads to the same goods again, and to the shop', async () => {
    const mug = await shop.article(50);
    const id = await shop.checkout(mug, {quantity: 2});
    await shop.database.query(`update checkouts set request = request || '{"attribution": {"utm_campaign": "spring & co"}}' where id = $1`, [id]);
    await request(`/checkout/${id}/cancel`, {method: 'POST', headers: {origin: ORIGIN}});
    const text = await (await request(`/checkout/${id}?lang=zh-Hant`)).text();
    const again = /href="(\/buy\/[^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    assert.equal(new URL(again, ORIGIN).pathname, `/buy/${mug}:2`);
    assert.deepEqual([...new URL(again, ORIGIN).searchParams].sort(), [['attribution/utm_campaign', 'spring & co'], ['lang', 'zh-Hant']]);
    assert.match(text, /href="https:\/\/www\.shop\.example\/"/);
  });

  it('keeps the buyer where a host shows it: nothing there takes its place', async () => {
    const id = await shop.checkout(await shop.article(50));
    await request(`/checkout/${id}/cancel`, {method: 'POST', headers: {origin: ORIGIN}});
    const hosted = '?ec_version=2026-04-08';
    const ended = await (await request(`/checkout/${id}${hosted}`)).text();
    assert.doesNotMatch(ended, /href="\/buy\//);
    for (const text of [ended, await (await request(`/checkout/none${hosted}`)).text(), await (await request(`/buy${hosted}`)).text()]) {
      assert.match(text, /href="https:\/\/www\.shop\.example\/" target="_blank" rel="noopener"/);
    }
  });
});
