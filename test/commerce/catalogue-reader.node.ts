import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {offerFor, readProducts} from '../../src/commerce/catalogue-reader.ts';
import {WireError} from '../../src/commerce/wire.ts';
import {productJson, variantJson} from './checkout-json.ts';

const products = (...list: object[]) => readProducts({ucp: {}, products: list}).products;
const HKD = (amount: number) => ({amount, currency: 'HKD'});

describe('A catalogue answer', () => {
  it('leads each id to the variant that the merchant named for it', () => {
    const answer = products(
      productJson('p1', [variantJson('v1', ['red-mug', 'p1'])], {media: [{type: 'video', url: 'https://s.example/v.mp4'}, {type: 'image', url: 'https://s.example/p.jpg'}], url: 'https://s.example/p1'}),
      productJson('p2', [variantJson('v2', ['v2'])]),
    );
    assert.deepEqual(offerFor('red-mug', answer), {
      id: 'red-mug', productId: 'p1', title: 'Product p1', language: undefined, imageUrl: 'https://s.example/p.jpg', url: 'https://s.example/p1',
      variant: {id: 'v1', title: '', price: HKD(12800), listPrice: undefined, available: true, stock: undefined, needsDelivery: undefined},
      variants: [{id: 'v1', title: '', price: HKD(12800), listPrice: undefined, available: true, stock: undefined, needsDelivery: undefined}], complete: true,
    });
    assert.equal(offerFor('v2', answer)?.productId, 'p2');
    assert.equal(offerFor('missing', answer), undefined);
  });

  it('of a merchant that correlates nothing is matched by variant, SKU and product', () => {
    const answer = products(productJson('p1', [variantJson('v1', undefined, {sku: 'MUG-R'}), variantJson('v2', undefined)]));
    assert.deepEqual(['v2', 'MUG-R', 'p1'].map((id) => offerFor(id, answer)?.variant.id), ['v2', 'v1', 'v1']);
  });

  it('of our own server carries every variant with its stock', () => {
    const metadata = {'dev.hangtag': {language: 'zh-Hant', variants: [
      {id: 'v1', title: '紅', price: HKD(100), available: true, stock: 3, needs_delivery: true},
      {id: 'v2', title: '藍', price: HKD(90), list_price: HKD(120), available: false, stock: 0, needs_delivery: true},
    ]}};
    const offer = offerFor('x', products(productJson('p1', [variantJson('v1', ['x'])], {metadata})));
    assert.equal(offer?.complete, true);
    assert.equal(offer?.language, 'zh-Hant');
    assert.deepEqual(offer?.variant, {id: 'v1', title: '紅', price: HKD(100), listPrice: undefined, available: true, stock: 3, needsDelivery: true});
    assert.deepEqual(offer?.variants[1], {id: 'v2', title: '藍', price: HKD(90), listPrice: HKD(120), available: false, stock: 0, needsDelivery: true});
  });

  it('of another server is not taken for complete while there are options to choose', () => {
    const offer = offerFor('v1', products(productJson('p1', [variantJson('v1', ['v1'])], {options: [{name: 'Color', values: [{label: 'Red'}, {label: 'Blue'}]}]})));
    assert.equal(offer?.complete, false);
    assert.equal(offer?.variant.title, 'Variant v1');
  });

  it('shows a list price only when it is higher, in the same currency', () => {
    const listed = (list_price: unknown) => offerFor('v', products(productJson('p', [variantJson('v', ['v'], {list_price})])))?.variant.listPrice;
    assert.deepEqual([listed(HKD(20000)), listed(HKD(12800)), listed(HKD(1)), listed({amount: 99999, currency: 'CNY'}), listed('x')], [HKD(20000), undefined, undefined, undefined, undefined]);
  });

  it('says what can be bought', () => {
    const sold = (availability: unknown) => offerFor('v', products(productJson('p', [variantJson('v', ['v'], {availability})])))?.variant.available;
    assert.deepEqual([sold({available: false}), sold({available: true, status: 'backorder'}), sold({status: 'out_of_stock'}), sold({status: 'discontinued'}), sold({}), sold(undefined)], [false, true, false, false, true, true]);
  });

  it('never passes on addresses that lead astray', () => {
    const offer = offerFor('v', products(productJson('p', [variantJson('v', ['v'], {media: [{type: 'image', url: 'data:image/png,x'}]})], {url: 'javascript:alert(1)', media: [{type: 'image', url: 'http://s.example/x'}]})));
    assert.deepEqual([offer?.url, offer?.imageUrl], [undefined, undefined]);
  });

  it('goes without the products that cannot be read, and says why', () => {
    const spoilt = (price: object) => readProducts({products: [productJson('p', [variantJson('v', ['v'], {price})]), productJson('q', [variantJson('w', ['w'])])]});
    for (const price of [{amount: 128.5, currency: 'HKD'}, {amount: 1, currency: 'hkd'}, {amount: '1', currency: 'HKD'}, {amount: -1, currency: 'HKD'}]) {
      const answer = spoilt(price);
      assert.deepEqual(answer.products.map(({id}) => id), ['q']);
      assert.match(answer.spoilt?.message ?? '', /^\$\.products\[0\]\.variants\[0\]\.price/);
    }
    assert.equal(readProducts({products: []}).spoilt, undefined);
    for (const json of [null, [], {products: {}}]) assert.throws(() => readProducts(json), WireError);
  });
});
