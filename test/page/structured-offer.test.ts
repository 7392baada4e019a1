import {expect} from '@open-wc/testing';
import {structuredOffer} from '../../src/page/structured-offer.ts';
import {listenToConsole} from './console.ts';

const HKD = (amount: number) => ({amount, currency: 'HKD'});
const mug = {'@type': 'Product', name: 'Mug', sku: 'mug', url: '/mug', image: ['https://s.example/mug.jpg'], offers: {'@type': 'Offer', price: '128.00', priceCurrency: 'HKD', availability: 'https://schema.org/InStock'}};

function page(...data: unknown[]): Document {
  const page = document.implementation.createHTMLDocument();
  for (const json of data) {
    const script = page.createElement('script');
    script.type = 'application/ld+json';
    script.textContent = typeof json === 'string' ? json : JSON.stringify(json);
    page.head.append(script);
  }
  const base = page.createElement('base');
  base.href = 'https://blog.example/posts/1';
  page.head.prepend(base);
  return page;
}

describe('An offer in the page\'s own data', () => {
  const heard = listenToConsole();

  it('is found by its SKU', () => {
    expect(structuredOffer('mug', page(mug))).to.deep.equal({
      id: 'mug', productId: 'mug', title: 'Mug', imageUrl: 'https://s.example/mug.jpg', url: 'https://blog.example/mug', complete: true,
      variant: {id: 'mug', title: '', price: HKD(12800), stock: undefined, listPrice: undefined, available: true},
      variants: [{id: 'mug', title: '', price: HKD(12800), stock: undefined, listPrice: undefined, available: true}],
    });
    expect(structuredOffer('other', page(mug))).to.equal(undefined);
  });

  it('is the only thing the page sells, when no id is asked for', () => {
    expect(structuredOffer(undefined, page(mug))?.variant.price).to.deep.equal(HKD(12800));
    expect(structuredOffer(undefined, page(mug, {...mug, sku: 'cup'}))).to.equal(undefined);
    expect(structuredOffer(undefined, page())).to.equal(undefined);
  });

  const shapes: [string, unknown][] = [
    ['a list', [{'@type': 'WebSite'}, mug]], ['a graph', {'@context': 'https://schema.org', '@graph': [{'@type': 'BreadcrumbList'}, mug]}],
    ['the main thing of the page', {'@type': 'ItemPage', mainEntity: mug}], ['an entry of a list', {'@type': 'ItemList', itemListElement: [{'@type': 'ListItem', item: mug}]}],
    ['a type written as an address', {...mug, '@type': 'http://schema.org/Product'}], ['a type with a prefix', {...mug, '@type': 'schema:Product'}], ['several types', {...mug, '@type': ['Product', 'Book']}],
    ['a price as a number', {...mug, offers: {price: 128, priceCurrency: 'HKD'}}], ['offers as a list', {...mug, offers: [{...mug.offers}]}],
    ['an offer elsewhere', {'@graph': [{...mug, offers: {'@id': '#o'}}, {'@id': '#o', ...mug.offers}]}],
    ['a price specification', {...mug, offers: {priceSpecification: {price: '128.00', priceCurrency: 'HKD'}}}],
    ['a currency of the whole offer', {...mug, offers: {priceCurrency: 'hkd', priceSpecification: [{price: 128}]}}],
    ['an aggregate of one price', {...mug, offers: {'@type': 'AggregateOffer', lowPrice: 128, highPrice: '128.00', priceCurrency: 'HKD'}}],
    ['an aggregate of one offer', {...mug, offers: {'@type': 'AggregateOffer', lowPrice: 1, highPrice: 2, priceCurrency: 'HKD', offers: [{'@type': 'Offer', price: '128.00'}]}}],
    ['a GTIN', {...mug, sku: undefined, gtin13: 'mug'}], ['an MPN', {...mug, sku: undefined, mpn: 'mug'}], ['an SKU on the offer', {...mug, sku: undefined, offers: {...mug.offers, sku: 'mug'}}],
    ['an identifier of its own', {...mug, sku: undefined, identifier: {'@type': 'PropertyValue', propertyID: 'x', value: 'mug'}}],
    ['a comment around it', `<!-- ${JSON.stringify(mug)} -->`],
  ];
  for (const [how, data] of shapes) {
    it(`is read from ${how}`, () => void expect(structuredOffer('mug', page(data))?.variant.price).to.deep.equal(HKD(12800)));
  }

  it('with variants is one product with a choice', () => {
    const variant = (sku: string, price: string) => ({'@type': 'Product', sku, name: `Mug ${sku}`, offers: {'@type': 'Offer', price, priceCurrency: 'HKD'}});
    const data = {'@graph': [{'@type': 'ProductGroup', name: 'Mug', productGroupID: 'mug', hasVariant: [variant('red', '10'), {'@id': '#blue'}]}, {'@id': '#blue', ...variant('blue', '12')}]};
    const offer = structuredOffer('blue', page(data));
    expect([offer?.productId, offer?.title, offer?.variant.title]).to.deep.equal(['mug', 'Mug', 'Mug blue']);
    expect(offer?.variants.map(({id, price}) => [id, price.amount])).to.deep.equal([['red', 1000], ['blue', 1200]]);
    expect(structuredOffer(undefined, page(data))?.variant.id).to.equal('red');
    expect(structuredOffer('mug', page(data))?.variant.id).to.equal('red');
  });

  it('shows the price before a reduction', () => {
    const offers = {priceCurrency: 'HKD', price: 100, priceSpecification: {'@type': 'UnitPriceSpecification', priceType: 'https://schema.org/StrikethroughPrice', price: 150, priceCurrency: 'HKD'}};
    expect(structuredOffer('mug', page({...mug, offers}))?.variant.listPrice).to.deep.equal(HKD(15000));
  });

  it('says what cannot be bought', () => {
    const sold = (availability: unknown, more: object = {}) => structuredOffer('mug', page({...mug, offers: {...mug.offers, availability, ...more}}))?.variant.available;
    expect(['OutOfStock', 'https://schema.org/SoldOut', {'@id': 'http://schema.org/Discontinued'}, 'InStoreOnly'].map((word) => sold(word))).to.deep.equal([false, false, false, false]);
    expect([sold('https://schema.org/PreOrder'), sold(undefined), sold('InStock', {inventoryLevel: {value: 0}})]).to.deep.equal([true, true, false]);
  });

  const unsure: [string, unknown][] = [
    ['a range of prices', {...mug, offers: {'@type': 'AggregateOffer', lowPrice: 100, highPrice: 200, priceCurrency: 'HKD'}}], ['two offers without names', {...mug, offers: [mug.offers, {...mug.offers, price: '1'}]}],
    ['no price', {...mug, offers: {priceCurrency: 'HKD'}}], ['something only mentioned', {'@type': 'Article', mentions: mug}], ['no offer', {...mug, offers: undefined}],
  ];
  for (const [what, data] of unsure) it(`is none with ${what}`, () => void expect(structuredOffer('mug', page(data))).to.equal(undefined));

  const wrong: [string, unknown, RegExp][] = [
    ['a separator', {...mug, offers: {price: '1,280.00', priceCurrency: 'HKD'}}, /one decimal point/], ['no currency', {...mug, offers: {price: '128.00'}}, /ISO 4217/],
    ['a sign', {...mug, offers: {price: 'HK$128', priceCurrency: 'HKD'}}, /not an amount/], ['too many decimals', {...mug, offers: {price: 128.005, priceCurrency: 'HKD'}}, /more decimals/],
  ];
  for (const [what, data, saying] of wrong) {
    it(`is none, and the author is told once, with a price written with ${what}`, () => {
      const from = page(data);
      expect(structuredOffer('mug', from)).to.equal(undefined);
      structuredOffer('mug', from);
      expect(heard()).to.have.length(1);
      expect(heard()[0]).to.match(saying);
    });
  }

  it('that is no JSON is told once and the others are read', () => {
    const from = page('{"@type": "Product",}', mug);
    expect(structuredOffer('mug', from)?.title).to.equal('Mug');
    structuredOffer('mug', from);
    expect(heard()).to.have.length(1);
    expect(heard()[0]).to.match(/JSON-LD of this page cannot be read/);
  });

  it('is read again after it changed', () => {
    const from = page(mug);
    expect(structuredOffer('mug', from)?.variant.price).to.deep.equal(HKD(12800));
    from.querySelector('script')!.textContent = JSON.stringify({...mug, offers: {price: '99.90', priceCurrency: 'HKD'}});
    expect(structuredOffer('mug', from)?.variant.price).to.deep.equal(HKD(9990));
  });

  it('is never markup and never leads astray', () => {
    const offer = structuredOffer('mug', page({...mug, name: '<b>Mug</b>', url: 'javascript:alert(1)', image: 'data:image/png,x'}));
    expect([offer?.title, offer?.url, offer?.imageUrl]).to.deep.equal(['<b>Mug</b>', undefined, undefined]);
  });

  it('survives data made to hurt', () => {
    const deep = '['.repeat(5000) + ']'.repeat(5000);
    const ring = {'@graph': [{'@id': '#a', '@type': 'Product', sku: 'a', offers: {'@id': '#a'}}]};
    for (const data of [deep, ring, null, 1, 'x', [[[]]], {'@type': 'Product', offers: [null, 1, 'x', {price: {}, priceCurrency: []}]}, {'@graph': {'@graph': null}}]) {
      expect(structuredOffer('a', page(typeof data === 'string' ? data : JSON.stringify(data)))).to.equal(undefined);
    }
  });
});
