import assert from 'node:assert/strict';
import {after, afterEach, before, describe, it} from 'node:test';
import type {Browser, BrowserContext, Page} from 'playwright-core';
import type {AlipayService} from '../../../demo/services/alipay/service.ts';
import {openAlipay} from '../../../demo/services/alipay/service.ts';
import type {AntomService} from '../../../demo/services/antom/service.ts';
import {openAntom} from '../../../demo/services/antom/service.ts';
import type {AlipayPlace} from '../../../src/commerce/alipay-place.ts';
import {alipayHandler} from '../../../src/server/handlers/alipay/alipay-handler.ts';
import {antomHandler} from '../../../src/server/handlers/antom/antom-handler.ts';
import {audit} from '../../../src/server/money/audit.ts';
import {launchChromium} from '../../harness/driven-chromium.ts';
import type {Site} from '../../harness/static-site.ts';
import {startSite} from '../../harness/static-site.ts';
import type {RunningMerchant} from '../../packaging/running-merchant.ts';
import {startMerchant} from '../../packaging/running-merchant.ts';
import {newKeys} from '../../server/handlers/alipay/keys.ts';
import {browserAt} from './alipay-places.ts';

const appId = '9021000000000001';
const sellerId = '2088000000000001';
const clientId = 'SANDBOX_5Y1234567890123456';

const script = `
globalThis.seen = [];
for (const type of ['payment-start', 'payment-complete', 'payment-error', 'payment-cancel', 'payment-handoff'])
  addEventListener(type, (event) => seen.push(event.type));
addEventListener('securitypolicyviolation', (event) => seen.push('refused: ' + event.violatedDirective + ' ' + event.blockedURI));`;

/** Each page has a purchase of its own. */
const places: Readonly<Record<string, {readonly provider: string; readonly place: AlipayPlace}>> = {
  window: {provider: 'alipay', place: 'desktop'}, closed: {provider: 'alipay', place: 'desktop'}, phone: {provider: 'alipay', place: 'phone'},
  weibo: {provider: 'alipay', place: 'webview'}, app: {provider: 'alipay', place: 'alipay'}, wechat: {provider: 'alipay', place: 'wechat'}, antom: {provider: 'antom', place: 'desktop'},
};

describe('Alipay on a built page, from the press to the order', () => {
  let alipay: AlipayService;
  let antom: AntomService;
  let merchant: RunningMerchant;
  let site: Site;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    const keys = newKeys();
    alipay = await openAlipay({appId, sellerId, appPublicKey: keys.publicKey});
    antom = await openAntom({clientId, merchantPublicKey: keys.publicKey});
    await alipay.notifications('auto');
    await antom.notifications('auto');
    const {privateKey} = keys;
    merchant = await startMerchant([
      await alipayHandler({appId, sellerId, privateKey, alipayPublicKey: alipay.publicKey, mode: 'test', gateway: alipay.gateway, ways: ['page', 'wap', 'app']}),
      antomHandler({clientId, privateKey, antomPublicKey: antom.publicKey, mode: 'test', gateway: antom.gateway, wallets: {ALIPAY_CN: ['CNY']}}),
    ]);
    await merchant.database.query(`update variants set currency = 'CNY', stock = 50`, []);
    const pages = Object.fromEntries(Object.entries(places).map(([id, {provider}]) => [`/${id}`, `<!doctype html><html lang="en"><title>A shop</title>
      <script src="/page.js"></script>${id === 'app' ? `<script src="${alipay.origin}/bridge.js"></script>` : ''}<script type="module" src="/dist/hangtag.js"></script>
      <pay-button id="tag" merchant="${merchant.origin}" item="tea" campaign="${id}" providers="${provider}"><a href="/plain">Buy tea</a></pay-button></html>`]));
    // The strictest page: Alipay has no script of its own, but for the app's, which the simulation plays.
    const policy = `default-src 'self'; script-src 'self' ${alipay.origin}; style-src 'self'; connect-src *; require-trusted-types-for 'script'; trusted-types lit-html`;
    site = await startSite({...pages, '/page.js': script}, {'content-security-policy': policy});
    browser = await launchChromium();
  });
  afterEach(() => context?.close());
  after(async () => {
    await browser?.close();
    await site?.stop();
    await merchant?.close();
    await alipay?.close();
    await antom?.close();
  });

  const open = async (id: string, state: 'ready' | 'off' = 'ready'): Promise<void> => {
    const {userAgent} = browserAt(places[id]?.place ?? 'desktop')();
    context = await browser.newContext({viewport: {width: 1000, height: 800}, userAgent});
    page = await context.newPage();
    await page.goto(`${site.origin}/${id}`);
    await page.waitForFunction((wanted) => document.getElementById('tag')?.matches(`:state(${wanted})`), state);
  };
  const press = (): Promise<void> => page.click('#tag button.buy');
  const heard = async (...wanted: string[]): Promise<void> => {
    await page.waitForFunction((least) => (globalThis as unknown as {seen: string[]}).seen.length >= least, wanted.length, {timeout: 30_000});
    assert.deepEqual(await page.evaluate('seen'), wanted);
  };
  const paid = async (): Promise<number> => (await alipay.books()).reduce((sum, trade) => sum + trade.paid, 0);

  it('pays in a window of its own on a desktop', async () => {
    await open('window');
    const [wallet] = await Promise.all([context.waitForEvent('page'), press()]);
    await wallet.click('button[value=approve]');
    await heard('payment-start', 'payment-complete');
    assert.equal(await paid(), 12_800);
  });

  it('charges nothing when the buyer turns away at Alipay', async () => {
    await open('closed');
    const before_ = await paid();
    const [wallet] = await Promise.all([context.waitForEvent('page'), press()]);
    await wallet.click('button[value=cancel]');
    // A window that closes sooner than a hand can is taken for one that has cut its ties.
    await wallet.waitForTimeout(2000);
    await wallet.close();
    await heard('payment-start', 'payment-cancel');
    assert.equal(await paid(), before_);
  });

  for (const id of ['phone', 'weibo']) {
    it(`leaves the page on ${id === 'phone' ? 'a phone' : 'Weibo'}, and finds the order when it comes back`, async () => {
      await open(id);
      await Promise.all([page.waitForURL(/\/cashier\//), press()]);
      await Promise.all([page.waitForURL((url) => url.origin === site.origin), page.click('button[value=approve]')]);
      await heard('payment-complete');
      assert.doesNotMatch(page.url(), /#hangtag/);
    });
  }

  it('calls the cashier of Alipay\'s own app', async () => {
    await open('app');
    const before_ = await paid();
    await press();
    await heard('payment-start', 'payment-complete');
    assert.deepEqual(await page.evaluate('alipayApp.calls.map(({name}) => name)'), ['getAuthCode', 'tradePay']);
    assert.equal(await paid(), before_ + 12_800);
  });

  it('is out of reach inside WeChat: the tag says to open the page in a browser, gives its address, and leads nowhere', async () => {
    const called = alipay.calls['alipay.trade.wap.pay'];
    await open('wechat', 'off');
    await page.locator('#tag .way-out').waitFor();
    assert.equal(await page.innerText('#tag [part=status]'), 'Alipay cannot be used here. To pay, open this page in another browser.');
    assert.equal(await page.inputValue('#tag .way-out input'), `${site.origin}/wechat`);
    assert.deepEqual([await page.locator('#tag button.buy').count(), context.pages().length], [0, 1]);
    assert.equal(alipay.calls['alipay.trade.wap.pay'], called);
  });

  it('pays through Antom in a window of its own', async () => {
    await open('antom');
    const [wallet] = await Promise.all([context.waitForEvent('page'), press()]);
    await wallet.click('button[value=approve]');
    await heard('payment-start', 'payment-complete');
    assert.equal((await antom.books()).at(-1)?.paid, 12_800);
  });

  it('leaves both sides\' books in order', async () => {
    assert.deepEqual((await audit(merchant.database, {})).violations, []);
  });
});
