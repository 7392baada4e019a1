import assert from 'node:assert/strict';
import {after, afterEach, before, it} from 'node:test';
import {inEveryEngine, until} from '../harness/driven-browser.ts';
import type {Tab} from '../harness/driven-browser.ts';
import {startSite, strictPolicy} from '../harness/static-site.ts';
import type {Site} from '../harness/static-site.ts';

const tag = '<pay-button item="mug" label="Blue mug" price="128.00" currency="HKD"><a href="/mug">Buy the blue mug</a></pay-button>';
const page = (scripts: string, body = tag): string => `<!doctype html><html lang="en"><title>A page</title><script src="/page.js"></script>${scripts}${body}</html>`;
const module = (file: string): string => `<script type="module" src="/dist/${file}"></script>`;

const pages = {
  '/twice': page(module('hangtag.js') + module('hangtag.js') + module('hangtag.js?v=2') + module('pay-button.js')),
  '/classic': page('<script src="/dist/hangtag.js"></script><script src="/dist/hangtag.js"></script>'),
  '/taken': page(`<script src="/taken.js"></script>${module('hangtag.js')}`),
  '/near': page(module('loader.js') + module('loader.js?v=2')),
  '/far': page(module('loader.js'), `<link rel="stylesheet" href="/page.css"><div></div>${tag}`),
  '/page.css': 'div { height: 20000px }',
  '/page.js': `
    globalThis.before = new Set(Object.getOwnPropertyNames(globalThis));
    globalThis.wrong = [];
    for (const type of ['error', 'unhandledrejection', 'securitypolicyviolation']) addEventListener(type, (event) => wrong.push(type + ' ' + (event.message ?? event.reason ?? event.blockedURI)), true);`,
  '/taken.js': 'customElements.define("pay-button", class Foreign extends HTMLElement {})',
};

interface Page {
  before: Set<string>;
  wrong: string[];
}

inEveryEngine('The scripts of plain pages, from the build, on a strict page', (browser) => {
  let site: Site;
  let tab: Tab;
  before(async () => void (site = await startSite(pages, {'content-security-policy': strictPolicy})));
  after(() => site.stop());
  afterEach(() => tab.close());

  const open = async (path: string): Promise<void> => {
    tab = await browser().newTab();
    await tab.goto(site.origin + path);
  };
  const upgraded = () => until(tab, () => !!document.querySelector('pay-button')?.shadowRoot);
  const wrong = () => tab.evaluate(() => (globalThis as unknown as Page).wrong);
  /** A load is written down when it is over, and may run before. */
  const loads = () => until(tab, () => {
    const found = performance.getEntriesByType('resource').map(({name}) => new URL(name).pathname).filter((path) => path === '/dist/pay-button.js');
    return found.length ? found : null;
  });

  it('load the tags once, though they are there several times', async () => {
    await open('/twice');
    await upgraded();
    assert.equal((await loads()).length, 1);
    assert.deepEqual(await wrong(), []);
  });

  it('work as classic scripts, and leave no names of ours behind', async () => {
    await open('/classic');
    await upgraded();
    const left = await tab.evaluate(() => Object.getOwnPropertyNames(globalThis).filter((name) => !(globalThis as unknown as Page).before.has(name)));
    assert.deepEqual(left.filter((name) => !/^(before|wrong|(lit|reactiveElement|nanostores)[A-Z]\w+)$/.test(name)), []);
    assert.deepEqual(await wrong(), []);
  });

  it('leave the author\'s link alone where the name is taken', async () => {
    await open('/taken');
    await until(tab, () => performance.getEntriesByType('resource').some(({name}) => name.endsWith('/dist/pay-button.js')));
    assert.equal(await tab.evaluate(() => customElements.get('pay-button')?.name), 'Foreign');
    assert.equal(await tab.evaluate(() => document.querySelector('pay-button a')?.textContent), 'Buy the blue mug');
    assert.deepEqual(await wrong(), []);
  });

  it('load a tag that is in sight', async () => {
    await open('/near');
    await upgraded();
    assert.equal((await loads()).length, 1);
    assert.deepEqual(await wrong(), []);
  });

  it('do not load a tag that is far away before the reader gets there', async () => {
    await open('/far');
    await new Promise((resolve) => setTimeout(resolve, 500));
    // As the page tells it: the server may still be hearing from the page before.
    const loaded = await tab.evaluate(() => performance.getEntriesByType('resource').map(({name}) => new URL(name).pathname));
    assert.deepEqual(loaded.filter((path) => path.startsWith('/dist/')), ['/dist/loader.js']);
    await tab.evaluate(() => document.querySelector('pay-button')?.scrollIntoView());
    await upgraded();
    assert.deepEqual(await wrong(), []);
  });
});
