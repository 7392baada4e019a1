import type {Pool, PoolClient} from 'pg';
import type {Database, Queryable, SqlValue} from './database.ts';
import {sqlState} from './database.ts';
import {safeInteger} from './embedded.ts';
import {optionalPackage} from '../optional-package.ts';

const REPEATABLE = new Set(['40001', '40P01']);
const INT8 = 20;
const NUMERIC = 1700;

/** Connects to a Postgres by URL. `max`: connections at once. */
export async function openPostgres(url: string, max = 10): Promise<Database> {
  const {default: pg} = await optionalPackage<{default: typeof import('pg')}>('pg', 'DATABASE_URL');
  const parsers = {
    getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
      if (oid === INT8) return safeInteger;
      if (oid === NUMERIC) return Number;
      return pg.types.getTypeParser(oid, format) as (text: string) => unknown;
    },
  };
  const pool: Pool = new pg.Pool({connectionString: url, max, types: parsers});
  pool.on('error', () => {}); // an idle connection that dies is replaced at the next query
  await pool.query('select 1');
  return {
    kind: 'postgres',
    query: (text, values) => run(pool, text, values),
    transaction: work => withRepeats(pool, work),
    close: () => pool.end(),
  };
}

async function run<Row>(target: Pool | PoolClient, text: string, values?: readonly SqlValue[]): Promise<Row[]> {
  const answer: unknown = await target.query(text, values as unknown[]);
  // Several statements in one text are answered with several results.
  const last = (Array.isArray(answer) ? answer.at(-1) : answer) as {rows?: Row[]} | undefined;
  return last?.rows ?? [];
}

async function withRepeats<T>(pool: Pool, work: (tx: Queryable) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, work);
    } catch (error) {
      if (attempt >= 5 || !REPEATABLE.has(sqlState(error) ?? '')) throw error;
      await new Promise(resolve => setTimeout(resolve, 5 * attempt * (1 + Math.random())));
    }
  }
}

async function once<T>(pool: Pool, work: (tx: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work({query: (text, values) => run(client, text, values)});
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: unknown) => { broken = failure as Error; });
    throw error;
  } finally {
    client.release(broken);
  }
}
