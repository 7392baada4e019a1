import {randomUUID} from 'node:crypto';
import {Client} from 'pg';
import type {Database} from '../../src/server/database/database.ts';
import {openDatabase} from '../../src/server/database/open.ts';

/**
 * A shop's database for one test, empty and up to date: in the PostgreSQL of `DATABASE_URL` when there is one, else embedded, in
 * memory. Closing it forgets it. `url` is there for what opens the database by itself, such as the command.
 */
export async function freshDatabase(): Promise<Database & {readonly url?: string}> {
  const server = process.env.DATABASE_URL;
  if (!server) return openDatabase({});
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

async function once(url: string, statement: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
