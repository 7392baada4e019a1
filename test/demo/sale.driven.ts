import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {after, before, describe, it} from 'node:test';
import {promisify} from 'node:util';
import type {Browser, BrowserContext, Locator, Page} from 'playwright-core';
import {launchChromium} from '../harness/driven-chromium.ts';
import {startDemo} from './running-demo.ts';
import type {RunningDemo} from './running-demo.ts';

let demo: RunningDemo;
let browser: Browser;
let context: BrowserContext;
before(async () => {
  [demo, browser] = await Promise.all([startDemo(), launchChromium()]);
  context = await browser.newContext({locale: 'en-GB'});
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function open(path: string): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript(() => {
    const heard: string[] = [];
    Object.assign(globalThis, {heard});
    for (const type of ['payment-start', 'payment-pending', 'payment-complete', 'payment-cancel', 'payment-error', 'payment-handoff']) {
      document.addEventListener(type, () => heard.push(type));
    }
  });
  await page.goto(`${demo.origin}/${path}`);
  return page;
}

/** The tag's own button, once it can be pressed. */
async function ready(tag: Locator): Promise<Locator> {
  const button = tag.locator('[part~="button"]');
  await button.and(tag.page().locator(':not([aria-disabled="true"])')).waitFor({timeout: 30_000});
  return button;
}

/** The wallet's window, once it shows the payment. */
async function walletOf(context: BrowserContext): Promise<Page> {
  return context.waitForEvent('page', {predicate: async (page) => page.waitForURL(/\/pay\//, {timeout: 30_000}).then(() => true, () => false)});
}

/** Presses the tag and decides in the wallet's window. */
async function pay(tag: Locator, choice: 'approve' | 'decline' | 'cancel'): Promise<void> {
  const button = await ready(tag);
  const wallet = walletOf(context);
  await button.click();
  // Where the shop has something to read first, such as its terms, the tag shows it and a second press pays.
  const review = tag.locator('dialog [part~="pay"]').click().catch(() => undefined);
  await Promise.race([wallet, review]);
  await (await wallet).click(`button[value="${choice}"]`);
}

async function heard(page: Page, type: string): Promise<void> {
  await page.waitForFunction((wanted) => (globalThis as unknown as {heard: string[]}).heard.includes(wanted), type, {timeout: 30_000});
}

describe('A sale in the demo', () => {
  it('goes from the front page through the wallet into both books, once', async () => {
    const page = await open('index.html');
    await pay(page.locator('.tag-card pay-button'), 'approve');
    await heard(page, 'payment-complete');
    assert.deepEqual(await page.evaluate(() => (globalThis as unknown as {heard: string[]}).heard), ['payment-start', 'payment-complete']);

    const books = await open('orders.html');
    await books.locator('table.orders tbody tr').waitFor();
    assert.equal(await books.locator('table.orders tbody tr').count(), 1);
    assert.match(await books.locator('table.orders tbody').innerText(), /HC-1001.*Window Grille Patterns.*HK\$68\.00/s);
    assert.equal(await books.textContent('#verdict'), 'Both sides agree, to the cent.');
    await Promise.all([page.close(), books.close()]);
  });

  it('that the wallet declines leaves no order', async () => {
    const page = await open('products/bookbinding-class.html');
    await pay(page.locator('.detail pay-button'), 'decline');
    await heard(page, 'payment-error');
    const answer = await (await fetch(`${demo.origin}/demo/books.json`)).json() as {orders: unknown[]; differences: unknown[]};
    assert.equal(answer.orders.length, 1);
    assert.deepEqual(answer.differences, []);
    await page.close();
  });

  it('whose money was given back with the command says so on the orders page, where it is found by what staff know of it', async () => {
    const {stdout} = await promisify(execFile)(process.execPath, ['src/server/command/main.ts', 'refund', 'HC-1001', '--amount', '8.00', '--data', demo.folder, '--reason', 'Torn page']);
    assert.match(stdout, /Given back: HKD 8\.00 of order HC-1001/);
    const books = await open('orders.html?find=window+grille');
    const orders = books.locator('table.orders tbody');
    await orders.getByText('partly refunded').waitFor();
    assert.match(await orders.innerText(), /HC-1001.*HK\$68\.00\s*HK\$8\.00 given back/s);
    assert.match(await books.locator('table.wallet tbody').innerText(), /HC-1001.*partly refunded.*HK\$8\.00/s);
    await books.fill('[name="find"]', 'nobody');
    await books.getByText('No order fits.').waitFor();
    assert.equal(new URL(books.url()).search, '?find=nobody');
    await books.getByRole('button', {name: 'Clear the search'}).click();
    await orders.getByText('HC-1001').waitFor();
    assert.equal(await books.textContent('#verdict'), 'Both sides agree, to the cent.');
    await books.close();
  });
});
