import assert from 'node:assert/strict';
import {after, afterEach, before, it} from 'node:test';
import {setTimeout as delay} from 'node:timers/promises';
import {click, inEveryEngine, tabWhere, until} from '../../harness/driven-browser.ts';
import type {Tab} from '../../harness/driven-browser.ts';
import type {Site} from '../../harness/static-site.ts';
import {faultsOfMessage, faultsOfResult, schemasMissing} from '../http/published-schemas.ts';
import {startHostPage} from './host-page.ts';
import type {Heard} from './host-page.ts';
import {startHostedShop} from './hosted-shop.ts';
import type {HostedShop} from './hosted-shop.ts';
import {Client} from './ucp-client.ts';

interface HostGlobals {
  heard: Heard[];
  wrong: string[];
  shown: string[];
}

inEveryEngine('The Embedded Checkout Protocol', (browser) => {
  let blog: Site;
  let stranger: Site;
  let shop: HostedShop;
  let client: Client;
  const tabs: Tab[] = [];
  before(async () => {
    [blog, stranger] = await Promise.all([startHostPage(), startHostPage()]);
    shop = await startHostedShop({frameAncestors: [`${blog.origin}/posts`]});
    client = new Client(shop.origin);
  });
  after(async () => {
    await shop.close();
    await Promise.all([blog.stop(), stranger.stop()]);
  });
  const closeTabs = async (): Promise<void> => {
    for (const tab of tabs.splice(0).reverse()) await tab.close().catch(() => undefined);
  };
  afterEach(closeTabs);

  const embedded = (address: string, more: Record<string, string> = {}): string => {
    const url = new URL(address);
    for (const [name, value] of Object.entries({ec_version: '2026-04-08', ...more})) url.searchParams.set(name, value);
    return url.href;
  };
  const host = async (site: Site, query: Record<string, string>): Promise<Tab> => {
    const tab = await browser().newTab();
    tabs.push(tab);
    await tab.setViewport(1000, 1500);
    await tab.goto(`${site.origin}/?${new URLSearchParams(query)}`);
    return tab;
  };
  /** The window that the host opens. */
  const popup = async (from: Tab): Promise<Tab> => {
    await click(from, '#open');
    const opened = await tabWhere(browser(), (origin) => location.origin === origin && document.querySelector('h1') !== null, shop.origin);
    tabs.push(opened);
    return opened;
  };
  const heard = (tab: Tab): Promise<Heard[]> => tab.evaluate(() => (globalThis as unknown as HostGlobals).heard.map(({from, channel, message}) => {
    const {upgrade: _, ...rest} = message as {upgrade?: unknown};
    return {from, channel, message: rest};
  }));
  const wrong = (tab: Tab): Promise<string[]> => tab.evaluate(() => (globalThis as unknown as HostGlobals).wrong);
  const hears = (tab: Tab, method: string, times = 1): Promise<unknown> =>
    until(tab, (name, count) => (globalThis as unknown as HostGlobals).heard.filter(({message}) => message.method === name).length >= count, method, times);
  const methods = async (tab: Tab): Promise<string[]> => (await heard(tab)).map(({message}) => message.method ?? '');
  const asPublished = async (tab: Tab): Promise<void> => {
    if (schemasMissing) return;
    for (const {message} of await heard(tab)) assert.deepEqual(faultsOfMessage(message as never), [], JSON.stringify(message));
  };
  const pageOf = (tab: Tab): Promise<string> => tab.evaluate(() => document.querySelector('h1')?.textContent ?? '');
  /** Where something is in a page of the size of the host's frame. */
  const placeIn = async (address: string, selector: string): Promise<{x: number; y: number}> => {
    const tab = await browser().newTab();
    await tab.setViewport(900, 1400);
    await tab.goto(address);
    const place = await until(tab, (path) => {
      const box = document.querySelector(path)?.getBoundingClientRect();
      return box && {x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2)};
    }, selector);
    await tab.close();
    return place;
  };

  it('tells a listed page that frames it everything, over the port that it was given, until the order is placed', async () => {
    const checkout = await client.create('card', {buyer: {email: 'mei@example.com'}});
    const tab = await host(blog, {checkout: embedded(checkout.continue_url), frame: ''});
    await hears(tab, 'ec.start');
    const {x, y} = await placeIn(checkout.continue_url, 'form:nth-of-type(2) .button');
    await tab.clickAt(x, y);
    await hears(tab, 'ec.payment.change');
    await client.decide(checkout.id, 'approve');
    await hears(tab, 'ec.complete');
    const all = await heard(tab);
    assert.deepEqual(all.map(({channel, message}) => `${channel} ${message.method}`).slice(0, 3), ['window ec.ready', 'port ec.ready', 'port ec.start']);
    assert.deepEqual(all.slice(1).map(({channel}) => channel).filter((one) => one !== 'port'), []);
    const last = all.at(-1)!.message.params!['checkout'] as {status: string; order: {id: string}};
    assert.deepEqual([all.at(-1)!.message.method, last.status, /^order_/.test(last.order.id)], ['ec.complete', 'completed', true]);
    assert.equal((all.find(({message}) => message.method === 'ec.start')!.message.params!['checkout'] as {buyer: {email: string}}).buyer.email, 'mei@example.com');
    assert.deepEqual(await wrong(tab), []);
    await asPublished(tab);
  });

  it('shows itself in no frame of a page that is not listed', async () => {
    const checkout = await client.create('card');
    const tab = await host(stranger, {checkout: embedded(checkout.continue_url), frame: ''});
    await delay(1500);
    assert.deepEqual(await heard(tab), []);
  });

  it('keeps two checkouts on one page apart', async () => {
    const [one, two] = [await client.create('card'), await client.create('card')];
    const tab = await host(blog, {checkout: embedded(one.continue_url), frame: '', twice: embedded(two.continue_url), answer: 'plain'});
    await hears(tab, 'ec.start', 2);
    const started = (await heard(tab)).filter(({message}) => message.method === 'ec.start').map(({from, message}) => `${from} ${(message.params!['checkout'] as {id: string}).id}`);
    assert.deepEqual(started.sort(), [`0 ${one.id}`, `1 ${two.id}`]);
  });

  it('goes through contact, delivery and payment in a window, and tells each change', async () => {
    const checkout = await client.create('tea');
    const tab = await host(blog, {checkout: embedded(checkout.continue_url)});
    const page = await popup(tab);
    await hears(tab, 'ec.start');
    await click(page, '#first_name');
    await page.type('Mei');
    await click(page, '#email');
    await page.type('mei@example.com');
    await click(page, '#street_address');
    await page.type('12 Hollywood Road');
    await click(page, 'form.details > .button');
    await hears(tab, 'ec.totals.change');
    const told = await methods(tab);
    assert.deepEqual(told.slice(told.indexOf('ec.start') + 1), ['ec.buyer.change', 'ec.fulfillment.change', 'ec.messages.change', 'ec.totals.change']);
    await click(page, 'form:nth-of-type(2) .button');
    await hears(tab, 'ec.payment.change');
    await client.decide(checkout.id, 'approve');
    await hears(tab, 'ec.complete');
    assert.match(await pageOf(page), /Thank you/);
    await asPublished(tab);
  });

  it('comes back from a wallet that takes the whole window, and greets anew', async () => {
    const checkout = await client.create('card');
    const tab = await host(blog, {checkout: embedded(checkout.continue_url)});
    const page = await popup(tab);
    await hears(tab, 'ec.start');
    await click(page, 'form .button');
    await click(page, 'button[value=approve]');
    await hears(tab, 'ec.complete');
    assert.equal((await methods(tab)).filter((method) => method === 'ec.start').length, 2);
    await asPublished(tab);
  });

  it('speaks with a page that is not listed from a window only, and does not say who buys', async () => {
    const checkout = await client.create('card', {buyer: {email: 'mei@example.com'}});
    const tab = await host(stranger, {checkout: embedded(checkout.continue_url)});
    await popup(tab);
    await hears(tab, 'ec.start');
    assert.doesNotMatch(JSON.stringify(await heard(tab)), /mei@example/);
    await asPublished(tab);
  });

  it('hands links and the address over when the host wants to, and takes what comes back', async () => {
    const checkout = await client.create('tea', {buyer: {email: 'mei@example.com'}});
    const delegate = 'window.open,fulfillment.address_change,payment.credential';
    const tab = await host(blog, {checkout: embedded(checkout.continue_url, {ec_delegate: delegate})});
    const page = await popup(tab);
    await hears(tab, 'ec.start');
    assert.deepEqual((await heard(tab))[0]!.message.params!['delegate'], ['fulfillment.address_change', 'window.open']);
    await click(page, '.foot a');
    await until(tab, () => (globalThis as unknown as HostGlobals).shown[0] === 'https://www.shop.example/terms');
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('#street_address')!.closest('.field')!).display), 'none');
    await click(page, '[data-delegate]');
    await hears(tab, 'ec.totals.change');
    assert.equal(((await client.get(checkout.id)) as unknown as {fulfillment: {methods: {destinations: {street_address: string}[]}[]}}).fulfillment.methods[0]!.destinations[0]!.street_address, '12 Hollywood Road');
    await asPublished(tab);
    if (!schemasMissing) assert.deepEqual(faultsOfResult('ec.window.open_request', {ucp: {version: '2026-04-08', status: 'success'}}), []);
  });

  it('says that it does not speak another version, and where the buyer can go on', async () => {
    const checkout = await client.create('card');
    const tab = await host(blog, {checkout: embedded(checkout.continue_url, {ec_version: '2020-01-01'})});
    const page = await popup(tab);
    await hears(tab, 'ec.error');
    assert.deepEqual(await methods(tab), ['ec.error']);
    assert.equal((await heard(tab))[0]!.message.params!['continue_url'], checkout.continue_url);
    assert.match(await pageOf(page), /Ready to pay/);
    await asPublished(tab);
  });

  it('says that a checkout is gone', async () => {
    const tab = await host(blog, {checkout: embedded(`${shop.origin}/checkout/chk_gone`)});
    await popup(tab);
    await hears(tab, 'ec.error');
    await asPublished(tab);
  });

  it('is silent towards a host that refuses it or never answers, and sells all the same', async () => {
    for (const answer of ['error', 'never']) {
      const checkout = await client.create('card');
      const tab = await host(blog, {checkout: embedded(checkout.continue_url), answer});
      const page = await popup(tab);
      await hears(tab, 'ec.ready');
      await click(page, 'form:nth-of-type(2) .button');
      await until(page, () => !!document.querySelector('.qr'));
      await client.decide(checkout.id, 'approve');
      await until(page, () => document.querySelector('h1')?.textContent?.includes('Thank you'));
      assert.deepEqual(await methods(tab), ['ec.ready']);
      await closeTabs();
    }
  });

  it('keeps the focus in the page and says what is new when it goes on by itself', async () => {
    const checkout = await client.create('card');
    const tab = await host(blog, {checkout: embedded(checkout.continue_url)});
    const page = await popup(tab);
    await hears(tab, 'ec.start');
    await click(page, 'form:nth-of-type(2) .button');
    await until(page, () => !!document.querySelector('.qr'));
    await page.evaluate(() => { document.querySelector<HTMLElement>('p a.textual')!.focus(); });
    await client.decide(checkout.id, 'approve');
    await until(page, () => (document.querySelector('.unseen[role=status]')?.textContent ?? '') !== '');
    assert.match(await page.evaluate(() => document.querySelector('.unseen')!.textContent), /order/i);
    assert.deepEqual(await page.evaluate(() => [document.activeElement?.tagName, document.querySelectorAll('[role=status]').length]), ['H1', 1]);
  });

  it('follows the scheme that the host asks for', async () => {
    const checkout = await client.create('card');
    for (const [scheme, ground] of [['dark', 'rgb(19, 20, 22)'], ['light', 'rgb(246, 246, 244)']] as const) {
      const tab = await host(blog, {checkout: embedded(checkout.continue_url, {ec_color_scheme: scheme})});
      const page = await popup(tab);
      await until(page, () => document.readyState === 'complete');
      assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), ground);
      await closeTabs();
    }
  });
});
