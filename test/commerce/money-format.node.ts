import {describe, it} from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {money, toDecimal} from '../../src/commerce/money.ts';
import {formatMoney, moneyParts} from '../../src/commerce/money-format.ts';
import {moneyExamples} from './money-examples.ts';

describe('An amount for people', () => {
  for (const {shown, amount, currency, locale, beside} of moneyExamples) {
    it(`is ${shown} for ${amount} ${currency} in ${locale}${beside ? ` beside ${beside.join(', ')}` : ''}`, () => {
      assert.equal(formatMoney(money(amount, currency), locale, {beside}), shown);
    });
  }

  const anyLocale = fc.constantFrom('en', 'zh-Hans', 'zh-Hant', 'zh-HK', 'zh-CN');
  const anyCurrency = fc.constantFrom('HKD', 'CNY', 'JPY', 'KWD', 'CLF', 'USD', 'TWD', 'MOP', 'THB', 'XTS');

  it('shows exactly the digits of the amount', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), anyCurrency, anyLocale, (amount, currency, locale) => {
      const shown = formatMoney(money(amount, currency), locale);
      assert.equal(shown.replace(/[^\d.]/g, ''), toDecimal(money(Math.abs(amount), currency)));
      assert.equal(shown.startsWith('-'), amount < 0);
    }));
  });

  it('never shows a bare $ or, for yen, a bare ¥', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), anyCurrency, anyLocale, (amount, currency, locale) => {
      const shown = formatMoney(money(amount, currency), locale);
      assert.doesNotMatch(shown, /(^|[^A-Z])\$/);
      if (currency !== 'CNY') assert.doesNotMatch(shown, /(^|[^A-Z])¥/);
    }));
  });

  it('carries its code as soon as another currency stands beside it', () => {
    fc.assert(fc.property(anyCurrency, anyCurrency, anyLocale, (currency, other, locale) => {
      fc.pre(currency !== other);
      const shown = formatMoney(money(12345, currency), locale, {beside: [currency, other]});
      assert(shown.startsWith(`${currency}\u00a0`), shown);
    }));
  });

  it('comes in parts that read as the whole', () => {
    const parts = moneyParts(money(-128050, 'HKD'), 'en', {beside: ['CNY']});
    assert.deepEqual(parts.map(({type, value}) => [type, value]), [['currency', '-HKD'], ['space', '\u00a0'], ['amount', '1,280.50']]);
  });
});
