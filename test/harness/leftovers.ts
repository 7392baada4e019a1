import type {ChildProcess} from 'node:child_process';

const running = new Set<ChildProcess>();

/**
 * Makes a detached child, and everything that it started, end with this process at the latest.
 * Answers with a function that ends it now.
 */
export function endWithUs(child: ChildProcess): () => void {
  running.add(child);
  child.once('exit', () => running.delete(child));
  return () => {
    running.delete(child);
    signal(child, 'SIGTERM');
    setTimeout(() => signal(child, 'SIGKILL'), 3000).unref();
  };
}

// Asked first and not killed, a child can end children of its own.
function signal({pid}: ChildProcess, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    if (pid) process.kill(-pid, name);
  } catch {
    // The whole group is gone already.
  }
}

process.on('exit', () => running.forEach((child) => signal(child, 'SIGTERM')));
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => process.exit(1));
