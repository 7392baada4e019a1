import assert from 'node:assert/strict';
import {after, before, beforeEach, describe, it} from 'node:test';
import type {ImportReport} from '../../../src/server/import/import-report.ts';
import {printImport} from '../../../src/server/command/import-printing.ts';
import type {Shop} from './shop.ts';
import {csv, emptyShop} from './shop.ts';

const WHO = ['Handle', 'Title', 'Option1 Name', 'Option1 Value', 'Option2 Name', 'Option2 Value', 'Option3 Name', 'Option3 Value', 'SKU', 'HS Code', 'COO'];
const STATES = ['Incoming', 'Unavailable', 'Committed', 'Available', 'On hand'];
const NEWER = ['Location', 'Bin name', 'Incoming (not editable)', 'Unavailable (not editable)', 'Committed (not editable)', 'Available (not editable)', 'On hand (current)', 'On hand (new)'];
const cup = ['cup', 'Cup', 'Title', 'Default Title', '', '', '', '', '', '', ''];
const tee = (size: string, sku = '', name = 'Size'): string[] => ['tee', 'Tee', name, size, '', '', '', '', sku, '', ''];
const products = csv(['Handle', 'Title', 'Option1 Name', 'Option1 Value', 'Variant SKU', 'Variant Inventory Tracker', 'Variant Price'],
  ['cup', 'Cup', 'Title', 'Default Title', '', 'shopify', '12'], ['tee', 'Tee', 'Size', 'S', 'T-S', 'shopify', '20'], ['tee', '', '', 'L', '', 'shopify', '20']);

describe('An inventory export of Shopify', () => {
  let shop: Shop;
  before(async () => { shop = await emptyShop(); });
  beforeEach(async () => {
    await shop.empty();
    await shop.take(products);
  });
  after(() => shop.close());
  const set = (file: string, options: Partial<Parameters<Shop['take']>[1]> = {}): Promise<ImportReport> => shop.take(file, {stock: 'set', ...options});
  const stocks = async () => Object.fromEntries((await shop.variants()).map(({id, stock}) => [id, stock]));

  it('sets the stock of variants that are there, over all locations', async () => {
    const report = await set(csv([...WHO, 'Location', ...STATES],
      [...cup, 'Central', '4', '0', '1', '5', '6'], [...cup, 'Kowloon', '0', '0', '0', '2', '2'],
      [...tee('S', 'T-S'), 'Central', '0', '0', '3', '-3', '0'], [...tee('S', 'T-S'), 'Kowloon', '0', '0', '0', '7', '7'],
      [...tee('L'), 'Central', 'not stocked', 'not stocked', 'not stocked', 'not stocked', 'not stocked'], [...tee('L', '', ''), 'Kowloon', '0', '1', '0', '8', '9']));
    assert.deepEqual(await stocks(), {cup: 7, 'T-S': 4, 'tee--l': 8});
    assert.deepEqual([report.format, report.variants, report.problems], ['inventory', {created: 0, updated: 3, unchanged: 0, archived: 0}, []]);
    assert.match(printImport(report), /^An inventory export of Shopify, 6 rows\.\nStock: 3 updated, 0 unchanged\.\n$/);
  });

  it('may have a column for each location', async () => {
    await set(csv([...WHO, 'Central', 'Kowloon Tong'], [...cup, '3', '4'], [...tee('S', 'T-S'), 'not stocked', '1,200'], [...tee('L'), '', 'Not Stocked']));
    assert.deepEqual(await stocks(), {cup: 7, 'T-S': 1200, 'tee--l': null});
  });

  it('goes by what was counted anew, less what is promised', async () => {
    await set(csv([...WHO, ...NEWER],
      [...cup, 'Central', '', '0', '1', '2', '5', '8', ''], [...tee('S', 'T-S'), 'Central', '', '0', '1', '2', '5', '8', '10'], [...tee('L'), 'Central', '', '0', '0', '0', '3', '3', 'not stocked']));
    assert.deepEqual(await stocks(), {cup: 5, 'T-S': 7, 'tee--l': null});
  });

  it('names what is not in the shop, and what it does not understand; the rest lands', async () => {
    const report = await set(csv([...WHO, 'Location', ...STATES],
      ['mug', ...cup.slice(1), 'Central', '0', '0', '0', '5', '5'], [...tee('XL'), 'Central', '0', '0', '0', '5', '5'], [...tee('S', 'T-S'), 'Central', '0', '0', '0', 'many', '5'],
      [...tee('S', 'T-S'), 'Kowloon', '0', '0', '0', '5', '5'], ['', ...cup.slice(1, 8), 'T-S', '', '', 'Central', '0', '0', '0', '5', '5'], [...cup, 'Central', '0', '0', '0', '5', '5']));
    assert.deepEqual(await stocks(), {cup: 5, 'T-S': null, 'tee--l': null});
    assert.deepEqual(report.problems.map(({level, line, product, message}) => [level, line, product, message]), [
      ['error', 2, 'mug', 'The shop has no such variant: its stock is not set.'], ['error', 3, 'tee', 'The shop has no such variant: its stock is not set.'],
      ['error', 4, 'tee', 'The stock "many" is not a whole number.'], ['error', 6, undefined, 'The row names no product: it has no handle.']]);
  });

  it('takes what unfinished payments hold off the number', async () => {
    await shop.sell('cup', 2, 'held');
    await shop.sell('T-S', 1, 'sold');
    await set(csv([...WHO, 'Location', ...STATES], [...cup, 'Central', '0', '0', '0', '5', '5'], [...tee('S', 'T-S'), 'Central', '0', '0', '0', '5', '5']));
    assert.deepEqual(await stocks(), {cup: 3, 'T-S': 5, 'tee--l': null});
  });

  it('writes nothing in a dry run, nor twice', async () => {
    const file = csv([...WHO, 'Location', ...STATES], [...cup, 'Central', '0', '0', '0', '5', '5']);
    const dry = await set(file, {dryRun: true});
    assert.deepEqual([dry.variants.updated, await stocks()], [1, {cup: null, 'T-S': null, 'tee--l': null}]);
    await set(file);
    assert.deepEqual((await set(file)).variants, {created: 0, updated: 0, unchanged: 1, archived: 0});
  });

  it('must be meant: without "set" it is refused, and it neither translates nor archives', async () => {
    const file = csv([...WHO, 'Location', ...STATES], [...cup, 'Central', '0', '0', '0', '5', '5']);
    await assert.rejects(shop.take(file), {name: 'ImportError', message: /^This is Shopify’s export of the inventory, .*--stock set/});
    await assert.rejects(set(file, {locale: 'zh-Hant'}), {name: 'ImportError', message: /holds no texts/});
    await assert.rejects(set(file, {archiveMissing: true}), {name: 'ImportError', message: /archive/});
  });

  it('is refused in a sentence while the shop has no products', async () => {
    await shop.empty();
    const file = csv([...WHO, 'Location', ...STATES], [...cup, 'Central', '4', '0', '1', '5', '6'], [...tee('S', 'T-S'), 'Central', '0', '0', '3', '-3', '0']);
    for (const dryRun of [true, false]) await assert.rejects(set(file, {dryRun}), /the shop has no products yet: import Shopify’s export of the products first/);
  });
});
