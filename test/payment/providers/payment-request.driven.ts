import assert from 'node:assert/strict';
import {setTimeout as delay} from 'node:timers/promises';
import {after, before, describe, it} from 'node:test';
import type {Browser, CDPSession, Page} from 'playwright-core';
import {pocketProcessor} from '../../../demo/services/payment-app/processor.ts';
import type {Pocket} from '../../../demo/services/payment-app/service.ts';
import {startPocket} from '../../../demo/services/payment-app/service.ts';
import {paymentRequestHandler, PaymentRequestSettings} from '../../../src/server/handlers/wallets/payment-request-handler.ts';
import {audit} from '../../../src/server/money/audit.ts';
import {patience} from '../../harness/driven-browser.ts';
import {launchChromium} from '../../harness/driven-chromium.ts';
import {startSite, strictPolicy} from '../../harness/static-site.ts';
import type {Site} from '../../harness/static-site.ts';
import type {RunningMerchant} from '../../packaging/running-merchant.ts';
import {startMerchant} from '../../packaging/running-merchant.ts';

const script = `
globalThis.seen = [];
for (const type of ['payment-start', 'payment-complete', 'payment-error', 'payment-cancel', 'payment-pending'])
  addEventListener(type, (event) => seen.push(event.type));
addEventListener('securitypolicyviolation', (event) => seen.push('refused: ' + event.violatedDirective + ' ' + event.blockedURI));`;

describe('A payment app that Chromium finds, installs and shows by itself', () => {
  let pocket: Pocket;
  let merchant: RunningMerchant;
  let site: Site;
  let browser: Browser;
  let page: Page;
  let devtools: CDPSession;

  before(async () => {
    pocket = await startPocket();
    merchant = await startMerchant([paymentRequestHandler(pocketProcessor(pocket), PaymentRequestSettings.parse({label: 'Half Catty', methods: [{supportedMethods: `${pocket.origin}/pay`}]}))]);
    const tag = (campaign: string): string => `<pay-button id="${campaign}" merchant="${merchant.origin}" item="tea" campaign="${campaign}"></pay-button>`;
    const html = `<!doctype html><html lang="en"><title>A shop</title><script src="/page.js"></script><script type="module" src="/dist/hangtag.js"></script>${['a', 'b', 'c'].map(tag).join('')}</html>`;
    site = await startSite({'/': html, '/page.js': script}, {'content-security-policy': `${strictPolicy}; img-src 'self' ${pocket.origin}`});
    browser = await launchChromium();
    page = await (await browser.newContext({viewport: {width: 1000, height: 800}})).newPage();
    devtools = await browser.newBrowserCDPSession();
    await page.goto(site.origin);
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
    await merchant?.close();
    await pocket?.close();
  });

  const seen = (): Promise<string[]> => page.evaluate('seen');
  const press = async (tag: string): Promise<void> => {
    await page.waitForFunction((id) => document.getElementById(id)?.matches(':state(ready)'), tag);
    await page.focus(`#${tag} button`);
    await page.keyboard.press('Enter');
  };
  const events = async (count: number): Promise<string[]> => {
    await page.waitForFunction((least) => (globalThis as unknown as {seen: string[]}).seen.length >= least, count);
    return seen();
  };

  it('pays in one press, and the merchant says so', async () => {
    await press('a');
    await inApp(devtools, (app) => pressIn(devtools, app, '#approve'));
    assert.deepEqual(await events(2), ['payment-start', 'payment-complete']);
    await page.waitForFunction(() => document.activeElement?.id === 'a');
    await page.keyboard.press('Escape');
    assert.deepEqual((await pocket.books()).map(({paid}) => paid), [12800]);
  });

  it('shows itself again and again on one page', async () => {
    for (const [tag, before] of [['b', 2], ['c', 4]] as const) {
      await press(tag);
      await inApp(devtools, (app) => pressIn(devtools, app, '#approve'));
      assert.deepEqual((await events(before + 2)).slice(before), ['payment-start', 'payment-complete']);
      await page.waitForFunction((id) => document.activeElement?.id === id, tag);
      await page.keyboard.press('Escape');
    }
    assert.deepEqual((await pocket.books()).map(({paid}) => paid), [12800, 12800, 12800]);
    assert.deepEqual((await audit(merchant.database, {})).violations, []);
  });
});

/** The app's windows that have been acted in: each serves one payment, and may take its time to close. */
const served = new Set<string>();

/** Acts in the app's window, which is the browser's own and no page of this test's. */
async function inApp(devtools: CDPSession, act: (targetId: string) => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    const {targetInfos} = await devtools.send('Target.getTargets');
    const app = targetInfos.find(({type, url, targetId}) => type === 'page' && url.includes('/app/approve') && !served.has(targetId));
    if (app && await act(app.targetId)) return void served.add(app.targetId);
    await delay(100);
  }
  throw new Error('The app did not open within half a minute.');
}

async function pressIn(devtools: CDPSession, targetId: string, button: string): Promise<boolean> {
  const {sessionId} = await devtools.send('Target.attachToTarget', {targetId});
  const answer = new Promise<string>((resolve) => {
    devtools.on('Target.receivedMessageFromTarget', function hear({sessionId: from, message}) {
      if (from !== sessionId) return;
      devtools.off('Target.receivedMessageFromTarget', hear);
      resolve(message);
    });
  });
  const expression = `document.readyState === 'complete' && document.querySelector('#sum').textContent !== '' && (document.querySelector('${button}').click(), true)`;
  await devtools.send('Target.sendMessageToTarget', {sessionId, message: JSON.stringify({id: 1, method: 'Runtime.evaluate', params: {expression, returnByValue: true}})});
  // A window that is just closing may never answer.
  const {result} = JSON.parse(await Promise.race([answer, delay(5000, '{}', {ref: false})])) as {result?: {result?: {value?: unknown}}};
  await devtools.send('Target.detachFromTarget', {sessionId}).catch(() => undefined);
  return result?.result?.value === true;
}
