import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Field} from '../../../src/server/import/columns.ts';
import {readColumns} from '../../../src/server/import/columns.ts';
import {ImportError} from '../../../src/server/import/import-report.ts';
import {CHINESE_HEADERS} from './woocommerce-headers.ts';

const found = (headers: readonly string[]) => Object.fromEntries(readColumns(headers).at);

describe('Columns', () => {
  it('are Shopify’s, old and new', () => {
    const old = ['Handle', 'Title', 'Body (HTML)', 'Published', 'Option1 Name', 'Variant SKU', 'Variant Grams', 'Variant Inventory Tracker', 'Variant Inventory Qty',
      'Variant Inventory Policy', 'Variant Price', 'Variant Compare At Price', 'Variant Requires Shipping', 'Image Src', 'Image Alt Text', 'Variant Image'];
    const today = ['URL handle', 'Title', 'Description', 'Published on online store', 'Option1 name', 'SKU', 'Weight value (grams)', 'Inventory tracker', 'Inventory quantity',
      'Continue selling when out of stock', 'Price', 'Compare-at price', 'Requires shipping', 'Product image URL', 'Image alt text', 'Variant image URL'];
    assert.deepEqual(found(today), found(old));
    assert.equal(readColumns(today).format, 'shopify');
    assert.equal(Object.keys(found(old)).length, old.length);
  });

  it('of Shopify’s markets are not taken for the price', () => {
    assert.equal(found(['Handle', 'Title', 'Price / International', 'Variant Price'])['price'], 3);
  });

  for (const [locale, headers] of Object.entries(CHINESE_HEADERS)) {
    it(`are WooCommerce’s in ${locale}`, () => {
      const columns = readColumns(headers);
      assert.equal(columns.format, 'woocommerce');
      const fields = ['id', 'kind', 'sku', 'title', 'published', 'short_description', 'description', 'sale_starts', 'sale_ends', 'in_stock', 'stock',
        'oversell', 'weight', 'sale_price', 'price', 'categories', 'tags', 'images', 'parent'] as const;
      fields.forEach((field, index) => assert.equal(columns.at.get(field), index, `${field} is "${headers[index]}"`));
      assert.deepEqual(columns.attributes, [{name: 19, values: 20}, {name: 21, values: 22}]);
      assert.deepEqual(columns.gramsPerUnit, [1000n, 1n]);
    });
  }

  it('of other names are mapped, before what would be recognised', () => {
    const columns = readColumns(['Artikel', 'Preis', 'Title'], {Artikel: 'title', preis: 'price'});
    assert.equal(columns.format, 'table');
    assert.equal(columns.at.get('title'), 0);
    assert.equal(columns.at.get('price'), 1);
  });

  it('may carry our own names', () => {
    assert.equal(readColumns(['title', 'price', 'sale_price', 'requires_delivery']).at.get('requires_delivery'), 3);
  });

  it('of a table of one’s own are not WooCommerce’s for having a type, and its title may be called a name', () => {
    const columns = readColumns(['id', 'name', 'price', 'type', 'image']);
    assert.equal(columns.format, 'table');
    assert.deepEqual(['title', 'price', 'product_type'].map(field => columns.at.get(field as Field)), [1, 2, 3]);
    assert.equal(readColumns(['Name', 'Title', 'Price']).at.get('title'), 1);
    assert.throws(() => readColumns(['Name', 'Price'], {Name: 'vendor'}), /no column for title/);
    assert.equal(readColumns(['ID', 'Type', 'Name', 'Regular price', 'Price']).format, 'woocommerce');
    assert.equal(readColumns(['ID', 'Type', 'Name', 'Description'], {}, false).format, 'woocommerce');
  });

  it('that are missing are named, with what there is and what to do', () => {
    assert.throws(() => readColumns(['Artikel', 'Preis']), (error: unknown) => error instanceof ImportError
      && /no column for title and price among "Artikel", "Preis"/.test(error.message) && /--map "Their header=title"/.test(error.message));
    assert.throws(() => readColumns(['Title', 'Price'], {Nothing: 'sku'}), /The file has no column "Nothing"/);
  });

  it('of translations need no price', () => {
    assert.equal(readColumns(['Handle', 'Title'], {}, false).format, 'shopify');
  });
});
