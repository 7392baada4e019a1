import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import type {Money, MoneyErrorCode} from '../../src/commerce/money.ts';
import {MoneyError, currencyDecimals, money, parseAmount, sameMoney, toDecimal} from '../../src/commerce/money.ts';

const currencies = ['HKD', 'CNY', 'JPY', 'KRW', 'KWD', 'TND', 'CLF', 'USD'];
const anyCurrency = fc.constantFrom(...currencies);
const anyMoney: fc.Arbitrary<Money> = fc.record({amount: fc.maxSafeInteger(), currency: anyCurrency}).map(({amount, currency}) => money(amount, currency));

function refused(code: MoneyErrorCode, saying?: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert(error instanceof MoneyError);
    assert.equal(error.code, code);
    if (saying) assert.match(error.message, saying);
    return true;
  };
}

describe('An amount written as a decimal', () => {
  const readings: [string, string, number][] = [
    ['128', 'HKD', 12800], ['128.5', 'HKD', 12850], ['128.00', 'HKD', 12800], ['0', 'HKD', 0], ['0.01', 'HKD', 1], [' 19.99 ', 'USD', 1999],
    ['007.10', 'HKD', 710], ['-3.00', 'HKD', -300], ['+3', 'HKD', 300], ['500', 'JPY', 500], ['1.25', 'KWD', 1250], ['1.250', 'KWD', 1250],
    ['0.0001', 'CLF', 1], ['0.57', 'USD', 57], ['1.005', 'BHD', 1005], ['4.35', 'CNY', 435],
  ];
  for (const [text, currency, amount] of readings) {
    it(`reads ${JSON.stringify(text)} ${currency} as ${amount} minor units`, () => assert.deepEqual(parseAmount(text, currency), {amount, currency}));
  }

  it('may carry zeros that the currency does not have, as exports do', () => {
    assert.deepEqual(parseAmount('500.00', 'JPY'), {amount: 500, currency: 'JPY'});
    assert.deepEqual(parseAmount('12.5000', 'HKD'), {amount: 1250, currency: 'HKD'});
  });

  it('is refused when it has decimals that the currency does not have', () => {
    assert.throws(() => parseAmount('128.005', 'HKD'), refused('too_many_decimals', /"128\.005" has more decimals than HKD, which has 2/));
    assert.throws(() => parseAmount('500.5', 'JPY'), refused('too_many_decimals', /which has 0/));
  });

  for (const text of ['1,280.00', '1,280', '1.280,00', '12,50', '1 280', "1'280.00", '1.280.00', '1\u00a0280']) {
    it(`is refused with a separator that could mean two things: ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseAmount(text, 'HKD'), refused('separator', /one decimal point/));
    });
  }

  for (const text of ['', ' ', '.', '-', '1.', '.5', '1e3', '0x10', 'HK$5', '5 HKD', 'Infinity', 'NaN', '--1', '１２', '12.3.', '1\n2']) {
    it(`is refused when it is no number: ${JSON.stringify(text)}`, () => assert.throws(() => parseAmount(text, 'HKD'), refused('not_a_number')));
  }

  it('is refused when it is too large to be exact', () => {
    assert.deepEqual(parseAmount('90071992547409.91', 'HKD'), {amount: Number.MAX_SAFE_INTEGER, currency: 'HKD'});
    assert.throws(() => parseAmount('90071992547409.92', 'HKD'), refused('too_large'));
    assert.throws(() => parseAmount('9'.repeat(400), 'JPY'), refused('too_large'));
  });

  it('needs a currency code', () => {
    for (const currency of ['', 'hkd', 'HK$', 'HKDD', '$', 'HK', '__proto__', 'HKD\n']) {
      assert.throws(() => parseAmount('1', currency), refused('bad_currency', /ISO 4217/));
    }
  });

  it('never makes a negative zero', () => {
    assert(Object.is(parseAmount('-0.00', 'HKD').amount, 0));
    assert(Object.is(money(-0, 'HKD').amount, 0));
  });

  it('survives printing and reading, whatever the amount', () => {
    fc.assert(fc.property(anyMoney, (any) => assert.deepEqual(parseAmount(toDecimal(any), any.currency), any)));
  });

  it('prints its digits exactly, with every decimal of its currency', () => {
    fc.assert(fc.property(anyMoney, (any) => {
      const places = currencyDecimals(any.currency);
      const text: string = toDecimal(any);
      assert.match(text, places ? new RegExp(`^-?\\d+\\.\\d{${places}}$`) : /^-?\d+$/);
      assert.equal(BigInt(text.replace('.', '')), BigInt(any.amount));
    }));
  });

  it('is read like whole-number arithmetic, never like a float', () => {
    fc.assert(fc.property(fc.nat(10 ** 9), fc.integer({min: 0, max: 99}), (whole, cents) => {
      const text = `${whole}.${String(cents).padStart(2, '0')}`;
      assert.equal(parseAmount(text, 'HKD').amount, whole * 100 + cents);
    }));
  });

  it('is either read exactly or refused with a MoneyError, whatever the text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+0-9., eE]*$/)), anyCurrency, (text, currency) => {
      try {
        assert(Number.isSafeInteger(parseAmount(text, currency).amount));
      } catch (error) {
        assert(error instanceof MoneyError, String(error));
      }
    }), {numRuns: 1000});
  });
});

describe('The decimals of a currency', () => {
  it('are those of ISO 4217', () => {
    const expected = {HKD: 2, CNY: 2, USD: 2, TWD: 2, MOP: 2, HUF: 2, IDR: 2, JPY: 0, KRW: 0, VND: 0, ISK: 0, XPF: 0, KWD: 3, BHD: 3, TND: 3, IQD: 3, CLF: 4, UYW: 4};
    for (const [currency, places] of Object.entries(expected)) assert.equal(currencyDecimals(currency), places, currency);
  });
});

describe('An amount of money', () => {
  it('is a whole, exact number', () => {
    assert.throws(() => money(0.5, 'HKD'), refused('not_whole'));
    assert.throws(() => money(NaN, 'HKD'), refused('not_whole'));
    assert.throws(() => money(Infinity, 'HKD'), refused('too_large'));
  });

  it('is the same only in the same currency', () => assert.equal(sameMoney(money(1, 'HKD'), money(1, 'CNY')), false));
});
