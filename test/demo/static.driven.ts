import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {after, before, describe, it} from 'node:test';
import {promisify} from 'node:util';
import type {Tab} from '../harness/driven-browser.ts';
import {click, inEveryEngine, textOf, until} from '../harness/driven-browser.ts';
import {startSite} from '../harness/static-site.ts';
import type {Site} from '../harness/static-site.ts';

const out = new URL('../../demo/dist/', import.meta.url);
const SALE = '.tag-card pay-button';

describe('The demo as static files', () => {
  let site: Site;
  const read = (name: string): string => readFileSync(new URL(name, out), 'utf8');
  before(async () => {
    await promisify(execFile)(process.execPath, ['demo/build.ts']);
    const names = readdirSync(out, {recursive: true, encoding: 'utf8'}).filter((name) => /\.\w+$/.test(name));
    // In a folder of its host, as many static hosts have it.
    site = await startSite(Object.fromEntries(names.map((name) => [`/demo/${name}`, read(name)])));
  });
  after(() => site?.stop());

  inEveryEngine('in a folder of any host', (browser) => {
    /** Opens a page of it; what a visitor's console would hold against it is kept from the first script on. */
    async function open(path: string): Promise<Tab> {
      const tab = await browser().newTab();
      await tab.goto(`${site.origin}/demo/${path}`);
      return tab;
    }

    it('sells in the page, without a server and under its own policy', async () => {
      const tab = await open('index.html?lang=en');
      await tab.evaluate(() => {
        const heard: string[] = [];
        Object.assign(globalThis, {heard});
        for (const type of ['payment-complete', 'payment-error', 'securitypolicyviolation']) document.addEventListener(type, () => heard.push(type));
      });
      assert.match(await textOf(tab, '.sandbox'), /static files/);
      await until(tab, (selector) => document.querySelector(selector)?.matches(':state(ready)'), SALE);
      await click(tab, `${SALE} >>> button`);
      await click(tab, `${SALE} >>> dialog button`, 'Approve');
      await until(tab, () => (globalThis as unknown as {heard: string[]}).heard.length > 0);
      assert.deepEqual(await tab.evaluate(() => (globalThis as unknown as {heard: string[]}).heard), ['payment-complete']);
      assert.deepEqual(site.requests.filter((path) => !path.startsWith('/demo/') && path !== '/favicon.ico'), []);
      await tab.close();
    });

    it('has a tag that can sell on a page of the shop in Chinese', async () => {
      const tab = await open('zh-Hant/products/celadon-gaiwan.html');
      await until(tab, () => document.querySelector('.detail pay-button')?.matches(':state(ready)'));
      assert.match(await textOf(tab, '.detail pay-button >>> button'), /購買[^]*380\.00/);
      await tab.close();
    });

    it('says on the orders page that there are no books to show', async () => {
      const tab = await open('orders.html');
      await until(tab, () => document.querySelector<HTMLElement>('#verdict')?.dataset['state'] === 'static');
      assert.equal(await tab.evaluate(() => document.querySelector('#orders')!.getClientRects().length), 0);
      await tab.close();
    });
  });

  it('sells nothing that is sold out, and promises no discount that nobody reckons', () => {
    for (const page of ['shop.html', 'zh-Hant/shop.html', 'products/paper-shears.html']) {
      assert.doesNotMatch(read(page), /<pay-button item="SHEARS/, page);
      assert.doesNotMatch(read(page), /HALFCATTY/, page);
    }
    assert.match(read('shop.html'), />See Long Paper Shears</);
  });
});
