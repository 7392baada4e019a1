import {chmod, mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import type {Database} from './database.ts';
import {openEmbedded} from './embedded.ts';
import {migrate} from './migrate.ts';
import {openPostgres} from './postgres.ts';

/** Opens the shop's database, up to date: `url` (any Postgres), else the embedded one in `<folder>/database`, else in memory. */
export async function openDatabase(where: {readonly url?: string; readonly folder?: string}): Promise<Database> {
  const database = where.url ? await openPostgres(where.url) : await openEmbedded(await embeddedFolder(where.folder));
  await migrate(database).catch(async (error: unknown) => {
    await database.close().catch(() => undefined);
    throw error;
  });
  return database;
}

async function embeddedFolder(folder: string | undefined): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const database = join(folder, 'database');
  await mkdir(database, {recursive: true, mode: 0o700});
  // The engine makes files that every user of the machine may read and write: the folder around them keeps the others out. Where a disk knows no owners, it cannot.
  await chmod(database, 0o700).catch(() => undefined);
  return database;
}
