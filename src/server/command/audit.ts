import {access} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import type {AuditReport} from '../money/audit.ts';
import {audit} from '../money/audit.ts';
import {printAudit} from './audit-printing.ts';
import {CommandError} from './command-error.ts';
import {auditThrough} from './control-client.ts';
import {DEFAULT_FOLDER, FolderHeld, holdFolder} from './data-folder.ts';
import type {Command} from './options.ts';
import {COMMON, readOptions} from './options.ts';
import {databaseUrl, openShopDatabase} from './shop-database.ts';

const HELP = `Usage: hangtag audit [options]

Proves from the database that the money is right: nothing paid twice, no paid order lost, no stock oversold, a ledger that
balances. With a sandbox in the data folder, its own books are compared with the shop's. While a server works with the data
folder, the audit goes through that server. It changes nothing.

  --data <folder>   where the shop lives (default: ${DEFAULT_FOLDER})
  --json            prints the report as JSON
  --debug           shows where an error comes from

Exit code: 0 when the books are right, 1 when they are not, 2 when they could not be read.
`;

const OPTIONS = {...COMMON, data: {type: 'string', default: DEFAULT_FOLDER}, json: {type: 'boolean'}} as const;

export const auditCommand: Command = {summary: 'proves that the books are right', help: HELP, run};

async function run(args: readonly string[]): Promise<number> {
  const {values, positionals} = readOptions(args, OPTIONS, 'audit');
  if (positionals.length) throw new CommandError(`"hangtag audit" takes no arguments, but "${positionals[0]}" was given.`);
  const report = await auditShop(values.data);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : printAudit(report));
  return report.ok ? 0 : 1;
}

async function auditShop(data: string): Promise<AuditReport> {
  if (databaseUrl() !== undefined) return auditFolder(data);
  if (!await exists(join(data, 'database'))) throw new CommandError(`There is no shop in ${resolve(data)}.`);
  try {
    const folder = await holdFolder(data, 'audit');
    return await auditFolder(folder.path).finally(() => folder.release());
  } catch (error) {
    if (!(error instanceof FolderHeld) || error.holder.url === undefined) throw error;
    return auditThrough({url: error.holder.url, token: error.holder.token});
  }
}

async function auditFolder(data: string): Promise<AuditReport> {
  const database = await openShopDatabase(data);
  return audit(database, await sandboxOf(data)).finally(() => database.close());
}

/** The sandbox's books, when there are any. */
export async function sandboxOf(data: string): Promise<{sandboxFolder?: string}> {
  const sandboxFolder = join(data, 'sandbox');
  return await exists(sandboxFolder) ? {sandboxFolder} : {};
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false);
}
