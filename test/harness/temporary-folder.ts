import {chmodSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/**
 * Gives this process, and what it starts from now on, a folder of its own for temporary files. It goes when the process ends, and with it
 * what a browser or a server that had to be ended has left behind.
 */
export function ownTemporaryFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), 'hangtag-'));
  // As the folder that it stands in: PostgreSQL and apt work as users of their own.
  chmodSync(folder, 0o1777);
  process.env.TMPDIR = folder;
  process.on('exit', () => {
    try {
      rmSync(folder, {recursive: true, force: true, maxRetries: 5});
    } catch {
      // Something that was told to end still writes there.
    }
  });
}
