import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {lockFolder} from './folder-lock.ts';
import {openJournal} from './journal.ts';
import {listen, openWallet} from './open-wallet.ts';
import type {WalletSettings} from './start.ts';

// The sandbox wallet in a process of its own. Its parent writes one line of settings to its input and keeps that open: when
// the input ends, however the parent died, the wallet ends too.

const SWEEP = 5000;

async function run(settings: WalletSettings, ended: Promise<void>): Promise<void> {
  const unlock = await lockFolder(settings.folder);
  const journal = await openJournal(settings.folder);
  const portFile = join(settings.folder, 'port');
  const remembered = Number(await readFile(portFile, 'utf8').catch(() => '0'));
  let publicUrl = '';
  const open = openWallet({journal, secret: settings.secret, publicUrl: () => publicUrl, ...(settings.lateBy === undefined ? {} : {lateBy: settings.lateBy})});
  const host = settings.publicHost ? '0.0.0.0' : '127.0.0.1';
  const {server, port} = await listen(open.app, host, settings.port ?? (Number.isInteger(remembered) ? remembered : 0), settings.port !== undefined);
  await writeFile(portFile, String(port));
  publicUrl = settings.publicUrl ?? `http://${settings.publicHost ?? '127.0.0.1'}:${port}`;
  const sweep = setInterval(() => open.wallet.closeOverdue(), SWEEP);
  process.stdout.write(`${JSON.stringify({url: `http://127.0.0.1:${port}`, publicUrl})}\n`);
  // What could not be written is not known to anybody: the next process begins with what is on disk.
  await Promise.race([ended, journal.broken.then(() => process.exit(1))]);
  clearInterval(sweep);
  await new Promise<void>(resolve => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) setTimeout(() => server.closeAllConnections(), 1000);
  });
  await open.close();
  await unlock();
}

const lines = createInterface({input: process.stdin});
const first = new Promise<string>(resolve => lines.once('line', resolve));
const ended = new Promise<void>(resolve => {
  lines.once('close', resolve);
  process.once('SIGTERM', () => resolve());
});
// Ctrl-C reaches the whole group: the shop's server finishes first and then ends us.
process.on('SIGINT', () => {});
const settings = await Promise.race([first, ended]);
if (settings !== undefined) {
  await run(JSON.parse(settings) as WalletSettings, ended).catch((error: unknown) => {
    process.stdout.write(`${JSON.stringify({error: error instanceof Error ? error.message : 'unknown'})}\n`);
    process.exitCode = 1;
  });
}
process.exit();
