import {chromium} from 'playwright-core';
import type {Browser, Page} from 'playwright-core';
import type {Driver, Tab} from './driven-browser.ts';
import {chromiumFlags, program, startPatience} from './engines.ts';

/** Chromium itself, for what only its driver can do: contexts of their own, no script, emulated media, downloads. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({executablePath: program('chromium'), args: chromiumFlags, timeout: startPatience});
}

export async function startChromium(): Promise<Driver> {
  const browser = await launchChromium();
  const context = await browser.newContext({viewport: {width: 1000, height: 800}});
  return {
    newTab: async () => tab(await context.newPage()),
    tabs: async () => context.pages().map(tab),
    stop: () => browser.close(),
  };
}

const known = new WeakMap<Page, Tab>();

const tab = (page: Page): Tab => known.get(page) ?? known.set(page, makeTab(page)).get(page)!;

function makeTab(page: Page): Tab {
  return {
    goto: async (url) => {
      await page.goto(url);
    },
    reload: async () => {
      await page.reload();
    },
    evaluate: (inPage, ...args) => page.evaluate(`(${inPage.toString()})(...${JSON.stringify(args)})`),
    clickAt: (x, y) => page.mouse.click(x, y),
    press: (key) => page.keyboard.press(key),
    type: (text) => page.keyboard.type(text),
    setViewport: (width, height) => page.setViewportSize({width, height}),
    screenshot: async (file) => {
      await page.screenshot({path: file});
    },
    close: () => page.close(),
  };
}
