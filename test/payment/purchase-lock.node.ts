import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {purchaseLock} from '../../src/payment/purchase-lock.ts';
import {storageLease} from '../../src/payment/storage-lease.ts';

type Hold = (lock: Lock | null) => unknown;

/** Locks that drop the first callbacks, as Chromium does while a page opens a second window. */
function locksThatDrop(callbacks: number): {locks: Pick<LockManager, 'request'>; asked(): number} {
  let asked = 0;
  const request = async (_name: string, _options: LockOptions, hold: Hold): Promise<unknown> => {
    if (++asked <= callbacks) throw new Error('The provided callback is no longer runnable.');
    return hold({name: 'x', mode: 'exclusive'});
  };
  return {locks: {request: request as unknown as LockManager['request']}, asked: () => asked};
}

const needs = {storage: {getItem: () => null}} as unknown as Parameters<typeof purchaseLock>[1];

describe('The lock of a purchase', () => {
  it('is asked for again when the browser drops the answer: nobody else has it', async () => {
    const {locks} = locksThatDrop(1);
    assert.equal(await purchaseLock('tea', {...needs, locks}, () => assert.fail('lost')).take(), true);
  });

  it('is not asked for without end', async () => {
    const {locks, asked} = locksThatDrop(99);
    assert.equal(await purchaseLock('tea', {...needs, locks}, () => assert.fail('lost')).take(), false);
    assert.equal(asked(), 2);
  });

  it('of a page that is gone lasts no longer than its lease, though the clock was put back since', async () => {
    const now = Date.parse('2026-11-21T08:00:00Z');
    const kept = new Map<string, string>();
    const shared = {getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value), removeItem: (name: string) => void kept.delete(name)};
    const leaseAt = (at: number): ReturnType<typeof storageLease> =>
      storageLease('tea', {storage: shared, now: () => at, random: () => 0, uuid: () => crypto.randomUUID(), later: (ms, run) => (ms < 200 && queueMicrotask(run), () => undefined)}, () => undefined);
    kept.set('tea', JSON.stringify({owner: 'gone', until: now + 6000}));
    assert.equal(await leaseAt(now).take(), false);
    assert.equal(await leaseAt(now - 3_600_000).take(), true);
  });

  it('is a page’s own where nothing more can be stored: nothing is shared then', async () => {
    const full = {getItem: () => null, setItem: () => { throw new DOMException('Full', 'QuotaExceededError'); }, removeItem: () => undefined};
    const lock = storageLease('tea', {storage: full, now: () => 0, random: () => 0, uuid: () => 'me', later: (ms, run) => (ms < 200 && queueMicrotask(run), () => undefined)}, () => assert.fail('lost'));
    assert.equal(await lock.take(), true);
  });
});
