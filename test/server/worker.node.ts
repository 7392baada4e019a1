import assert from 'node:assert/strict';
import {mock, test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {jsonLog} from '../../src/server/http/json-log.ts';
import {createWorker} from '../../src/server/worker.ts';

function listener() {
  const lines: string[] = [];
  return {lines, log: jsonLog(line => { lines.push(line); })};
}

test('Chores never overlap, and one that fails does not stop the rest', async () => {
  const {lines, log} = listener();
  let inside = 0;
  let most = 0;
  let runs = 0;
  const slow = {name: 'slow', every: 0, run: async () => {
    most = Math.max(most, ++inside);
    await pause(30);
    inside--;
    runs++;
  }};
  const broken = {name: 'broken', every: 0, run: async () => { throw new Error('no'); }};
  const worker = createWorker([broken, slow], log);
  assert.equal(worker.state(), 'off');
  worker.start();
  worker.start();
  await Promise.all([worker.runAll(), worker.runAll(), pause(600)]);
  assert.equal(worker.state(), 'ok');
  await worker.stop();
  const ended = runs;
  await pause(300);
  assert.deepEqual([most, runs], [1, ended]);
  assert.ok(runs >= 3);
  assert.match(lines[0] ?? '', /^\{"at":".*","level":"error","event":"worker\.failed","chore":"broken","error":"no"\}\n$/);
});

test('Stopping waits for the chore that is under way', async () => {
  let done = false;
  const worker = createWorker([{name: 'long', every: 0, run: async () => {
    await pause(100);
    done = true;
  }}], listener().log);
  worker.start();
  await pause(280);
  await worker.stop();
  assert.equal(done, true);
});

test('A chore waits out its pause', async () => {
  let runs = 0;
  const worker = createWorker([{name: 'rare', every: 60_000, run: async () => { runs++; }}], listener().log);
  worker.start();
  await pause(800);
  await worker.stop();
  assert.equal(runs, 1);
});

test('A clock that is set back by an hour holds up no chore', async () => {
  let runs = 0;
  const worker = createWorker([{name: 'often', every: 100, run: async () => { runs++; }}], listener().log);
  worker.start();
  await pause(400);
  const before = runs;
  const now = Date.now();
  mock.timers.enable({apis: ['Date'], now: now - 3600_000});
  await pause(900);
  mock.timers.setTime(now + 3600_000);
  const state = worker.state();
  await worker.stop();
  mock.timers.reset();
  assert.ok(before > 0);
  assert.ok(runs > before, `${runs} runs, ${before} of them before`);
  assert.equal(state, 'ok');
});
