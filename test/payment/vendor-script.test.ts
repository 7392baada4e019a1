import {expect} from '@open-wc/testing';
import type {loadVendorScript, VendorScript, VendorScriptError} from '../../src/payment/vendor-script.ts';
import {waitUntil} from '../harness/wait-until.ts';

/** A page of its own with our script on it. */
interface Page {
  loadVendorScript: typeof loadVendorScript;
  anotherCopy(): Promise<{loadVendorScript: typeof loadVendorScript}>;
  readonly document: Document;
  readonly trustedTypes?: unknown;
  setTimeout(run: () => void, ms: number): number;
  vendorRuns?: number;
}

const here = new URL('./vendor/', import.meta.url).href;
const good = new URL('good.ts', here).href;
/** Not in any cache: it takes its time. */
const unheardOf = (): string => `${good}?${crypto.randomUUID()}`;
const signal = new AbortController().signal;
/** Ms: longer than any script of ours takes. */
const inTime = 20_000;

async function open(name = 'open'): Promise<Page> {
  const frame = document.createElement('iframe');
  frame.src = new URL(`${name}.html`, here).href;
  await new Promise((loaded) => {
    frame.addEventListener('load', loaded);
    document.body.append(frame);
  });
  return frame.contentWindow as unknown as Page;
}

afterEach(() => document.querySelectorAll('iframe').forEach((frame) => frame.remove()));

const load = (page: Page, address = good, more: Partial<VendorScript> = {}): Promise<void> => page.loadVendorScript(address, {allowed: [here, 'https://pay.invalid/'], signal, timeout: inTime, ...more});
const scriptsOf = (page: Page): string[] => Array.from(page.document.scripts, ({src}) => src).filter((src) => src.startsWith(here) && !src.includes('loads.ts'));

async function failure(loading: Promise<void>): Promise<VendorScriptError> {
  return loading.then(() => {
    throw new Error('It was loaded');
  }, (error: unknown) => error as VendorScriptError);
}

async function reasonOf(loading: Promise<void>): Promise<string> {
  return (await failure(loading)).reason;
}

describe('A vendor\'s script', () => {
  it('runs once, however many ask for it', async () => {
    const page = await open();
    await Promise.all([load(page), load(page)]);
    await load(page);
    expect(page.vendorRuns).to.equal(1);
  });

  it('runs once when another copy of ours has asked for it', async () => {
    const page = await open();
    await load(page);
    const first = page.loadVendorScript;
    ({loadVendorScript: page.loadVendorScript} = await page.anotherCopy());
    expect(page.loadVendorScript).not.to.equal(first);
    await load(page);
    expect(page.vendorRuns).to.equal(1);
  });

  it('is not loaded where its global is there already', async () => {
    const page = await open();
    await load(page, good, {ready: () => true});
    expect(scriptsOf(page)).to.deep.equal([]);
  });

  it('that the author has put there is waited for', async () => {
    const page = await open();
    const script = page.document.createElement('script');
    script.src = good;
    page.document.head.append(script);
    await load(page, good, {ready: () => page.vendorRuns === 1});
    expect(scriptsOf(page)).to.deep.equal([good]);
    expect(page.vendorRuns).to.equal(1);
  });

  it('that brings no global in time has failed, and is loaded anew by the next who asks', async () => {
    const page = await open();
    const {setTimeout} = page;
    let giveUp: () => void = () => undefined;
    page.setTimeout = (run, ms) => (ms === inTime ? ((giveUp = run), 0) : setTimeout.call(page, run, ms));
    let looks = 0;
    const failing = reasonOf(load(page, good, {ready: () => looks++ < 0}));
    // It is looked for before it is loaded, and then again and again.
    await waitUntil(() => looks > 1);
    giveUp();
    page.setTimeout = setTimeout;
    expect(await failing).to.equal('script');
    await load(page, good, {ready: () => page.vendorRuns === 2});
    expect(page.vendorRuns).to.equal(2);
  });

  it('that is not there has failed and leaves nothing behind', async () => {
    const page = await open();
    const missing = new URL('missing.js', here).href;
    expect(await reasonOf(load(page, missing))).to.equal('script');
    expect(scriptsOf(page)).to.deep.equal([]);
    expect(await reasonOf(load(page, missing))).to.equal('script');
  });

  it('that comes too late never runs beside the one that was asked for after it', async () => {
    const page = await open();
    const address = unheardOf();
    expect((await failure(load(page, address, {timeout: 0}))).message).to.contain('not there after 0 ms');
    await load(page, address);
    await new Promise((done) => setTimeout(done, 300));
    expect(page.vendorRuns).to.equal(1);
  });

  it('that was late counts when it has come after all', async () => {
    const page = await open();
    const address = unheardOf();
    expect(await reasonOf(load(page, address, {timeout: 0}))).to.equal('script');
    await waitUntil(() => page.vendorRuns);
    await load(page, address);
    expect(page.vendorRuns).to.equal(1);
  });

  it('is not waited for by whoever has given up', async () => {
    const page = await open();
    const gone = new AbortController();
    const loading = load(page, good, {signal: gone.signal, ready: () => false});
    gone.abort(new Error('gone'));
    expect((await failure(loading)).message).to.equal('gone');
    expect((await failure(load(page, good, {signal: gone.signal}))).message).to.equal('gone');
  });

  it('is none that the provider did not name', async () => {
    const page = await open();
    expect((await failure(load(page, 'https://evil.invalid/pay.js'))).name).to.equal('TypeError');
  });
});

describe('A page with a Content-Security-Policy', () => {
  it('that does not allow the script is told apart from a script that is not there', async () => {
    const page = await open('scripts-blocked');
    expect(await reasonOf(load(page, 'https://pay.invalid/pay.js'))).to.equal('csp');
    expect(scriptsOf(page)).to.deep.equal([]);
    expect(await reasonOf(load(page, new URL('missing.js', here).href))).to.equal('script');
  });

  it('that does not allow the Trusted Types policy is told, too', async function () {
    const page = await open('policy-blocked');
    if (!page.trustedTypes) return this.skip();
    expect(await reasonOf(load(page))).to.equal('csp');
  });

  it('that allows the policy gets the script', async () => {
    const page = await open('policy-allowed');
    await load(page);
    expect(page.vendorRuns).to.equal(1);
  });
});
