import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import type {Checkout} from '../../src/commerce/checkout.ts';
import {openBook, parseRecord} from '../../src/payment/attempts.ts';
import type {AttemptRecord} from '../../src/payment/attempts.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

function memory(options: {fullAfter?: number} = {}) {
  const stored = new Map<string, string>();
  const listeners = new Set<(key: string | null) => void>();
  let writes = 0;
  const clock = {now: 1_000_000};
  const book = openBook({
    now: () => clock.now,
    onStorage: (run) => (listeners.add(run), () => void listeners.delete(run)),
    storage: {
      get length() {
        return stored.size;
      },
      key: (at) => [...stored.keys()][at] ?? null,
      getItem: (key) => stored.get(key) ?? null,
      removeItem: (key) => void stored.delete(key),
      setItem(key, value) {
        if (++writes > (options.fullAfter ?? Infinity)) throw new DOMException('full', 'QuotaExceededError');
        stored.set(key, value);
      },
    },
  });
  return {book, stored, clock, tell: (key: string | null) => listeners.forEach((run) => run(key))};
}

const record = (more: Partial<AttemptRecord> = {}): AttemptRecord => ({
  version: 1,
  epoch: 1,
  purchase: 'tea',
  id: 'a',
  state: 'confirming',
  provider: 'sandbox',
  total: {amount: 12800, currency: 'HKD'},
  submitted: true,
  doubts: [],
  updatedAt: 1_000_000,
  ...more,
});

describe('The book of attempts', () => {
  it('gives back what was written', () => {
    const {book} = memory();
    assert.equal(book.write(record()), true);
    assert.deepEqual(book.read('tea'), record());
    assert.deepEqual(book.find(({id}) => id === 'a'), record());
    assert.equal(book.read('rice'), undefined);
  });

  it('never stores the checkout, which knows the buyer, nor what the merchant can tell again', () => {
    const {book, stored} = memory();
    const checkout = {id: 'c', buyer: {email: 'mei@example.com'}} as Checkout;
    book.write(record({checkout, action: {type: 'popup', url: 'https://wallet.example/trade-1'}}));
    assert.deepEqual(book.read('tea'), record());
    assert.ok(![...stored.values()].some((text) => /mei@|wallet/.test(text)));
  });

  it('remembers an undecided payment for weeks, a receipt for minutes, an unpaid checkout for an hour', () => {
    for (const [more, kept, gone] of [
      [{}, 29 * day, 31 * day],
      [{state: 'paid', order: {id: 'o', permalink_url: ''}}, 14 * minute, 16 * minute],
      [{state: 'review', submitted: false}, 59 * minute, 61 * minute],
    ] as const) {
      const {book, clock, stored} = memory();
      book.write(record(more));
      clock.now += kept;
      assert.ok(book.read('tea'));
      clock.now += gone - kept;
      assert.equal(book.read('tea'), undefined);
      assert.equal(stored.size, 0);
    }
  });

  it('refuses a page that has lost the lead', () => {
    const {book} = memory();
    book.write(record({epoch: 2, id: 'newer'}));
    assert.equal(book.write(record({epoch: 1})), false);
    assert.equal(book.read('tea')?.id, 'newer');
  });

  it('goes on in memory when the storage is full', () => {
    const {book} = memory({fullAfter: 1});
    book.write(record());
    book.write(record({state: 'pending'}));
    assert.equal(book.read('tea')?.state, 'pending');
    book.forget('tea');
    assert.equal(book.read('tea'), undefined);
  });

  it('tells what another tab has changed', () => {
    const {book, tell} = memory();
    const seen: unknown[] = [];
    const stop = book.follow('tea', (found) => seen.push(found?.state));
    book.write(record());
    tell(null);
    stop();
    tell(null);
    assert.deepEqual(seen, ['confirming']);
  });

  it('takes nothing for an attempt that is none, whatever stands there', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string(), fc.constant(null)), (text) => {
      const found = parseRecord(text);
      assert.ok(found === undefined || found.version === 1);
    }));
    const broken = fc.constantFrom<keyof AttemptRecord>('version', 'epoch', 'purchase', 'id', 'state', 'provider', 'total', 'submitted', 'doubts', 'updatedAt');
    fc.assert(fc.property(broken, fc.constantFrom(null, 'x!', {}, undefined), (name, rubbish) => {
      const text = JSON.stringify({...record(), [name]: rubbish});
      const isText = ['purchase', 'id', 'provider'].includes(name) && rubbish === 'x!';
      const isObject = name === 'total' && typeof rubbish === 'object' && rubbish !== null;
      assert.equal(parseRecord(text) === undefined, !isText && !isObject, text);
    }));
    assert.equal(parseRecord(JSON.stringify(record({state: 'paid'}))), undefined);
  });
});
