import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {describe, it} from 'node:test';
import {locales, readCatalogue} from '../../demo/catalogue.ts';
import {words} from '../../demo/pages/words.ts';
import {MerchantConfigSchema} from '../../src/server/merchant-config.ts';

const demo = new URL('../../demo/', import.meta.url);
const catalogue = readCatalogue(new URL('shop/', demo));
const variants = catalogue.flatMap((product) => product.variants);
const read = (path: string) => readFileSync(new URL(path, demo), 'utf8');

describe('The demo’s catalogue', () => {
  it('gives every variant an id of its own that fits the item grammar', () => {
    const ids = variants.map(({sku}) => sku);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[A-Z0-9-]+$/);
  });

  it('is complete in three languages', () => {
    for (const product of catalogue) {
      for (const locale of locales) {
        for (const field of ['title', 'body', 'alt', 'type'] as const) assert.notEqual(product[field][locale], '', `${product.handle} ${field} ${locale}`);
        for (const variant of product.variants) assert.equal(variant.title[locale] === '', variant.title.en === '', `${variant.sku} ${locale}`);
      }
    }
  });

  it('has something of everything that a shop has to deal with', () => {
    const prices = variants.map(({price}) => Number(price));
    assert.deepEqual([Math.min(...prices), Math.max(...prices)], [12.5, 4280]);
    assert.ok(variants.some(({listPrice}) => listPrice !== ''), 'on sale');
    assert.ok(variants.some(({needsDelivery}) => !needsDelivery), 'digital');
    assert.ok(catalogue.some((product) => product.variants.every(({stock}) => stock === 0)), 'sold out');
    assert.ok(variants.some(({stock}) => stock === 3), 'nearly sold out');
    assert.ok(catalogue.some(({title}) => /&.*\p{Script=Han}/u.test(title.en)), 'a title with an ampersand and Chinese');
    assert.ok(catalogue.some((product) => new Set(product.variants.map(({price}) => price)).size > 1), 'variants of different prices');
  });

  it('is sold by a shop whose configuration the server takes', () => {
    const shop = MerchantConfigSchema.parse(JSON.parse(read('shop/shop.json')));
    assert.equal(shop.currency, 'HKD');
    assert.deepEqual(shop.delivery.zones.flatMap(({countries}) => countries), ['HK', 'MO', 'CN', 'TW', '*']);
    assert.equal(shop.delivery.pickup.length, 2);
  });
});

describe('The demo’s pictures', () => {
  it('are one for each product, small, and nothing but shapes', () => {
    const names = readdirSync(new URL('shop/pictures/', demo)).sort();
    assert.deepEqual(names, catalogue.map(({handle}) => `${handle}.svg`).sort());
    for (const name of names) {
      const picture = read(`shop/pictures/${name}`);
      assert.ok(Buffer.byteLength(picture) <= 6 * 1024, `${name} is ${Buffer.byteLength(picture)} bytes`);
      assert.doesNotMatch(picture, /<(script|text|style|image|foreignObject|a)\b|\son\w+=|style=|href=|url\((?!#)/i, name);
    }
  });
});

describe('The demo’s words', () => {
  it('are there in Chinese for everything that a page marks', () => {
    const sources = readdirSync(new URL('pages/', demo)).filter((name) => /\.(html|ts)$/.test(name)).map((name) => read(`pages/${name}`)).join('\n');
    const keys = [...sources.matchAll(/data-say(?:-label|-alt)?="([a-z0-9.-]+)"|\bsay\('([a-z0-9.-]+)'/g)].map(([, marked, said]) => marked ?? said ?? '');
    assert.deepEqual([...new Set(keys)].filter((key) => !(key in words)), []);
  });
});
