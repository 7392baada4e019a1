import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {purchaseHash} from '../../src/commerce/item.ts';
import {readReturn} from '../../src/payment/read-return.ts';
import {returnAddress} from '../../src/payment/return-address.ts';

describe('The way back from a wallet', () => {
  it('leads to the page with a handle, and the page gets its own address back', () => {
    const back = returnAddress('https://blog.example/post?x=1', 'chk_1', 'tea');
    assert.equal(back, `https://blog.example/post?x=1#hangtag=chk_1.${purchaseHash('tea')}`);
    assert.deepEqual(readReturn(back), {handle: {checkoutId: 'chk_1', tag: purchaseHash('tea')}, page: 'https://blog.example/post?x=1'});
  });

  it('keeps a fragment of the page and any checkout id', () => {
    const fragment = fc.webFragments().filter((text) => text !== '');
    fc.assert(fc.property(fragment, fc.string({minLength: 1, unit: 'grapheme'}), fc.string(), (own, id, tag) => {
      const page = `https://blog.example/#${own}`;
      assert.deepEqual(readReturn(returnAddress(page, id, tag)), {handle: {checkoutId: id, tag: purchaseHash(tag)}, page});
    }));
  });

  it('does not pile up when a buyer pays twice from a page that was returned to', () => {
    const once = returnAddress('https://blog.example/', 'one', 'tea');
    assert.equal(readReturn(returnAddress(once, 'two', 'tea'))?.handle.checkoutId, 'two');
  });

  it('is found where the wallet adds what it has to say: before the fragment, or behind it', () => {
    const handle = {checkoutId: 'chk_1', tag: purchaseHash('tea')};
    const back = returnAddress('https://blog.example/post?x=1', 'chk_1', 'tea');
    assert.deepEqual(readReturn(back.replace('#', '&out_trade_no=1&sign=a%2Bb#'))?.handle, handle);
    assert.deepEqual(readReturn(`${back}?charset=utf-8&out_trade_no=1`), {handle, page: 'https://blog.example/post?x=1'});
  });

  it('is nothing where there is no handle', () => {
    for (const page of ['https://blog.example/', 'https://blog.example/#hangtag=', 'https://blog.example/#hangtag=x', 'https://blog.example/#hangtag=%E0%A4%A.aaaaaaaaaa']) {
      assert.equal(readReturn(page), undefined, page);
    }
  });
});
