import assert from 'node:assert/strict';
import {after, afterEach, before, it} from 'node:test';
import {click, inEveryEngine, until} from '../../harness/driven-browser.ts';
import type {Tab} from '../../harness/driven-browser.ts';
import {startSite} from '../../harness/static-site.ts';
import type {Site} from '../../harness/static-site.ts';

const tag = '<pay-button providers="sandbox" item="mug" label="Blue mug" price="128.00" currency="HKD"><a href="/mug">Buy the blue mug</a></pay-button>';
const page = (library: string): string =>
  `<!doctype html><html lang="en"><title>A shop</title><script src="/ears.js"></script><script src="/${library}.js"></script><script type="module" src="/dist/hangtag.js"></script>${tag}</html>`;

/** What libraries of the years before modules do to a page, and what still stands on many a shop's. */
const pages = {
  '/ears.js': 'heard = []; for (const end of ["start", "complete", "error"]) document.addEventListener("payment-" + end, ({type}) => heard.push(type));',
  '/lists': page('lists'),
  // Takes lists only, and copies them.
  '/lists.js': 'Array.from = (list) => Array.prototype.slice.call(list ?? []); Array.prototype.entries = Array.prototype.toArray = function () { return this.slice(); };',
  '/additions': page('additions'),
  '/additions.js': 'Object.prototype.extra = 1; Object.prototype.kept = "by everything"; Array.prototype.last = function () { return this.at(-1); }; String.prototype.blank = true;',
  '/names': page('names'),
  '/names.js': '{ const native = Element; Element = function () {}; Element.prototype = native.prototype; Document = function () {}; Window = function () {}; }',
};

inEveryEngine('A pay-button on a page whose libraries change what a browser brings', (browser) => {
  let site: Site;
  let tab: Tab;
  before(async () => void (site = await startSite(pages)));
  after(() => site.stop());
  afterEach(() => tab.close());

  /** Buys in the page's own sandbox; what the page heard of it. */
  const sale = async (path: string): Promise<unknown> => {
    tab = await browser().newTab();
    await tab.goto(site.origin + path);
    await until(tab, () => /128\.00/.test(document.querySelector('pay-button')?.shadowRoot?.textContent ?? ''));
    await click(tab, 'pay-button >>> .buy');
    await click(tab, 'pay-button >>> dialog .body button');
    await until(tab, () => !!document.querySelector('pay-button')?.shadowRoot?.querySelector('[part="receipt"]'));
    return tab.evaluate(() => (globalThis as unknown as {heard: string[]}).heard);
  };

  it('sells where lists are made by other rules', async () => {
    assert.deepEqual(await sale('/lists'), ['payment-start', 'payment-complete']);
    // Ids of attempts are random, and whole: a page that was left finds them again.
    const ids = await tab.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('hangtag.1.attempt.')).map((key) => (JSON.parse(localStorage.getItem(key)!) as {id: string}).id));
    assert.equal(ids.length, 1);
    assert.match(ids[0]!, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
  });

  it('sells where every object has more than its own', async () => {
    assert.deepEqual(await sale('/additions'), ['payment-start', 'payment-complete']);
  });

  it('sells where the names of elements and documents are taken', async () => {
    assert.deepEqual(await sale('/names'), ['payment-start', 'payment-complete']);
  });
});
