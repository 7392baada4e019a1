import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {Browser, BrowserContext, Page} from 'playwright-core';
import {launchChromium} from '../harness/driven-chromium.ts';
import type {Site} from '../harness/static-site.ts';
import {startSite} from '../harness/static-site.ts';
import type {RunningDemo} from './running-demo.ts';
import {startDemo} from './running-demo.ts';

describe('A snippet of the demo, pasted into a strict page somewhere else', () => {
  let demo: RunningDemo;
  let browser: Browser;
  let context: BrowserContext;
  let site: Site | undefined;
  before(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchChromium()]);
    context = await browser.newContext({permissions: ['clipboard-read', 'clipboard-write']});
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
    await site?.stop();
  });

  /** What the button with this mark puts on the clipboard. */
  async function copied(path: string, mark: string): Promise<string> {
    const page = await context.newPage();
    await page.goto(`${demo.origin}/${path}`);
    await page.waitForSelector('pay-button:state(ready)');
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await page.click(`[data-copy="${mark}"]`);
    const text = await (await page.waitForFunction(() => navigator.clipboard.readText())).jsonValue();
    await page.close();
    return text;
  }

  async function pasted(snippet: string, javaScriptEnabled = true): Promise<Page> {
    await site?.stop();
    const policy = `default-src 'none'; script-src ${demo.origin}; style-src 'self'; connect-src ${demo.origin}; require-trusted-types-for 'script'; trusted-types lit-html`;
    site = await startSite({'/': `<!doctype html><html lang="en"><title>Pasted</title><body><main><p>Before.</p>${snippet}<p>After.</p></main>`}, {'content-security-policy': policy});
    const page = await (await browser.newContext({javaScriptEnabled})).newPage();
    await page.goto(`${site.origin}/`);
    return page;
  }

  for (const [name, path, mark] of [['of the landing page', 'index.html', 'one-line'], ['of the playground', 'playground.html?item=CARD-FERRY%3A3%2CLAISEE-VER%3A2', 'markup']] as const) {
    it(`${name} is one line and becomes a tag that can sell`, async () => {
      const snippet = await copied(path, mark);
      assert.doesNotMatch(snippet, /\n|…/);
      const page = await pasted(snippet);
      await page.waitForSelector('pay-button:state(ready)');
      await page.context().close();
    });
  }

  it('leads without script to where the same things are sold', async () => {
    const page = await pasted(await copied('playground.html?item=CARD-FERRY%3A3%2CLAISEE-VER%3A2', 'markup'), false);
    await page.click('pay-button a');
    assert.match(await page.innerText('.lines'), /3 × [^]*2 × /);
    await page.context().close();
  });

  it('that needs a setting of the whole page gives it apart, as a module that names the package', async () => {
    const [markup, script] = [await copied('playground.html?surface=qr', 'markup'), await copied('playground.html?surface=qr', 'script-code')];
    assert.doesNotMatch(markup, /import/);
    assert.equal(script, `import {configure} from 'hangtag/configure'; configure({display: 'qr'});`);
  });
});
