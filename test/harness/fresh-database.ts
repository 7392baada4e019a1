import {randomUUID} from 'node:crypto';
import {Client} from 'pg';
import type {Database} from '../../src/server/database/database.ts';
import {openEmbedded} from '../../src/server/database/embedded.ts';
import {migrate} from '../../src/server/database/migrate.ts';
import {openDatabase} from '../../src/server/database/open.ts';
import {readyDatabase, schemaVersion} from './ready-database.ts';

/**
 * A shop's database for one test, empty and up to date: in the PostgreSQL of `DATABASE_URL` when there is one, else embedded, in
 * memory. Closing it forgets it. `url` is there for what opens the database by itself, such as the command.
 */
export async function freshDatabase(): Promise<Database & {readonly url?: string}> {
  const server = process.env.DATABASE_URL;
  if (!server) return inMemory();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await on(server, async (client) => client.query(`create database ${name} template ${await template(server, client)}`));
  const url = named(server, name);
  const database = await openDatabase({url});
  return {
    ...database,
    url,
    async close() {
      await database.close();
      await on(server, (client) => client.query(`drop database ${name} with (force)`));
    },
  };
}

async function inMemory(): Promise<Database> {
  const database = await openEmbedded(undefined, await readyDatabase());
  await migrate(database);
  return database;
}

/** The server's database with our tables and nothing in them: a copy of it is made in half the time of one that starts empty. */
async function template(server: string, client: Client): Promise<string> {
  const name = `ready_${schemaVersion()}`;
  const isHere = async (): Promise<boolean> => (await client.query('select 1 from pg_database where datname = $1', [name])).rowCount === 1;
  if (await isHere()) return name;
  // Any number: processes that start at once take turns. Until it is whole it has another name.
  await client.query('select pg_advisory_lock(7214202605)');
  if (await isHere()) return name;
  const draft = `draft_${randomUUID().replaceAll('-', '')}`;
  await client.query(`create database ${draft}`);
  await (await openDatabase({url: named(server, draft)})).close();
  await client.query(`alter database ${draft} rename to ${name}`);
  return name;
}

function named(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = database;
  return url.href;
}

async function on<Result>(server: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client(server);
  await client.connect();
  return work(client).finally(() => client.end());
}
