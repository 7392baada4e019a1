import assert from 'node:assert/strict';
import {after, before, beforeEach, describe, it} from 'node:test';
import fc from 'fast-check';
import {ImportError} from '../../../src/server/import/import-report.ts';
import type {Shop} from './shop.ts';
import {csv, emptyShop} from './shop.ts';

const HEADER = ['Handle', 'Title', 'Option1 Name', 'Option1 Value', 'Variant SKU', 'Variant Price', 'Variant Inventory Tracker', 'Variant Inventory Qty'];

interface Goods {
  readonly handle: string;
  readonly variants: readonly {readonly value: string; readonly sku: string; readonly cents: number; readonly stock: number}[];
}

const word = fc.string({unit: fc.constantFrom('a', 'b', 'ß', '茶', '粉', '1', ' ', '/', '"', ',', '\n'), minLength: 1, maxLength: 6}).filter(text => text.trim() !== '');
const variant = fc.record({value: word, sku: fc.oneof(fc.constant(''), fc.constantFrom('X', 'Y', 'Z', 'a--b')), cents: fc.nat(10 ** 7), stock: fc.nat(50)});
const alike = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();
const goods: fc.Arbitrary<Goods[]> = fc.uniqueArray(fc.record({
  handle: fc.constantFrom('tea', 'cup', '蓋碗', 'a', 'X', 'tea--a'),
  variants: fc.uniqueArray(variant, {minLength: 1, maxLength: 4, selector: ({value}) => alike(value)}),
}), {minLength: 1, maxLength: 5, selector: ({handle}) => handle});

function rowsOf({handle, variants}: Goods): string[][] {
  return variants.map(({value, sku, cents, stock}) => [handle, `Title of ${handle}`, 'Kind', value, sku, (cents / 100).toFixed(2), 'shopify', String(stock)]);
}

describe('Whatever is imported', () => {
  let shop: Shop;
  before(async () => { shop = await emptyShop(); });
  beforeEach(() => shop.empty());
  after(() => shop.close());

  const stored = async () => (await shop.variants()).map(({id, product_id, sku, options, price, stock}) => JSON.stringify({id, product_id, sku, options, price, stock})).sort();

  it('is the same in any order of the rows, and again', async () => {
    await fc.assert(fc.asyncProperty(goods, fc.infiniteStream(fc.nat()), async (all, random) => {
      const rows = all.flatMap(rowsOf);
      const shuffled = rows.map(cells => ({cells, at: random.next().value as number})).sort((a, b) => a.at - b.at).map(({cells}) => cells);
      await shop.empty();
      await shop.take(csv(HEADER, ...rows));
      const first = await stored();
      assert.equal(first.length, rows.length);
      const again = await shop.take(csv(HEADER, ...shuffled));
      assert.deepEqual(await stored(), first);
      assert.equal(again.variants.created + again.variants.archived, 0);
      await shop.empty();
      await shop.take(csv(HEADER, ...shuffled));
      assert.deepEqual(await stored(), first);
    }), {numRuns: 40});
  });

  it('comes out as it went in: every variant with its price, stock and value', async () => {
    await fc.assert(fc.asyncProperty(goods, fc.integer({min: 1, max: 40}), async (all, chunk) => {
      await shop.empty();
      const report = await shop.take(csv(HEADER, ...all.flatMap(rowsOf)), {}, chunk);
      assert.equal(report.problemCount.error, 0);
      const expected = all.flatMap(({handle, variants}) => variants.map(({value, cents, stock}) => [`product:${handle}`, value.replace(/\s+/g, ' ').trim(), cents, stock]));
      const found = (await shop.variants()).map(({product_id, options, price, stock}) => [product_id, options[0]?.label, price, stock]);
      const sorted = (list: unknown[]) => list.map(item => JSON.stringify(item)).sort();
      assert.deepEqual(sorted(found), sorted(expected));
    }), {numRuns: 40});
  });

  it('never crashes, and each product is whole or not there', async () => {
    const cell = fc.oneof(fc.string({maxLength: 8}), fc.constantFrom('tea', 'cup', '1,234', '12', '"', '"\n', 'Title', 'Default Title', '-1', '\u0000', '\ud800', "'=1+1", '99999999999'));
    const line = fc.array(cell, {maxLength: 10}).map(cells => cells.join(','));
    await fc.assert(fc.asyncProperty(fc.array(line, {maxLength: 12}), fc.constantFrom(HEADER.join(','), 'ID,Type,SKU,Name,Published,Stock,Regular price,Parent'), async (lines, header) => {
      await shop.empty();
      const report = await shop.take(`${header}\n${lines.join('\n')}`);
      const {products} = report;
      assert.equal((await shop.products()).length, products.created);
      assert.deepEqual(await shop.database.query(`select p.id from products p left join variants v on v.product_id = p.id where v.id is null and p.status = 'active'`, []), []);
    }), {numRuns: 150});
  });

  it('is imported or refused with a sentence, whatever the bytes are', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({maxLength: 200}), async bytes => {
      await shop.take(bytes).catch((error: unknown) => assert.ok(error instanceof ImportError && /^[A-Z].*\.$/s.test(error.message), String(error)));
    }), {numRuns: 200});
  });
});
