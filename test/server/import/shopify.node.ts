import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {readFile, readdir} from 'node:fs/promises';
import {after, before, beforeEach, describe, it} from 'node:test';
import type {Shop} from './shop.ts';
import {csv, emptyShop} from './shop.ts';

const HEADER = ['Handle', 'Title', 'Body (HTML)', 'Published', 'Option1 Name', 'Option1 Value', 'Option2 Name', 'Option2 Value', 'Variant SKU', 'Variant Grams',
  'Variant Inventory Tracker', 'Variant Inventory Qty', 'Variant Inventory Policy', 'Variant Price', 'Variant Compare At Price', 'Variant Requires Shipping',
  'Image Src', 'Image Position', 'Image Alt Text', 'Variant Image', 'Status'] as const;

/** A row by column name; the rest is empty. */
function row(cells: Partial<Record<(typeof HEADER)[number], string>>): string[] {
  return HEADER.map(name => cells[name] ?? '');
}

const plain = {Handle: 'cup', Title: 'Cup', 'Option1 Name': 'Title', 'Option1 Value': 'Default Title', 'Variant Price': '12.50'};

describe('A product export of Shopify', () => {
  let shop: Shop;
  before(async () => { shop = await emptyShop(); });
  beforeEach(() => shop.empty());
  after(() => shop.close());

  it('has each choice once, and a value for it on every variant', async () => {
    const size = {...plain, 'Option1 Name': 'Size', 'Option1 Value': 'S', 'Option2 Value': 'M'};
    const twice = await shop.take(csv(HEADER, row({...size, 'Option2 Name': 'SIZE'})));
    assert.deepEqual(twice.problems.map(({line, message}) => [line, message]), [[2, 'Two choices of the product are called "SIZE": a buyer makes each choice once.']]);
    const gap = await shop.take(csv(HEADER, row({...size, 'Option2 Name': 'Fit'}), row({Handle: 'cup', 'Option1 Value': 'L', 'Variant Price': '12.50'})));
    assert.deepEqual(gap.problems.map(({line, message}) => [line, message]), [[3, 'The variant has no value for "Fit".']]);
    assert.deepEqual(await shop.products(), []);
  });

  it('brings products with all their variants, pictures and prices', async () => {
    const report = await shop.take(csv(HEADER,
      row({Handle: 'tee', Title: 'Tee', 'Body (HTML)': '<p>Soft <b>cotton</b></p>', Published: 'true', 'Option1 Name': 'Size', 'Option1 Value': 'S', 'Option2 Name': 'Colour',
        'Option2 Value': 'Red', 'Variant SKU': 'T-S', 'Variant Grams': '120', 'Variant Inventory Tracker': 'shopify', 'Variant Inventory Qty': '7', 'Variant Inventory Policy': 'deny',
        'Variant Price': '88.00', 'Variant Compare At Price': '98', 'Variant Requires Shipping': 'true', 'Image Src': 'https://img.example/back.jpg', 'Image Position': '2',
        'Image Alt Text': 'The back'}),
      row({Handle: 'tee', 'Option1 Value': 'L', 'Option2 Value': 'Red', 'Variant SKU': 'T-L', 'Variant Inventory Tracker': 'shopify', 'Variant Inventory Qty': '-3',
        'Variant Inventory Policy': 'continue', 'Variant Price': '90', 'Variant Compare At Price': '80', 'Variant Image': 'https://img.example/l.jpg'}),
      row({Handle: 'tee', 'Image Src': 'https://img.example/front.jpg', 'Image Position': '1'}),
    ));
    assert.deepEqual(report.products, {created: 1, updated: 0, unchanged: 0, failed: 0, skipped: 0});
    const [product] = await shop.products();
    assert.equal(product?.description, 'Soft cotton');
    assert.deepEqual(product?.options, [{name: 'Size', values: ['S', 'L']}, {name: 'Colour', values: ['Red']}]);
    assert.deepEqual(product?.media.map(({url, alt_text}) => [url, alt_text]), [
      ['https://img.example/front.jpg', undefined], ['https://img.example/back.jpg', 'The back'], ['https://img.example/l.jpg', undefined]]);
    const [small, large] = await shop.variants();
    assert.deepEqual([small?.id, small?.title, small?.price, small?.list_price, small?.stock, small?.oversell, small?.requires_delivery], ['T-S', 'S / Red', 8800, 9800, 7, false, true]);
    assert.deepEqual([large?.id, large?.price, large?.list_price, large?.stock, large?.oversell], ['T-L', 9000, null, 0, true]);
  });

  it('names one variant without a choice by its handle, and counts nothing without a tracker', async () => {
    await shop.take(csv(HEADER, row({...plain, 'Variant Inventory Qty': '4'})));
    const [variant] = await shop.variants();
    assert.deepEqual([variant?.id, variant?.title, variant?.options, variant?.stock], ['cup', '', [], null]);
  });

  it('does not sell drafts, archived and unpublished products', async () => {
    await shop.take(csv(HEADER,
      row({...plain, Handle: 'a', Status: 'active', Published: 'true'}), row({...plain, Handle: 'b', Status: 'draft', Published: 'true'}),
      row({...plain, Handle: 'c', Status: 'archived'}), row({...plain, Handle: 'd', Status: 'active', Published: 'false'}), row({...plain, Handle: 'e'})));
    assert.deepEqual((await shop.products()).map(({handle, status}) => [handle, status]), [['a', 'active'], ['b', 'draft'], ['c', 'archived'], ['d', 'draft'], ['e', 'active']]);
  });

  it('asks no price of what is not sold', async () => {
    const noPrice = {...plain, 'Variant Price': ''};
    const sizes = (status: string) => [row({...plain, Handle: 'tee', 'Option1 Name': 'Size', 'Option1 Value': 'S', Status: status}), row({Handle: 'tee', 'Option1 Value': 'L'})];
    const first = await shop.take(csv(HEADER, row({...plain, Handle: 'later', 'Variant SKU': 'L'})));
    const report = await shop.take(csv(HEADER, row({...noPrice, Handle: 'later', 'Variant SKU': 'L', Status: 'draft'}), row({...noPrice, Handle: 'old', Status: 'archived'}),
      row({...noPrice, Handle: 'hidden', Published: 'false'}), ...sizes('draft')));
    assert.deepEqual([first.problemCount.error, report.problemCount, report.products.failed], [0, {error: 0, warning: 0, note: 5}, 0]);
    assert.deepEqual((await shop.products()).map(({handle, status}) => [handle, status]), [['later', 'draft'], ['old', 'archived'], ['hidden', 'draft'], ['tee', 'draft']]);
    assert.deepEqual((await shop.variants()).map(({id, status}) => [id, status]), [['L', 'archived'], ['tee--s', 'active']]);
    assert.deepEqual(report.problems.map(({line, message}) => [line, message]).slice(-2), [
      [4, 'The product is not sold and has no price: only its texts and pictures are kept.'],
      [5, 'Left out, as they have no price: 1 of 2 variants. The product is not sold.']]);
    await shop.take(csv(HEADER, row({...plain, Handle: 'later', 'Variant SKU': 'L'})));
    assert.deepEqual((await shop.variant('L'))?.status, 'active');
    const sold = await shop.take(csv(HEADER, ...sizes('active')));
    assert.deepEqual(sold.problems.map(({level, line, message}) => [level, line, message]), [['error', 3, 'The price is missing.']]);
  });

  it('warns of what is sold for nothing', async () => {
    const free = {...plain, 'Variant Price': '0.00'};
    const report = await shop.take(csv(HEADER, row({...free, Handle: 'test'}), row({...free, Handle: 'later', Status: 'draft'}),
      row({Handle: 'tee', Title: 'Tee', 'Option1 Name': 'Size', 'Option1 Value': 'S', 'Variant Price': '10'}), row({Handle: 'tee', 'Option1 Value': 'L', 'Variant Price': '0'}),
      row({Handle: 'tee', 'Option1 Value': 'XL', 'Variant Price': '0'})));
    assert.deepEqual(report.problems.map(({level, line, message}) => [level, line, message]), [
      ['warning', 2, 'The price is 0: it is sold for nothing.'], ['warning', 5, 'The price is 0: it is sold for nothing. So are 1 more of its variants.']]);
    assert.equal((await shop.variants()).length, 5);
  });

  it('lands good products and says of the others which line and why', async () => {
    const report = await shop.take(csv(HEADER,
      row({...plain, Handle: 'good'}),
      row({...plain, Handle: 'nameless', Title: ''}),
      row({...plain, Handle: 'free', 'Variant Price': ''}),
      row({...plain, Handle: 'odd', 'Variant Price': 'twelve'}),
      row({Handle: 'half', Title: 'Half', 'Option1 Name': 'Size', 'Option1 Value': 'S', 'Variant Price': '10'}),
      row({Handle: 'half', 'Option1 Value': 'L', 'Variant Price': '1.234'}),
      row({Handle: 'twin', Title: 'Twin', 'Option1 Name': 'Size', 'Option1 Value': 'S', 'Variant Price': '10'}),
      row({Handle: 'twin', 'Option1 Value': 's', 'Variant Price': '11'}),
      row({'Variant Price': '5'}),
      row({...plain, Handle: 'also-good', 'Image Src': 'ftp://img.example/x.jpg'}),
    ));
    assert.deepEqual((await shop.products()).map(({handle}) => handle), ['good', 'also-good']);
    assert.equal(report.products.failed, 5);
    assert.deepEqual(report.problems.map(({level, line, product}) => [level, line, product]), [
      ['error', 3, 'nameless'], ['error', 4, 'free'], ['error', 5, 'odd'], ['error', 7, 'half'], ['error', 9, 'twin'], ['error', 10, undefined], ['warning', 11, 'also-good']]);
    assert.match(report.problems[0]!.message, /title is missing/);
    assert.match(report.problems[3]!.message, /could be 1234 or 1\.234/);
  });

  it('gathers rows of a product from anywhere in the file', async () => {
    await shop.take(csv(HEADER,
      row({Handle: 'tee', 'Option1 Value': 'L', 'Variant Price': '20'}),
      row({...plain}),
      row({Handle: 'tee', Title: 'Tee', 'Option1 Name': 'Size', 'Option1 Value': 'S', 'Variant Price': '10'})));
    assert.deepEqual((await shop.variants()).map(({id, title}) => [id, title]), [['cup', ''], ['tee--l', 'L'], ['tee--s', 'S']]);
  });

  it('gives ids that are safe in every script, and unlike where values are alike', async () => {
    await shop.take(csv(HEADER,
      row({Handle: '蓋碗', Title: '蓋碗', 'Option1 Name': '釉色', 'Option1 Value': '粉青', 'Variant Price': '10'}),
      row({Handle: '蓋碗', 'Option1 Value': '天目', 'Variant Price': '10'}),
      row({Handle: 'pen', Title: 'Pen', 'Option1 Name': 'Tip', 'Option1 Value': 'Fine!', 'Variant Price': '10'}),
      row({Handle: 'pen', 'Option1 Value': 'Fine', 'Variant Price': '10'}),
      row({Handle: 'pen', 'Option1 Value': '★', 'Variant Price': '10'})));
    const ids = (await shop.variants()).map(({id}) => id);
    assert.equal(new Set(ids).size, 5);
    assert.deepEqual(ids.filter(id => id.startsWith('蓋碗')), ['蓋碗--粉青', '蓋碗--天目']);
    assert.ok(ids.filter(id => id.startsWith('pen')).every(id => /^pen--[a-z★]*-[0-9a-f]{8}$/.test(id)), ids.join(' '));
  });

  it('keeps both of two variants with one SKU reachable, and says so', async () => {
    const report = await shop.take(csv(HEADER, row({...plain, 'Variant SKU': 'X'}), row({...plain, Handle: 'mug', Title: 'Mug', 'Variant SKU': 'X'})));
    assert.deepEqual((await shop.variants()).map(({id, sku}) => [id, sku]), [['cup', 'X'], ['mug', 'X']]);
    assert.equal(report.problemCount.warning, 2);
    assert.match(report.problems[0]!.message, /SKU "X" is that of another variant too: this one is sold as "cup"/);
  });

  it('names the variants of one product that share an SKU in one warning', async () => {
    const sizes = ['36', '37', '38', '39', '40', '41'];
    const report = await shop.take(csv(HEADER, ...sizes.map((size, index) => row({Handle: 'shoe', Title: index ? '' : 'Shoe', 'Option1 Name': 'Size', 'Option1 Value': size, 'Variant SKU': 'W1', 'Variant Price': '10'}))));
    assert.equal(report.problemCount.warning, 1);
    assert.deepEqual(report.problems.map(({line, message}) => [line, message]),
      [[2, 'The SKU "W1" is that of 6 variants: they are sold as "shoe--36", "shoe--37", "shoe--38", "shoe--39", "shoe--40" ….']]);
  });

  it('never crowds out what is said of the whole file', async () => {
    const columns = ['Handle', 'Title', 'Variant SKU', 'Variant Price', 'Variant Inventory Tracker'];
    const report = await shop.take(csv(columns, ...Array.from({length: 1100}, (_, index) => [`p${index}`, 'P', 'X', '1', 'shopify'])));
    assert.deepEqual([report.problemCount.warning, report.problems.length], [1101, 1000]);
    assert.match(report.problems.at(-1)!.message, /1100 variants are counted/);
  });

  it('that breaks off lands what is certain to be whole', async () => {
    const report = await shop.take(`${csv(HEADER, row(plain), row({...plain, Handle: 'last'}))}"never closed,1\nmug,Mug`);
    assert.deepEqual((await shop.products()).map(({handle}) => handle), ['cup']);
    assert.deepEqual(report.problems.map(({line}) => line), [3, 4]);
  });

  it('of today has other names for the same', async () => {
    await shop.take(csv(['Title', 'URL handle', 'Description', 'Published on online store', 'Status', 'SKU', 'Option1 name', 'Option1 value', 'Price', 'Compare-at price',
      'Inventory tracker', 'Inventory quantity', 'Continue selling when out of stock', 'Weight value (grams)', 'Requires shipping', 'Product image URL'],
    ['Cup', 'cup', '<p>Fine</p>', 'TRUE', 'Active', 'C1', 'Title', 'Default Title', '12.5', '', 'shopify', '3', 'DENY', '400', 'TRUE', 'https://img.example/c.jpg']));
    const [variant] = await shop.variants();
    assert.deepEqual([variant?.id, variant?.price, variant?.stock, variant?.oversell, variant?.requires_delivery], ['C1', 1250, 3, false, true]);
  });

  it('takes the apostrophe away that Shopify writes before an article number of digits', async () => {
    await shop.take(csv([...HEADER, 'Variant Barcode'],
      [...row({Handle: 'shoe', Title: "'90s shoe", 'Option1 Name': 'Size', 'Option1 Value': "'38", 'Variant SKU': "'0012", 'Variant Price': '10'}), "'4891234567894"],
      [...row({Handle: 'shoe', 'Option1 Value': "'39 wide", 'Variant SKU': "'0012-W", 'Variant Price': '10'}), '']));
    assert.deepEqual((await shop.variants()).map(({id, sku, barcode, title}) => [id, sku, barcode, title]),
      [['0012', '0012', '4891234567894', '38'], ["'0012-W", "'0012-W", null, "'39 wide"]]);
    assert.equal((await shop.products())[0]?.title, "'90s shoe");
  });

  it('says so when stock is counted somewhere, but the file has no numbers', async () => {
    const tracked = {...plain, 'Variant Inventory Tracker': 'shopify', 'Variant Inventory Policy': 'deny'};
    const locations = HEADER.filter(name => name !== 'Variant Inventory Qty');
    const report = await shop.take(csv(locations, ...[
      {...tracked, Handle: 'a'}, {...tracked, Handle: 'b'}, {...tracked, Handle: 'endless', 'Variant Inventory Policy': 'continue'},
      {...tracked, Handle: 'draft', Status: 'draft'}, {...plain, Handle: 'uncounted'},
    ].map(cells => locations.map(name => (cells as Record<string, string>)[name] ?? ''))));
    assert.deepEqual(report.problems.map(({level, line, product}) => [level, line, product]), [['warning', undefined, undefined]]);
    assert.match(report.problems[0]!.message, /^2 variants are counted .* no number .* sold without a limit/);
    const known = await shop.take(csv(HEADER, row({...tracked, Handle: 'a', 'Variant Inventory Qty': '0'})));
    assert.deepEqual(known.problems, []);
  });

  it('leaves out numbers that a spreadsheet has rounded, which would be those of many', async () => {
    const report = await shop.take(csv([...HEADER, 'Variant Barcode'], [...row({...plain, 'Variant SKU': '4.89123E+12'}), '8.85E+12'], [...row({...plain, Handle: 'e', 'Variant SKU': '1E5'}), '12']));
    assert.deepEqual((await shop.variants()).map(({id, sku, barcode}) => [id, sku, barcode]), [['cup', null, null], ['1E5', '1E5', '12']]);
    assert.deepEqual(report.problems.map(({level, line}) => [level, line]), [['warning', 2], ['warning', 2]]);
    assert.match(report.problems[0]!.message, /SKU "4\.89123E\+12" .* spreadsheet/);
    const numbers = async () => (await shop.variants()).map(({sku, barcode}) => [sku, barcode]);
    await shop.take(csv([...HEADER, 'Variant Barcode'], [...row({...plain, 'Variant SKU': '4891230000017'}), '8850000000012']));
    await shop.take(csv([...HEADER, 'Variant Barcode'], [...row({...plain, 'Variant SKU': '4.89123E+12'}), '8.85E+12']));
    assert.deepEqual((await numbers())[0], ['4891230000017', '8850000000012']);
    await shop.take(csv([...HEADER, 'Variant Barcode'], [...row(plain), '8.85E+12']));
    assert.deepEqual((await numbers())[0], [null, '8850000000012']);
  });

  it('cuts nothing off in the middle of a character', async () => {
    const wide = `x${'𠮷'.repeat(127)}`;
    const report = await shop.take(csv(HEADER,
      row({...plain, 'Body (HTML)': `x${'😀'.repeat(50_000)}`}),
      row({Handle: wide, Title: 'Wide', 'Option1 Name': 'Size', 'Option1 Value': 'S', 'Variant Price': '10'}), row({Handle: wide, 'Option1 Value': 'L', 'Variant Price': '10'}),
      row({...plain, Handle: '', Title: `y${'𠮷'.repeat(200)}`, 'Image Src': `${'x'.repeat(199)}😀.jpg`})));
    assert.deepEqual(report.problems.map(({level}) => level), ['warning']);
    assert.deepEqual((await shop.products()).map(({description, handle}) => [description.length, handle.length]), [[99_999, 3], [0, 255], [0, 119]]);
    assert.ok((await shop.variants()).every(({id}) => id === id.toWellFormed() && id.length <= 255));
  });

  it('sells gift cards, and says that nobody issues them', async () => {
    const report = await shop.take(csv([...HEADER, 'Gift Card'], [...row({...plain, Handle: 'card'}), 'true'], [...row(plain), 'false']));
    assert.deepEqual(report.problems.map(({level, product}) => [level, product]), [['warning', 'card']]);
    assert.match(report.problems[0]!.message, /gift card/);
    assert.equal((await shop.products()).length, 2);
  });

  it('says what is wrong in few words, whatever stands in the cell', async () => {
    const long = `\u001b[31mred\u0007\n${'x'.repeat(10_000)}`;
    const report = await shop.take(csv(HEADER, row({...plain, 'Variant Price': long}), row({...plain, Handle: 'h'.repeat(10_000)})));
    for (const {message, product} of report.problems) {
      assert.ok(message.length < 700 && (product ?? '').length <= 256, message);
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(message, /[\u0000-\u001f]/);
    }
    await assert.rejects(shop.take(csv(['\u001b[2J', 'b'])), (error: unknown) => !(error as Error).message.includes('\u001b'));
  });

  it('passes over its column names where they come again', async () => {
    const report = await shop.take(csv(HEADER, row(plain), HEADER, row({...plain, Handle: 'mug'})));
    assert.deepEqual((await shop.products()).map(({handle}) => handle), ['cup', 'mug']);
    assert.deepEqual(report.problems.map(({level, line}) => [level, line]), [['note', 3]]);
  });

  it('reads no further where another file with other columns was put behind it', async () => {
    const other = ['Handle', 'Vendor', 'Title', 'Variant Price'];
    const report = await shop.take(`${csv(HEADER, row(plain), row({...plain, Handle: 'last'}))}${csv(other, ['mug', '12', 'Mug', '13'])}`);
    assert.deepEqual((await shop.products()).map(({handle}) => handle), ['cup']);
    assert.deepEqual(report.problems.map(({line}) => line), [3, 4]);
    assert.match(report.problems[1]!.message, /names of other columns .* nothing from here on was read/i);
  });

  it('keeps "Default Title" as a choice beside another one', async () => {
    await shop.take(csv(HEADER, row(plain), row({Handle: 'cup', 'Option1 Value': 'Large', 'Variant Price': '20'})));
    assert.deepEqual((await shop.products())[0]?.options, [{name: 'Title', values: ['Default Title', 'Large']}]);
  });

  it('as a plain table needs no handles', async () => {
    const report = await shop.take('Bezeichnung;Preis;Nummer\nTasse;12,50;T1\nKanne;80;K1\n', {currency: 'EUR', map: {Bezeichnung: 'title', Preis: 'price', Nummer: 'sku'}});
    assert.equal(report.format, 'table');
    assert.deepEqual((await shop.variants()).map(({id, price, currency}) => [id, price, currency]), [['K1', 8000, 'EUR'], ['T1', 1250, 'EUR']]);
  });

  const real = new URL('../../../../shared/data/shopify/', import.meta.url);
  it('as real shops have them', {skip: !existsSync(real)}, async () => {
    for (const name of await readdir(real)) {
      const report = await shop.take(await readFile(new URL(name, real)), {}, 1000);
      assert.equal(report.products.created, 20, name);
      assert.deepEqual(report.problems, [], name);
      const again = await shop.take(await readFile(new URL(name, real)));
      assert.equal(again.products.unchanged, 20, name);
    }
  });
});
