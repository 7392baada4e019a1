import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

// Nothing of a page is there: that is what this file is about.
const {pageState} = await import('../../src/page/state.ts');
const {define, hangtag} = await import('../../src/page/define.ts');
const {configure} = await import('../../src/page/configure.ts');
const {pageConfiguration, followConfiguration} = await import('../../src/page/configuration.ts');
const {localeOf} = await import('../../src/page/locale.ts');
const {onLocalhost} = await import('../../src/page/reports.ts');
await import('../../src/page/structured-offer.ts');
await import('../../src/page/mutations.ts');

describe('The page, where there is none', () => {
  it('defines nothing and does not mind', () => {
    const Class = Object.assign(function () {}, {[hangtag]: 'pay-button'});
    assert.equal(define(Class as never), undefined);
  });

  it('has a configuration all the same', () => {
    configure({merchant: 'https://shop.example'});
    assert.equal(pageConfiguration().merchant, 'https://shop.example');
    let told = 0;
    const stop = followConfiguration(() => told++);
    configure({merchant: undefined});
    stop();
    assert.equal(told, 1);
    assert.equal(onLocalhost(), false);
  });

  it('knows the language of a tag that a server renders', () => {
    const rendered = (locale: string | null) => ({nodeType: 1, getAttribute: (name: string) => (name === 'locale' ? locale : null)}) as unknown as Element;
    assert.equal(localeOf(rendered('zh-HK')), 'zh-Hant');
    assert.equal(localeOf(rendered(null)), 'en');
  });
});

describe('The state of a page', () => {
  it('is one, whoever asks', () => assert.equal(pageState(), pageState()));

  it('is that of the copy of the script that came first', async () => {
    const place = Symbol.for('hangtag.page.1');
    const global = globalThis as {[place]?: unknown};
    const before = global[place];
    const foreign = {version: 1};
    global[place] = foreign;
    assert.equal(pageState(), foreign);
    const {tagName, nameTag} = await import('../../src/page/tag-names.ts');
    nameTag('pay-button', 'shop-pay-button');
    assert.equal(tagName('pay-button'), 'pay-button');
    global[place] = before;
  });

  it('tells its changes', () => {
    const {$attempts} = pageState();
    const seen: unknown[] = [];
    const stop = $attempts.subscribe((value) => seen.push({...value}));
    $attempts.setKey('a', 1);
    stop();
    $attempts.setKey('a', 2);
    assert.deepEqual(seen, [{}, {a: 1}]);
    assert.deepEqual($attempts.get(), {a: 2});
  });
});
