import type {Pool, PoolClient} from 'pg';
import type {Database, Queryable, SqlValue} from './database.ts';
import {CONNECTION_LOST, sqlState} from './database.ts';
import {safeInteger} from './embedded.ts';
import {optionalPackage} from '../optional-package.ts';

const REPEATABLE = new Set(['40001', '40P01']);
const INT8 = 20;
const NUMERIC = 1700;

/** ms that a request waits for a free connection, and for the answer to one statement, before it fails rather than wait for ever. */
const LIMITS = {connectionTimeoutMillis: 30_000, query_timeout: 120_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000};

/**
 * One snapshot a statement, whatever the database's default is: our locks are made for that. A server that vanished in the middle of a
 * transaction keeps its locks for a minute at most. For this transaction only, so that a pooler may stand between.
 */
const BEGIN = `begin isolation level read committed; set local idle_in_transaction_session_timeout = '60s'`;

/** Connects to a Postgres by URL. `max`: connections at once. Throws when the database keeps text in another encoding than UTF-8. */
export async function openPostgres(url: string, max = 10): Promise<Database> {
  const {default: pg} = await optionalPackage<{default: typeof import('pg')}>('pg', 'DATABASE_URL');
  const parsers = {
    getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
      if (oid === INT8) return safeInteger;
      if (oid === NUMERIC) return Number;
      return pg.types.getTypeParser(oid, format) as (text: string) => unknown;
    },
  };
  const pool: Pool = new pg.Pool({connectionString: url, max, types: parsers, ...LIMITS});
  pool.on('error', () => {}); // an idle connection that dies is replaced at the next query
  pool.on('connect', client => client.on('error', () => {})); // one in use that dies fails its statement: that is enough
  await requireUtf8(pool).catch(async (error: unknown) => {
    await pool.end();
    throw error;
  });
  return {
    kind: 'postgres',
    query: async (text, values) => run(pool, text, sendable(values)),
    transaction: work => withRepeats(pool, work),
    close: () => pool.end(),
  };
}

/** What has no place for a buyer's name fails in the middle of a sale. */
async function requireUtf8(pool: Pool): Promise<void> {
  const [row] = await run<{encoding: string}>(pool, `select current_setting('server_encoding') as encoding`);
  const encoding = row?.encoding;
  if (encoding !== 'UTF8') throw new Error(`its encoding is ${encoding}, which does not hold every name: make the database with encoding UTF8`);
}

async function run<Row>(target: Pool | PoolClient, text: string, values?: readonly SqlValue[]): Promise<Row[]> {
  const answer: unknown = await target.query(text, values as unknown[]).catch(rethrow);
  // Several statements in one text are answered with several results.
  const last = (Array.isArray(answer) ? answer.at(-1) : answer) as {rows?: Row[]} | undefined;
  return last?.rows ?? [];
}

/** What befalls a connection itself, its end or its silence, the package `pg` says in words and without a code. */
function rethrow(error: unknown): never {
  if (error instanceof Error && error.constructor === Error && sqlState(error) === undefined) Object.assign(error, {code: CONNECTION_LOST});
  throw error;
}

/** A date that is none would be sent as text that no database reads; the embedded database refuses it in the same way. */
function sendable(values?: readonly SqlValue[]): readonly SqlValue[] | undefined {
  if (values?.some(value => value instanceof Date && Number.isNaN(value.getTime()))) throw new RangeError('A date that is none cannot be stored');
  return values;
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
  const client = await pool.connect().catch(rethrow);
  let broken: Error | undefined;
  const ask = async <Row>(text: string, values?: readonly SqlValue[]): Promise<Row[]> => run<Row>(client, text, sendable(values)).catch((error: unknown) => {
    // Not the database's own word: the connection is lost, or waits for an answer that does not come.
    if (sqlState(error)?.length !== 5) broken = error as Error;
    throw error;
  });
  try {
    await ask(BEGIN);
    const result = await work({query: ask});
    await ask('commit');
    return result;
  } catch (error) {
    if (!broken) await ask('rollback').catch((failure: unknown) => { broken = failure as Error; });
    throw error;
  } finally {
    client.release(broken);
  }
}
