import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {Browser, BrowserContext, Page} from 'playwright-core';
import type {StartedPayPal} from '../../../demo/services/paypal/start-paypal.ts';
import {startPayPal} from '../../../demo/services/paypal/start-paypal.ts';
import {paypalHandler} from '../../../src/server/handlers/paypal/paypal-handler.ts';
import {audit} from '../../../src/server/money/audit.ts';
import {launchChromium} from '../../harness/driven-chromium.ts';
import type {Site} from '../../harness/static-site.ts';
import {startSite} from '../../harness/static-site.ts';
import type {RunningMerchant} from '../../packaging/running-merchant.ts';
import {startMerchant} from '../../packaging/running-merchant.ts';

const CLIENT = {clientId: 'client-of-the-test', clientSecret: 'secret-of-the-test'};
const script = `
globalThis.seen = [];
for (const type of ['payment-start', 'payment-complete', 'payment-error', 'payment-cancel', 'payment-pending'])
  addEventListener(type, (event) => seen.push(event.type));
addEventListener('securitypolicyviolation', (event) => seen.push('refused: ' + event.violatedDirective + ' ' + event.blockedURI));`;

describe('PayPal on a page, from the press to the order', () => {
  let paypal: StartedPayPal;
  let merchant: RunningMerchant;
  let site: Site;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    paypal = await startPayPal(CLIENT);
    merchant = await startMerchant([await paypalHandler({...CLIENT, environment: 'sandbox', apiUrl: paypal.origin})]);
    const tag = (campaign: string): string => `<pay-button id="${campaign}" merchant="${merchant.origin}" item="tea" campaign="${campaign}"></pay-button>`;
    const html = `<!doctype html><html lang="en"><title>A shop</title><script src="/page.js"></script><script src="${paypal.origin}/web-sdk/v6/core"></script>
      <script type="module" src="/dist/hangtag.js"></script>${['a', 'b', 'c'].map(tag).join('')}</html>`;
    // What the provider asks of a page's policy, with the simulation in PayPal's place.
    const policy = `default-src 'self'; script-src 'self' ${paypal.origin}; style-src 'self'; connect-src *; frame-src ${paypal.origin}`;
    site = await startSite({'/': html, '/page.js': script}, {'content-security-policy': policy});
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
    await merchant?.close();
    await paypal?.close();
  });

  const open = async (): Promise<void> => {
    context = await browser.newContext({viewport: {width: 1000, height: 800}});
    page = await context.newPage();
    await page.goto(site.origin);
  };
  const press = async (tag: string): Promise<void> => {
    await page.waitForFunction(id => document.getElementById(id)?.matches(':state(ready)'), tag);
    await page.click(`#${tag} paypal-button`);
  };
  const inWindow = async (tag: string, choice: string): Promise<void> => {
    const [opened] = await Promise.all([context.waitForEvent('page'), press(tag)]);
    await opened.click(`button[value="${choice}"]`);
  };
  const heard = async (...wanted: string[]): Promise<void> => {
    await page.waitForFunction(least => (globalThis as unknown as {seen: string[]}).seen.length >= least, wanted.length, {timeout: 30_000});
    assert.deepEqual(await page.evaluate('seen'), wanted);
  };

  it('pays in PayPal\'s window, and the merchant says so', async () => {
    await open();
    await inWindow('a', 'approve');
    await heard('payment-start', 'payment-complete');
    assert.deepEqual((await paypal.books()).map(({paid, status}) => [paid, status]), [[12800, 'paid']]);
    await context.close();
  });

  it('charges nothing when the buyer turns away there, and PayPal can move nothing any more', async () => {
    await open();
    await inWindow('b', 'cancel');
    await heard('payment-start', 'payment-cancel');
    assert.deepEqual((await paypal.books()).map(({paid, status}) => [paid, status]).slice(1), [[0, 'closed']]);
    await context.close();
  });

  it('lets the buyer choose another means of payment after a decline', async () => {
    await open();
    await inWindow('c', 'decline');
    // The tag offers PayPal's page for the same order.
    const [again] = await Promise.all([context.waitForEvent('page'), page.click('#c button.go')]);
    await again.click('button[value="approve"]');
    await page.bringToFront();
    await page.waitForFunction(() => (globalThis as unknown as {seen: string[]}).seen.includes('payment-complete'), undefined, {timeout: 40_000});
    await context.close();
  });

  it('shows itself in the page where windows are refused', async () => {
    await open();
    await page.evaluate('window.open = () => null');
    await press('a');
    const frame = page.frameLocator('dialog iframe');
    await frame.locator('button[value="approve"]').click();
    await heard('payment-start', 'payment-complete');
    assert.deepEqual((await audit(merchant.database, {})).violations, []);
    await context.close();
  });
});
