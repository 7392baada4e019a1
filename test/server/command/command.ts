import {spawn} from 'node:child_process';
import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {readyFolder} from '../../harness/ready-database.ts';

const MAIN = fileURLToPath(new URL('../../../src/server/command/main.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Surroundings {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** ms after which the process is killed, if it still runs. */
  readonly killAfter?: number;
}

/** Runs `hangtag …` to its end, with the embedded database unless `env` says otherwise. */
export async function hangtag(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  const child = start(args, surroundings);
  child.stdin!.end(surroundings.input ?? '');
  const {killAfter} = surroundings;
  const kill = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  const [out, err, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close') as Promise<[number | null]>]);
  clearTimeout(kill);
  return {code, out, err};
}

function start(args: readonly string[], {cwd, env}: Surroundings): ChildProcess {
  const {DATABASE_URL: _, ...own} = process.env;
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {cwd, env: {...own, ...env}, stdio: ['pipe', 'pipe', 'pipe']});
}

export interface Serving {
  readonly url: string;
  readonly pid: number;
  /** Standard output so far. */
  out(): string;
  /** Lines of the log so far. */
  log(): readonly Readonly<Record<string, unknown>>[];
  /** Sends the signal and answers the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
  /** Sends a signal and goes on. */
  send(signal: NodeJS.Signals): void;
  readonly ended: Promise<number | null>;
}

/** Starts `hangtag serve` on a free port and waits for its line. */
export async function serve(args: readonly string[], surroundings: Surroundings = {}): Promise<Serving> {
  const child = start(['serve', '--port', '0', ...args], surroundings);
  let out = '';
  let err = '';
  child.stderr!.on('data', (chunk: Buffer) => { err += chunk.toString(); });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout!.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const found = /http:\/\/\S+/.exec(out);
      if (found && out.includes('\n')) resolve(found[0]);
    });
    void ended.then(code => reject(new Error(`serve ended with ${code}: ${err}`)));
  });
  return {
    url, ended,
    pid: child.pid!,
    out: () => out,
    log: () => err.split('\n').filter(Boolean).map(line => JSON.parse(line) as Readonly<Record<string, unknown>>),
    send: signal => void child.kill(signal),
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<{readonly path: string; file(name: string): string; remove(): Promise<void>}> {
  const path = await mkdtemp(join(tmpdir(), 'hangtag-command-'));
  return {path, file: name => join(path, name), remove: () => rm(path, {recursive: true, force: true, maxRetries: 5})};
}

/** A temporary folder whose `shop` is the data folder of a shop without goods: for tests that are not about how a shop begins. */
export async function shopFolder(): ReturnType<typeof temporaryFolder> {
  const folder = await temporaryFolder();
  await readyFolder(folder.file('shop'));
  return folder;
}
