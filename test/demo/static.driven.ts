import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {after, before, describe, it} from 'node:test';
import {promisify} from 'node:util';
import type {Browser} from 'playwright-core';
import {launchChromium} from '../harness/driven-chromium.ts';
import {startSite} from '../harness/static-site.ts';
import type {Site} from '../harness/static-site.ts';

const out = new URL('../../demo/dist/', import.meta.url);

describe('The demo as static files', () => {
  let site: Site;
  let browser: Browser;
  before(async () => {
    await promisify(execFile)(process.execPath, ['demo/build.ts']);
    const names = readdirSync(out, {recursive: true, encoding: 'utf8'}).filter((name) => /\.\w+$/.test(name));
    // In a folder of its host, as many static hosts have it.
    const pages = Object.fromEntries(names.map((name) => [`/demo/${name}`, readFileSync(new URL(name, out), 'utf8')]));
    [site, browser] = await Promise.all([startSite(pages), launchChromium()]);
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
  });

  it('sells in the page, without a server and under its own policy', async () => {
    const page = await browser.newPage({locale: 'en-GB'});
    const complaints: string[] = [];
    page.on('pageerror', ({message}) => complaints.push(message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(`${site.origin}/demo/index.html`);
    assert.match(await page.textContent('.sandbox') ?? '', /static files/);
    const tag = page.locator('.tag-card pay-button');
    const ended = page.evaluate(() => new Promise((resolve) => document.addEventListener('payment-complete', () => resolve('complete'))));
    await tag.locator('[part~="button"]:not([aria-disabled="true"])').click();
    await tag.locator('dialog').getByRole('button', {name: 'Approve'}).click();
    assert.equal(await ended, 'complete');
    assert.deepEqual(complaints, []);
    assert.ok(site.requests.every((path) => path.startsWith('/demo/')), site.requests.join(' '));
    await page.close();
  });

  it('says on the orders page that there are no books to show', async () => {
    const page = await browser.newPage({locale: 'en-GB'});
    await page.goto(`${site.origin}/demo/orders.html`);
    await page.locator('#verdict[data-state="static"]').waitFor();
    assert.equal(await page.locator('#orders').isVisible(), false);
    await page.close();
  });
});
