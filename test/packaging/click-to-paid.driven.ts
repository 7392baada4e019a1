import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {click, startEngine, tabWhere, until} from '../harness/driven-browser.ts';
import type {Driver} from '../harness/driven-browser.ts';
import {startMerchant} from './running-merchant.ts';
import type {RunningMerchant} from './running-merchant.ts';
import {startSite, strictPolicy} from '../harness/static-site.ts';
import type {Site} from '../harness/static-site.ts';
import {plainSale, promised, reached} from './plain-sale.ts';
import {heaviestFirst, kilobytes} from './weight.ts';

const page = (tag: string): string => `<!doctype html>
<html lang="en">
  <title>A shop</title>
  <script src="/page.js"></script>
  <script type="module" src="/dist/hangtag.js"></script>
  ${tag}
</html>`;

const withoutServer = page('<pay-button item="mug" label="Blue mug" price="128.00" currency="HKD" providers="sandbox"><a href="/mug">Buy the blue mug</a></pay-button>');

const script = `
globalThis.seen = [];
for (const type of ['payment-complete', 'payment-error', 'payment-cancel', 'payment-pending'])
  addEventListener(type, (event) => seen.push(event.type));
addEventListener('securitypolicyviolation', (event) => seen.push('refused: ' + event.violatedDirective + ' ' + event.blockedURI));`;

describe('A purchase on a strict page without a server, from the build', () => {
  let site: Site;
  let browser: Driver;
  before(async () => {
    site = await startSite({'/': withoutServer, '/page.js': script}, {'content-security-policy': strictPolicy});
    browser = await startEngine('chromium');
  });
  after(async () => {
    await browser.stop();
    await site.stop();
  });

  it('ends in one payment-complete, and nothing is refused', async () => {
    const tab = await browser.newTab();
    await tab.goto(site.origin);
    await click(tab, 'pay-button >>> button');
    await click(tab, 'pay-button >>> dialog button', 'Approve');
    await until(tab, () => (globalThis as unknown as {seen: string[]}).seen.length > 0);
    assert.deepEqual(await tab.evaluate(() => (globalThis as unknown as {seen: string[]}).seen), ['payment-complete']);
  });
});

describe('A purchase at a merchant’s server, from the build', () => {
  let merchant: RunningMerchant;
  let site: Site;
  let browser: Driver;
  before(async () => {
    merchant = await startMerchant();
    const tag = `<pay-button merchant="${merchant.origin}" item="tea"></pay-button>`;
    site = await startSite({'/': page(tag), '/page.js': script}, {'content-security-policy': strictPolicy});
    browser = await startEngine('chromium');
  });
  after(async () => {
    await browser?.stop();
    await site?.stop();
    await merchant?.close();
  });

  it('ends in one payment-complete once the buyer has approved it in the wallet', async () => {
    const tab = await browser.newTab();
    await tab.goto(site.origin);
    await until(tab, () => document.querySelector('pay-button')?.matches(':state(ready)'));
    await click(tab, 'pay-button >>> button');
    await click(await tabWhere(browser, () => location.pathname.startsWith('/pay/')), 'button[value=approve]');
    await until(tab, () => (globalThis as unknown as {seen: string[]}).seen.length > 0);
    assert.deepEqual(await tab.evaluate(() => (globalThis as unknown as {seen: string[]}).seen), ['payment-complete']);
  });

  it('has loaded nothing but what a plain sale needs', () => {
    const loaded = site.requests.filter((path) => path.startsWith('/dist/')).map((path) => path.slice(1));
    const needed = [...plainSale()].filter((file) => !file.includes('/qr-'));
    assert.deepEqual([...new Set(loaded)].sort(), needed.sort());
  });

  it(`has loaded at most ${reached} KB of script from click to paid, the QR code included`, (test) => {
    const files = plainSale();
    const weight = kilobytes(files);
    if (weight > promised) test.diagnostic(`${weight.toFixed(2)} KB: the promise of ${promised} KB is not met yet`);
    assert.ok(weight <= reached, `It is ${weight.toFixed(2)} KB:\n${heaviestFirst(files).join('\n')}`);
  });
});
