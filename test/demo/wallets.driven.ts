import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {Browser, Page} from 'playwright-core';
import {wallets} from '../../demo/pages/wallets.ts';
import {launchChromium} from '../harness/driven-chromium.ts';
import type {RunningDemo} from './running-demo.ts';
import {startDemo} from './running-demo.ts';

describe('Every wallet on the playground', () => {
  let demo: RunningDemo;
  let browser: Browser;
  let page: Page;
  const troubles: string[] = [];
  before(async () => {
    demo = await startDemo();
    browser = await launchChromium();
    page = await (await browser.newContext({viewport: {width: 1280, height: 900}})).newPage();
    page.on('pageerror', ({message}) => troubles.push(message));
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  const choose = async (id: string, quantity = 1): Promise<void> => {
    await page.goto(`${demo.origin}/playground.html?providers=${id}&quantity=${quantity}`);
    await page.waitForFunction(() => document.querySelector('#stage pay-button')?.matches(':state(ready)'), null, {timeout: 60_000});
  };
  const logged = (): Promise<string[]> => page.locator('#log li').evaluateAll((lines) => lines.map((line) => (line as HTMLElement).dataset['type'] ?? '').reverse());

  for (const {id} of wallets) {
    it(`is ready with ${id}, and says that it was never run live`, async () => {
      await choose(id);
      assert.match(await page.innerText('#wallet-note'), /Never run against the live service\./);
      assert.deepEqual(troubles, []);
    });
  }

  for (const [id, button, quantity] of [['google-pay', 'button[aria-label="Google Pay"]', 2], ['apple-pay', 'apple-pay-button', 3]] as const) {
    it(`sells with ${id} through its sheet`, async () => {
      await choose(id, quantity);
      await page.click(`#stage ${button}`);
      // The shop has terms to show: the first press shows them, and Google's or Apple's button stands there again.
      await page.click(`#stage ${button}`);
      await page.click('.wallet-sheet button >> nth=0');
      await page.waitForFunction(() => document.querySelector('#log [data-type="payment-complete"]'));
      assert.deepEqual(await logged(), ['payment-start', 'payment-complete']);
      assert.equal(await page.locator('.wallet-sheet').count(), 0);
    });
  }
});
