import assert from 'node:assert/strict';
import {after, before, beforeEach, describe, it} from 'node:test';
import type {Database} from '../../../src/server/database/database.ts';
import {importProducts} from '../../../src/server/import/import-products.ts';
import type {Shop} from './shop.ts';
import {csv, emptyShop, pieces} from './shop.ts';

const HEADER = ['Handle', 'Title', 'Vendor', 'Option1 Name', 'Option1 Value', 'Variant SKU', 'Variant Price', 'Variant Inventory Tracker', 'Variant Inventory Qty', 'Status'];
const tee = (title = 'Tee', small = '10', stock = '5'): string[][] => [
  ['tee', title, 'Maker', 'Size', 'S', 'T-S', small, 'shopify', stock, 'active'],
  ['tee', '', '', '', 'L', '', '12', 'shopify', stock, ''],
];
const cup = ['cup', 'Cup', '', 'Title', 'Default Title', '', '8', '', '', 'active'];

describe('Importing again', () => {
  let shop: Shop;
  before(async () => { shop = await emptyShop(); });
  beforeEach(() => shop.empty());
  after(() => shop.close());

  const stocks = async () => Object.fromEntries((await shop.variants()).map(({id, stock}) => [id, stock]));

  it('changes nothing when nothing has changed', async () => {
    await shop.take(csv(HEADER, ...tee(), cup));
    const report = await shop.take(csv(HEADER, ...tee(), cup));
    assert.deepEqual(report.products, {created: 0, updated: 0, unchanged: 2, failed: 0, skipped: 0});
    assert.deepEqual(report.variants, {created: 0, updated: 0, unchanged: 3, archived: 0});
  });

  it('updates texts and prices, and gives back nothing that was sold', async () => {
    await shop.take(csv(HEADER, ...tee()));
    await shop.sell('T-S', 2, 'sold');
    const report = await shop.take(csv(HEADER, ...tee('Better tee', '11')));
    assert.deepEqual([report.products.updated, report.variants.updated, report.variants.unchanged], [1, 1, 1]);
    assert.equal((await shop.products())[0]?.title, 'Better tee');
    assert.equal((await shop.variant('T-S'))?.price, 1100);
    assert.deepEqual(await stocks(), {'T-S': 3, 'tee--l': 5});
  });

  it('sets stock when asked to, less what payments hold that are not finished', async () => {
    await shop.take(csv(HEADER, ...tee()));
    await shop.sell('T-S', 2, 'sold');
    await shop.sell('tee--l', 4, 'held');
    const report = await shop.take(csv(HEADER, ...tee('Tee', '10', '7')), {stock: 'set'});
    assert.deepEqual(await stocks(), {'T-S': 7, 'tee--l': 3});
    assert.equal(report.variants.updated, 2);
    await shop.take(csv(HEADER, ...tee('Tee', '10', '3')), {stock: 'set'});
    assert.deepEqual(await stocks(), {'T-S': 3, 'tee--l': 0});
  });

  it('writes nothing in a dry run, and says what it would do', async () => {
    await shop.take(csv(HEADER, ...tee()));
    const report = await shop.take(csv(HEADER, ...tee('Other', '99', '1'), cup), {dryRun: true, stock: 'set', archiveMissing: true});
    assert.deepEqual([report.dryRun, report.products.created, report.products.updated, report.variants.created], [true, 1, 1, 1]);
    assert.deepEqual((await shop.products()).map(({title}) => title), ['Tee']);
    assert.deepEqual(await stocks(), {'T-S': 5, 'tee--l': 5});
  });

  it('leaves products alone that are no longer in the file, or archives them when asked to', async () => {
    await shop.take(csv(HEADER, ...tee(), cup));
    const report = await shop.take(csv(HEADER, cup));
    assert.deepEqual(report.missing, {products: 1, archived: false, examples: ['tee']});
    assert.equal((await shop.products())[0]?.status, 'active');
    await shop.take(csv(HEADER, cup), {archiveMissing: true});
    assert.deepEqual((await shop.products()).map(({handle, status}) => [handle, status]), [['tee', 'archived'], ['cup', 'active']]);
    await shop.take(csv(HEADER, ...tee()));
    assert.equal((await shop.products())[0]?.status, 'active');
  });

  it('archives nothing because of a file without products', async () => {
    await shop.take(csv(HEADER, ...tee(), cup));
    const report = await shop.take(csv(HEADER), {archiveMissing: true});
    assert.deepEqual([report.missing.products, report.missing.archived], [2, false]);
    assert.ok((await shop.products()).every(({status}) => status === 'active'));
  });

  it('archives nothing because of a file that breaks off', async () => {
    await shop.take(csv(HEADER, ...tee(), cup));
    const report = await shop.take(`${csv(HEADER, cup, ['mug', 'Mug', '', '', '', '', '9', '', '', ''])}"`, {archiveMissing: true});
    assert.equal(report.missing.archived, false);
    assert.equal((await shop.products())[0]?.status, 'active');
  });

  it('stops selling a variant that has gone from its product, and sells it again with its own stock when it is back', async () => {
    await shop.take(csv(HEADER, ...tee()));
    await shop.sell('T-S', 1, 'sold');
    const report = await shop.take(csv(HEADER, ['tee', 'Tee', 'Maker', 'Size', 'L', '', '12', 'shopify', '5', 'active']));
    assert.equal(report.variants.archived, 1);
    assert.match(report.problems[0]!.message, /no longer sold: "T-S"/);
    assert.equal((await shop.variant('T-S'))?.status, 'archived');
    await shop.take(csv(HEADER, ...tee()));
    assert.deepEqual([(await shop.variant('T-S'))?.status, (await shop.variant('T-S'))?.stock], ['active', 4]);
  });

  it('keeps the id of a variant whose SKU or value has changed', async () => {
    await shop.take(csv(HEADER, ...tee()));
    await shop.take(csv(HEADER, ['tee', 'Tee', '', 'Size', 'Small', 'T-S', '10', '', '', ''], ['tee', '', '', '', 'L', 'T-L', '12', '', '', '']));
    assert.deepEqual((await shop.variants()).map(({id, sku, title}) => [id, sku, title]), [['T-S', 'T-S', 'Small'], ['tee--l', 'T-L', 'L']]);
  });

  it('keeps what the file has no column for', async () => {
    await shop.take(csv(HEADER, ...tee()));
    await shop.take(csv(['Handle', 'Title', 'Option1 Name', 'Option1 Value', 'Variant SKU', 'Variant Price'], ['tee', 'Tee', 'Size', 'S', 'T-S', '20'], ['tee', '', '', 'L', '', '21']));
    const [product] = await shop.products();
    assert.equal(product?.vendor, 'Maker');
    assert.deepEqual((await shop.variants()).map(({price, stock}) => [price, stock]), [[2000, 5], [2100, 5]]);
  });

  it('keeps the ids of variants when a second one claims the SKU', async () => {
    await shop.take(csv(HEADER, ...tee()));
    await shop.take(csv(HEADER, ['aaa', 'Another', '', 'Title', 'Default Title', 'T-S', '5', '', '', ''], ...tee()));
    assert.deepEqual((await shop.variants()).map(({id, product_id}) => [id, product_id]), [['aaa', 'product:aaa'], ['T-S', 'product:tee'], ['tee--l', 'product:tee']]);
  });

  it('at the same time from two places leaves each product once', async () => {
    await Promise.all([shop.take(csv(HEADER, ...tee(), cup)), shop.take(csv(HEADER, ...tee(), cup))]);
    assert.deepEqual(await stocks(), {'T-S': 5, 'tee--l': 5, 'cup': null});
  });

  const many = Array.from({length: 600}, (_, index) => [`p${index}`, `P ${index}`, '', 'Title', 'Default Title', '', '5', '', '', '']);

  it('brings in the rest after the database has failed, and says how far it came', async () => {
    let transactions = 0;
    const full: Database = {...shop.database, transaction: work => {
      if (++transactions === 3) return Promise.reject(new Error('No space left on device.'));
      return shop.database.transaction(work);
    }};
    const broken = importProducts(full, pieces(csv(HEADER, ...many)), {currency: 'HKD', timeZone: 'Asia/Hong_Kong'});
    await assert.rejects(broken, /^Error: The import broke off after 500 of 600 products: No space left on device\. What is in stays; run it again/);
    assert.equal((await shop.products()).length, 500);
    assert.equal((await shop.take(csv(HEADER, ...many))).products.created, 100);
  });

  it('can be stopped between products and carried on', async () => {
    const stop = new AbortController();
    const report = await shop.take(csv(HEADER, ...many), {signal: stop.signal, onProgress: ({phase}) => { if (phase === 'writing') stop.abort(); }});
    assert.equal(report.stopped, true);
    assert.equal((await shop.products()).length, 250);
    const rest = await shop.take(csv(HEADER, ...many));
    assert.deepEqual([rest.products.created, rest.products.unchanged], [350, 250]);
  });
});
