import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {Countdown, clockTime} from '../../src/parts/countdown.ts';

describe('A countdown', () => {
  it('tells minutes and seconds, and hours when there are any', () => {
    assert.deepEqual([0, 5, 65, 600, 3605].map(clockTime), ['0:00', '0:05', '1:05', '10:00', '1:00:05']);
  });

  it('is over at its moment, and when the moment cannot be read', () => {
    const host = {addController: () => undefined, removeController: () => undefined, requestUpdate: () => undefined, updateComplete: Promise.resolve(true)};
    const countdown = new Countdown(host, () => Date.parse('2026-11-21T10:00:00Z'));
    assert.equal(countdown.secondsLeft('2026-11-21T10:01:00Z'), 60);
    countdown.hostDisconnected();
    assert.equal(countdown.secondsLeft('2026-11-21T09:59:59Z'), 0);
    assert.equal(countdown.secondsLeft('soon'), 0);
  });
});
