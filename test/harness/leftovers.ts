import type {ChildProcess} from 'node:child_process';

const running = new Set<ChildProcess>();

/**
 * Makes a detached child, and everything that it started, end with this process at the latest.
 * Answers with a function that ends it now.
 */
export function endWithUs(child: ChildProcess): () => void {
  running.add(child);
  child.once('exit', () => running.delete(child));
  return () => end(child);
}

function end(child: ChildProcess): void {
  running.delete(child);
  if (!child.pid) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The whole group is gone already.
  }
}

process.on('exit', () => running.forEach(end));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
