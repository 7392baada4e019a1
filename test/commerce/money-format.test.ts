import {expect} from '@open-wc/testing';
import {money} from '../../src/commerce/money.ts';
import {formatMoney} from '../../src/commerce/money-format.ts';
import {moneyExamples} from './money-examples.ts';

describe('An amount for people, in this browser', () => {
  for (const {shown, amount, currency, locale, beside} of moneyExamples) {
    it(`is ${shown} for ${amount} ${currency} in ${locale}${beside ? ` beside ${beside.join(', ')}` : ''}`, () => {
      expect(formatMoney(money(amount, currency), locale, {beside})).to.equal(shown);
    });
  }
});
