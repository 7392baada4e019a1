import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {program} from './engines.ts';
import {endWithUs} from './leftovers.ts';

/** Starts a private X server, since WebKitGTK has no headless mode. The server picks a display number that is free. */
export async function startVirtualDisplay(): Promise<{display: string; stop(): void}> {
  const server = spawn(program('xvfb'), ['-displayfd', '3', '-screen', '0', '1400x1100x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const stop = endWithUs(server);
  const [chunk] = (await once(server.stdio[3]!, 'data')) as [Buffer];
  return {display: `:${chunk.toString().trim()}`, stop};
}
