import assert from 'node:assert/strict';
import {after, before, it} from 'node:test';
import {inEveryEngine} from '../../harness/driven-browser.ts';
import type {HostedShop} from './hosted-shop.ts';
import {startHostedShop} from './hosted-shop.ts';

inEveryEngine('The address on the hosted checkout', (browser) => {
  let shop: HostedShop;
  before(async () => { shop = await startHostedShop({delivery: {zones: [{id: 'here', countries: ['HK', 'MO'], rates: [{id: 'courier', title: 'Courier', price: 3500}]}, {id: 'world', countries: ['*'], rates: [{id: 'air', title: 'Air', price: 9000}]}]}}); });
  after(() => shop.close());

  it('is asked for as it is written in the chosen country, without a script of the page', async () => {
    const tab = await browser().newTab();
    await tab.goto(`${shop.origin}/buy/tea:1`);
    const asked = (country: string): Promise<string[]> => tab.evaluate((code) => {
      document.querySelector<HTMLSelectElement>('#address_country')!.value = code;
      return [...document.querySelectorAll<HTMLElement>('.address label')].filter((label) => label.getClientRects().length > 0).map((label) => label.innerText.trim());
    }, country);
    const [country, street, extra] = ['Country or region', 'Street address', 'Flat, floor, building (optional)'];
    assert.deepEqual(await asked('HK'), [country, street, extra, 'District (optional)', 'Area (optional)']);
    assert.deepEqual(await asked('MO'), [country, street, extra, 'District (optional)']);
    assert.deepEqual(await asked('US'), [country, street, extra, 'City', 'State, province or area', 'Postcode']);
    assert.deepEqual(await asked('GB'), [country, street, extra, 'City', 'State, province or area (optional)', 'Postcode']);
    assert.deepEqual(await asked('SG'), [country, street, extra, 'Postcode']);
    await tab.close();
  });

  it('begins with the countries that the shop names, in its order', async () => {
    const tab = await browser().newTab();
    await tab.goto(`${shop.origin}/buy/tea:1`);
    assert.deepEqual(await tab.evaluate(() => [...document.querySelectorAll('option')].slice(0, 4).map(({value}) => value)), ['', 'HK', 'MO', 'AF']);
    await tab.close();
  });
});
