import assert from 'node:assert/strict';
import {after, before, it} from 'node:test';
import {click, inEveryEngine, until} from '../harness/driven-browser.ts';
import {startSite, strictPolicy} from '../harness/static-site.ts';
import type {Site} from '../harness/static-site.ts';

const page = `<!doctype html><html lang="en"><title>A shop</title><script src="/page.js"></script><script type="module" src="/dist/hangtag.js"></script>
<pay-button item="mug" label="Blue mug" price="128.00" currency="HKD" providers="sandbox"></pay-button></html>`;
const script = `
globalThis.seen = [];
for (const type of ['payment-complete', 'payment-error', 'payment-cancel', 'payment-pending'])
  addEventListener(type, (event) => seen.push(event.type));`;
const seen = (): string[] => (globalThis as unknown as {seen: string[]}).seen;

// Firefox keeps a failed import for as long as the page lives.
inEveryEngine('A file that is lost on its way while somebody buys', (browser) => {
  let site: Site;
  before(async () => {
    site = await startSite({'/': page, '/page.js': script}, {'content-security-policy': strictPolicy});
  });
  after(() => site?.stop());

  it('is there after "Try again", once the network is back', async () => {
    const tab = await browser().newTab();
    await tab.goto(site.origin);
    await until(tab, () => document.querySelector('pay-button')?.matches(':state(ready)'));
    site.lost = /\/detours-/;
    await click(tab, 'pay-button >>> .buy');
    await until(tab, () => Boolean(document.querySelector('pay-button')?.shadowRoot?.querySelector('.panel .note')));
    // Once, and once more at another address, however often the tag renders meanwhile: a second try, failing late, would take back what the buyer pressed.
    assert.equal(site.requests.filter((path) => path.includes('/detours-')).length, 2);
    site.lost = undefined;
    await click(tab, 'pay-button >>> .panel .go');
    await until(tab, () => Boolean(document.querySelector('pay-button')?.shadowRoot?.querySelector('.panel [data-stage=sheet] .stack button')));
    await click(tab, 'pay-button >>> .panel .stack button');
    await until(tab, () => (globalThis as unknown as {seen: string[]}).seen.length > 0);
    assert.deepEqual(await tab.evaluate(seen), ['payment-complete']);
    await tab.close();
  });

  it('leaves nothing to press where a purchase may be under way that it is needed for', async () => {
    const tab = await browser().newTab();
    site.lost = /\/take-up-/;
    await tab.goto(`${site.origin}/#hangtag=chk_1.abcdefghij`);
    await until(tab, () => document.querySelector('pay-button')?.matches(':state(off)'));
    assert.ok(site.requests.some((path) => path.includes('/take-up-')));
    site.lost = undefined;
    // What the test before has bought.
    await tab.reload();
    await until(tab, () => document.querySelector('pay-button')?.matches(':state(paid)'));
    await tab.close();
  });
});
