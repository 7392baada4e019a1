import assert from 'node:assert/strict';
import {after, afterEach, before, describe, it} from 'node:test';
import type {Browser, BrowserContext, Page} from 'playwright-core';
import type {StripeService} from '../../../demo/services/stripe/stripe-service.ts';
import {startStripe} from '../../../demo/services/stripe/stripe-service.ts';
import {TAG_PROFILE_URL} from '../../../src/commerce/ucp.ts';
import {stripeHandler} from '../../../src/server/handlers/stripe/stripe-handler.ts';
import {audit} from '../../../src/server/money/audit.ts';
import {launchChromium} from '../../harness/driven-chromium.ts';
import type {Site} from '../../harness/static-site.ts';
import {startSite} from '../../harness/static-site.ts';
import type {RunningMerchant} from '../../packaging/running-merchant.ts';
import {startMerchant} from '../../packaging/running-merchant.ts';

const script = `
globalThis.seen = [];
for (const type of ['payment-start', 'payment-complete', 'payment-error', 'payment-cancel', 'payment-handoff'])
  addEventListener(type, (event) => seen.push(event.type));
addEventListener('securitypolicyviolation', (event) => seen.push('refused: ' + event.violatedDirective + ' ' + event.blockedURI));`;

/** Each tag is a purchase of its own, paid in its own way. */
const tags = {card: 'stripe', asked: 'stripe', declined: 'stripe', incomplete: 'stripe', express: 'stripe-express', alipay: 'stripe-alipay', away: 'stripe-alipay', wechat: 'stripe-wechat-pay'};

describe('Stripe on a page, from the press to the order', () => {
  let stripe: StripeService;
  let merchant: RunningMerchant;
  let site: Site;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    stripe = await startStripe();
    await stripe.notifications('auto');
    const {secretKey, publishableKey, webhookSecret, origin} = stripe;
    merchant = await startMerchant([stripeHandler({
      secretKey, publishableKey, webhookSecrets: [webhookSecret], mode: 'test', methods: ['card', 'alipay', 'wechat_pay'], apiBase: origin})]);
    stripe.webhook(`${merchant.origin}/notify/stripe`);
    await merchant.database.query('update variants set stock = 50', []);
    const pages = Object.fromEntries(Object.entries(tags).map(([id, provider]) => [`/${id}`, `<!doctype html><html lang="en"><title>A shop</title>
      <script src="/page.js"></script><script src="${origin}/stripe.js"></script><script type="module" src="/dist/hangtag.js"></script>
      <pay-button id="tag" merchant="${merchant.origin}" item="tea" campaign="${id}" providers="${provider}"></pay-button></html>`]));
    // What the provider asks of a page's policy, with the simulation in Stripe's place.
    const policy = `default-src 'self'; script-src 'self' ${origin}; style-src 'self'; connect-src *`;
    site = await startSite({...pages, '/page.js': script}, {'content-security-policy': policy});
    browser = await launchChromium();
  });
  afterEach(() => context?.close());
  after(async () => {
    await browser?.close();
    await site?.stop();
    await merchant?.close();
    await stripe?.close();
  });

  const open = async (id: keyof typeof tags): Promise<void> => {
    context = await browser.newContext({viewport: {width: 1000, height: 800}});
    page = await context.newPage();
    await page.goto(`${site.origin}/${id}`);
    await page.waitForFunction(() => document.getElementById('tag')?.matches(':state(ready)'));
  };
  const fill = (number: string): Promise<void> => page.fill('#tag [name=cardnumber]', number);
  const press = (): Promise<void> => page.click('#tag button.buy');
  const heard = async (...wanted: string[]): Promise<void> => {
    await page.waitForFunction(least => (globalThis as unknown as {seen: string[]}).seen.length >= least, wanted.length, {timeout: 30_000});
    assert.deepEqual(await page.evaluate('seen'), wanted);
  };
  const newest = async () => (await stripe.books()).at(-1)!;

  it('takes a card in the fields on the page', async () => {
    await open('card');
    await fill('4242 4242 4242 4242');
    await press();
    await heard('payment-start', 'payment-complete');
    assert.deepEqual([(await newest()).paid, (await newest()).status], [12800, 'paid']);
  });

  it('lets the bank ask, in front of the page', async () => {
    await open('asked');
    await fill('4000 0025 0000 3155');
    await press();
    await page.click('#stripe-challenge [data-act=approve]');
    await heard('payment-start', 'payment-complete');
    assert.equal((await newest()).status, 'paid');
  });

  it('says that a card was declined, and leaves nothing that could still be paid', async () => {
    await open('declined');
    await fill('4000 0000 0000 0002');
    await press();
    await heard('payment-start', 'payment-error');
    assert.deepEqual([(await newest()).paid, (await newest()).status], [0, 'closed']);
  });

  it('begins nothing at Stripe with fields that are not filled in', async () => {
    await open('incomplete');
    const before_ = (await stripe.books()).length;
    await press();
    await heard('payment-start', 'payment-error');
    assert.equal((await stripe.books()).length, before_);
  });

  it('takes a wallet by its own button', async () => {
    await open('express');
    await page.click('#tag [name=wallet]');
    await page.click('[name=confirm]');
    await heard('payment-start', 'payment-complete');
    assert.equal((await newest()).paid, 12800);
  });

  it('pays with Alipay in a window of its own', async () => {
    await open('alipay');
    const [wallet] = await Promise.all([context.waitForEvent('page'), press()]);
    await wallet.click('button[value=approve]');
    await heard('payment-start', 'payment-complete');
    assert.equal((await newest()).paid, 12800);
  });

  it('charges nothing when the buyer turns away at Alipay', async () => {
    await open('away');
    const [wallet] = await Promise.all([context.waitForEvent('page'), press()]);
    await wallet.click('button[value=cancel]');
    await heard('payment-start', 'payment-cancel');
    assert.deepEqual([(await newest()).paid, (await newest()).status], [0, 'closed']);
  });

  it('shows WeChat Pay’s code, and sees that the phone has paid', async () => {
    await open('wechat');
    await press();
    await page.waitForSelector('#tag [part~=qr]');
    await stripe.buyer((await newest()).tradeNo, 'approve');
    await heard('payment-start', 'payment-complete');
    assert.equal((await newest()).paid, 12800);
  });

  it('pays without any script of ours or Stripe’s, on the hosted checkout and Stripe’s own page', async () => {
    const headers = {'content-type': 'application/json', 'ucp-agent': `profile="${TAG_PROFILE_URL}"`};
    const response = await fetch(`${merchant.origin}/ucp/checkout-sessions`, {method: 'POST', headers, body: JSON.stringify({line_items: [{item: {id: 'tea'}, quantity: 1}]})});
    const {continue_url: url} = await response.json() as {continue_url: string};
    context = await browser.newContext({javaScriptEnabled: false, locale: 'en'});
    page = await context.newPage();
    for (const [label, pay] of [['Alipay', 'button[value=cancel]'], ['Card', 'button']] as const) {
      await page.goto(url);
      await page.getByRole('button', {name: label}).click();
      await page.waitForURL(at => at.href.startsWith(stripe.origin));
      await page.click(pay);
      await page.waitForURL(at => at.href.startsWith(merchant.origin));
    }
    // The page looks again by itself.
    await page.getByText('Thank you, it is paid').waitFor({timeout: 30_000});
    assert.deepEqual([(await newest()).paid, (await newest()).status], [12800, 'paid']);
  });

  it('leaves both sides’ books in order', async () => {
    assert.deepEqual((await audit(merchant.database, {})).violations, []);
  });
});
