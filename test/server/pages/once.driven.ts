import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {Browser, BrowserContext, Page} from 'playwright-core';
import {launchChromium} from '../../harness/driven-chromium.ts';
import type {HostedShop} from './hosted-shop.ts';
import {startHostedShop} from './hosted-shop.ts';

describe('A hosted checkout in the hands of a buyer, without script', () => {
  let shop: HostedShop;
  let browser: Browser;
  let context: BrowserContext;
  before(async () => {
    [shop, browser] = await Promise.all([startHostedShop(), launchChromium()]);
    context = await browser.newContext({javaScriptEnabled: false});
  });
  after(async () => {
    await browser.close();
    await shop.close();
  });

  const open = async (address: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(address);
    return page;
  };
  const byForms = 'form:has([value^="forms/"]) .button';
  const paid = (page: Page): Promise<unknown> => page.waitForSelector('a[href^="/orders/"]', {timeout: 30_000});
  const payments = async (address: string): Promise<number> =>
    (await shop.database.query('select 1 from payments where checkout_id = $1', [new URL(address).pathname.split('/').at(-1)])).length;

  it('is paid once, whatever was pressed twice, in two tabs, after going back and after reloading', async () => {
    const taken = shop.forms.taken();
    const one = await open(`${shop.origin}/buy/card:1`);
    const address = one.url();
    const two = await open(address);
    await one.dblclick(byForms);
    await one.waitForSelector('.away .button');
    // The other tab still shows the buttons of before.
    await two.click(byForms);
    await two.waitForSelector('.away .button');
    await one.goBack();
    await one.reload();
    await one.goto(address);
    await one.click('.away .button');
    await paid(one);
    await one.reload();
    await two.goBack();
    await two.goto(address);
    await paid(two);
    assert.equal(await payments(address), 1);
    assert.equal(shop.forms.taken() - taken, 3000);
    await Promise.all([one.close(), two.close()]);
  });

  it('says that it is paid to who cancels it in another tab that does not know', async () => {
    const one = await open(`${shop.origin}/buy/card:1`);
    const two = await open(one.url());
    await one.click(byForms);
    await one.click('.away .button');
    await paid(one);
    await two.click('.textual');
    await paid(two);
    await Promise.all([one.close(), two.close()]);
  });

  it('says what is sold out meanwhile, and charges nothing', async () => {
    const page = await open(`${shop.origin}/buy/card:1`);
    await shop.database.query(`update variants set stock = 0 where id = 'card'`);
    await page.click(byForms);
    await page.locator('main', {hasText: /Greeting card to print[^]*(sold out|no longer|not available|out of stock)/i}).waitFor();
    assert.equal(await payments(page.url()), 0);
    await shop.database.query(`update variants set stock = 50 where id = 'card'`);
    await page.close();
  });

  it('says that its time is over to who presses too late, and leads to the same again', async () => {
    const page = await open(`${shop.origin}/buy/card:2`);
    await shop.database.query(`update checkouts set expires_at = now() - interval '1 minute' where id = $1`, [new URL(page.url()).pathname.split('/').at(-1)]);
    await page.click(byForms);
    await page.locator('h1', {hasText: 'expired'}).waitFor();
    await page.click('a[href^="/buy/card:2"]');
    await page.locator('h1', {hasText: 'Ready'}).waitFor();
    await page.close();
  });
});
