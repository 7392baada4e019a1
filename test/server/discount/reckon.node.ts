import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {allocate, percentOf} from '../../../src/server/discount/allocate.ts';
import type {DiscountRow} from '../../../src/server/discount/discount-row.ts';
import {codeKey} from '../../../src/server/discount/discount-row.ts';
import type {Sale} from '../../../src/server/discount/reckon.ts';
import {bestFor, reckon} from '../../../src/server/discount/reckon.ts';

/** The largest line that the shop prices. */
const LARGEST = 10_000_000_000_000;
const weights = fc.array(fc.oneof(fc.integer({min: 0, max: 9}), fc.integer({min: 0, max: 100_000}), fc.integer({min: 0, max: LARGEST})), {minLength: 1, maxLength: 100});

test('What is split adds up exactly, and nobody gets more than a unit away from their share', () => {
  fc.assert(fc.property(weights, fc.double({min: 0, max: 1, noNaN: true}), (all, part) => {
    const sum = all.reduce((whole, one) => whole + one, 0);
    const amount = Math.floor(sum * part);
    const parts = allocate(amount, all);
    assert.equal(parts.reduce((whole, one) => whole + one, 0), sum === 0 ? 0 : amount);
    for (const [at, one] of parts.entries()) {
      const weight = BigInt(all[at] ?? 0);
      assert.ok(one <= (all[at] ?? 0) && one >= 0);
      const off = BigInt(one) * BigInt(sum) - weight * BigInt(amount);
      assert.ok((off < 0n ? -off : off) < BigInt(Math.max(sum, 1)));
    }
  }));
});

test('The largest remainders get what is left over, the first of equals first', () => {
  assert.deepEqual(allocate(100, [1, 1, 1]), [34, 33, 33]);
  assert.deepEqual(allocate(10, [4, 4, 1]), [5, 4, 1]);
  assert.deepEqual(allocate(1, [1, 3]), [0, 1]);
});

test('A percentage is exact for any amount, half a unit rounded up', () => {
  assert.deepEqual([percentOf(15, 1000), percentOf(14, 1000), percentOf(1, 10_000), percentOf(LARGEST * 100, 1)], [2, 1, 1, 100_000_000_000]);
  fc.assert(fc.property(fc.integer({min: 0, max: LARGEST}), fc.integer({min: 1, max: 10_000}), (amount, percent) => {
    const part = percentOf(amount, percent);
    const off = BigInt(part) * 10_000n - BigInt(amount) * BigInt(percent);
    assert.ok(off <= 5000n && off > -5000n);
    assert.ok(part <= amount);
  }));
});

test('Codes are the same in any case and width', () => {
  assert.equal(codeKey(' summer２０ '), codeKey('SUMMER20'));
  assert.notEqual(codeKey('SUMMER2O'), codeKey('SUMMER20'));
});

const discount = fc.record({
  percent: fc.option(fc.integer({min: 1, max: 10_000})), amount: fc.integer({min: 1, max: 50_000}), up_to: fc.option(fc.integer({min: 1, max: 5000})),
  items: fc.option(fc.subarray(['a', 'b', 'c'], {minLength: 1})), delivery: fc.boolean(), combinable: fc.boolean(), coded: fc.boolean(), off: fc.boolean(),
}).map(({percent, amount, coded, off, up_to: upTo, ...rest}): DiscountRow => ({
  id: '', code: coded ? 'X' : null, code_key: coded ? 'X' : null, title: 'x', percent: off ? percent : null, amount: off && percent === null ? amount : null,
  up_to: off && percent !== null ? upTo : null, minimum: null, currency: null, starts_at: null, ends_at: null, most_uses: null, uses: 0, uses_per_contact: null,
  created_at: new Date(0), ended_at: null, ...rest,
}));
const discounts = fc.array(discount, {maxLength: 5}).map(all => all.map((one, at) => ({...one, id: `disc_${at}`})));
const sale: fc.Arbitrary<Sale> = fc.record({
  currency: fc.constantFrom('HKD', 'JPY', 'KWD'),
  lines: fc.array(fc.record({amount: fc.integer({min: 0, max: 100_000}), names: fc.subarray(['a', 'b', 'c'])}), {maxLength: 5}),
  delivery: fc.option(fc.integer({min: 0, max: 10_000}), {nil: undefined}),
});

test('However discounts stack, each is exactly what it takes off, and nothing goes below zero', () => {
  fc.assert(fc.property(discounts, sale, (all, sold) => {
    const reckoned = reckon(all, sold);
    for (const {amount, lines, delivery} of reckoned) {
      assert.ok(amount > 0);
      assert.equal(lines.reduce((sum, one) => sum + one, delivery), amount);
    }
    for (const [at, line] of sold.lines.entries()) assert.ok(reckoned.reduce((left, one) => left - (one.lines[at] ?? 0), line.amount) >= 0);
    assert.ok(reckoned.reduce((left, one) => left - one.delivery, sold.delivery ?? 0) >= 0);
  }));
});

test('A line that a discount is not for is not touched by it', () => {
  fc.assert(fc.property(discounts, sale, (all, sold) => {
    for (const {discount: one, lines} of reckon(all, sold)) {
      for (const [at, line] of sold.lines.entries()) if (one.items && !one.items.some(item => line.names.includes(item))) assert.equal(lines[at], 0);
    }
  }));
});

test('The order of the codes changes nothing, and no other way of combining is better for the buyer', () => {
  fc.assert(fc.property(discounts, sale, (all, sold) => {
    const saved = (way: ReturnType<typeof reckon>): number => way.reduce((sum, {amount}) => sum + amount, 0);
    const best = bestFor(all, sold);
    assert.equal(saved(bestFor([...all].reverse(), sold)), saved(best));
    if (best.length > 1) assert.ok(best.every(one => one.discount.combinable));
    assert.ok(saved(best) >= saved(reckon(all.filter(one => one.combinable), sold)));
    for (const one of all) assert.ok(saved(best) >= (one.combinable ? 0 : saved(reckon([one], sold))));
  }));
});

test('A percentage leaves whole steps of a currency that nobody can pay in parts', () => {
  const tenth: DiscountRow = {
    id: 'disc_1', code: 'TEN', code_key: 'TEN', title: 'x', percent: 1000, amount: null, up_to: null, minimum: null, currency: null, items: null, delivery: false, starts_at: null,
    ends_at: null, most_uses: null, uses: 0, uses_per_contact: null, combinable: true, created_at: new Date(0), ended_at: null,
  };
  const off = (currency: string, amount: number, more: Partial<DiscountRow> = {}): number =>
    reckon([{...tenth, ...more}], {currency, delivery: undefined, lines: [{amount, names: []}]})[0]?.amount ?? 0;
  assert.deepEqual([off('KWD', 1250), off('TWD', 39_500), off('HKD', 1250)], [130, 4000, 125], 'the last digit of a dinar, and the cents of a dollar, in the favour of the buyer');
  assert.equal(off('KWD', 1255), 126, 'a price that is between two steps itself stays there');
  assert.equal(off('KWD', 1250, {up_to: 121}), 121, 'never more than the shop said');
  assert.deepEqual([off('KWD', 1240, {percent: 10_000}), off('KWD', 0)], [1240, 0]);
});
