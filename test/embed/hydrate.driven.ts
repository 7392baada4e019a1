import assert from 'node:assert/strict';
import {after, afterEach, before, it} from 'node:test';
import {render} from '@lit-labs/ssr';
import {collectResult} from '@lit-labs/ssr/lib/render-result.js';
import {build} from 'esbuild';
import {html} from 'lit';
import {click, inEveryEngine, textOf, until} from '../harness/driven-browser.ts';
import type {Tab} from '../harness/driven-browser.ts';
import {startSite, strictPolicy} from '../harness/static-site.ts';
import type {Site} from '../harness/static-site.ts';

/** What a bundler makes of a page's own module, chunks and all, by path. */
async function bundle(name: string, contents: string): Promise<Record<string, string>> {
  const {outputFiles} = await build({
    stdin: {contents, resolveDir: process.cwd(), sourcefile: `${name}.js`}, entryNames: name,
    bundle: true, splitting: true, write: false, format: 'esm', target: 'es2022', outdir: '/', conditions: ['browser', 'production'],
  });
  return Object.fromEntries(outputFiles.map(({path, text}) => [path, text]));
}

/** As a server renders it: what is registered there is the package's own module. */
async function rendered(): Promise<string> {
  const tags = '../../dist/modules/elements/pay-button/define.js';
  await import(tags);
  return collectResult(render(html`<pay-button label="Blue mug" price="128.00" currency="HKD" providers="sandbox"><a href="/mug">Buy the blue mug</a></pay-button>`));
}

const page = (tag: string, script: string): string => `<!doctype html><html lang="en"><title>A page</title><script src="/page.js"></script>${tag}${script}</html>`;
const module = (file: string): string => `<script type="module" src="/${file}.js"></script>`;

/** Counts what is said wrong, and what is in the tag, frame by frame once the parser has come to the end of it. */
const watching = `
  globalThis.wrong = [];
  for (const type of ['error', 'unhandledrejection', 'securitypolicyviolation']) addEventListener(type, (event) => wrong.push(type + ' ' + (event.message ?? event.reason ?? event.blockedURI)), true);
  const {error} = console;
  console.error = (...what) => { wrong.push(what.join(' ')); error(...what); };
  globalThis.frames = [];
  const look = () => {
    const tag = document.querySelector('pay-button');
    const root = tag?.shadowRoot;
    if (root && (tag.nextSibling || document.readyState !== 'loading')) frames.push([tag.querySelector('a').getBoundingClientRect().height > 0 ? 'link' : '', root.querySelector('.buy') ? 'button' : '', root.querySelectorAll('slot:not([name])').length].join(' '));
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);`;

interface Page {
  wrong: string[];
  frames: string[];
}

inEveryEngine('A tag that a server rendered, on a strict page', (browser) => {
  let site: Site;
  let tab: Tab;
  before(async () => {
    const tag = await rendered();
    const scripts = {
      ...(await bundle('with-hydrate', `import 'hangtag/hydrate'; import 'hangtag/pay-button';`)),
      ...(await bundle('without-hydrate', `import 'hangtag/pay-button';`)),
    };
    const pages = {'/bare': page(tag, ''), '/with': page(tag, module('with-hydrate')), '/without': page(tag, module('without-hydrate')), '/page.js': watching, ...scripts};
    site = await startSite(pages, {'content-security-policy': strictPolicy});
  });
  after(() => site.stop());
  afterEach(() => tab.close());

  const open = async (path: string): Promise<void> => {
    tab = await browser().newTab();
    await tab.goto(site.origin + path);
  };
  const seen = () => tab.evaluate(() => [...new Set((globalThis as unknown as Page).frames)]);
  const wrong = () => tab.evaluate(() => (globalThis as unknown as Page).wrong);
  const ready = () => until(tab, () => document.querySelector('pay-button')?.matches(':state(ready)'));

  it('shows the author\'s link and no dead button before any script has run', async () => {
    await open('/bare');
    await until(tab, () => (globalThis as unknown as Page).frames.length > 1);
    assert.deepEqual(await seen(), ['link  1']);
    assert.equal(await textOf(tab, 'pay-button a'), 'Buy the blue mug');
    assert.deepEqual(await wrong(), []);
  });

  for (const path of ['/with', '/without']) {
    const how = path === '/with' ? 'is taken over with hangtag/hydrate' : 'is emptied and rendered anew without it';
    it(`${how}: nothing is there twice, the link and the button never at once, and it sells`, async () => {
      await open(path);
      await ready();
      const frames = await seen();
      assert.deepEqual(frames.filter((frame) => frame !== 'link  1' && frame !== ' button 1'), [], `It looked like this: ${frames.join(', ')}`);
      const least = await tab.evaluate(() => getComputedStyle(document.querySelector('pay-button')!.shadowRoot!.querySelector('.buy')!).minHeight);
      assert.equal(least, '52px', 'The button has no styles');
      await click(tab, 'pay-button >>> .buy');
      await until(tab, () => document.querySelector('pay-button')?.shadowRoot?.querySelector('dialog')?.open);
      assert.deepEqual(await wrong(), []);
    });
  }
});
