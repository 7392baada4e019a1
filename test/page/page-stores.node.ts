import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import * as theirs from 'nanostores';
import * as ours from '../../src/page/page-stores.ts';
import type {PageMap} from '../../src/page/state.ts';

/** What a listener does when it is told, beside noting it. */
type Manner = 'notes' | 'breaks' | 'stops itself' | 'stops the next' | 'sets more';

type Step = {readonly set: number} | {readonly key: string; readonly value: number} | {readonly listen: Manner} | {readonly subscribe: Manner} | {readonly stop: number};

const manner = fc.constantFrom<Manner[]>('notes', 'notes', 'breaks', 'stops itself', 'stops the next', 'sets more');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({set: fc.nat(2)}),
  fc.record({key: fc.constantFrom('a', 'b'), value: fc.nat(2)}),
  fc.record({listen: manner}),
  fc.record({subscribe: manner}),
  fc.record({stop: fc.nat(5)}),
);

/** What everybody heard, whether anything was thrown at each step, and what is there in the end. */
function play(store: PageMap, steps: readonly Step[]): unknown {
  const heard: string[][] = [];
  const stops: (() => void)[] = [];
  const listener = (how: Manner): ((value: Record<string, unknown>) => void) => {
    const me = heard.push([]) - 1;
    return (value) => {
      heard[me]?.push(JSON.stringify(value));
      if (how === 'stops itself') stops[me]?.();
      if (how === 'stops the next') stops[me + 1]?.();
      if (how === 'sets more' && Number(value.more ?? 0) < 3) store.setKey('more', Number(value.more ?? 0) + 1);
      if (how === 'breaks') throw new Error('A listener broke');
    };
  };
  const take = (it: Step): void => {
    if ('set' in it) store.set({whole: it.set});
    else if ('key' in it) store.setKey(it.key, it.value);
    else if ('listen' in it) stops.push(store.listen(listener(it.listen)));
    else if ('subscribe' in it) stops[heard.length] = store.subscribe(listener(it.subscribe));
    else stops[it.stop]?.();
  };
  const thrown = steps.map((it) => {
    try {
      take(it);
      return false;
    } catch {
      return true;
    }
  });
  return {heard, thrown, value: JSON.stringify(store.get())};
}

describe('Our stores for the page’s state', () => {
  it('tell everybody what nanostores would tell them', () => {
    fc.assert(
      fc.property(fc.array(step, {maxLength: 24}), (steps) => {
        assert.deepEqual(play(ours.map({}), steps), play(theirs.map<Record<string, unknown>>({}) as PageMap, steps));
      }),
      {numRuns: 2000},
    );
  });

  it('say nothing when the value is the same', () => {
    const store = ours.atom('one');
    let told = 0;
    store.listen(() => told++);
    store.set('one');
    assert.equal(told, 0);
    store.set('two');
    assert.equal(told, 1);
  });
});
