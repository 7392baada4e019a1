import assert from 'node:assert/strict';
import {after, afterEach, before, it} from 'node:test';
import {setTimeout as delay} from 'node:timers/promises';
import {click, inEveryEngine, tabWhere, until} from '../harness/driven-browser.ts';
import type {Tab} from '../harness/driven-browser.ts';
import {startSite, strictPolicy} from '../harness/static-site.ts';
import type {Site} from '../harness/static-site.ts';
import {startMerchant} from '../packaging/running-merchant.ts';
import type {RunningMerchant} from '../packaging/running-merchant.ts';

interface Page {
  seen: string[];
  inFront: boolean;
  looksClosed(): boolean;
}

// Drivers give every page the focus, or none: the test says which window the buyer looks at.
const script = `
globalThis.seen = [];
globalThis.inFront = true;
document.hasFocus = () => inFront;
const open = globalThis.open;
globalThis.open = (...given) => {
  const opened = open.apply(globalThis, given);
  globalThis.looksClosed = () => opened.closed;
  return opened;
};
for (const type of ['payment-complete', 'payment-error', 'payment-cancel', 'payment-pending'])
  addEventListener(type, (event) => seen.push(event.type));`;

inEveryEngine('A wallet whose page cuts its window\'s ties (COOP)', (browser) => {
  let merchant: RunningMerchant;
  let site: Site;
  let bank: Site;
  const tabs: Tab[] = [];
  before(async () => {
    merchant = await startMerchant();
    const tag = (campaign: string): string => `<pay-button merchant="${merchant.origin}" item="tea" campaign="${campaign}"></pay-button>`;
    const page = (campaign: string): string => `<!doctype html><html lang="en"><title>A shop</title><script src="/page.js"></script><script type="module" src="/dist/hangtag.js"></script>${tag(campaign)}</html>`;
    site = await startSite({'/paid': page('paid'), '/left': page('left'), '/page.js': script}, {'content-security-policy': strictPolicy});
    bank = await startSite({'/': '<!doctype html><title>The bank</title><h1>Your bank</h1>'}, {'cross-origin-opener-policy': 'same-origin'});
  });
  after(async () => {
    await merchant?.close();
    await site?.stop();
    await bank?.stop();
  });
  afterEach(async () => {
    for (const one of tabs.splice(0).reverse()) await one.close().catch(() => undefined);
  });

  /** The window at this address, once it is there. */
  const windowAt = (start: string): Promise<Tab> => tabWhere(browser(), (begins) => location.href.startsWith(begins), start);

  /** The buyer has pressed, and goes from the wallet to the bank. */
  const atBank = async (campaign: string): Promise<{tab: Tab; wallet: string}> => {
    const tab = await browser().newTab();
    tabs.push(tab);
    await tab.goto(`${site.origin}/${campaign}`);
    await until(tab, () => document.querySelector('pay-button')?.matches(':state(ready)'));
    await click(tab, 'pay-button >>> button');
    const opened = await tabWhere(browser(), () => location.pathname.startsWith('/pay/'));
    await tab.evaluate(() => void ((globalThis as unknown as Page).inFront = false));
    // A good while after it was steered.
    await delay(2000);
    const wallet = await opened.evaluate(() => location.href);
    await opened.evaluate((to) => void setTimeout(() => location.assign(to)), bank.origin);
    tabs.push(await windowAt(bank.origin));
    await until(tab, () => (globalThis as unknown as Page).looksClosed());
    return {tab, wallet};
  };
  const seen = (tab: Tab): Promise<string[]> => tab.evaluate(() => (globalThis as unknown as Page).seen);

  it('goes on until the merchant says paid, though the window looks closed', async () => {
    const {tab, wallet} = await atBank('paid');
    await delay(6000);
    assert.deepEqual(await seen(tab), []);
    const back = await windowAt(bank.origin);
    await back.evaluate((to) => void setTimeout(() => location.assign(to)), wallet);
    await click(await windowAt(wallet), 'button[value=approve]');
    await until(tab, () => (globalThis as unknown as Page).seen.length > 0);
    assert.deepEqual(await seen(tab), ['payment-complete']);
  });

  it('is closed for a buyer who has come back to the page without paying', async () => {
    const {tab} = await atBank('left');
    await delay(5000);
    assert.deepEqual(await seen(tab), []);
    await tab.evaluate(() => void ((globalThis as unknown as Page).inFront = true));
    await until(tab, () => (globalThis as unknown as Page).seen.length > 0);
    assert.deepEqual(await seen(tab), ['payment-cancel']);
  });
});
