import assert from 'node:assert/strict';
import {before, describe, it} from 'node:test';
import type {ScriptedClock as Clock} from '../../src/conformance/scripted-clock.ts';

/** Real turns of the event loop, which are what costs time. */
let turns = 0;
let ScriptedClock: typeof Clock;

before(async () => {
  const original = globalThis.setImmediate;
  const counting = (run: () => void): NodeJS.Immediate => {
    turns++;
    return original(run);
  };
  globalThis.setImmediate = counting as typeof setImmediate;
  ({ScriptedClock} = await import('../../src/conformance/scripted-clock.ts'));
  globalThis.setImmediate = original;
});

describe('The scripted clock', () => {
  it('passes a minute and a half of frames without many thousand turns', async () => {
    const clock = new ScriptedClock(0);
    let frames = 0;
    const draw = (): void => {
      frames++;
      clock.later(16, draw);
    };
    draw();
    turns = 0;
    await clock.pass(90_000);
    assert.equal(frames, 5626);
    assert.ok(turns < 4000, `${turns} turns`);
  });

  it('hears of the timers that a loop sets only after it waited for something', async () => {
    const clock = new ScriptedClock(0);
    const tick = (): Promise<void> => new Promise((done) => void clock.later(10, done));
    let ticks = 0;
    const loop = async (): Promise<void> => {
      for (;;) {
        await tick();
        await new Promise((done) => void setImmediate(done));
        ticks++;
      }
    };
    void loop();
    await clock.pass(20_000);
    assert.ok(ticks > 600, `${ticks} ticks`);
    assert.equal(clock.waiting, 1);
  });

  it('runs every timer at its moment, however many there are', async () => {
    const clock = new ScriptedClock(0);
    const wrong: number[] = [];
    for (let at = 1; at <= 3000; at++) clock.later(at, () => clock.now === at || wrong.push(at));
    await clock.pass(5000);
    assert.deepEqual(wrong, []);
    assert.equal(clock.now, 5000);
  });

  it('waits for a request, but for one that never ends only once', async () => {
    const clock = new ScriptedClock(0);
    let busy = true;
    // Counted, and not timed: each look comes 10 ms after the one before, or later, as the machine likes.
    let looks = 0;
    clock.busy = () => {
      looks++;
      return busy;
    };
    let ran = 0;
    for (let at = 1; at <= 20; at++) clock.later(at, () => ran++);
    await clock.pass(100);
    assert.equal(ran, 20);
    assert.ok(looks > 500 && looks < 600, `${looks} looks`);
    busy = false;
    await clock.settle();
    busy = true;
    const again = performance.now();
    setTimeout(() => (busy = false), 100);
    await clock.settle();
    assert.ok(performance.now() - again > 80, 'the next request is waited for again');
  });

  it('waits for what really takes longer than scripted time passes, but not for ever', async () => {
    const clock = new ScriptedClock(0);
    const loading = new Promise((done) => void setTimeout(done, 1500));
    assert.equal(await clock.until(loading, 5000), true);
    assert.ok(clock.now <= 5000);
    assert.equal(await clock.until(new Promise(() => undefined), 1000), false);
  });
});
