import assert from 'node:assert/strict';
import {globSync} from 'node:fs';
import {after, before, describe, it} from 'node:test';
import {click, startEngine, until} from '../harness/driven-browser.ts';
import type {Driver, Tab} from '../harness/driven-browser.ts';
import {startSite, strictPolicy} from '../harness/static-site.ts';
import type {Site} from '../harness/static-site.ts';
import {heaviestFirst, kilobytes} from './weight.ts';

const page = `<!doctype html>
<html lang="en">
  <title>A shop without a server</title>
  <script src="/page.js"></script>
  <script type="module" src="/dist/hangtag.js"></script>
  <pay-button item="mug" label="Blue mug" price="128.00" currency="HKD" providers="sandbox"><a href="/mug">Buy the blue mug</a></pay-button>
</html>`;

const script = `
globalThis.seen = [];
for (const type of ['payment-complete', 'payment-error', 'payment-cancel', 'payment-pending'])
  addEventListener(type, (event) => seen.push(event.type));
addEventListener('securitypolicyviolation', (event) => seen.push('refused: ' + event.violatedDirective + ' ' + event.blockedURI));`;

describe('A purchase on a strict page, from the build', () => {
  let site: Site;
  let browser: Driver;
  before(async () => {
    site = await startSite({'/': page, '/page.js': script}, {'content-security-policy': strictPolicy});
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
    await press(tab, 'Approve');
    await until(tab, () => (globalThis as unknown as {seen: string[]}).seen.length > 0);
    assert.deepEqual(await tab.evaluate(() => (globalThis as unknown as {seen: string[]}).seen), ['payment-complete']);
  });

  it('has loaded at most 28 KB of script from click to paid, the QR code included', () => {
    const loaded = site.requests.filter((path) => path.startsWith('/dist/')).map((path) => path.slice(1));
    const qr = globSync('dist/chunks/qr-*.js');
    assert.equal(qr.length, 1, 'The QR code is a chunk of its own');
    const files = new Set([...loaded, ...qr]);
    assert.ok(kilobytes(files) <= 28, `It is ${kilobytes(files).toFixed(2)} KB:\n${heaviestFirst(files).join('\n')}`);
  });
});

/** Clicks the button that says so, wherever in the open shadow roots it is. */
async function press(tab: Tab, label: string): Promise<void> {
  const {x, y} = await until(tab, pointOfButton, label);
  await tab.clickAt(x, y);
}

// Runs in the page.
function pointOfButton(label: string): {x: number; y: number} | null {
  const all = (root: ParentNode): Element[] => [...root.querySelectorAll('*')].flatMap((element) => [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);
  const button = all(document).find((element) => element instanceof HTMLButtonElement && element.innerText.trim() === label && element.getBoundingClientRect().width > 0);
  if (!button) return null;
  const {x, y, width, height} = button.getBoundingClientRect();
  return {x: Math.round(x + width / 2), y: Math.round(y + height / 2)};
}
