import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import type {ItemChoice} from '../../src/commerce/item.ts';
import {ItemError, canonicalItems, itemFault, parseItems, permalinkItems, printItems} from '../../src/commerce/item.ts';

const anyId = fc.oneof(
  fc.constantFrom('sku', 'SKU-1.2_3', 'a,b', 'a:b', '100%', '~x', 'gid://shop/Variant/708', '茶杯 大', '👍', '%2C'),
  fc.string({minLength: 1, maxLength: 12, unit: 'grapheme'}),
// eslint-disable-next-line no-control-regex
).filter((id) => id.trim() !== '' && !/[\u0000-\u001f\u007f]/.test(id));
const anyItems: fc.Arbitrary<ItemChoice[]> = fc.uniqueArray(
  fc.record({id: anyId, quantity: fc.integer({min: 1, max: 9999})}, {noNullPrototype: true}), {minLength: 1, maxLength: 5, selector: ({id}) => id});

describe('A list of items', () => {
  const readings: [string, ItemChoice[]][] = [
    ['sku', [{id: 'sku', quantity: 1}]],
    ['sku:2', [{id: 'sku', quantity: 2}]],
    ['sku1:2,sku2:1', [{id: 'sku1', quantity: 2}, {id: 'sku2', quantity: 1}]],
    [' sku1:2 , sku2 ', [{id: 'sku1', quantity: 2}, {id: 'sku2', quantity: 1}]],
    ['a%2Cb%3Ac%25', [{id: 'a,b:c%', quantity: 1}]],
    ['茶杯:3', [{id: '茶杯', quantity: 3}]],
    ['mug / large', [{id: 'mug / large', quantity: 1}]],
    ['sku,other,sku:2', [{id: 'sku', quantity: 3}, {id: 'other', quantity: 1}]],
    ['~Z2lkOi8vc2hvcGlmeS9Qcm9kdWN0VmFyaWFudC83MDg4MTQxMg:1', [{id: 'gid://shopify/ProductVariant/70881412', quantity: 1}]],
    ['%7Esku', [{id: '~sku', quantity: 1}]],
  ];
  for (const [text, items] of readings) it(`is read from ${JSON.stringify(text)}`, () => assert.deepEqual(parseItems(text), items));

  const mistakes: [string, number, RegExp][] = [
    ['', 0, /missing/], ['sku,', 4, /missing/], [',sku', 0, /missing/], ['a, :2', 3, /missing/],
    ['sku:0', 4, /whole number/], ['sku:02', 4, /whole number/], ['sku:1.5', 4, /whole number/], ['sku:-1', 4, /whole number/], ['sku:', 4, /whole number/],
    ['ok,gid://shop/1', 7, /%3A/], ['a:1:2', 2, /%3A/], ['sku:10000', 4, /to 9999/], ['sku:9999,sku', 9, /At most/],
    ['100%', 0, /%25/], ['a,%zz', 2, /%25/], ['%C3', 0, /%25/], ['~', 0, /%7E/], ['~!!', 0, /%7E/], ['~Zh', 0, /%7E/], ['~Zg==', 0, /%7E/], ['~Zm9 v', 0, /%7E/], ['~Pj4+', 0, /%7E/], ['~wIA', 0, /%7E/], ['%00', 0, /readable/], ['%20', 0, /readable/], ['\ud800', 0, /readable/],
  ];
  for (const [text, position, saying] of mistakes) {
    it(`is refused, saying where, for ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseItems(text), (error) => {
        assert(error instanceof ItemError);
        assert.match(itemFault(error), saying);
        assert.equal(error.position, position);
        assert(itemFault(error).endsWith(`(at character ${position + 1})`));
        return true;
      });
    });
  }

  it('survives printing and reading, both ways of writing', () => {
    fc.assert(fc.property(anyItems, (items) => {
      assert.deepEqual(parseItems(printItems(items)), items);
      assert.deepEqual(parseItems(permalinkItems(items)), items);
    }));
  });

  it('is a safe piece of a URL\'s path when printed as a permalink', () => {
    fc.assert(fc.property(anyItems, (items) => assert.match(permalinkItems(items), /^[\w.~:,-]+$/)));
    assert.equal(permalinkItems([{id: 'gid://shopify/ProductVariant/70881412', quantity: 1}]), '~Z2lkOi8vc2hvcGlmeS9Qcm9kdWN0VmFyaWFudC83MDg4MTQxMg:1');
  });

  it('has one canonical spelling, whatever its order and however often things are named', () => {
    fc.assert(fc.property(anyItems, fc.nat(), (items, turn) => {
      const turned = [...items.slice(turn % items.length), ...items.slice(0, turn % items.length)];
      const split = turned.flatMap(({id, quantity}) => (quantity > 1 ? [{id, quantity: 1}, {id, quantity: quantity - 1}] : [{id, quantity}]));
      assert.equal(canonicalItems(turned), canonicalItems(items));
      assert.equal(canonicalItems(split), canonicalItems(items));
    }));
  });

  it('is either read or refused with an ItemError, whatever the text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[ab:,%~0-9 ]*$/)), (text) => {
      try {
        for (const {id, quantity} of parseItems(text)) assert(id && quantity >= 1);
      } catch (error) {
        assert(error instanceof ItemError, String(error));
      }
    }), {numRuns: 1000});
  });
});
