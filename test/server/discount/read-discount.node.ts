import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {NewDiscount} from '../../../src/server/discount/discount-request.ts';
import {DiscountError} from '../../../src/server/discount/discount-request.ts';
import {readDiscount} from '../../../src/server/discount/read-discount.ts';

const SHOP = {currency: 'HKD', timeZone: 'Asia/Hong_Kong'};
const NOW = new Date('2026-11-21T10:00:00Z');

test('Money, percentages and days are read as the shop means them', () => {
  const read = readDiscount({code: ' Ｓpring5 ', percent: '12.5%', upTo: '50', minimum: '99.90', from: '2026-12-01', until: '2026-12-31', alone: true}, SHOP, NOW);
  assert.deepEqual([read.code, read.code_key, read.title], ['Spring5', 'SPRING5', {en: 'Spring5'}]);
  assert.deepEqual([read.percent, read.up_to, read.minimum, read.currency, read.combinable], [1250, 5000, 9990, 'HKD', false]);
  assert.deepEqual([read.starts_at?.toISOString(), read.ends_at?.toISOString()], ['2026-11-30T16:00:00.000Z', '2026-12-31T16:00:00.000Z']);
  assert.deepEqual(readDiscount({code: 'Y', amount: '500', currency: 'jpy'}, SHOP, NOW).amount, 500);
  assert.deepEqual(readDiscount({code: 'K', amount: '1.005', currency: 'KWD'}, SHOP, NOW).amount, 1005);
  assert.equal(readDiscount({code: 'P', percent: '5'}, SHOP, NOW).currency, null);
  assert.equal(readDiscount({code: 'T', percent: '5', until: '2026-12-31 18:00'}, SHOP, NOW).ends_at?.toISOString(), '2026-12-31T10:00:00.000Z');
});

const WRONG: readonly (readonly [NewDiscount, string])[] = [
  [{code: 'A', percent: '5', amount: '5'}, 'A discount is either a percentage or an amount, not both.'],
  [{code: 'A', percent: '101'}, 'A percentage is a number from 0.01 to 100, not "101".'],
  [{code: 'A', percent: '0'}, 'A percentage is a number from 0.01 to 100, not "0".'],
  [{code: 'A', percent: '1e1'}, 'A percentage is a number from 0.01 to 100, not "1e1".'],
  [{code: 'A', amount: '-5'}, 'An amount of HKD is written such as 12.80 and more than 0; "-5" is none.'],
  [{code: 'A', amount: '1.5', currency: 'JPY'}, 'An amount of JPY is written such as 128 and more than 0; "1.5" is none.'],
  [{code: 'A', amount: '1', currency: 'dollars'}, 'A currency is an ISO 4217 code such as HKD, not "dollars".'],
  [{code: 'A', amount: '5', upTo: '5'}, 'Only a percentage has a limit to what it takes off.'],
  [{code: 'TEN OFF', percent: '5'}, 'A code has at most 64 letters, digits and . _ % + - after the first, and no spaces; "TEN OFF" is none.'],
  [{code: 'A', percent: '5', until: '2020-01-01'}, 'This discount would be over already: it ends with "2020-01-01".'],
  [{code: 'A', percent: '5', from: 'soon'}, '"soon" is not a date such as 2026-01-31.'],
  [{code: 'A', percent: '5', from: '2099-02-01', until: '2099-01-01'}, 'This discount would end ("2099-01-01") before it starts ("2099-02-01").'],
  [{percent: '5'}, 'A discount without a code needs a title, such as "Summer sale".'],
];
for (const [asked, sentence] of WRONG) {
  test(`What cannot be is refused with a sentence: ${JSON.stringify(asked)}`, () => {
    assert.throws(() => readDiscount(asked, SHOP, NOW), (error) => error instanceof DiscountError && error.message === sentence);
  });
}
