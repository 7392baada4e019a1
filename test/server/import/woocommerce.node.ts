import assert from 'node:assert/strict';
import {after, before, beforeEach, describe, it} from 'node:test';
import type {Shop} from './shop.ts';
import {csv, emptyShop} from './shop.ts';
import {CHINESE_HEADERS} from './woocommerce-headers.ts';

const HEADER = ['ID', 'Type', 'SKU', 'Name', 'Published', 'Short description', 'Description', 'Date sale price starts', 'Date sale price ends', 'In stock?', 'Stock',
  'Backorders allowed?', 'Weight (lbs)', 'Sale price', 'Regular price', 'Categories', 'Tags', 'Images', 'Parent', 'Attribute 1 name', 'Attribute 1 value(s)', 'Attribute 1 visible',
  'Attribute 1 global', 'Attribute 2 name', 'Attribute 2 value(s)'] as const;
type Cells = Partial<Record<(typeof HEADER)[number], string>>;

const row = (cells: Cells): string[] => HEADER.map(name => cells[name] ?? '');
const simple: Cells = {ID: '10', Type: 'simple', Name: 'Belt', Published: '1', 'In stock?': '1', 'Regular price': '65'};
const hoodie: Cells = {ID: '20', Type: 'variable', SKU: 'HOOD', Name: 'Hoodie', Published: '1', 'In stock?': '1', 'Attribute 1 name': 'Colour', 'Attribute 1 value(s)': 'Blue, Red',
  'Attribute 2 name': 'Logo', 'Attribute 2 value(s)': 'Yes, No'};
const variation: Cells = {Type: 'variation', Published: '1', 'In stock?': '1', 'Regular price': '45', Parent: 'HOOD', 'Attribute 1 name': 'Colour', 'Attribute 2 name': 'Logo'};

describe('A product export of WooCommerce', () => {
  let shop: Shop;
  before(async () => { shop = await emptyShop(); });
  beforeEach(() => shop.empty());
  after(() => shop.close());

  it('brings simple products with sale dates in the shop’s time', async () => {
    await shop.take(csv(HEADER, row({...simple, SKU: 'BELT', Description: '[vc_column_text css=""]One\\n\\n<b>Two</b>[/vc_column_text]', 'Sale price': '55', 'Date sale price starts': '2026-01-01',
      'Date sale price ends': '2026-01-31 23:59:59', Stock: '12', 'Backorders allowed?': 'notify', 'Weight (lbs)': '1.2', Images: 'https://i.example/1.jpg, https://i.example/2.jpg',
      Categories: 'Clothes > Belts, Sale', Tags: 'leather, a\\, b'})));
    const [variant] = await shop.variants();
    assert.deepEqual([variant?.id, variant?.price, variant?.sale_price, variant?.stock, variant?.oversell], ['BELT', 6500, 5500, 12, true]);
    assert.equal(variant?.sale_starts?.toISOString(), '2025-12-31T16:00:00.000Z');
    assert.equal(variant?.sale_ends?.toISOString(), '2026-01-31T16:00:00.000Z');
    const [product] = await shop.products();
    assert.deepEqual([product?.description, product?.product_type, product?.tags, product?.handle], ['One\n\nTwo', 'Clothes > Belts', ['leather', 'a, b'], 'belt-10']);
    assert.equal(product?.media.length, 2);
    assert.deepEqual(await shop.database.query('select grams from variants', []), [{grams: 544}]);
  });

  it('brings variations of a product named by SKU or by number, before or after it', async () => {
    await shop.take(csv(HEADER,
      row({...variation, ID: '21', SKU: 'H-B-Y', 'Attribute 1 value(s)': 'Blue', 'Attribute 2 value(s)': 'Yes', Stock: '3', Images: 'https://i.example/blue.jpg'}),
      row(hoodie),
      row(simple),
      row({...variation, ID: '22', Parent: 'id:20', 'Attribute 1 value(s)': 'Red', 'Attribute 2 value(s)': 'No'})));
    const [product] = await shop.products();
    assert.deepEqual(product?.options, [{name: 'Colour', values: ['Blue', 'Red']}, {name: 'Logo', values: ['Yes', 'No']}]);
    const hoodies = (await shop.variants()).filter(({product_id}) => product_id === 'product:woo-20');
    assert.deepEqual(hoodies.map(({id, title, stock}) => [id, title, stock]), [['H-B-Y', 'Blue / Yes', 3], ['hoodie-20--red-no', 'Red / No', null]]);
  });

  it('makes a variant of each value that a variation leaves open, and deals out its stock', async () => {
    const report = await shop.take(csv(HEADER, row(hoodie),
      row({...variation, ID: '21', SKU: 'H-B', 'Attribute 1 value(s)': 'Blue', 'Attribute 2 value(s)': '', Stock: '5'}),
      row({...variation, ID: '22', SKU: 'H-R', 'Attribute 1 value(s)': 'Red', 'Attribute 2 value(s)': ''}),
      row({...variation, ID: '23', SKU: 'H-R-N', 'Attribute 1 value(s)': 'Red', 'Attribute 2 value(s)': 'No', 'Regular price': '40'})));
    assert.deepEqual((await shop.variants()).map(({id, price, stock}) => [id, price, stock]),
      [['H-B--blue-yes', 4500, 3], ['H-B--blue-no', 4500, 2], ['H-R--red-yes', 4500, null], ['H-R-N', 4000, null]]);
    assert.match(report.problems[0]!.message, /2 variants share a stock of 5/);
  });

  it('never sells more than the stock that a product counts for its variations', async () => {
    await shop.take(csv(HEADER, row({...hoodie, Stock: '5'}),
      row({...variation, ID: '21', 'Attribute 1 value(s)': 'Blue', 'Attribute 2 value(s)': 'Yes', Stock: 'parent'}),
      row({...variation, ID: '22', 'Attribute 1 value(s)': 'Red', 'Attribute 2 value(s)': 'Yes'}),
      row({...variation, ID: '23', 'Attribute 1 value(s)': 'Red', 'Attribute 2 value(s)': 'No', Stock: '9'})));
    assert.deepEqual((await shop.variants()).map(({stock}) => stock), [3, 2, 9]);
  });

  it('says nothing of a stock that is shared, but used up', async () => {
    const report = await shop.take(csv(HEADER, row({...hoodie, Stock: '0'}),
      row({...variation, ID: '21', 'Attribute 1 value(s)': 'Blue', 'Attribute 2 value(s)': 'Yes', Stock: 'parent'}),
      row({...variation, ID: '22', 'Attribute 1 value(s)': 'Red', 'Attribute 2 value(s)': 'Yes', Stock: 'parent'})));
    assert.deepEqual((await shop.variants()).map(({stock}) => stock), [0, 0]);
    assert.deepEqual(report.problems, []);
  });

  it('knows what is not sold, not sent and not there', async () => {
    const report = await shop.take(csv(HEADER,
      row({...simple, ID: '1', Name: 'Album', Type: 'simple, downloadable, virtual'}),
      row({...simple, ID: '2', Name: 'Draft', Published: '-1'}), row({...simple, ID: '3', Name: 'Private', Published: '0'}),
      row({...simple, ID: '4', Name: 'Gone', 'In stock?': '0'}), row({...simple, ID: '5', Name: 'Later', 'In stock?': 'backorder'}),
      row({...simple, ID: '6', Name: 'Elsewhere', Type: 'external'}), row({...simple, ID: '7', Name: 'Group', Type: 'grouped', 'Regular price': ''}),
      row({...simple, ID: '8', Name: 'Priceless', 'Regular price': ''}), row({...variation, ID: '9', Parent: 'NOBODY'}), row({...hoodie, ID: '11'})));
    assert.deepEqual((await shop.products()).map(({title, status}) => [title, status]), [['Album', 'active'], ['Draft', 'draft'], ['Private', 'draft'], ['Gone', 'active'], ['Later', 'active']]);
    assert.equal((await shop.variant('album-1'))?.requires_delivery, false);
    assert.equal((await shop.variant('gone-4'))?.stock, 0);
    assert.equal((await shop.variant('later-5'))?.stock, null);
    assert.deepEqual([report.products.skipped, report.products.failed], [2, 2]);
    assert.deepEqual(report.problems.map(({level, line}) => [level, line]), [['note', 7], ['note', 8], ['error', 9], ['error', 10], ['error', 11]]);
  });

  it('asks neither a price nor variations of what is not sold', async () => {
    const free = {...simple, 'Regular price': ''};
    const report = await shop.take(csv(HEADER,
      row({...free, ID: '1', Published: '-1'}), row({...free, ID: '2', Published: '0'}), row({...hoodie, ID: '3', SKU: 'NONE', Published: '-1'}),
      row({...hoodie, ID: '4', SKU: 'D', Published: '-1'}), row({...variation, ID: '5', Parent: 'D', 'Regular price': '', 'Attribute 1 value(s)': 'Blue', 'Attribute 2 value(s)': 'No'}),
      row({...hoodie, ID: '6', SKU: 'S'}), row({...variation, ID: '7', Parent: 'S', 'Regular price': '', 'Attribute 1 value(s)': 'Blue', 'Attribute 2 value(s)': 'No'})));
    assert.deepEqual((await shop.products()).map(({id, status}) => [id, status]), ['1', '2', '3', '4'].map(id => [`product:woo-${id}`, 'draft']));
    assert.deepEqual(await shop.variants(), []);
    assert.deepEqual(report.problems.map(({level, line}) => [level, line]), [['note', 2], ['note', 3], ['note', 4], ['note', 5], ['note', 6], ['error', 7]]);
  });

  it('keeps a variable product that is no longer public with its variations, which say so too', async () => {
    const report = await shop.take(csv(HEADER,
      row({...hoodie, ID: '1', SKU: 'D', Published: '-1'}), row({...variation, ID: '2', Parent: 'D', Published: "'-1", 'Attribute 1 value(s)': 'Blue', 'Attribute 2 value(s)': 'No'}),
      row({...hoodie, ID: '3', SKU: 'P', Published: '2'}), row({...variation, ID: '4', Parent: 'P', 'Attribute 1 value(s)': 'Blue', 'Attribute 2 value(s)': 'No'}),
      row({...hoodie, ID: '5', SKU: 'S'}), row({...variation, ID: '6', Parent: 'S', 'Attribute 1 value(s)': 'Blue', 'Attribute 2 value(s)': 'No'}),
      row({...variation, ID: '7', Parent: 'S', Published: '-1', 'Attribute 1 value(s)': 'Red', 'Attribute 2 value(s)': 'No'}),
      row({...variation, ID: '8', Parent: 'S', Published: '0', 'Attribute 1 value(s)': 'Red', 'Attribute 2 value(s)': 'Yes'})));
    assert.deepEqual((await shop.products()).map(({status}) => status), ['draft', 'draft', 'active']);
    assert.deepEqual((await shop.variants()).map(({title}) => title), ['Blue / No', 'Blue / No', 'Blue / No']);
    assert.deepEqual(report.problems.map(({level, line}) => [level, line]), [['note', 8], ['note', 9]]);
  });

  it('reads names as WordPress shows them, whatever it has made of their signs', async () => {
    await shop.take(csv([...HEADER, 'Brands'], [...row({...simple, Name: 'Salt &amp; Pepper&#8217;s <em>mill</em> 5 < 6', Categories: 'Pots &amp; Pans', Tags: 'R&amp;D, a & b'}), 'H&amp;M']));
    const [product] = await shop.products();
    assert.deepEqual([product?.title, product?.handle, product?.product_type, product?.tags, product?.vendor],
      ['Salt & Pepper’s mill 5 < 6', 'salt-pepper-s-mill-5-6-10', 'Pots & Pans', ['R&D', 'a & b'], 'H&M']);
  });

  it('knows an attribute by its name in any case, and passes over one that has no values', async () => {
    await shop.take(csv(HEADER,
      row({...hoodie, 'Attribute 2 value(s)': ''}),
      row({...variation, ID: '21', SKU: 'B', 'Attribute 1 name': 'colour', 'Attribute 1 value(s)': 'blue'}),
      row({...variation, ID: '22', SKU: 'ANY', 'Attribute 1 name': 'COLOUR', 'Attribute 1 value(s)': ''})));
    assert.deepEqual((await shop.products())[0]?.options, [{name: 'Colour', values: ['Blue', 'Red']}]);
    assert.deepEqual((await shop.variants()).map(({id, title}) => [id, title]), [['B', 'Blue'], ['ANY--red', 'Red']]);
  });

  it('loses no product for its weight, which may have a decimal comma', async () => {
    const weights = ['0,125', '1,250', '1.5', '１．５', ' 2 ', 'heavy', '-1', '99999999999'];
    const report = await shop.take(csv(HEADER, ...weights.map((weight, index) => row({...simple, ID: String(index + 1), 'Weight (lbs)': weight}))));
    const grams = await shop.database.query<{grams: number | null}>('select grams from variants order by product_id', []);
    assert.deepEqual(grams.map(one => one.grams), [57, 567, 680, 680, 907, null, null, null]);
    assert.deepEqual(report.problems.map(({level, line}) => [level, line]), [['warning', 7], ['warning', 8], ['warning', 9]]);
    await shop.take('handle,title,price,weight,stock\na,A,1,"1,250",１２\n');
    assert.deepEqual(await shop.database.query(`select grams, stock from variants where id = 'a'`, []), [{grams: 1250, stock: 12}]);
  });

  it('gives a variation to nobody where several products have the SKU that it names', async () => {
    const report = await shop.take(csv(HEADER,
      row({...hoodie, ID: '1', SKU: '4.89E+12'}), row({...hoodie, ID: '2', SKU: '4.89E+12'}),
      row({...variation, ID: '3', Parent: '4.89E+12', 'Attribute 1 value(s)': 'Blue', 'Attribute 2 value(s)': 'No'}),
      row({...variation, ID: '4', Parent: 'id:2', 'Attribute 1 value(s)': 'Red', 'Attribute 2 value(s)': 'No'})));
    assert.deepEqual((await shop.variants()).map(({product_id, title}) => [product_id, title]), [['product:woo-2', 'Red / No']]);
    assert.match(report.problems.find(({line}) => line === 4)!.message, /cannot be told: "4\.89E\+12" is the SKU of several/);
  });

  it('takes the apostrophe away that guards a cell against spreadsheets', async () => {
    await shop.take(csv(HEADER, row({...simple, Name: "'+1 Belt", Published: "'-1"})));
    const [product] = await shop.products();
    assert.deepEqual([product?.title, product?.status], ['+1 Belt', 'draft']);
  });

  it('may have its columns in any language, when they are mapped; attributes like the first one', async () => {
    const german = ['ID', 'Typ', 'Artikelnummer', 'Name', 'Regulärer Preis', 'Übergeordnetes Produkt', 'Attribut 1 Name', 'Attribut 1 Wert(e)', 'Attribut 1 Sichtbar', 'Attribut 2 Name', 'Attribut 2 Wert(e)'];
    const report = await shop.take(csv(german,
      ['1', 'variable', 'T', 'Tasse', '', '', 'Material', 'Ton', '1', 'Farbe', 'Blau, Rot'],
      ['2', 'variation', 'T-B', 'Tasse', '12,50', 'T', 'Farbe', 'Blau', '', '', ''],
      ['3', 'variation', 'T-R', 'Tasse', '12,50', 'id:1', '', '', '', 'Farbe', 'Rot']), {currency: 'EUR',
      map: {Typ: 'kind', Artikelnummer: 'sku', 'Regulärer Preis': 'price', 'Übergeordnetes Produkt': 'parent', 'Attribut 1 Name': 'option1_name', 'Attribut 1 Wert(e)': 'option1_value'}});
    assert.deepEqual(report.problems, []);
    assert.deepEqual((await shop.variants()).map(({id, title, price}) => [id, title, price]), [['T-B', 'Blau', 1250], ['T-R', 'Rot', 1250]]);
    const french = ['ID', 'Type', 'UGS', 'Nom', 'Tarif régulier', 'Parent', 'Nom de l’attribut 1', 'Valeur(s) de l’attribut 1 '];
    await shop.empty();
    const other = await shop.take(csv(french, ['1', 'variable', 'T', 'Tasse', '', '', 'Couleur', 'Bleu, Rouge'], ['2', 'variation', 'T-B', 'Tasse', '12,50', 'T', 'Couleur', 'Bleu']),
      {currency: 'EUR', map: {UGS: 'sku', Nom: 'title', 'Tarif régulier': 'price', 'Nom de l’attribut 1': 'option1_name', 'Valeur(s) de l’attribut 1': 'option1_value'}});
    assert.equal(other.format, 'woocommerce');
    assert.deepEqual((await shop.variants()).map(({id, title}) => [id, title]), [['T-B', 'Bleu']]);
  });

  for (const [locale, header] of Object.entries(CHINESE_HEADERS)) {
    it(`may have its columns in ${locale}`, async () => {
      await shop.take(csv(header,
        ['30', 'variable', 'GW', '蓋碗', '1', '', '景德鎮', '', '', '1', '', '0', '0.4', '', '', '茶具', '', '', '', '釉色', '粉青, 天目', '', ''],
        ['31', 'variation', 'GW-1', '', '1', '', '', '2026-02-01', '2026-02-28', '1', '6', '0', '', '320', '380', '', '', '', 'GW', '釉色', '粉青', '', '']));
      const [variant] = await shop.variants();
      assert.deepEqual([variant?.id, variant?.price, variant?.sale_price, variant?.stock, variant?.options], ['GW-1', 38000, 32000, 6, [{name: '釉色', label: '粉青'}]]);
      assert.equal(variant?.sale_ends?.toISOString(), '2026-02-28T16:00:00.000Z');
    });
  }
});
