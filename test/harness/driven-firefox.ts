import puppeteer from 'puppeteer-core';
import type {KeyInput, Page} from 'puppeteer-core';
import type {Driver, Tab} from './driven-browser.ts';
import {program, startPatience} from './engines.ts';

export async function startFirefox(): Promise<Driver> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: program('firefox'),
    headless: true,
    timeout: startPatience,
    defaultViewport: {width: 1000, height: 800},
  });
  // The window that Firefox starts with is nobody's tab.
  const own = await browser.pages();
  return {
    newTab: async () => tab(await browser.newPage()),
    tabs: async () => (await browser.pages()).filter((page) => !own.includes(page)).map(tab),
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
    evaluate: (inPage, ...args) => page.evaluate(`(${inPage.toString()})(...${JSON.stringify(args)})`) as Promise<never>,
    clickAt: (x, y) => page.mouse.click(x, y),
    press: (key) => page.keyboard.press(key as KeyInput),
    type: (text) => page.keyboard.type(text),
    setViewport: (width, height) => page.setViewport({width, height}),
    screenshot: async (file) => {
      await page.screenshot({path: file});
    },
    close: () => page.close(),
  };
}
