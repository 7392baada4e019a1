import type {Database} from '../database/database.ts';
import {openDatabase} from '../database/open.ts';
import {CommandError, reasonOf} from './command-error.ts';

/** The URL of the Postgres to work with; `undefined`: the embedded database. */
export function databaseUrl(): string | undefined {
  return process.env['DATABASE_URL'] || undefined;
}

/** Opens the shop's database. Throws `CommandError` that names the database without its password. */
export async function openShopDatabase(folder: string): Promise<Database> {
  const url = databaseUrl();
  if (url !== undefined && !/^(?:postgres(?:ql)?:|socket:|\/)/i.test(url)) throw new CommandError('DATABASE_URL must be the address of a Postgres, such as postgres://user@host/database.');
  try {
    return await openDatabase(url === undefined ? {folder} : {url});
  } catch (cause) {
    if (cause instanceof Error && /needs the package/.test(cause.message)) throw new CommandError(`${cause.message}.`, {cause});
    const what = url === undefined ? `in ${folder}` : `of DATABASE_URL (${withoutSecret(url)})`;
    throw new CommandError(`The database ${what} cannot be opened: ${reasonOf(cause)}.`, {cause});
  }
}

function withoutSecret(url: string): string {
  if (!URL.canParse(url)) return 'not a URL';
  const {hostname, port, pathname} = new URL(url);
  return `${hostname}${port ? `:${port}` : ''}${pathname}`;
}
