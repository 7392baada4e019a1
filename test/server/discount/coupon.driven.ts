import assert from 'node:assert/strict';
import {after, afterEach, before, beforeEach, describe, it} from 'node:test';
import type {Browser, BrowserContext, Page} from 'playwright-core';
import {addDiscount} from '../../../src/server/discount/set-discounts.ts';
import {launchChromium} from '../../harness/driven-chromium.ts';
import {startSite, strictPolicy} from '../../harness/static-site.ts';
import type {Site} from '../../harness/static-site.ts';
import {startMerchant} from '../../packaging/running-merchant.ts';
import type {RunningMerchant} from '../../packaging/running-merchant.ts';

const script = `
globalThis.seen = [];
for (const type of ['payment-complete', 'payment-error', 'payment-cancel', 'payment-pending']) addEventListener(type, (event) => seen.push(event.type));`;

const SENTENCES = {
  en: 'The code “NOPE” is not valid here.',
  'zh-Hans': '优惠码“NOPE”在此无效。',
  'zh-Hant': '優惠碼「NOPE」在此無效。',
} as const;

describe('A tag with a coupon, at a merchant’s server, from the build', () => {
  let merchant: RunningMerchant;
  let site: Site;
  let browser: Browser;
  let context: BrowserContext;
  before(async () => {
    merchant = await startMerchant();
    const shop = {currency: 'HKD', timeZone: 'Asia/Hong_Kong'};
    await addDiscount(merchant.database, shop, {code: 'SUMMER20', percent: '20', title: {en: 'Summer sale'}}, new Date());
    await addDiscount(merchant.database, shop, {code: 'GIFT', percent: '100', title: {en: 'A gift'}}, new Date());
    const page = (lang: string, coupon: string): string => `<!doctype html><html lang="${lang}"><title>A shop</title><script src="/page.js"></script>
      <script type="module" src="/dist/hangtag.js"></script><pay-button merchant="${merchant.origin}" item="tea" coupon="${coupon}"><a href="/tea">Tea</a></pay-button></html>`;
    const pages = Object.keys(SENTENCES).flatMap((lang) => ['summer20', 'NOPE', 'GIFT'].map((coupon) => [`/${lang}/${coupon}`, page(lang, coupon)] as const));
    site = await startSite({...Object.fromEntries(pages), '/page.js': script}, {'content-security-policy': strictPolicy});
    browser = await launchChromium();
  });
  // A buyer of its own each: what one has bought is remembered.
  beforeEach(async () => { context = await browser.newContext(); });
  afterEach(() => context.close());
  after(async () => {
    await browser?.close();
    await site?.stop();
    await merchant?.close();
  });

  async function pressed(path: string): Promise<{page: Page; text: string}> {
    const page = await context.newPage();
    await page.goto(`${site.origin}${path}`);
    await page.locator('pay-button [part~="button"]:not([aria-disabled="true"])').click();
    const dialog = page.locator('pay-button dialog');
    await dialog.locator('[part~="pay"]').waitFor({timeout: 30_000});
    return {page, text: await dialog.innerText()};
  }

  /** Pays what is shown, and approves it in the wallet where there is something to pay. */
  async function paid(page: Page, atWallet = true): Promise<readonly string[]> {
    const wallet = atWallet ? context.waitForEvent('page', {predicate: async (one) => one.waitForURL(/\/pay\//, {timeout: 30_000}).then(() => true, () => false)}) : undefined;
    await page.locator('pay-button dialog [part~="pay"]').click();
    await (await wallet)?.click('button[value=approve]');
    await page.waitForFunction(() => (globalThis as unknown as {seen: string[]}).seen.length > 0, undefined, {timeout: 30_000});
    return page.evaluate(() => (globalThis as unknown as {seen: string[]}).seen);
  }

  const lastOrder = async (): Promise<number | undefined> => (await merchant.database.query<{total: number}>('select total from orders order by number desc limit 1', []))[0]?.total;

  it('shows the lower total and what brings it before anything is paid, and charges that', async () => {
    const {page, text} = await pressed('/en/summer20');
    for (const part of ['HK$128.00', 'Summer sale', '-HK$25.60', 'HK$102.40']) assert.ok(text.includes(part), `${part} is not in ${text}`);
    assert.deepEqual(await paid(page), ['payment-complete']);
    assert.equal(await lastOrder(), 10240);
  });

  for (const [lang, sentence] of Object.entries(SENTENCES)) {
    it(`says of a code that is not valid that it is not, in ${lang}, and sells without it`, async () => {
      const {page, text} = await pressed(`/${lang}/NOPE`);
      assert.ok(text.includes(sentence), text);
      assert.deepEqual(await paid(page), ['payment-complete']);
      assert.equal(await lastOrder(), 12800);
    });
  }

  it('gives away what the coupon makes free, without a wallet', async () => {
    const {page, text} = await pressed('/en/GIFT');
    assert.ok(text.includes('-HK$128.00'), text);
    assert.deepEqual(await paid(page, false), ['payment-complete']);
    assert.equal(await lastOrder(), 0);
  });
});
