import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import fc from 'fast-check';
import {currentPrice} from '../../../src/server/catalogue/current-price.ts';
import {fits, relax, signals} from '../../../src/server/catalogue/option-selection.ts';
import type {VariantRow} from '../../../src/server/catalogue/rows.ts';
import type {Body} from '../http/answers.ts';
import type {Shop} from '../http/shop.ts';
import {gaiwan, openShop, pattern, said} from '../http/shop.ts';

let shop: Shop;

const shirt = (colour: string, size: string, stock: number) => ({
  id: `SHIRT-${colour}-${size}`, title: `${colour} / ${size}`, stock, price: size === 'L' ? 22000 : 20000,
  options: [{name: 'Colour', label: colour}, {name: 'Size', label: size}],
});

before(async () => {
  shop = await openShop();
  await shop.product(gaiwan({barcode: '4891234567893'}));
  await shop.product(pattern('pattern', {listPrice: 9900}));
  await shop.product({
    id: 'shirt', title: 'Cotton shirt 100%', type: 'Clothes', description: 'Soft_cotton from 廣東道', options: [{name: 'Colour', values: ['Blue', 'Red']}, {name: 'Size', values: ['M', 'L']}],
    variants: [shirt('Blue', 'M', 0), shirt('Blue', 'L', 3), shirt('Red', 'M', 5)],
  });
  await shop.product({
    id: 'tea', title: 'Puer tea', type: 'Drinks', tags: ['tea', '普洱'],
    variants: [{id: 'TEA-1', price: 10000, salePrice: 8000, saleStarts: '2026-11-21T09:00:00Z', saleEnds: '2026-11-21T12:00:00Z', stock: null}],
  });
  await shop.translate('tea', 'zh-Hant', {title: '普洱茶餅', description: '陳年熟普', product_type: '茶葉'});
  await shop.product({id: 'secret', title: 'Secret tea', status: 'draft', variants: [{id: 'SECRET'}]});
  await shop.product({id: 'empty', title: 'Empty tea', variants: [{id: 'EMPTY', status: 'archived'}]});
});
after(() => shop.close());

const lookup = async (ids: readonly string[], more: object = {}, headers = {}) => (await shop.call('POST', '/ucp/catalog/lookup', {ids, ...more}, headers)).body;
const search = async (more: object, headers = {}) => (await shop.call('POST', '/ucp/catalog/search', more, headers)).body;
const product = async (more: object, headers = {}) => (await shop.call('POST', '/ucp/catalog/product', more, headers)).body;
const idsOf = (body: Body): string[] => body.products.map(one => one.id);

test('Every kind of identifier leads to its variant, and says how', async () => {
  const body = await lookup(['GAIWAN-CEL', 'gaiwan', '4891234567893', 'nonsense', 'gaiwan', 'SECRET', 'EMPTY']);
  assert.deepEqual(idsOf(body), ['gaiwan']);
  const [variant] = body.products[0].variants;
  assert.equal(body.products[0].variants.length, 1);
  assert.deepEqual(variant.inputs, [{id: 'GAIWAN-CEL', match: 'exact'}, {id: 'gaiwan', match: 'featured'}, {id: '4891234567893', match: 'exact'}]);
  assert.deepEqual(body.messages.map(message => message.content).sort(), ['EMPTY', 'SECRET', 'nonsense']);
  assert.equal(body.products[0].media[0].url, 'https://shop.example/pictures/gaiwan.svg');
  assert.deepEqual(body.products[0].price_range.min, {amount: 38000, currency: 'HKD'});
});

test('A lookup tells a tag everything about the choice at once', async () => {
  const [one] = (await lookup(['GAIWAN-RIC'])).products;
  assert.equal(one.variants[0].availability.available, false);
  assert.deepEqual(one.metadata['dev.hangtag'], {language: 'en', variants: [
    {id: 'GAIWAN-CEL', title: 'Celadon', price: {amount: 38000, currency: 'HKD'}, available: true, stock: 12, needs_delivery: true},
    {id: 'GAIWAN-RIC', title: 'Rice white', price: {amount: 38000, currency: 'HKD'}, available: false, stock: 0, needs_delivery: true},
  ]});
  const [digital] = (await lookup(['pattern'])).products;
  assert.deepEqual(digital.variants[0].list_price, {amount: 9900, currency: 'HKD'});
  assert.equal(digital.metadata['dev.hangtag'].variants[0].needs_delivery, false);
});

test('A page full of tags asks once; far more is refused', async () => {
  assert.equal((await lookup(Array.from({length: 200}, (_, at) => `tag-${at}`))).messages.length, 200);
  const {status, body} = await shop.call('POST', '/ucp/catalog/lookup', {ids: Array.from({length: 251}, (_, at) => `tag-${at}`)});
  assert.deepEqual([status, body.code], [400, 'request_too_large']);
});

test('Sale prices hold within their time, by the server’s clock', async () => {
  const price = async () => (await lookup(['TEA-1'])).products[0].variants[0];
  assert.deepEqual([(await price()).price.amount, (await price()).list_price?.amount], [8000, 10000]);
  assert.equal((await shop.create({'TEA-1': 1})).body.line_items[0].item.price, 8000);
  shop.wait(2 * 3600_000);
  assert.deepEqual([(await price()).price.amount, (await price()).list_price], [10000, undefined]);
  shop.wait(-2 * 3600_000);
});

test('Texts come in the reader’s language; the body’s wish wins over the header', async () => {
  const titled = async (more: object, header: string) => {
    const [one] = (await lookup(['TEA-1'], more, {'accept-language': header})).products;
    return [one.title, one.metadata['dev.hangtag'].language];
  };
  assert.deepEqual(await titled({}, 'zh-HK'), ['普洱茶餅', 'zh-Hant']);
  assert.deepEqual(await titled({}, 'zh-CN'), ['Puer tea', 'en']);
  assert.deepEqual(await titled({}, 'fr, zh-TW;q=0.8, en;q=0.5'), ['普洱茶餅', 'zh-Hant']);
  assert.deepEqual(await titled({}, 'en, zh-TW;q=0.8'), ['Puer tea', 'en']);
  assert.deepEqual(await titled({context: {language: 'zh-Hant-HK'}}, 'en'), ['普洱茶餅', 'zh-Hant']);
  assert.deepEqual(await titled({}, 'not a language;;;q=x,*'), ['Puer tea', 'en']);
});

test('Searching finds parts of words in every text and script, the title first', async () => {
  assert.deepEqual(idsOf(await search({query: 'tea'})), ['tea', 'gaiwan']);
  assert.deepEqual(idsOf(await search({query: '普洱'})), ['tea']);
  assert.deepEqual(idsOf(await search({query: '熟普'})), ['tea']);
  assert.deepEqual(idsOf(await search({query: '廣東'})), ['shirt']);
  assert.deepEqual(idsOf(await search({query: 'gaiwan-ric'})), ['gaiwan']);
  assert.deepEqual(idsOf(await search({query: 'porcelain TEA'})), ['gaiwan']);
  assert.deepEqual(idsOf(await search({query: '100%'})), ['shirt']);
  assert.deepEqual(idsOf(await search({query: 't_c'})), ['shirt']);
  assert.deepEqual(idsOf(await search({query: 't%t'})), []);
  assert.deepEqual((await search({query: 'nothing of the kind'})).products, []);
});

test('A lookup knows a category by its own name and by every translation of it, whoever asks in which language', async () => {
  for (const language of ['en', 'zh-Hant']) {
    for (const category of ['drinks', '茶葉']) {
      const more = {filters: {categories: [category]}, context: {language}};
      assert.deepEqual(idsOf(await lookup(['tea', 'gaiwan'], more)), ['tea'], `${category}, ${language}`);
      assert.deepEqual(idsOf(await search(more)), ['tea'], `${category}, ${language}`);
      const {body} = await shop.call('POST', '/ucp/catalog/product', {id: 'tea', ...more});
      assert.equal(body.ucp.status, 'success', `${category}, ${language}`);
    }
  }
});

test('Filters narrow by category and by today’s price', async () => {
  assert.deepEqual(idsOf(await search({filters: {categories: ['table', 'Drinks']}})), ['gaiwan', 'tea']);
  assert.deepEqual(idsOf(await search({filters: {categories: ['茶葉']}})), ['tea']);
  assert.deepEqual(idsOf(await search({filters: {price: {max: 8000}}})), ['pattern-product', 'tea']);
  const between = await search({filters: {price: {min: 21000, max: 30000}}});
  assert.deepEqual([idsOf(between), between.products[0].variants.map(one => one.id)], [['shirt'], ['SHIRT-Blue-L']]);
  const foreign = await search({query: 'tea', context: {currency: 'USD'}, filters: {price: {max: 1}}});
  assert.deepEqual([idsOf(foreign), said(foreign)], [['tea', 'gaiwan'], ['price_filter_ignored $.filters.price']]);
  assert.deepEqual((await lookup(['TEA-1'], {filters: {price: {min: 9000}}})).products, []);
});

test('Of a product that is looked up, a variant within the price filter is shown', async () => {
  const dear = {filters: {price: {min: 21000}}};
  const [shirt] = (await lookup(['shirt'], dear)).products;
  assert.deepEqual(shirt.variants.map(({id, inputs}) => [id, inputs]), [['SHIRT-Blue-L', [{id: 'shirt', match: 'featured'}]]]);
  assert.deepEqual((await lookup(['SHIRT-Red-M'], dear)).products, [], 'a variant that was named is not replaced');
  assert.deepEqual((await lookup(['shirt'], {filters: {price: {min: 99999}}})).products, []);
});

test('A price filter counts in its own currency, where something is sold in it', async () => {
  const own = await openShop();
  await own.product(pattern('fan', {price: 1280, currency: 'JPY'}));
  await own.product(pattern('sheet', {price: 1280}));
  const found = async (currency: string, max: number) => idsOf((await own.call('POST', '/ucp/catalog/search', {context: {currency}, filters: {price: {max}}})).body);
  assert.deepEqual(await found('JPY', 1500), ['fan-product']);
  assert.deepEqual(await found('hkd', 1500), ['sheet-product']);
  assert.deepEqual(await found('JPY', 1000), []);
  const looked = (await own.call('POST', '/ucp/catalog/lookup', {ids: ['fan', 'sheet'], context: {currency: 'JPY'}, filters: {price: {max: 1500}}})).body;
  assert.deepEqual(idsOf(looked), ['fan-product']);
  await own.close();
});

test('The same id counts once, however often it is asked for', async () => {
  assert.deepEqual(idsOf(await lookup(Array.from({length: 300}, () => 'gaiwan'))), ['gaiwan']);
});

test('Pages follow each other without gaps or repeats', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 10; pages++) {
    const body = await search({filters: {price: {min: 0}}, pagination: {limit: 1, ...(cursor ? {cursor} : {})}});
    seen.push(...idsOf(body));
    assert.equal(body.pagination.total_count, 4);
    cursor = body.pagination.cursor;
    if (!body.pagination.has_next_page) break;
  }
  assert.deepEqual(seen, ['gaiwan', 'pattern-product', 'shirt', 'tea']);
  for (const [body, path] of [[{}, /^\$/], [{query: ' '}, /^\$/], [{query: 'a', pagination: {cursor: '!!'}}, /cursor/], [{query: 'a', pagination: {limit: 0}}, /limit/]] as const) {
    const {status, body: answer} = await shop.call('POST', '/ucp/catalog/search', body);
    assert.equal(status, 400);
    assert.match(answer.content, path);
  }
});

test('Choosing options narrows the variants and signals what is left', async () => {
  const blue = (await product({id: 'shirt', selected: [{name: 'Colour', label: 'Blue'}]})).product;
  assert.deepEqual(blue.selected, [{name: 'Colour', label: 'Blue'}]);
  assert.deepEqual(blue.variants.map(one => one.id), ['SHIRT-Blue-L', 'SHIRT-Blue-M']);
  assert.deepEqual(blue.options[1].values, [{label: 'M', available: false, exists: true}, {label: 'L', available: true, exists: true}]);
  const impossible = [{name: 'Size', label: 'L'}, {name: 'Colour', label: 'Red'}];
  assert.deepEqual((await product({id: 'shirt', selected: impossible, preferences: ['Colour', 'Size']})).product.selected, [{name: 'Colour', label: 'Red'}]);
  assert.deepEqual((await product({id: 'shirt', selected: impossible, preferences: ['Size']})).product.selected, [{name: 'Size', label: 'L'}]);
  const fixed = (await product({id: 'SHIRT-Red-M', selected: impossible})).product;
  assert.deepEqual([fixed.variants[0].id, fixed.selected], ['SHIRT-Red-M', [{name: 'Colour', label: 'Red'}, {name: 'Size', label: 'M'}]]);
  assert.deepEqual(fixed.options[1].values[1], {label: 'L', available: false, exists: false});
  assert.deepEqual((await product({id: 'shirt'})).product.selected, [{name: 'Colour', label: 'Blue'}, {name: 'Size', label: 'L'}]);
  const twice = await shop.call('POST', '/ucp/catalog/product', {id: 'shirt', selected: [impossible[0], impossible[0]]});
  assert.equal(twice.status, 400);
});

test('A product that is not sold is an outcome', async () => {
  for (const id of ['nonsense', 'secret', 'SECRET', 'empty']) assert.deepEqual(said(await product({id})), ['not_found'], id);
});

const variants = fc.uniqueArray(fc.record({colour: fc.constantFrom('r', 'g', 'b'), size: fc.constantFrom('s', 'm'), stock: fc.integer({min: 0, max: 2})}), {
  minLength: 1, selector: ({colour, size}) => colour + size,
}).map(list => list.map(({colour, size, stock}) => ({
  status: 'active', stock, oversell: false, options: [{name: 'colour', label: colour}, {name: 'size', label: size}],
}) as unknown as VariantRow));

test('Whatever is chosen, what is left of the choice exists, and the signals tell the truth', () => {
  const options = [{name: 'colour', values: ['r', 'g', 'b']}, {name: 'size', values: ['s', 'm']}];
  const selection = fc.uniqueArray(fc.constantFrom({name: 'colour', label: 'r'}, {name: 'colour', label: 'g'}, {name: 'size', label: 'm'}, {name: 'weight', label: '1'}), {selector: one => one.name});
  fc.assert(fc.property(variants, selection, fc.subarray(['colour', 'size', 'weight']), (rows, chosen, preferences) => {
    const kept = relax(rows, chosen, preferences);
    assert.ok(rows.some(row => fits(row, kept)));
    if (rows.some(row => fits(row, chosen))) assert.deepEqual(kept, chosen);
    for (const {name, values} of signals(options, rows, kept)) {
      for (const {label, exists, available} of values) {
        const match = rows.filter(row => fits(row, [...kept.filter(one => one.name !== name), {name, label}]));
        assert.deepEqual([exists, available], [match.length > 0, match.some(row => (row.stock ?? 1) > 0)]);
      }
    }
  }));
});

test('A price is the sale price exactly within its time, and never above the list price shown', () => {
  const at = fc.option(fc.date({min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true}), {nil: null});
  const amount = fc.integer({min: 0, max: 1_000_000});
  fc.assert(fc.property(amount, fc.option(amount, {nil: null}), fc.option(amount, {nil: null}), at, at, fc.date({min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true}),
    (price, list_price, sale_price, sale_starts, sale_ends, now) => {
      const shown = currentPrice({price, list_price, sale_price, sale_starts, sale_ends}, now);
      const within = sale_price !== null && (sale_starts?.getTime() ?? -Infinity) <= now.getTime() && now.getTime() < (sale_ends?.getTime() ?? Infinity);
      assert.equal(shown.price, within ? sale_price : price);
      if (shown.list !== undefined) assert.ok(shown.list > shown.price);
    }));
});
