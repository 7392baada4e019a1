import assert from 'node:assert/strict';
import {after, before, it} from 'node:test';
import {click, inEveryEngine, openedBy, textOf, until} from './driven-browser.ts';
import {startSite, strictPolicy} from './static-site.ts';
import type {Site} from './static-site.ts';

const page = `<!doctype html><title>A page</title>
<button id="open">Open</button> <input aria-label="Name"> <p>Hello</p>
<script src="/page.js"></script>`;
const script = `document.querySelector('#open').addEventListener('click', () => open('/other', 'other', 'popup'))`;
/** What lies in front of its button goes away after a while. */
const covered = `<!doctype html><title>Covered</title><link rel="stylesheet" href="/cover.css"><button>Press</button> <div></div><script src="/cover.js"></script>`;
const cover = 'div { position: fixed; inset: 0 }';
const uncover = `
addEventListener('load', () => setTimeout(() => document.querySelector('div').remove(), 1000));
document.querySelector('button').addEventListener('click', () => { document.title = 'Pressed'; });`;

inEveryEngine('A driven browser', (browser) => {
  let site: Site;
  before(async () => {
    const pages = {'/': page, '/other': '<!doctype html><p>Other</p>', '/page.js': script, '/covered': covered, '/cover.css': cover, '/cover.js': uncover};
    site = await startSite(pages, {'content-security-policy': strictPolicy});
  });
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

  it('presses what stands in front, and waits for what covers it to go', async () => {
    const tab = await browser().newTab();
    await tab.goto(`${site.origin}/covered`);
    await click(tab, 'button');
    await until(tab, () => document.title === 'Pressed');
    await tab.close();
  });

  it('asks again where a page is left before it has answered', async () => {
    const tab = await browser().newTab();
    await tab.goto(site.origin);
    await until(tab, async () => {
      if (location.pathname === '/other') return true;
      setTimeout(() => location.assign('/other'), 100);
      await new Promise((resolve) => setTimeout(resolve, 2000));
      return false;
    });
    assert.equal(await textOf(tab, 'p'), 'Other');
    await tab.close();
  });
});
