import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import type {Database} from './database.ts';
import {openEmbedded} from './embedded.ts';
import {migrate} from './migrate.ts';
import {openPostgres} from './postgres.ts';

/** Opens the shop's database, up to date: `url` (any Postgres), else the embedded one in `<folder>/database`, else in memory. */
export async function openDatabase(where: {readonly url?: string; readonly folder?: string}): Promise<Database> {
  const database = where.url ? await openPostgres(where.url) : await openEmbedded(await embeddedFolder(where.folder));
  await migrate(database);
  return database;
}

async function embeddedFolder(folder: string | undefined): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  await mkdir(folder, {recursive: true});
  return join(folder, 'database');
}
