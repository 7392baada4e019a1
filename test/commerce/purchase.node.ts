import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {attributionOf, purchaseHash, purchaseKey} from '../../src/commerce/purchase.ts';

const merchant = 'https://shop.example';

describe('The key of a purchase', () => {
  it('is the same for the same purchase in another order', () => {
    const one = purchaseKey({merchant, items: [{id: 'a', quantity: 2}, {id: 'b', quantity: 1}], coupon: ' SPRING '});
    const other = purchaseKey({merchant, items: [{id: 'b', quantity: 1}, {id: 'a', quantity: 1}, {id: 'a', quantity: 1}], coupon: 'SPRING', campaign: ''});
    assert.equal(one, other);
  });

  it('differs with the merchant, the items, how many, the coupon and the campaign', () => {
    const plain = {merchant, items: [{id: 'a', quantity: 1}]};
    const keys = [
      plain, {...plain, merchant: 'https://other.example'}, {...plain, items: [{id: 'b', quantity: 1}]}, {...plain, items: [{id: 'a', quantity: 2}]},
      {...plain, coupon: 'a'}, {...plain, campaign: 'a'}, {...plain, items: [{id: 'a:2', quantity: 1}]}, {...plain, items: [{id: 'a,a', quantity: 1}]},
    ].map(purchaseKey);
    assert.equal(new Set(keys).size, keys.length);
  });

  it('keeps its parts apart, whatever they contain', () => {
    const parts = fc.record({merchant: fc.string(), coupon: fc.string(), campaign: fc.string()});
    const told = ({merchant, coupon, campaign}: {merchant: string; coupon: string; campaign: string}) => JSON.stringify([merchant, coupon.trim(), campaign.trim()]);
    fc.assert(fc.property(parts, parts, (a, b) => {
      assert.equal(purchaseKey({...a, items: []}) === purchaseKey({...b, items: []}), told(a) === told(b));
    }));
  });

  it('has a short hash fit for a URL\'s fragment, which tells near keys apart', () => {
    const hashes = new Set<string>();
    for (let number = 0; number < 5000; number++) {
      const hash = purchaseHash(purchaseKey({merchant, items: [{id: `sku-${number}`, quantity: 1}]}));
      assert.match(hash, /^[a-z0-9]{10}$/);
      hashes.add(hash);
    }
    assert.equal(hashes.size, 5000);
  });
});

describe('Attribution', () => {
  it('carries the campaign and nothing else', () => {
    assert.deepEqual(attributionOf(' spring-post '), {utm_campaign: 'spring-post'});
    assert.equal(attributionOf(''), undefined);
    assert.equal(attributionOf(undefined), undefined);
  });
});
