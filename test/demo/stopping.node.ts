import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, it} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {freePort} from '../harness/free-port.ts';

describe('The demo, asked to stop', () => {
  let folder: string;
  let demo: ChildProcess;
  let ended: Promise<unknown>;
  let origin: string;
  let said = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hangtag-demo-'));
    const port = await freePort();
    origin = `http://localhost:${port}`;
    said = '';
    demo = spawn(process.execPath, ['demo/serve.ts', '--data', folder, '--port', String(port)], {stdio: ['ignore', 'pipe', 'inherit']});
    demo.stdout?.on('data', (chunk: Buffer) => void (said += chunk.toString()));
    ended = once(demo, 'exit');
  });
  afterEach(async () => {
    demo.kill('SIGKILL');
    await ended;
    await rm(folder, {recursive: true, force: true});
  });

  const answered = async (path: string): Promise<void> => {
    while (await fetch(origin + path).then(response => response.text()).catch(() => undefined) === undefined) await pause(20);
  };
  const endedWith = async (): Promise<unknown> => Promise.race([ended, pause(180_000, 'it goes on', {ref: false})]);

  it('while its shop is being opened, ends all the same and does not say where it is', async () => {
    await answered('/');
    assert.equal(said, '');
    demo.kill('SIGTERM');
    assert.deepEqual(await endedWith(), [0, null]);
    assert.equal(said, '');
  });

  it('while the shop of the simulated services is being opened for somebody who has left, ends all the same', async () => {
    while (!said.includes(origin)) await pause(20);
    const leave = new AbortController();
    const left = assert.rejects(fetch(`${origin}/services/settings.json`, {signal: leave.signal}));
    await answered('/');
    leave.abort();
    await left;
    demo.kill('SIGTERM');
    assert.deepEqual(await endedWith(), [0, null]);
  });
});
