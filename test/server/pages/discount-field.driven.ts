import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {after, before, describe, it} from 'node:test';
import type {AxeResults} from 'axe-core';
import type {Browser, Page} from 'playwright-core';
import {addDiscount} from '../../../src/server/discount/set-discounts.ts';
import {launchChromium} from '../../harness/driven-chromium.ts';
import type {Site} from '../../harness/static-site.ts';
import {faultsOfMessage, schemasMissing} from '../http/published-schemas.ts';
import {startHostPage} from './host-page.ts';
import type {Heard} from './host-page.ts';
import {startHostedShop} from './hosted-shop.ts';
import type {HostedShop} from './hosted-shop.ts';
import {Client} from './ucp-client.ts';

describe('The field for codes in a browser', () => {
  let shop: HostedShop;
  let blog: Site;
  let browser: Browser;
  before(async () => {
    [blog, browser] = await Promise.all([startHostPage(), launchChromium()]);
    shop = await startHostedShop({frameAncestors: [blog.origin]});
    await addDiscount(shop.database, {currency: 'HKD', timeZone: 'Asia/Hong_Kong'}, {code: 'SUMMER20', percent: '20', title: {en: 'Summer sale', 'zh-Hant': '夏季優惠'}}, new Date());
    await addDiscount(shop.database, {currency: 'HKD', timeZone: 'Asia/Hong_Kong'}, {code: 'TENOFF', amount: '10'}, new Date());
  });
  after(async () => {
    await browser?.close();
    await shop?.close();
    await blog?.stop();
  });

  const focused = (page: Page): Promise<string> => page.evaluate(() => `${document.activeElement?.id ?? ''} ${document.activeElement?.textContent?.trim() ?? ''}`.trim());
  const tabTo = async (page: Page, wanted: string): Promise<void> => {
    for (let tabs = 0; tabs < 30 && await focused(page) !== wanted; tabs++) await page.keyboard.press('Tab');
    assert.equal(await focused(page), wanted);
  };

  /** Once the page that shows it, or no longer shows it, is there as a whole, and the browser has gone to the place in it that the address names. */
  const whole = async (page: Page, selector: string, shown = true): Promise<void> => {
    await page.waitForFunction(([path, there]) => document.readyState === 'complete' && (document.querySelector(path) !== null) === there, [selector, shown] as const);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  };

  it('takes and gives back codes by keyboard alone, without script; after an error the next step is the field', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${shop.origin}/buy/card:2`);
    assert.equal(await page.locator('script').count(), 0);
    await tabTo(page, 'code');
    await page.keyboard.type('winter');
    await page.keyboard.press('Enter');
    await whole(page, '#code-problem');
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'code');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('summer20');
    await page.keyboard.press('Enter');
    await whole(page, '.codes li');
    assert.match(await page.innerText('.totals'), /Summer sale\s+-HK\$12\.00/);
    await tabTo(page, 'Remove SUMMER20');
    await page.keyboard.press('Enter');
    await whole(page, '.codes li', false);
    assert.match(await page.innerText('.totals'), /Total\s+HK\$60\.00/);
    await context.close();
  });

  it('tells a host each change as what it changes', async () => {
    const {continue_url: address} = await new Client(shop.origin).create('card');
    const page = await browser.newPage();
    await page.goto(`${blog.origin}/?${new URLSearchParams({checkout: `${address}?ec_version=2026-04-08`, frame: ''})}`);
    const heard = (): Promise<Heard['message'][]> => page.evaluate(() => (globalThis as unknown as {heard: Heard[]}).heard.map(({message}) => ({...message, upgrade: undefined})));
    const methods = async (): Promise<readonly string[]> => (await heard()).map(({method}) => method ?? '').filter((method) => method !== 'ec.ready');
    const hears = async (number: number): Promise<void> => { await page.waitForFunction((count) => (globalThis as unknown as {heard: Heard[]}).heard.filter(({message}) => message.method !== 'ec.ready').length >= count, number); };
    await hears(1);
    const frame = page.frameLocator('iframe');
    await frame.locator('#code').fill('summer20');
    await frame.locator('.codes .button').click();
    await hears(3);
    assert.deepEqual(await methods(), ['ec.start', 'ec.line_items.change', 'ec.totals.change']);
    await frame.locator('#code').fill('winter');
    await frame.locator('.codes .button').click();
    await frame.locator('#code-problem').waitFor();
    await hears(4);
    assert.deepEqual((await methods()).slice(3), ['ec.messages.change']);
    await frame.locator('.codes li .textual').click();
    await hears(6);
    assert.deepEqual((await methods()).slice(4), ['ec.line_items.change', 'ec.messages.change', 'ec.totals.change']);
    const last = (await heard()).at(-1)?.params?.['checkout'] as {totals: readonly {amount: number}[]; discounts?: {codes: readonly string[]}};
    assert.deepEqual([last.totals.at(-1)?.amount, last.discounts?.codes], [3000, ['winter']]);
    if (!schemasMissing) for (const message of await heard()) assert.deepEqual(faultsOfMessage(message as never), []);
    await page.close();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const locale of ['en-GB', 'zh-HK']) {
      it(`has nothing to object to and fits, ${colorScheme}, ${locale}`, async () => {
        const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
        const context = await browser.newContext({colorScheme, locale, bypassCSP: true});
        const page = await context.newPage();
        await page.goto(`${shop.origin}/buy/card:2?discounts/codes/0=SUMMER20&discounts/codes/1=TENOFF&discounts/codes/2=${'WINTER'.repeat(15)}`);
        for (const width of [360, 1280]) {
          await page.setViewportSize({width, height: 740});
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
          const {violations} = await page.evaluate<AxeResults>(`${axe}; axe.run()`);
          assert.deepEqual(violations.map(({id, nodes}) => `${id} ${nodes.map((node) => node.html).join(' ')}`), []);
        }
        await context.close();
      });
    }
  }
});
