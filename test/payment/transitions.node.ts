import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {allowMove, isEnding, mayMove, transitions} from '../../src/payment/transitions.ts';
import type {PurchaseState} from '../../src/payment/transitions.ts';

const states = Object.keys(transitions) as PurchaseState[];

describe('The table of a purchase', () => {
  it('leads only to states that it has itself, and never to the same', () => {
    for (const from of states) {
      for (const to of transitions[from]) {
        assert.ok(states.includes(to), `${from} → ${to}`);
        assert.notEqual(from, to);
      }
    }
  });

  it('reaches every state from idle', () => {
    const reached = new Set<PurchaseState>(['idle']);
    for (const state of reached) for (const next of transitions[state]) reached.add(next);
    assert.deepEqual([...reached].sort(), [...states].sort());
  });

  it('leaves an ending only for a new attempt', () => {
    for (const state of states.filter(isEnding)) assert.deepEqual(transitions[state], ['ready']);
  });

  it('never calls a payment paid that was not handed over', () => {
    for (const state of ['idle', 'ready', 'opening', 'needs-buyer', 'review'] as const) assert.equal(mayMove(state, 'paid'), false);
  });

  it('throws in development for a move that is not in it', () => {
    assert.throws(() => allowMove('cancelled', 'paid', () => undefined), /cancelled to paid/);
  });

  it('reports and refuses such a move in production', () => {
    const before = process.env.NODE_ENV;
    process.env.NODE_ENV = 'production';
    const reports: unknown[] = [];
    const allowed = allowMove('paid', 'failed', (error) => reports.push(error));
    process.env.NODE_ENV = before;
    if (before === undefined) delete process.env.NODE_ENV;
    assert.equal(allowed, false);
    assert.match(String(reports[0]), /paid to failed/);
  });
});
