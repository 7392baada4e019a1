import assert from 'node:assert/strict';
import {after, before, it} from 'node:test';
import {inEveryEngine} from '../harness/driven-browser.ts';
import {startSite, strictPolicy} from '../harness/static-site.ts';
import type {Site} from '../harness/static-site.ts';

const page = '<!doctype html><title>A shop</title><script type="module" src="/page.js"></script>';

/** Loads the vendor's script twice, as two tags would, and tells what came of it. */
const script = (address: string): string => `
import {loadVendorScript} from '/dist/modules/payment/index.js';
const load = () => loadVendorScript('${address}', {allowed: ['${address}'], signal: new AbortController().signal, timeout: 20_000, ready: () => 'vendor' in globalThis}).then(() => 'loaded', ({reason}) => reason);
globalThis.told = Promise.all([load(), load()]);`;

const wider = (sources: string, policies: string): string => strictPolicy.replace("script-src 'self'", `script-src 'self' ${sources}`).replace('lit-html', `lit-html ${policies}`);

inEveryEngine('A vendor\'s script on a strict page, from the build', (browser) => {
  let vendor: Site;
  before(async () => void (vendor = await startSite({'/pay.js': 'globalThis.vendor = (globalThis.vendor ?? 0) + 1;'})));
  after(() => vendor.stop());

  async function outcome(policy: string): Promise<unknown> {
    const site = await startSite({'/': page, '/page.js': script(`${vendor.origin}/pay.js`)}, {'content-security-policy': policy});
    try {
      const tab = await browser().newTab();
      await tab.goto(site.origin);
      return await tab.evaluate(async () => {
        const page = globalThis as unknown as {told?: Promise<string[]>; vendor?: number};
        for (let round = 0; round < 400 && !page.told; round++) await new Promise((done) => setTimeout(done, 50));
        return {told: await page.told, runs: page.vendor ?? 0, left: document.scripts.length};
      });
    } finally {
      await site.stop();
    }
  }

  it('is refused by the page\'s policy, and told so', async () => {
    assert.deepEqual(await outcome(strictPolicy), {told: ['csp', 'csp'], runs: 0, left: 1});
  });

  it('is refused when only its address is missing in the policy', async () => {
    assert.deepEqual(await outcome(wider('', 'hangtag')), {told: ['csp', 'csp'], runs: 0, left: 1});
  });

  it('runs once when the page allows its address and our policy', async () => {
    assert.deepEqual(await outcome(wider(vendor.origin, 'hangtag')), {told: ['loaded', 'loaded'], runs: 1, left: 2});
  });
});
