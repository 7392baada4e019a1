import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {chownSync, existsSync, globSync, mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {promisify} from 'node:util';
import {Client} from 'pg';
import {freePort} from './free-port.ts';
import {endWithUs} from './leftovers.ts';

const execute = promisify(execFile);

/** The folder of PostgreSQL's programs on this machine, the newest version's; undefined when it is not installed. */
export function findPostgres(): string | undefined {
  const newestFirst = (a: string, b: string): number => b.localeCompare(a, 'en', {numeric: true});
  const places = ['/usr/lib/postgresql/*/bin/initdb', '/opt/homebrew/opt/postgresql*/bin/initdb', '/usr/local/bin/initdb', '/usr/bin/initdb'];
  // A pattern without a wildcard is answered with itself, whether it is there or not.
  const found = places.flatMap((place) => globSync(place).filter((path) => existsSync(path)).sort(newestFirst)).at(0);
  return found && dirname(realpathSync(found));
}

/**
 * Starts an empty PostgreSQL on loopback, and nowhere else, that forgets everything at its end, and never waits for a disk.
 * Its user may create databases: tests that run at the same time each make their own.
 */
export async function startPostgres(): Promise<{url: string; stop(): Promise<void>}> {
  const programs = findPostgres();
  if (!programs) throw new Error('PostgreSQL is not installed.');
  const folder = mkdtempSync(join(tmpdir(), 'hangtag-postgres-'));
  const owner = await ownerOf(folder);
  const data = join(folder, 'data');
  await execute(`${programs}/initdb`, ['-D', data, '-U', 'hangtag', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C.UTF-8'], {...owner, cwd: folder});

  const port = await freePort();
  const settings = {listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '200'};
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(`${programs}/postgres`, ['-D', data, '-p', String(port), ...flags], {...owner, cwd: folder, stdio: 'ignore', detached: true});
  endWithUs(server);
  const forget = (): void => rmSync(folder, {recursive: true, force: true, maxRetries: 5});
  process.once('exit', forget);
  const stop = async (): Promise<void> => {
    // Killed outright it would leave its shared memory behind.
    server.kill('SIGQUIT');
    if (server.exitCode === null) await once(server, 'exit');
    process.off('exit', forget);
    forget();
  };
  const url = `postgres://hangtag@127.0.0.1:${port}/postgres`;
  await accepting(url, () => server.exitCode !== null);
  return {url, stop};
}

// PostgreSQL refuses to run as root: then it runs as the user that its package made.
async function ownerOf(folder: string): Promise<{uid?: number; gid?: number}> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = await Promise.all(['-u', '-g'].map(async (flag) => Number((await execute('id', [flag, 'postgres'])).stdout)));
  if (!uid || !gid) throw new Error('There is no user postgres to run PostgreSQL as.');
  chownSync(folder, uid, gid);
  return {uid, gid};
}

async function accepting(url: string, ended: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 60_000; performance.now() < deadline;) {
    if (ended()) throw new Error('PostgreSQL ended while it started.');
    const client = new Client(url);
    const accepted = await client.connect().then(() => true, () => false);
    if (accepted) return client.end();
    await delay(100);
  }
  throw new Error('PostgreSQL did not start within a minute.');
}
