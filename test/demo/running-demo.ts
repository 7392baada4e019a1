import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export interface RunningDemo {
  readonly origin: string;
  /** The data folder, as `hangtag` commands want it. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Starts the demo as `npm start` does, on a free port and a data folder of its own. */
export async function startDemo(): Promise<RunningDemo> {
  const folder = await mkdtemp(join(tmpdir(), 'hangtag-demo-'));
  const child = spawn(process.execPath, ['demo/serve.ts', '--data', folder], {env: {...process.env, PORT: ''}, stdio: ['ignore', 'pipe', 'pipe']});
  let said = '';
  const origin = await new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const url = /(http:\/\/localhost:\d+)/.exec(said)?.[1];
      if (url) resolve(url);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', (code) => reject(new Error(`The demo ended with ${code}: ${said}`)));
  });
  return {
    origin,
    folder,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), 180_000);
      const [, signal] = await ended;
      clearTimeout(forced);
      if (signal === 'SIGKILL') throw new Error('The demo was asked to stop and went on for three minutes.');
      await rm(folder, {recursive: true, force: true, maxRetries: 5});
    },
  };
}
