import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {openBook} from '../../src/payment/attempts.ts';
import type {AttemptRecord} from '../../src/payment/attempts.ts';
import {openJournal} from '../../src/payment/journal.ts';
import type {Surroundings} from '../../src/payment/surroundings.ts';

const record = (id: string, more: Partial<AttemptRecord> = {}): AttemptRecord => ({
  version: 1, epoch: 0, purchase: 'tea', id, state: 'opening', provider: 'sandbox', total: {amount: 12800, currency: 'HKD'}, doubts: [], submitted: false, updatedAt: 1, ...more,
});

/** One page that has just been pressed, before it is known whether it may send. */
function page() {
  const storage = new Map<string, string>();
  const shown: Record<string, unknown> = {};
  const surroundings = {
    attempts: {get: () => ({}), setKey: (_: string, attempt: {id: string; state: string}) => (shown.attempt = `${attempt.id} ${attempt.state}`)},
    now: () => 2,
    later: () => () => undefined,
    storage: {getItem: (key: string) => storage.get(key) ?? null, setItem: (key: string, value: string) => storage.set(key, value), removeItem: (key: string) => storage.delete(key), key: () => null, length: 0},
    onStorage: () => () => undefined,
    locks: {request: (_: string, __: LockOptions, hold: (lock: object) => unknown) => Promise.resolve(hold({}))},
    report: (error: unknown) => assert.fail(String(error)),
  } as unknown as Surroundings;
  const book = openBook(surroundings);
  const heard: string[] = [];
  const note = (what: string) => () => void heard.push(what);
  const journal = openJournal(record('mine'), book, surroundings, {follows: note('follows'), looksOn: note('looks on'), ended: note('ended'), goesOn: note('goes on')});
  return {book, journal, heard, shown};
}

describe('A page that wants to send', () => {
  it('may when nothing was begun before', async () => {
    const {journal, heard} = page();
    assert.equal(await journal.claim(), true);
    assert.deepEqual([journal.mode, journal.attempt.id, journal.attempt.epoch, heard], ['leads', 'mine', 1, []]);
  });

  it('goes on with a payment that another page left undecided since the press, instead of a second one', async () => {
    const {book, journal, heard, shown} = page();
    const claiming = journal.claim();
    book.write(record('theirs', {state: 'confirming', submitted: true, epoch: 4, checkoutId: 'checkout-1'}));
    assert.equal(await claiming, false);
    assert.deepEqual([journal.mode, journal.attempt.id, journal.attempt.checkoutId, journal.attempt.epoch], ['leads', 'theirs', 'checkout-1', 5]);
    assert.deepEqual([heard, shown.attempt], [['looks on', 'goes on'], 'theirs confirming']);
  });

  it('shows a sale that another page has made since the press, instead of a second one', async () => {
    const {book, journal, heard} = page();
    const claiming = journal.claim();
    book.write(record('theirs', {state: 'paid', submitted: true, epoch: 4, order: {id: 'order-1', permalink_url: ''}}));
    assert.equal(await claiming, false);
    assert.deepEqual([journal.attempt.id, heard], ['theirs', ['ended']]);
  });

  it('takes over the checkout of an attempt that went wrong, not its ending', async () => {
    const {book, journal} = page();
    const claiming = journal.claim();
    book.write(record('theirs', {state: 'failed', epoch: 4, checkoutId: 'checkout-1'}));
    assert.equal(await claiming, true);
    assert.deepEqual([journal.attempt.id, journal.attempt.state, journal.attempt.checkoutId, journal.attempt.epoch], ['mine', 'opening', 'checkout-1', 5]);
  });
});
