import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {after, before, describe, it} from 'node:test';
import type {AxeResults} from 'axe-core';
import type {Browser, Page} from 'playwright-core';
import {launchChromium} from '../../harness/driven-chromium.ts';
import type {HostedShop} from './hosted-shop.ts';
import {startHostedShop} from './hosted-shop.ts';
import {Client} from './ucp-client.ts';

describe('The hosted pages for everyone', () => {
  let shop: HostedShop;
  let browser: Browser;
  let axe: string;
  before(async () => {
    [shop, browser] = await Promise.all([startHostedShop(), launchChromium()]);
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  });
  after(async () => {
    await browser.close();
    await shop.close();
  });

  const accessible = async (page: Page, what: string): Promise<void> => {
    const {violations} = await page.evaluate<AxeResults>(`${axe}; axe.run()`);
    assert.deepEqual(violations.map(({id, nodes}) => `${what}: ${id} ${nodes.map(({html}) => html).join(' ')}`), []);
  };
  const fits = async (page: Page, what: string): Promise<void> => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    assert.equal(wide, false, `${what} is wider than its window`);
  };

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const locale of ['en-GB', 'zh-HK']) {
      it(`find nothing to object to, on a phone and on a desk, ${colorScheme}, ${locale}`, async () => {
        // Axe is put in by the test; the shop's policy would not have it.
        const context = await browser.newContext({colorScheme, locale, bypassCSP: true, viewport: {width: 360, height: 740}});
        const page = await context.newPage();
        const look = async (what: string): Promise<void> => {
          await page.waitForLoadState();
          for (const width of [360, 1280]) {
            await page.setViewportSize({width, height: 740});
            await fits(page, what);
            await accessible(page, `${what} ${width}`);
          }
        };
        await page.goto(`${shop.origin}/buy/tea:2`);
        await look('details');
        await page.click('form.details > .button');
        await look('faults');
        await page.goto(`${shop.origin}/buy/card:2`);
        await look('ready');
        await page.click('form:nth-of-type(2) .button');
        await look('code');
        await page.goto(`${shop.origin}/buy/card:2`);
        await page.click('form:nth-of-type(3) .button');
        await look('form');
        await page.click('.away .button');
        await page.waitForSelector('a[href^="/orders/"]', {timeout: 30_000});
        await look('paid');
        await page.click('a[href^="/orders/"]');
        await look('receipt');
        await page.goto(`${shop.origin}/buy/none:1`);
        await look('nothing');
        await context.close();
      });
    }
  }

  it('work by keyboard alone, from the address to the wallet', async () => {
    const page = await browser.newPage();
    await page.goto(`${shop.origin}/buy/card:1`);
    for (let tabs = 0; tabs < 20; tabs++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.activeElement?.matches('form:nth-of-type(2) .button'))) break;
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector('.qr');
    await page.close();
  });

  it('need no script, also where the page is framed', async () => {
    const context = await browser.newContext({javaScriptEnabled: false});
    const page = await context.newPage();
    const checkout = await new Client(shop.origin).create('tea');
    await page.goto(`${checkout.continue_url}?ec_version=2026-04-08`);
    await page.fill('#email', 'mei@example.com');
    await page.fill('#street_address', '12 Hollywood Road');
    await page.click('form.details > .button');
    await page.click('form:nth-of-type(3) .button');
    await page.click('.away .button');
    await page.waitForSelector('a[href^="/orders/"]', {timeout: 30_000});
    await context.close();
  });

  it('load two files and no more, each once', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', request => asked.push(`${request.resourceType()} ${new URL(request.url()).pathname.split('/')[1]!}`));
    await page.goto(`${shop.origin}/buy/card:1`);
    assert.deepEqual(asked.filter(one => one !== 'other favicon.ico'), ['document buy', 'document checkout', 'stylesheet pages']);
    await page.reload();
    assert.equal(await page.evaluate(() => (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).filter(({name}) => name.includes('/pages/')).every(({transferSize}) => transferSize === 0)), true);
    await context.close();
  });

  it('print the receipt and nothing around it', async () => {
    const page = await browser.newPage();
    await page.goto(`${shop.origin}/buy/card:1`);
    await page.click('form:nth-of-type(3) .button');
    await page.click('.away .button');
    await page.click('a[href^="/orders/"]', {timeout: 30_000});
    await page.waitForLoadState();
    await page.emulateMedia({media: 'print'});
    const shown = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.languages, .foot, .screen, .facts, .totals')].filter(one => one.offsetParent !== null).map(({className}) => className));
    assert.deepEqual(shown, ['facts', 'totals']);
    await page.close();
  });

  it('print dark on white, also for readers and hosts that want everything dark', async () => {
    const context = await browser.newContext({colorScheme: 'dark'});
    const page = await context.newPage();
    for (const query of ['', '?ec_version=2026-04-08&ec_color_scheme=dark']) {
      await page.goto(`${shop.origin}/buy/card:1${query}`);
      await page.emulateMedia({media: 'print'});
      const colors = await page.evaluate(() => ['body', '.sheet', '.mode'].map(one => getComputedStyle(document.querySelector(one)!)).map(({backgroundColor, color}) => `${color} ${backgroundColor}`));
      assert.deepEqual(colors, ['rgb(0, 0, 0) rgb(255, 255, 255)', 'rgb(0, 0, 0) rgb(255, 255, 255)', 'rgb(0, 0, 0) rgba(0, 0, 0, 0)']);
      await page.emulateMedia({media: 'screen'});
    }
    await context.close();
  });

  it('take the buyer without script to the first mistake', async () => {
    const context = await browser.newContext({javaScriptEnabled: false});
    const page = await context.newPage();
    await page.goto(`${shop.origin}/buy/tea:1`);
    await page.click('form.details .button');
    await page.waitForSelector('#email:focus');
    await page.click('.mistakes a[href="#street_address"]');
    await page.waitForSelector('#street_address:focus');
    await page.keyboard.type('12 Hollywood Road');
    assert.equal(await page.inputValue('#street_address'), '12 Hollywood Road');
    await context.close();
  });
});
