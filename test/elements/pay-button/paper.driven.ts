import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {Browser, Page} from 'playwright-core';
import {launchChromium} from '../../harness/driven-chromium.ts';
import {startSite, strictPolicy} from '../../harness/static-site.ts';
import type {Site} from '../../harness/static-site.ts';

const tag = '<pay-button providers="sandbox" label="Blue mug" price="128.00" currency="HKD"><a href="/mug">Buy the blue mug</a></pay-button>';
const page = (style: string, lang = 'en'): string =>
  `<!doctype html><html lang="${lang}"><title>A shop</title><link rel="stylesheet" href="/${style}.css"><script type="module" src="/dist/hangtag.js"></script><p>Mugs of every kind.</p>${tag}</html>`;

const pages = {
  '/beside': page('beside'),
  '/beside.css': ':root { color-scheme: dark; background: #000; color: #eee; --hangtag-ink: #fff; --hangtag-surface: #222; }',
  '/hides': page('hides'),
  '/hides.css': '@media print { * { display: none !important; } body * { visibility: hidden !important; color: #fff !important; } body > *:not(#invoice) { display: none !important; } }',
  '/window': page('window'),
  '/window.css': 'html, body { height: 100px; overflow: hidden; } body { position: fixed; width: 200px; columns: 2; } body::before { content: "Our winter sale"; }',
};

describe('The printed receipt', () => {
  let browser: Browser;
  let site: Site;
  before(async () => void ([browser, site] = await Promise.all([launchChromium(), startSite(pages, {'content-security-policy': strictPolicy})])));
  after(async () => {
    await browser?.close();
    await site?.stop();
  });

  /** The page as it is on paper, once its tag was paid and the receipt was asked for. */
  async function printed(path: string): Promise<Page> {
    const tab = await browser.newPage();
    await tab.addInitScript(() => void (globalThis.print = () => void (document.title = 'printed')));
    await tab.goto(site.origin + path);
    await tab.locator('[part~="button"]:not([aria-disabled])').click();
    await tab.locator('dialog .body button').first().click();
    await tab.locator('dialog .stack button').first().click();
    await tab.waitForFunction(() => document.title === 'printed');
    await tab.emulateMedia({media: 'print'});
    return tab;
  }
  const shown = (tab: Page): Promise<string[]> => tab.evaluate(() => [...document.body.children].filter((one) => one.checkVisibility({visibilityProperty: true})).map(({localName}) => localName));

  it('stands alone on white paper, also where the tag is a child of the body of a dark page', async () => {
    const tab = await printed('/beside');
    assert.deepEqual(await shown(tab), ['div']);
    assert.match(await tab.locator('[data-hangtag-print] .paper').innerText(), /Receipt[^]+Blue mug[^]+HK\$128\.00/);
    const colors = await tab.evaluate(() => {
      const {color, colorScheme} = getComputedStyle(document.querySelector('[data-hangtag-print]')!.shadowRoot!.querySelector('.sum dd')!);
      return [getComputedStyle(document.documentElement).backgroundColor, color, colorScheme];
    });
    assert.deepEqual(colors, ['rgba(0, 0, 0, 0)', 'rgb(0, 0, 0)', 'light']);
    await tab.emulateMedia({media: 'screen'});
    assert.deepEqual(await shown(tab), ['p', 'pay-button']);
    await tab.close();
  });

  it('is there whatever the page hides when it is printed', async () => {
    const tab = await printed('/hides');
    assert.deepEqual(await shown(tab), ['div']);
    assert.equal(await tab.locator('[data-hangtag-print] .sum dd').isVisible(), true);
    await tab.close();
  });

  it('is as long as it is, though the page is no taller than a window', async () => {
    const tab = await printed('/window');
    const [whole, cut] = await tab.evaluate(() => {
      const paper = document.querySelector('[data-hangtag-print]')!.shadowRoot!.querySelector('.paper')!.getBoundingClientRect();
      const {overflow, position, columnCount} = getComputedStyle(document.body);
      return [paper.bottom <= document.documentElement.scrollHeight && paper.width > 300, [overflow, position, columnCount, getComputedStyle(document.body, '::before').display]];
    });
    assert.deepEqual(cut, ['visible', 'static', 'auto', 'none']);
    assert.equal(whole, true);
    await tab.close();
  });

  it('leaves the page as it was', async () => {
    const tab = await printed('/beside');
    const left = await tab.evaluate(() => {
      const sheets = (): number => document.adoptedStyleSheets.length + document.querySelector('pay-button')!.shadowRoot!.adoptedStyleSheets.length;
      const before = sheets();
      dispatchEvent(new Event('afterprint'));
      return [before - sheets(), document.querySelectorAll('[data-hangtag-print]').length];
    });
    assert.deepEqual(left, [2, 0]);
    await tab.emulateMedia({media: 'print'});
    assert.deepEqual(await shown(tab), ['p', 'pay-button']);
    await tab.close();
  });
});
