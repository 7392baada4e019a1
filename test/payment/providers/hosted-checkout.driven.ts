import assert from 'node:assert/strict';
import {after, afterEach, before, it} from 'node:test';
import {setTimeout as delay} from 'node:timers/promises';
import {click, inEveryEngine, tabWhere, until} from '../../harness/driven-browser.ts';
import type {Tab} from '../../harness/driven-browser.ts';
import {startSite, strictPolicy} from '../../harness/static-site.ts';
import type {Site} from '../../harness/static-site.ts';
import {startHostedShop} from '../../server/pages/hosted-shop.ts';
import type {HostedShop} from '../../server/pages/hosted-shop.ts';

interface Page {
  heard: string[];
  wrong: string[];
  ended: string[];
  told: string[];
}

const tag = (shop: string, id: string): string =>
  `<pay-button id="${id}" merchant="${shop}" item="card" campaign="${id}" providers="hosted-checkout"><a href="${shop}/buy/card:1">Buy</a></pay-button>`;
const html = (body: string): string => `<!doctype html><html lang="en"><title>A post</title><script src="/page.js"></script>
<script type="module" src="/dist/pay-button.js"></script><script type="module" src="/plain.js"></script>${body}</html>`;
const watch = `
globalThis.heard = [];
globalThis.wrong = [];
for (const type of ['payment-start', 'payment-pending', 'payment-complete', 'payment-cancel', 'payment-error', 'payment-handoff'])
  document.addEventListener(type, ({target}) => heard.push(target.id + ' ' + type));
for (const type of ['error', 'unhandledrejection', 'securitypolicyviolation']) addEventListener(type, event => wrong.push(type + ' ' + (event.message ?? event.reason ?? event.blockedURI)), true);`;
/** A page that has only the address of a shop: it asks nobody before it opens it. */
const plain = `
import {openHostedPage} from '/dist/providers/hosted-checkout.js';
globalThis.ended = [];
globalThis.told = [];
document.querySelector('#plain')?.addEventListener('click', ({target}) => {
  openHostedPage(target.dataset.href, {told: ({says}) => told.push(says)})?.ended.then(how => ended.push(how));
});`;

inEveryEngine('The merchant\'s own checkout, opened by a tag on a strict page', (browser) => {
  let site: Site;
  let shop: HostedShop;
  const tabs: Tab[] = [];
  before(async () => {
    shop = await startHostedShop({links: []});
    const pages = {
      '/': html(['one', 'two', 'three', 'four'].map((id) => tag(shop.origin, id)).join('')), '/page.js': watch, '/plain.js': plain,
      '/plain': html(`<button id="plain" data-href="${shop.origin}/buy/card:1">Buy</button>`),
    };
    site = await startSite(pages, {'content-security-policy': strictPolicy});
  });
  after(async () => {
    await shop.close();
    await site.stop();
  });
  afterEach(async () => {
    for (const one of tabs.splice(0).reverse()) await one.close().catch(() => undefined);
  });

  const open = async (path: string): Promise<Tab> => {
    const opened = await browser().newTab();
    tabs.push(opened);
    await opened.goto(site.origin + path);
    return opened;
  };
  /** The window with the shop's page that was not there before, known by where it is. */
  const windowOf = async (...known: readonly string[]): Promise<Tab> => {
    const opened = await tabWhere(browser(), (origin, others) => {
      const there = location.origin === origin && location.pathname.startsWith('/checkout/') && document.querySelector('h1') !== null;
      return there && !others.includes(location.pathname);
    }, shop.origin, known);
    tabs.push(opened);
    return opened;
  };
  const addressOf = (window: Tab): Promise<string> => until(window, () => location.pathname);
  const ready = (tab: Tab, id: string): Promise<unknown> => until(tab, (name) => document.querySelector(`#${name}`)?.matches(':state(ready)'), id);
  const heard = (tab: Tab): Promise<string[]> => tab.evaluate(() => (globalThis as unknown as Page).heard);
  const hears = (tab: Tab, what: string): Promise<unknown> => until(tab, (event) => (globalThis as unknown as Page).heard.includes(event), what);
  const press = async (tab: Tab, id: string): Promise<void> => {
    await ready(tab, id);
    await click(tab, `#${id} >>> [part~=button]`);
  };
  /** By the way that needs no other page. */
  const payIn = async (window: Tab): Promise<void> => {
    await click(window, 'form:nth-of-type(3) .button');
    await click(window, '.away .button');
  };

  it('is paid in its window and told by the tag, once', async () => {
    const tab = await open('/');
    await press(tab, 'one');
    await payIn(await windowOf());
    await hears(tab, 'one payment-complete');
    assert.deepEqual(await heard(tab), ['one payment-start', 'one payment-complete']);
    assert.deepEqual(await tab.evaluate(() => (globalThis as unknown as Page).wrong), []);
  });

  it('closed without a payment is not the end: the tag offers the same checkout again', async () => {
    const tab = await open('/');
    await press(tab, 'two');
    const window = await windowOf();
    const address = await addressOf(window);
    await delay(1600);
    await window.close();
    await click(tab, '#two >>> [part~=pay]');
    const again = await windowOf();
    assert.equal(await addressOf(again), address);
    await payIn(again);
    await hears(tab, 'two payment-complete');
  });

  it('is open for two tags at once, and each hears of its own', async () => {
    const tab = await open('/');
    await press(tab, 'three');
    const first = await windowOf();
    // The panel of the first makes room; its payment goes on.
    await tab.press('Escape');
    await press(tab, 'four');
    const second = await windowOf(await addressOf(first));
    await payIn(second);
    await hears(tab, 'four payment-complete');
    assert.equal((await heard(tab)).includes('three payment-complete'), false);
    await payIn(first);
    await hears(tab, 'three payment-complete');
  });

  it('opened without asking anybody tells what its page says', async () => {
    const tab = await open('/plain');
    await until(tab, () => (globalThis as {ended?: unknown}).ended);
    const before = shop.requests.length;
    await click(tab, '#plain');
    const window = await windowOf();
    assert.match(shop.requests[before] ?? '', /^GET \/buy\/card:1/);
    await payIn(window);
    assert.equal(await until(tab, () => (globalThis as unknown as Page).ended[0]), 'complete');
    assert.equal(await tab.evaluate(() => (globalThis as unknown as Page).told[0]), 'start');
  });
});
