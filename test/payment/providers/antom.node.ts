import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {providerRules} from '../../../src/conformance/index.ts';
import {openSale} from '../../../src/conformance/sale.ts';
import type {Place} from '../../../src/payment/provider.ts';
import type {AntomChoice} from '../../../src/payment/providers/antom.ts';
import {antomWith} from '../../../src/payment/providers/antom.ts';
import {browserAt} from './alipay-places.ts';
import {antomHandlers, antomWorlds} from './antom-worlds.ts';

type Where = Parameters<typeof browserAt>[0];

describe('Antom is there', () => {
  const shop = (currency: string, handlers: Place['handlers'] = antomHandlers): Place => ({merchant: {id: 'https://shop.example', mode: 'test'}, locale: 'en', total: {amount: 1, currency}, handlers});
  const word = async (place: Place, from: Where = 'desktop', more: AntomChoice = {}): Promise<string> => {
    const answer = await antomWith({...more, browser: browserAt(from)}).available(place);
    return answer.status === 'available' ? 'available' : answer.reason;
  };

  it('where the shop has a wallet for the currency, and not inside WeChat', async () => {
    assert.equal(await word(shop('HKD')), 'available');
    assert.equal(await word(shop('USD')), 'available');
    assert.equal(await word(shop('EUR')), 'currency');
    assert.equal(await word(shop('USD'), 'desktop', {wallet: 'ALIPAY_HK'}), 'currency');
    assert.equal(await word(shop('HKD', [])), 'handler');
    assert.equal(await word({...shop('HKD'), handlers: undefined}), 'available');
    assert.equal(await word(shop('HKD'), 'wechat'), 'place');
    for (const place of ['alipay', 'webview', 'phone'] as const) assert.equal(await word(shop('HKD'), place), 'available');
  });
});

describe('What Antom is told', () => {
  const told = async (from: Where, currency: string, more: AntomChoice = {}, display?: 'popup' | 'redirect' | 'qr'): Promise<unknown> => {
    const sale = await openSale(() => antomWith({...more, browser: browserAt(from)}), {way: 'redirect', handlers: antomHandlers, total: {amount: 500, currency}});
    sale.request = {display};
    await sale.ready();
    sale.press();
    await sale.clock.pass(2000);
    const credential = sale.merchant.submitted[0]?.credential;
    const windows = sale.page.windows.length;
    await sale.close();
    return [credential, windows];
  };

  it('is the wallet of the currency, and the device that the buyer holds', async () => {
    assert.deepEqual(await told('desktop', 'HKD'), [{type: 'antom', wallet: 'ALIPAY_HK', terminal: 'WEB'}, 1]);
    assert.deepEqual(await told('desktop', 'CNY', {desktop: 'redirect'}), [{type: 'antom', wallet: 'ALIPAY_CN', terminal: 'WEB'}, 0]);
    assert.deepEqual(await told('desktop', 'HKD', {}, 'qr'), [{type: 'antom', wallet: 'ALIPAY_HK', terminal: 'WEB', qr: true}, 0]);
    assert.deepEqual(await told('phone', 'HKD'), [{type: 'antom', wallet: 'ALIPAY_HK', terminal: 'WAP', system: 'IOS'}, 0]);
    assert.deepEqual(await told('webview', 'USD', {}, 'popup'), [{type: 'antom', wallet: 'ALIPAY_CN', terminal: 'WAP', system: 'IOS'}, 0]);
  });
});

for (const {name, provider, world} of antomWorlds) {
  describe(`Antom from ${name}`, () => {
    for (const rule of providerRules) it(rule.title, () => rule.judge(provider, world));
  });
}
