import assert from 'node:assert/strict';
import {after, before, beforeEach, describe, it} from 'node:test';
import {readSoldProducts} from '../../../src/server/catalogue/read-products.ts';
import {ImportError} from '../../../src/server/import/import-report.ts';
import type {Shop} from './shop.ts';
import {csv, emptyShop} from './shop.ts';

const HEADER = ['Handle', 'Title', 'Body (HTML)', 'Option1 Name', 'Option1 Value', 'Option2 Name', 'Option2 Value', 'Variant SKU', 'Variant Price', 'Variant Inventory Tracker',
  'Variant Inventory Qty', 'Image Src', 'Image Alt Text'];
const ENGLISH = csv(HEADER,
  ['gaiwan', 'Gaiwan', '<p>For one</p>', 'Glaze', 'Celadon', 'Lid', 'Yes', 'G-C', '380', 'shopify', '5', 'https://i.example/g.jpg', 'A gaiwan'],
  ['gaiwan', '', '', '', 'Tenmoku', '', 'Yes', 'G-T', '460', 'shopify', '2', '', '']);

describe('A file of translations', () => {
  let shop: Shop;
  before(async () => { shop = await emptyShop(); });
  beforeEach(async () => {
    await shop.empty();
    await shop.take(ENGLISH);
  });
  after(() => shop.close());
  const read = async (...locales: string[]) => (await readSoldProducts(shop.database, ['product:gaiwan'], {locales, own: 'en'}))[0]!;

  it('adds texts by id and touches neither price nor stock', async () => {
    const report = await shop.take(csv(HEADER,
      ['gaiwan', '蓋碗', '<p>一人用</p>', '釉色', '天目', '碗蓋', '有', 'G-T', '1', 'shopify', '99', 'https://i.example/g.jpg', '一隻蓋碗'],
      ['gaiwan', '', '', '', '粉青', '', '有', 'G-C', 'free', '', '', '', '']), {locale: 'zh-HK'});
    assert.equal(report.locale, 'zh-Hant');
    assert.deepEqual(report.problems, []);
    const {product, variants, language} = await read('zh-Hant');
    assert.deepEqual([product.title, product.description, language], ['蓋碗', '一人用', 'zh-Hant']);
    assert.deepEqual(product.options, [{name: '釉色', values: ['粉青', '天目']}, {name: '碗蓋', values: ['有']}]);
    assert.deepEqual(product.media, [{type: 'image', url: 'https://i.example/g.jpg', alt_text: '一隻蓋碗'}]);
    assert.deepEqual(variants.map(({id, title, price, stock}) => [id, title, price, stock]), [['G-C', '粉青 / 有', 38000, 5], ['G-T', '天目 / 有', 46000, 2]]);
    assert.equal((await read()).product.title, 'Gaiwan');
  });

  it('needs no prices', async () => {
    await shop.take(csv(['Handle', 'Title'], ['gaiwan', '盖碗']), {locale: 'zh-Hans'});
    const {product, variants} = await read('zh-Hans');
    assert.deepEqual([product.title, product.description, variants[0]?.title], ['盖碗', 'For one', 'Celadon / Yes']);
  });

  it('finds variants by their place where they have no SKU', async () => {
    await shop.empty();
    await shop.take(csv(['Handle', 'Title', 'Option1 Name', 'Option1 Value', 'Variant Price'], ['gaiwan', 'Gaiwan', 'Glaze', 'White', '1'], ['gaiwan', '', '', 'Black', '1']));
    await shop.take(csv(['Handle', 'Title', 'Option1 Name', 'Option1 Value'], ['gaiwan', '蓋碗', '釉色', '白'], ['gaiwan', '', '', '黑']), {locale: 'zh-Hant'});
    assert.deepEqual((await read('zh-Hant')).variants.map(({id, title}) => [id, title]), [['gaiwan--white', '白'], ['gaiwan--black', '黑']]);
  });

  it('finds a product by a SKU where its handle is translated too', async () => {
    await shop.take(csv(['Handle', 'Title', 'Variant SKU'], ['蓋碗', '蓋碗', 'G-C']), {locale: 'zh-Hant'});
    assert.equal((await read('zh-Hant')).product.title, '蓋碗');
  });

  it('says which products are not there', async () => {
    const report = await shop.take(csv(['Handle', 'Title'], ['gaiwan', '蓋碗'], ['teapot', '茶壺']), {locale: 'zh-Hant'});
    assert.deepEqual(report.problems.map(({level, line, product}) => [level, line, product]), [['error', 3, 'teapot']]);
    assert.equal((await shop.products()).length, 1);
  });

  it('may be tried without writing', async () => {
    const report = await shop.take(csv(['Handle', 'Title'], ['gaiwan', '蓋碗']), {locale: 'zh-Hant', dryRun: true});
    assert.equal(report.translations, 1);
    assert.equal((await read('zh-Hant')).product.title, 'Gaiwan');
  });

  it('is refused for languages that the shop does not speak, and cannot archive', async () => {
    await assert.rejects(shop.take(ENGLISH, {locale: 'fr'}), ImportError);
    await assert.rejects(shop.take(ENGLISH, {locale: 'zh-Hant', archiveMissing: true}), ImportError);
  });
});
