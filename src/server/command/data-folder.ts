import {randomBytes, randomUUID} from 'node:crypto';
import {access, constants, link, mkdir, open, readFile, rename, rm, utimes, writeFile} from 'node:fs/promises';
import {hostname} from 'node:os';
import {join, resolve} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {CommandError, reasonOf} from './command-error.ts';
import {processBirth, processSpace} from '../process-birth.ts';
import {isAtWork} from './control-client.ts';

/** Where a shop lives when nothing else is said. */
export const DEFAULT_FOLDER = '.hangtag';
const FILE = 'server.json';
const DYING_LOOKS = 20;
/** ms */
const DYING_PAUSE = 150;
/** ms between two signs of life of whoever holds a folder. */
const SIGN_OF_LIFE = 5000;
/** ms without one after which a holder that we cannot look at has died; a busy one may be late. */
const SILENCE = 30_000;
/** What part of that is enough where the last sign is old by our clock. Clocks may differ, so none is believed without looking on. */
const LONG_SILENT = 0.4;

/** Who works in a data folder. The embedded database and the sandbox's books bear one process at a time. */
export interface Holder {
  readonly work: 'serve' | 'import' | 'audit' | 'refund' | 'discount' | 'held';
  readonly pid: number;
  /** What tells the process from a later one with the same number, where the system says. */
  readonly born: string;
  readonly host: string;
  /** What `processSpace` says there: elsewhere the number of the process means nothing. */
  readonly space?: string;
  readonly startedAt: string;
  /** Opens the holder's control address; a secret. */
  readonly token: string;
  /** The control address, once a server answers there. */
  readonly url?: string;
  /** Where people reach the shop. */
  readonly shop?: string;
}

export interface HeldFolder {
  readonly path: string;
  readonly token: string;
  /** Tells other commands where the server is. */
  announce(addresses: {readonly url: string; readonly shop: string}): Promise<void>;
  /** Resolves when another process has taken the folder, as where this one stood still for long: nothing more may be written there. */
  readonly lost: Promise<Error>;
  release(): Promise<void>;
}

/** Somebody else works in the folder. */
export class FolderHeld extends CommandError {
  readonly holder: Holder;
  constructor(holder: Holder, path: string) {
    super(sentence(holder, path));
    this.holder = holder;
  }
}

function sentence({work, pid, shop}: Holder, path: string): string {
  const who = work === 'serve' ? `a server${shop ? ` at ${shop}` : ''}` : `"hangtag ${work}"`;
  return `The data folder ${path} is in use by ${who} (process ${pid}); only one process at a time can work in it.`;
}

/**
 * Makes this process the only one that works in `folder`, creating it when it is missing. A lock whose process has died is taken over.
 * Throws `FolderHeld`, or `CommandError` when the folder cannot be written. `silence`: ms without a sign of life after which a holder in
 * another container or on another machine counts as dead.
 */
export async function holdFolder(folder: string, work: Holder['work'], silence = SILENCE): Promise<HeldFolder> {
  const path = resolve(folder);
  await makeWritable(path);
  const file = join(path, FILE);
  const holder: Holder = {
    work, pid: process.pid, born: (await processBirth(process.pid)).born, host: hostname(), space: await processSpace(), startedAt: new Date().toISOString(), token: randomBytes(32).toString('base64url'),
  };
  for (let attempt = 0; !await create(file, holder); attempt++) {
    const found = await readHolder(file);
    if (found && await staysAlive(found, file, silence)) throw new FolderHeld(found, path);
    if (attempt >= 20) throw new CommandError(`The data folder ${path} cannot be locked: remove ${FILE} there if no Hangtag process is running.`);
    await clearStale(file, found?.token);
  }
  const signs = giveSignsOfLife(file, holder.token, path);
  return {
    path,
    token: holder.token,
    announce: addresses => replace(file, {...holder, ...addresses}),
    lost: signs.lost,
    async release() {
      signs.end();
      if ((await readHolder(file))?.token === holder.token) await rm(file, {force: true});
    },
  };
}

/** Never for another's lock: who has lost the folder must not keep it from those that come after. */
function giveSignsOfLife(file: string, token: string, path: string): {readonly lost: Promise<Error>; end(): void} {
  let tell: (error: Error) => void = () => {};
  const lost = new Promise<Error>(resolve => { tell = resolve; });
  const give = async (): Promise<void> => {
    const found = await readHolder(file);
    if (found?.token === token) await utimes(file, new Date(), new Date()).catch(() => {});
    else if (found) tell(new CommandError(`This process has lost its data folder. ${sentence(found, path)}`, {code: 1}));
  };
  const timer = setInterval(() => void give(), SIGN_OF_LIFE).unref();
  return {lost, end: () => clearInterval(timer)};
}

/** The server that works in the folder, and where it is asked; `undefined` when there is none. */
export async function findServer(folder: string): Promise<{url: string; token: string; shop?: string} | undefined> {
  const holder = await readHolder(join(resolve(folder), FILE));
  if (holder?.url === undefined || !await isAtWork(holder.url, holder.token)) return undefined;
  return {url: holder.url, token: holder.token, ...(holder.shop === undefined ? {} : {shop: holder.shop})};
}

async function makeWritable(path: string): Promise<void> {
  try {
    await mkdir(path, {recursive: true});
    await access(path, constants.W_OK | constants.R_OK | constants.X_OK);
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === 'EEXIST' ? 'it is a file' : reasonOf(cause);
    throw new CommandError(`The data folder ${path} cannot be written: ${why}.`, {cause});
  }
}

/** Linked into place whole: one that is still being written would look like one that was left behind. */
async function create(file: string, holder: Holder): Promise<boolean> {
  const draft = await written(`${file}.${randomUUID()}`, holder);
  const linked = await link(draft, file).then(() => true, isTaken);
  await rm(draft, {force: true});
  // Some disks know no links.
  return linked ?? written(file, holder).then(() => true, (error: unknown) => isTaken(error) ?? Promise.reject(error as Error));
}

/** False where somebody was faster; undefined where it is another error. */
const isTaken = (error: unknown): false | undefined => ((error as NodeJS.ErrnoException).code === 'EEXIST' ? false : undefined);

async function replace(file: string, holder: Holder): Promise<void> {
  await rename(await written(`${file}.${randomUUID()}`, holder), file);
}

/** Throws `EEXIST` where there is a file already. */
async function written(file: string, holder: Holder): Promise<string> {
  await writeFile(file, JSON.stringify(holder), {flag: 'wx', mode: 0o600});
  return file;
}

/** `undefined` when there is none, or it was never written to its end. */
async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    const holder = JSON.parse(await readFile(file, 'utf8')) as Partial<Holder> | null;
    return typeof holder?.pid === 'number' && typeof holder.token === 'string' ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** Two processes may find the same stale lock: only the one whose rename takes exactly that lock away goes on. */
async function clearStale(file: string, token: string | undefined): Promise<void> {
  // A lock that says nothing may be in the middle of being written.
  if (token === undefined) await delay(50);
  if (token === undefined && await readHolder(file)) return;
  const aside = `${file}.${randomUUID()}`;
  if (!await rename(file, aside).then(() => true, () => false)) return;
  const taken = await readHolder(aside);
  if (taken && taken.token !== token) await create(file, taken);
  await rm(aside, {force: true});
}

/** A killed process takes a moment to be gone: one that does not answer at its address gets that moment. */
async function staysAlive(holder: Holder, file: string, silence: number): Promise<boolean> {
  const here = await processSpace();
  if (holder.host !== hostname() || (holder.space ?? here) !== here) return givesSignOfLife(file, silence);
  for (let look = 0; look < DYING_LOOKS; look++) {
    if (!await isAlive(holder)) return false;
    if (holder.url === undefined || await isAtWork(holder.url, holder.token)) return true;
    await delay(DYING_PAUSE);
  }
  return isAlive(holder);
}

/** For a holder on another machine or in another container: neither its process nor its address can be looked at from here. */
async function givesSignOfLife(file: string, silence: number): Promise<boolean> {
  const last = await touchedAt(file);
  if (last === undefined) return false;
  const patience = Date.now() - last > 2 * silence ? silence * LONG_SILENT : silence;
  for (const until = performance.now() + patience; performance.now() < until;) {
    await delay(Math.min(DYING_PAUSE, silence));
    const now = await touchedAt(file);
    if (now !== last) return now !== undefined;
  }
  return false;
}

/** By opening it: what a network's disk says of a file that is not opened may be a minute old. */
async function touchedAt(file: string): Promise<number | undefined> {
  const opened = await open(file).catch(() => undefined);
  const found = await opened?.stat().catch(() => undefined);
  await opened?.close();
  return found?.mtimeMs;
}

/** Whether the holder still runs: by its process, and where a number may have been given out again by asking at its address. */
async function isAlive(holder: Holder): Promise<boolean> {
  if (!isRunning(holder.pid)) return false;
  const {born, isDead} = await processBirth(holder.pid);
  if (isDead) return false;
  if (born !== '' && holder.born !== '') return born === holder.born;
  return holder.url === undefined ? holder.pid !== process.pid : isAtWork(holder.url, holder.token);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
