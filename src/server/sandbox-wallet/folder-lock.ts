import {mkdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {processBirth} from '../process-birth.ts';

const FILE = 'wallet.lock';
/** Longer than anybody takes to write a lock, in ms. */
const WRITING_TIME = 3000;

export class FolderTaken extends Error {
  override readonly name = 'FolderTaken';
}

interface Owner {
  readonly pid: number;
  /** What tells this process from a later one with the same number; empty where the system does not say. */
  readonly born: string;
}

/**
 * Makes this process the only writer of `folder` until the returned function is called or the process ends. Waits up to
 * `patience` ms for a writer that is about to end; then throws `FolderTaken`.
 */
export async function lockFolder(folder: string, patience = 5000): Promise<() => Promise<void>> {
  await mkdir(folder, {recursive: true, mode: 0o700});
  const path = join(folder, FILE);
  const mine = JSON.stringify({pid: process.pid, born: (await processBirth(process.pid)).born} satisfies Owner);
  const until = Date.now() + patience;
  while (!await tryLock(path, mine)) {
    const found = await readFile(path, 'utf8').catch(() => undefined);
    if (found === undefined) continue;
    if (!await isHeld(path, found)) {
      await clearStale(path, found);
    } else {
      if (Date.now() >= until) throw new FolderTaken(`Another sandbox wallet is writing the books in ${folder}`);
      await delay(100);
    }
  }
  return () => rm(path, {force: true});
}

async function tryLock(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, {flag: 'wx', mode: 0o600});
    return true;
  } catch (error) {
    if ((error as {code?: string}).code === 'EEXIST') return false;
    throw error;
  }
}

/** Two processes may find the same stale lock: they take turns, and only what is still stale is removed. */
async function clearStale(path: string, stale: string): Promise<void> {
  const turn = `${path}.clearing`;
  if (!await tryLock(turn, '')) {
    if (await ageOf(turn) > WRITING_TIME) await rm(turn, {force: true});
    await delay(20);
    return;
  }
  try {
    if (await readFile(path, 'utf8').catch(() => undefined) === stale) await rm(path, {force: true});
  } finally {
    await rm(turn, {force: true});
  }
}

async function isHeld(path: string, content: string): Promise<boolean> {
  if (content === '') return await ageOf(path) < WRITING_TIME; // its owner is just writing it, or died while doing so
  try {
    const owner = JSON.parse(content) as Owner;
    process.kill(owner.pid, 0);
    const {born, isDead} = await processBirth(owner.pid);
    return !isDead && owner.born === born;
  } catch (error) {
    return (error as {code?: string}).code === 'EPERM';
  }
}

/** ms since the file was written; 0 when it is gone. */
async function ageOf(path: string): Promise<number> {
  return stat(path).then(({mtimeMs}) => Date.now() - mtimeMs, () => 0);
}
