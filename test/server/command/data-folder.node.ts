import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {readFile, readdir, stat, utimes, writeFile} from 'node:fs/promises';
import {hostname} from 'node:os';
import {after, before, describe, it} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {FolderHeld, holdFolder} from '../../../src/server/command/data-folder.ts';
import {processBirth, processSpace} from '../../../src/server/process-birth.ts';
import {serve, shopFolder, temporaryFolder} from './command.ts';

const SILENCE = 600;

describe('A data folder', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let count = 0;
  before(async () => { folder = await temporaryFolder(); });
  after(() => folder.remove());

  /** A folder that somebody else holds, or held. */
  async function heldBy(holder: Readonly<Record<string, unknown>>): Promise<{path: string; lock: string}> {
    const path = folder.file(`shop-${++count}`);
    await (await holdFolder(path, 'serve')).release();
    const lock = `${path}/server.json`;
    const here = {work: 'serve', pid: process.pid, born: (await processBirth(process.pid)).born, host: hostname(), space: await processSpace(), startedAt: '', token: 'other'};
    await writeFile(lock, JSON.stringify({...here, ...holder}));
    return {path, lock};
  }

  const elsewhere = [
    ['on another machine', {host: 'another', url: 'http://127.0.0.1:1'}],
    ['in another container of the same name', {space: 'another', pid: 999_999, url: 'http://127.0.0.1:1'}],
  ] as const;
  for (const [where, holder] of elsewhere) {
    it(`stays with a server ${where} that gives signs of life`, async t => {
      const {path, lock} = await heldBy(holder);
      const alive = setInterval(() => void utimes(lock, new Date(), new Date()), 100);
      t.after(() => clearInterval(alive));
      await assert.rejects(holdFolder(path, 'serve', SILENCE), FolderHeld);
    });

    it(`is taken over from a server ${where} that is silent`, async () => {
      const {path, lock} = await heldBy(holder);
      const begun = performance.now();
      const mine = await holdFolder(path, 'serve', SILENCE);
      assert.ok(performance.now() - begun >= SILENCE);
      assert.notEqual((JSON.parse(await readFile(lock, 'utf8')) as {token: string}).token, 'other');
      await mine.release();
    });
  }

  it('stays with a server whose clock is far off, ahead or behind', async t => {
    for (const off of [-3_600_000, 3_600_000]) {
      const {path, lock} = await heldBy({host: 'another'});
      const beat = (): void => void utimes(lock, new Date(Date.now() + off), new Date(Date.now() + off));
      beat();
      const alive = setInterval(beat, 50);
      t.after(() => clearInterval(alive));
      await assert.rejects(holdFolder(path, 'serve', 5000), FolderHeld);
    }
  });

  it('is taken over sooner from one that has been silent for long, and not without a look', async () => {
    const {path, lock} = await heldBy({host: 'another'});
    await utimes(lock, new Date(0), new Date(0));
    const begun = performance.now();
    await (await holdFolder(path, 'import', 8000)).release();
    const took = performance.now() - begun;
    assert.ok(took > 3000 && took < 8000, String(took));
  });

  it('is taken over at once when the number of its dead process was given out again', async () => {
    const {path} = await heldBy({born: 'earlier', url: 'http://127.0.0.1:1'});
    await (await holdFolder(path, 'serve')).release();
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const dead = await heldBy({pid: child.pid, born: '1'});
    await (await holdFolder(dead.path, 'audit')).release();
  });

  it('has a lock that is whole from its first moment: a slow disk makes no other process take it for one that was left behind', async () => {
    const path = folder.file('whole');
    const texts = new Set<string>();
    let over = false;
    const look = (): void => {
      try {
        texts.add(readFileSync(`${path}/server.json`, 'utf8'));
      } catch {
        // There is none just now.
      }
      if (!over) setImmediate(look);
    };
    look();
    for (let round = 0; round < 100; round++) await (await holdFolder(path, 'serve')).release();
    over = true;
    assert.ok(texts.size > 10, String(texts.size));
    assert.ok(!texts.has(''), 'it was empty for a moment');
    assert.deepEqual(await readdir(path), []);
  });

  it('shows signs of life of whoever holds it', async t => {
    t.mock.timers.enable({apis: ['setInterval']});
    const path = folder.file('mine');
    const mine = await holdFolder(path, 'serve');
    const touched = async (): Promise<number> => (await stat(`${path}/server.json`)).mtimeMs;
    await utimes(`${path}/server.json`, new Date(0), new Date(0));
    t.mock.timers.tick(5000);
    for (let tries = 0; tries < 100 && await touched() === 0; tries++) await pause(10);
    assert.ok(await touched() > 0);
    await mine.release();
  });

  it('that was taken over shows no sign of life of who held it before, who is told', async t => {
    t.mock.timers.enable({apis: ['setInterval']});
    const path = folder.file('lost');
    const mine = await holdFolder(path, 'serve');
    const lock = `${path}/server.json`;
    await writeFile(lock, JSON.stringify({pid: 1, token: 'other', host: 'another', work: 'serve'}));
    await utimes(lock, new Date(0), new Date(0));
    t.mock.timers.tick(5000);
    assert.match((await mine.lost).message, /lost.*is in use by a server \(process 1\)/);
    assert.equal((await stat(lock)).mtimeMs, 0);
    await mine.release();
    assert.equal((JSON.parse(await readFile(lock, 'utf8')) as {token: string}).token, 'other');
  });

  it('that was taken over from a server that stood still is left alone by it', async () => {
    const shop = await shopFolder();
    const serving = await serve(['--data', shop.file('shop')]);
    const lock = shop.file('shop/server.json');
    await writeFile(lock, JSON.stringify({pid: 1, token: 'other', host: 'another', work: 'serve'}));
    assert.equal(await serving.ended, 1);
    assert.equal(serving.log().at(-1)?.['event'], 'folder_lost');
    assert.equal((JSON.parse(await readFile(lock, 'utf8')) as {token: string}).token, 'other');
    await shop.remove();
  });
});
