import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {deadlinesFor, nextCheck, retryAt} from '../../../src/server/money/schedule.ts';
import {assertTransition, hasEnded, isOpen, PAYMENT_STATES, transitions} from '../../../src/server/money/transitions.ts';

describe('The table of a payment', () => {
  it('refuses every move that it does not name', () => {
    for (const from of PAYMENT_STATES) {
      for (const to of PAYMENT_STATES) {
        if (transitions[from].includes(to)) assertTransition(from, to);
        else assert.throws(() => assertTransition(from, to), {name: 'ForbiddenTransition'});
      }
    }
  });

  it('never leaves what is paid or honoured, and never loses late money', () => {
    for (const state of ['paid', 'honoured'] as const) assert.deepEqual(transitions[state], []);
    assert.deepEqual(transitions.refunded, ['held']);
    for (const state of PAYMENT_STATES.filter(hasEnded)) assert.deepEqual(transitions[state], ['late_paid', 'held']);
    assert.deepEqual(transitions.late_paid, ['honoured', 'refunding', 'held']);
  });

  it('lets every open payment end in every way', () => {
    for (const state of PAYMENT_STATES.filter(isOpen)) {
      for (const end of ['paid', 'declined', 'cancelled', 'expired', 'failed', 'held'] as const) assert.ok(transitions[state].includes(end), `${state} → ${end}`);
    }
  });
});

describe('The times of a payment', () => {
  const instant = fc.date({min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true});

  it('are in order: the provider\'s deadline, the end of the hold, the expiry of the checkout', () => {
    fc.assert(fc.property(fc.integer({min: 3, max: 1440}), instant, instant, (holdMinutes, expiry, now) => {
      const {deadline, holdUntil, checkoutUntil} = deadlinesFor({holdMinutes}, expiry, now);
      assert.ok(now < deadline && deadline < holdUntil && holdUntil <= checkoutUntil && expiry <= checkoutUntil);
    }));
  });

  it('always lie ahead, and not far behind a deadline', () => {
    fc.assert(fc.property(instant, fc.nat(60), instant, (now, checks, deadline) => {
      const next = nextCheck(now, checks, deadline);
      assert.ok(next > now && next.getTime() - now.getTime() <= 60_000);
      if (deadline > now) assert.ok(next.getTime() <= Math.max(deadline.getTime() + 1000, now.getTime() + 60_000));
      assert.ok(retryAt(now, checks) > now);
    }));
  });
});
