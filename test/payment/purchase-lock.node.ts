import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {purchaseLock} from '../../src/payment/purchase-lock.ts';

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
});
