import {randomUUID} from 'node:crypto';
import {Client} from 'pg';
import type {Database} from '../../src/server/database/database.ts';
import {openEmbedded} from '../../src/server/database/embedded.ts';
import {migrate} from '../../src/server/database/migrate.ts';
import {openDatabase} from '../../src/server/database/open.ts';
import {emptyDatabase} from './empty-database.ts';

/**
 * A shop's database for one test, empty and up to date: in the PostgreSQL of `DATABASE_URL` when there is one, else embedded, in
 * memory. Closing it forgets it. `url` is there for what opens the database by itself, such as the command.
 */
export async function freshDatabase(): Promise<Database & {readonly url?: string}> {
  const server = process.env.DATABASE_URL;
  if (!server) return inMemory();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(server);
  url.pathname = name;
  await once(server, `create database ${name}`);
  const database = await openDatabase({url: url.href});
  return {
    ...database,
    url: url.href,
    async close() {
      await database.close();
      await once(server, `drop database ${name} with (force)`);
    },
  };
}

async function inMemory(): Promise<Database> {
  const database = await openEmbedded(undefined, await emptyDatabase());
  await migrate(database);
  return database;
}

async function once(url: string, statement: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
