import {randomUUID} from 'node:crypto';
import {mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';

const FILE = 'wallet.lock';

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
  const mine = JSON.stringify({pid: process.pid, born: await bornAt(process.pid)} satisfies Owner);
  const until = Date.now() + patience;
  while (!await tryLock(path, mine)) {
    const found = await readFile(path, 'utf8').catch(() => '');
    if (found !== '' && await isAlive(found)) {
      if (Date.now() >= until) throw new FolderTaken(`Another sandbox wallet is writing the books in ${folder}`);
      await delay(100);
    } else {
      await clearStale(path, found);
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

/** Two processes may find the same stale lock: only the one whose rename takes exactly that lock away goes on. */
async function clearStale(path: string, stale: string): Promise<void> {
  if (stale === '') await delay(50); // its owner is just writing it
  const aside = `${path}.${randomUUID()}`;
  const moved = await rename(path, aside).then(() => true, () => false);
  if (!moved) return;
  const taken = await readFile(aside, 'utf8');
  if (taken !== stale) await writeFile(path, taken, {flag: 'wx', mode: 0o600}).catch(() => {});
  await rm(aside, {force: true});
}

async function isAlive(content: string): Promise<boolean> {
  try {
    const owner = JSON.parse(content) as Owner;
    process.kill(owner.pid, 0);
    return owner.born === await bornAt(owner.pid);
  } catch (error) {
    return (error as {code?: string}).code === 'EPERM';
  }
}

/** When a process began, in the kernel's ticks (Linux); elsewhere its number must do. */
async function bornAt(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
