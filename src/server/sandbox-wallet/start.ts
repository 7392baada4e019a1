import {spawn} from 'node:child_process';
import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

export interface WalletSettings {
  /** Where the wallet keeps its books; nobody else writes there. */
  readonly folder: string;
  readonly secret: string;
  /** Default: the port it had before, else a free one. */
  readonly port?: number;
  /** Host that phones reach this machine by; the wallet then listens on every interface. Default: loopback only. */
  readonly publicHost?: string;
  /** Where people reach the wallet when something stands in front of it. */
  readonly publicUrl?: string;
  /** ms that a `late` notification waits. */
  readonly lateBy?: number;
}

export interface StartedWallet {
  /** Where the shop's server calls it. */
  readonly url: string;
  /** Where people reach it. */
  readonly publicUrl: string;
  readonly pid: number;
  /** Resolves when the process is over, however it ended. */
  readonly ended: Promise<void>;
  /** Ends the process when everything it took is on disk. */
  close(): Promise<void>;
}

/** Starts the sandbox wallet in a process of its own. It ends with this process. Throws with the reason when it cannot start. */
export async function startSandboxWallet(settings: WalletSettings): Promise<StartedWallet> {
  const program = new URL(import.meta.url.endsWith('.ts') ? './process.ts' : './process.js', import.meta.url);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(program)], {stdio: ['pipe', 'pipe', 'inherit']});
  child.stdin.on('error', () => {}); // it may be gone before it has read
  child.stdin.write(`${JSON.stringify(settings)}\n`);
  const ended = once(child, 'exit').then(() => {});
  const answer = await firstLine(child);
  if (answer.error !== undefined) throw new Error(`The sandbox wallet did not start: ${answer.error}`);
  return {
    url: answer.url ?? '',
    publicUrl: answer.publicUrl ?? '',
    pid: child.pid ?? 0,
    ended,
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

interface FirstLine {
  readonly url?: string;
  readonly publicUrl?: string;
  readonly error?: string;
}

async function firstLine(child: ChildProcess): Promise<FirstLine> {
  if (!child.stdout) throw new Error('The sandbox wallet has no output');
  const lines = createInterface({input: child.stdout});
  return new Promise((resolve, reject) => {
    lines.once('line', line => {
      resolve(JSON.parse(line) as FirstLine);
      lines.close();
      child.stdout?.resume();
    });
    child.once('error', reject);
    child.once('exit', code => resolve({error: `it ended with ${code ?? 'a signal'}`}));
  });
}
