import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {alipayPlace, cannotScanItself} from '../../../src/commerce/alipay-place.ts';
import {providerRules} from '../../../src/conformance/index.ts';
import type {Sale} from '../../../src/conformance/sale.ts';
import {openSale} from '../../../src/conformance/sale.ts';
import type {Place} from '../../../src/payment/provider.ts';
import {alipay, alipayWith} from '../../../src/payment/providers/alipay.ts';
import {authCode} from '../../../src/payment/providers/alipay/auth-code.ts';
import {wordOfTradePay} from '../../../src/payment/providers/alipay/trade-pay.ts';
import {routeFrom} from '../../../src/payment/providers/alipay/way.ts';
import {browserAt, userAgents} from './alipay-places.ts';
import {AlipayApp, alipayWorlds, appWorld} from './alipay-worlds.ts';

const every = ['page', 'wap', 'qr', 'app'] as const;

describe('Where a page stands for Alipay', () => {
  it('tells a phone, which cannot scan its own screen, from a tablet', () => {
    const agents = [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile/15E148', 'Mozilla/5.0 (Linux; Android 13; K) Chrome/126.0.0.0 Mobile Safari/537.36',
      'Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) Mobile/15E148', 'Mozilla/5.0 (Linux; Android 13; SM-X700) Chrome/121.0.0.0 Safari/537.36', '',
    ];
    assert.deepEqual(agents.map(cannotScanItself), [true, true, false, false, false]);
  });
  for (const [place, userAgent, touch] of userAgents) it(`is ${place} for ${userAgent.slice(0, 60)}…${userAgent.slice(-50)}`, () => assert.equal(alipayPlace(userAgent, touch), place));
});

describe('The way to Alipay', () => {
  const way = (...args: Parameters<typeof routeFrom>): string => {
    const route = routeFrom(...args);
    return route ? `${route.way}${route.popup ? ' in a window' : ''}` : 'none';
  };

  it('is the page in a window on a desktop, and what the page asks for otherwise', () => {
    assert.equal(way('desktop', every, undefined), 'page in a window');
    assert.equal(way('desktop', every, 'redirect'), 'page');
    assert.equal(way('desktop', every, 'qr'), 'qr');
    assert.equal(way('desktop', ['qr'], undefined), 'qr');
    assert.equal(way('desktop', ['page', 'wap'], 'qr'), 'page in a window');
  });

  it('is the phone page on a phone, a window only where that can be had, and a code nowhere that nobody can scan it', () => {
    assert.equal(way('phone', every, undefined), 'wap');
    assert.equal(way('phone', every, 'popup'), 'wap in a window');
    assert.equal(way('webview', every, 'popup'), 'wap');
    assert.equal(way('webview', every, 'qr'), 'wap');
    assert.equal(way('webview', ['qr'], undefined), 'none');
  });

  it('is the app itself inside Alipay, and nothing inside WeChat', () => {
    assert.equal(way('alipay', every, 'popup'), 'app');
    assert.equal(way('alipay', ['page', 'wap'], undefined), 'wap');
    assert.equal(way('wechat', every, undefined), 'none');
  });
});

describe('What the app\'s cashier answers', () => {
  it('is asked after where money may have moved, and closed where the buyer stopped; never believed', () => {
    for (const code of ['9000', '8000', '6002', '6004', '5000', '', '1234', 'toString']) assert.equal(wordOfTradePay(code), 'ask', code);
    for (const code of ['4000', '6001', '99']) assert.equal(wordOfTradePay(code), 'stopped', code);
  });
});

const endOf = ({ended}: Sale): string | undefined => ended?.state;

describe('A payment inside Alipay\'s app', () => {
  const inApp = async (play: (sale: Sale, app: AlipayApp) => Promise<void>): Promise<void> => {
    const app = new AlipayApp();
    const sale = await openSale(() => alipayWith({browser: browserAt('alipay')}), appWorld(app));
    await sale.ready();
    sale.press();
    await sale.clock.pass(2000);
    await play(sale, app).finally(sale.close);
  };

  it('asks the app who the buyer is, and opens its cashier for the trade that the merchant made', () => inApp(async ({merchant, state}, {calls}) => {
    assert.deepEqual(calls, [
      {method: 'getAuthCode', params: {appId: '9021000000000001', scopeNicks: ['auth_base']}}, {method: 'tradePay', params: {tradeNO: merchant.trades[0]?.id}},
    ]);
    assert.deepEqual(merchant.submitted[0]?.credential, {type: 'alipay', way: 'app', auth_code: 'auth-1'});
    assert.equal(state, 'acting');
  }));

  for (const code of ['9000', '8000', '6002', '6004', '5000', '7777']) {
    it(`is open after ${code} until the merchant knows, and then paid`, () => inApp(async (sale, app) => {
      app.answer(code);
      await sale.clock.pass(20_000);
      assert.equal(endOf(sale), undefined, `${code} says nothing of the payment`);
      assert.equal(sale.merchant.open?.status, 'open');
      sale.merchant.decide(sale.merchant.open, 'paid');
      await sale.clock.pass(60_000);
      assert.equal(endOf(sale), 'paid');
    }));
  }

  for (const code of ['4000', '6001', '99']) {
    it(`is over after ${code} only when the merchant has closed the trade`, () => inApp(async (sale, app) => {
      sale.merchant.cannotClose = true;
      app.answer(code);
      await sale.clock.pass(20_000);
      assert.deepEqual([endOf(sale), sale.state], [undefined, 'pending']);
      sale.merchant.decide(sale.merchant.open, 'cancelled');
      await sale.clock.pass(90_000);
      assert.equal(endOf(sale), 'cancelled');
    }));

    it(`is paid after ${code} when the money was faster`, () => inApp(async (sale, app) => {
      sale.merchant.decide(sale.merchant.open, 'paid');
      app.answer(code);
      await sale.clock.pass(20_000);
      assert.equal(endOf(sale), 'paid');
    }));
  }
});

describe('The code that says who the buyer is', () => {
  const never = new AbortController().signal;

  it('comes from the app, in either spelling, and is absent where the app gives none', async () => {
    const page = (answer: unknown): object => ({AlipayJSBridge: {call: (_method: string, _params: unknown, done: (given: unknown) => void) => done(answer)}});
    assert.equal(await authCode(page({authCode: 'a'}), 'app', never), 'a');
    assert.equal(await authCode(page({authcode: 'b'}), 'app', never), 'b');
    for (const none of [undefined, {}, {error: 11}, {authCode: 7}]) assert.equal(await authCode(page(none), 'app', never), undefined);
  });

  it('is not waited for longer than a buyer does, nor after the payment has ended', async () => {
    assert.equal(await authCode({document: new EventTarget()}, 'app', never, 20), undefined);
    assert.equal(await authCode({AlipayJSBridge: {call: () => undefined}}, 'app', AbortSignal.timeout(10)), undefined);
  });

  it('is asked for once the app has put its bridge on the page', async () => {
    const page = {document: new EventTarget(), AlipayJSBridge: undefined as unknown};
    const code = authCode(page as never, 'app', never);
    page.AlipayJSBridge = {call: (_method: string, {appId}: {appId: string}, done: (given: unknown) => void) => done({authCode: `of ${appId}`})};
    page.document.dispatchEvent(new Event('AlipayJSBridgeReady'));
    assert.equal(await code, 'of app');
  });
});

describe('Alipay is there', () => {
  const shop = (more: Partial<Place> = {}): Place => ({
    merchant: {id: 'https://shop.example', mode: 'test'}, locale: 'en', total: {amount: 1, currency: 'CNY'}, handlers: [{name: 'dev.hangtag.alipay', id: 'a', config: {ways: ['page', 'wap']}}], ...more});
  const word = async (place: Place, from: Parameters<typeof browserAt>[0] = 'desktop'): Promise<string> => {
    const answer = await alipayWith({browser: browserAt(from)}).available(place);
    return answer.status === 'available' ? 'available' : `${answer.reason}: ${answer.detail}`;
  };

  it('where the shop declares it, in CNY', async () => {
    assert.equal(await word(shop()), 'available');
    assert.equal(await word(shop({handlers: undefined})), 'available');
    assert.match(await word(shop({handlers: []})), /^handler/);
    assert.match(await word(shop({total: {amount: 1, currency: 'HKD'}})), /^currency.*not HKD/);
  });

  it('in every browser but WeChat\'s, which is told to open another', async () => {
    for (const place of ['alipay', 'webview', 'phone', 'desktop'] as const) assert.equal(await word(shop(), place), 'available', place);
    assert.match(await word(shop(), 'wechat'), /^place: WeChat blocks Alipay: open this page in your browser/);
    assert.match(await word(shop({handlers: [{name: 'dev.hangtag.alipay', id: 'a', config: {ways: ['qr']}}]}), 'webview'), /^place/);
  });

  it('in this program too, which is no browser at all', async () => assert.equal((await alipay.available(shop())).status, 'available'));
});

for (const {name, provider, world} of alipayWorlds) {
  describe(`Alipay from ${name}`, () => {
    for (const rule of providerRules) it(rule.title, () => rule.judge(provider, world));
  });
}
