import assert from 'node:assert/strict';
import {after, before, it} from 'node:test';
import {click, inEveryEngine, openedBy, textOf, until} from './driven-browser.ts';
import {startSite, strictPolicy} from './static-site.ts';
import type {Site} from './static-site.ts';

const page = `<!doctype html><title>A page</title>
<button id="open">Open</button> <input aria-label="Name"> <p>Hello</p>
<script src="/page.js"></script>`;
const script = `document.querySelector('#open').addEventListener('click', () => open('/other', 'other', 'popup'))`;

inEveryEngine('A driven browser', (browser) => {
  let site: Site;
  before(async () => void (site = await startSite({'/': page, '/other': '<!doctype html><p>Other</p>', '/page.js': script}, {'content-security-policy': strictPolicy})));
  after(() => site.stop());

  it('reads a page, and what a promise in it gives', async () => {
    const tab = await browser().newTab();
    await tab.goto(site.origin);
    assert.equal(await textOf(tab, 'p'), 'Hello');
    assert.equal(await tab.evaluate(async (a, b) => Promise.resolve(a + b), 1, 2), 3);
    await tab.close();
  });

  it('types and presses keys', async () => {
    const tab = await browser().newTab();
    await tab.goto(site.origin);
    await click(tab, 'input');
    await tab.type('Anna');
    await tab.press('Backspace');
    assert.equal(await tab.evaluate(() => document.querySelector('input')?.value), 'Ann');
    await tab.close();
  });

  it('follows a popup that a click opens, and goes back', async () => {
    const tab = await browser().newTab();
    await tab.goto(site.origin);
    const popup = await openedBy(browser(), () => click(tab, '#open'));
    await until(popup, () => location.pathname === '/other');
    assert.equal(await textOf(popup, 'p'), 'Other');
    await popup.close();
    assert.equal(await textOf(tab, 'p'), 'Hello');
    await tab.close();
  });
});
