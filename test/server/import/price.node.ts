import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {toDecimal} from '../../../src/commerce/money.ts';
import {PriceError, readPrice} from '../../../src/server/import/price.ts';

describe('A price in a product file', () => {
  const read: readonly (readonly [cell: string, currency: string, amount: number])[] = [
    ['12', 'HKD', 1200], ['12.5', 'HKD', 1250], [' 12.50 ', 'HKD', 1250], ['0', 'HKD', 0], ['.5', 'HKD', 50], ['12.', 'HKD', 1200],
    ['1,234.50', 'HKD', 123450], ['1,234', 'HKD', 123400], ['1.234,50', 'EUR', 123450], ['12,50', 'EUR', 1250], ['12,5', 'EUR', 1250],
    ['1 234,50', 'EUR', 123450], ['1\u00a0234.50', 'EUR', 123450], ['1’234.50', 'CHF', 123450], ['1,234,567.89', 'HKD', 123456789],
    ['$12', 'HKD', 1200], ['HK$12.00', 'HKD', 1200], ['12.00 HKD', 'HKD', 1200], ['hkd 12', 'HKD', 1200], ['¥1,200', 'JPY', 1200], ['￥88', 'CNY', 8800],
    ['12,50 €', 'EUR', 1250], ['500.00', 'JPY', 500], ['1.250', 'KWD', 1250], ['12.5000', 'HKD', 1250], ['１２．５０', 'HKD', 1250],
  ];
  for (const [cell, currency, amount] of read) {
    it(`"${cell}" is ${amount} minor units of ${currency}`, () => assert.equal(readPrice(cell, currency), amount));
  }

  const refused: readonly (readonly [cell: string, currency: string, why: RegExp])[] = [
    ['1.234', 'HKD', /could be 1234 or 1\.234/], ['1,234', 'KWD', /could be 1234 or 1\.234/], ['0,123', 'HKD', /could be/], ['1.000', 'JPY', /could be/],
    ['abc', 'HKD', /is not an amount/], ['12.345678', 'HKD', /decimals/], ['-5', 'HKD', /less than nothing/], ['US$12', 'HKD', /is not in HKD/],
    ['12 USD', 'HKD', /is not in HKD/], ['€12', 'HKD', /is not in HKD/], ['1,23,456', 'HKD', /unusual places/], ['1.2.3', 'HKD', /unusual/],
    ['12-15', 'HKD', /is not an amount|cannot/], ['99999999999999999', 'HKD', /cannot be read/], ['', 'HKD', /is not an amount/], ['1,234.5,6', 'HKD', /unusual/],
    ['12 per kg', 'HKD', /is not an amount/],
  ];
  for (const [cell, currency, why] of refused) {
    it(`"${cell}" in ${currency} is refused`, () => assert.throws(() => readPrice(cell, currency), (error: unknown) => error instanceof PriceError && why.test(error.message)));
  }

  it('is read back from our own decimals, grouped or not, in every currency', () => {
    fc.assert(fc.property(fc.nat(10 ** 12), fc.constantFrom('HKD', 'JPY', 'KWD'), fc.boolean(), (amount, currency, isGrouped) => {
      const [whole = '', fraction] = toDecimal({amount, currency}).split('.');
      const grouped = isGrouped && currency !== 'KWD' ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
      assert.equal(readPrice(fraction === undefined ? grouped : `${grouped}.${fraction}`, currency), amount);
    }));
  });

  it('is an amount or a refusal, whatever stands there', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string({unit: fc.constantFrom(...'0123456789.,+- $€HKD')})), cell => {
      try {
        assert.ok(Number.isSafeInteger(readPrice(cell, 'HKD')));
      } catch (error) {
        assert.ok(error instanceof PriceError, String(error));
      }
    }));
  });
});
