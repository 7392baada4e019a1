import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {after, before, describe, it} from 'node:test';
import type {AxeResults} from 'axe-core';
import type {Browser, Page} from 'playwright-core';
import {launchChromium} from '../harness/driven-chromium.ts';
import {startDemo} from './running-demo.ts';
import type {RunningDemo} from './running-demo.ts';

const pages = [
  'index.html', 'playground.html', 'shop.html', 'zh-Hant/shop.html', 'zh-Hans/shop.html', 'products/ding-ding-notebook.html',
  'zh-Hant/products/celadon-gaiwan.html', 'blog.html', 'orders.html', 'house-rules.html',
];

let demo: RunningDemo;
let browser: Browser;
let axe: string;
before(async () => {
  [demo, browser, axe] = await Promise.all([startDemo(), launchChromium(), readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')]);
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Opens a page and writes down everything that a visitor's console would hold against it. */
async function visit(path: string, {locale = 'en-GB'} = {}): Promise<{page: Page; complaints: string[]}> {
  const context = await browser.newContext({viewport: {width: 1280, height: 800}, locale});
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.goto(`${demo.origin}/${path}`, {waitUntil: 'load'});
  await page.waitForTimeout(500);
  return {page, complaints};
}

for (const path of pages) {
  describe(path, () => {
    let visited: Awaited<ReturnType<typeof visit>>;
    before(async () => {
      visited = await visit(path);
    });
    after(() => visited?.page.context().close());

    it('keeps the basics: one h1, a language, alternatives for pictures, names for controls', async () => {
      assert.deepEqual(await visited.page.evaluate(basics), {headings: 1, language: true, title: true, withoutAlt: [], withoutName: [], doubleIds: [], styled: []});
    });

    it('gives axe nothing to find', async () => {
      const {violations} = await visited.page.evaluate<AxeResults>(`${axe}; axe.run()`);
      assert.deepEqual(violations.map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html).join(' ')}`), []);
    });

    it('fits 1280 and 360 px', async () => {
      for (const width of [1280, 360]) {
        await visited.page.setViewportSize({width, height: 800});
        assert.equal(await visited.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${path} is wider than ${width} px`);
      }
    });

    it('gives no reason to complain under the strict policy', () => {
      assert.deepEqual(visited.complaints, []);
    });
  });
}

/** Runs in the page. */
function basics(): Record<string, unknown> {
  const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];
  const ids = all('[id]').map(({id}) => id);
  const named = (element: HTMLElement) =>
    Boolean(element.getAttribute('aria-label') ?? element.getAttribute('aria-labelledby') ?? (element.textContent.trim() || (element as HTMLInputElement).labels?.length));
  return {
    headings: all('h1').length,
    language: ['en', 'zh-Hant', 'zh-Hans'].includes(document.documentElement.lang),
    title: document.title.length > 4,
    withoutAlt: all('img:not([alt])').map(({outerHTML}) => outerHTML),
    withoutName: all('a[href]:not([aria-hidden]), button, input, select').filter((element) => !named(element)).map(({outerHTML}) => outerHTML),
    doubleIds: ids.filter((id, at) => ids.indexOf(id) !== at),
    styled: all('[style]').map(({outerHTML}) => outerHTML.slice(0, 80)),
  };
}

describe('The demo', () => {
  it('comes packed to whoever can unpack it, and reads the same', async () => {
    for (const path of ['', 'dist/pay-button.js', 'demo/books.json', 'buy/CARD-FERRY:1']) {
      const [packed, plain] = await Promise.all(['gzip', 'identity'].map((coding) => fetch(`${demo.origin}/${path}`, {headers: {'accept-encoding': coding}})));
      assert.deepEqual([packed!.headers.get('content-encoding'), plain!.headers.get('content-encoding')], ['gzip', null], path);
      assert.match(packed!.headers.get('vary') ?? '', /accept-encoding/i);
      if (path.startsWith('dist')) assert.equal(await packed!.text(), await plain!.text());
    }
  });

  it('has no link that leads nowhere', async () => {
    const seen = new Set<string>();
    for (const path of pages) {
      const html = await (await fetch(`${demo.origin}/${path}`)).text();
      for (const [, href = ''] of html.matchAll(/(?:href|src)="([^"]+)"/g)) seen.add(new URL(href, `${demo.origin}/${path}`).href.replace(/#.*/, ''));
    }
    const dead: string[] = [];
    for (const href of seen) if (!href.startsWith(demo.origin) || !(await fetch(href, {redirect: 'manual'})).status.toString().match(/^[23]/)) dead.push(href);
    assert.deepEqual(dead, []);
  });

  it('says in the visitor’s language what is not there', async () => {
    const {page} = await visit('nothing/here', {locale: 'zh-HK'});
    assert.equal(await page.textContent('h1'), '這裏什麼也沒掛');
    await page.click('main a');
    assert.equal(new URL(page.url()).pathname, '/index.html');
    await page.context().close();
  });

  it('shows what is chosen also where the reader’s own colours rule', async () => {
    const {page} = await visit('playground.html');
    await page.emulateMedia({forcedColors: 'active'});
    const differ = await page.evaluate(() => {
      const look = (selector: string) => {
        const {backgroundColor, borderBlockEndColor} = getComputedStyle(document.querySelector(selector)!);
        return `${backgroundColor} ${borderBlockEndColor}`;
      };
      const pairs = [
        ['.site-head nav a[aria-current]', '.site-head nav a:not([aria-current])'],
        ['[data-language][aria-pressed=true]', '[data-language][aria-pressed=false]'],
        ['.chips input:checked + span', '.chips input:not(:checked) + span'],
      ] as const;
      return pairs.filter(([chosen, other]) => look(chosen) === look(other)).map(([chosen]) => chosen);
    });
    assert.deepEqual(differ, []);
    await page.context().close();
  });

  it('changes language and theme, and remembers both', async () => {
    const {page} = await visit('index.html');
    await page.click('[data-language="zh-Hans"]');
    await page.click('[data-theme-switch]');
    await page.reload();
    assert.equal(await page.getAttribute('html', 'lang'), 'zh-Hans');
    assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
    assert.equal(await page.textContent('h1'), '会做买卖的 HTML 标签');
    await page.context().close();
  });
});

describe('The playground', () => {
  it('offers no wallet in the page where it has none', async () => {
    const {page} = await visit('playground.html?surface=sheet');
    const surfaces = (): Promise<string[]> => page.locator('[name="surface"]').evaluateAll((all: HTMLInputElement[]) => all.filter(({disabled}) => !disabled).map(({value, checked}) => `${value}${checked ? ' chosen' : ''}`));
    assert.deepEqual(await surfaces(), ['popup chosen', 'redirect', 'qr']);
    await page.context().close();
  });
});
