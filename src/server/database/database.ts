/** A parameter or column value: bigints come back as safe integers, `jsonb` parsed, `timestamptz` as `Date`. */
export type SqlValue = unknown;

export interface Queryable {
  /** Runs one statement with `$1…` parameters. Objects and arrays meant for `jsonb` are passed through `json()`. */
  query<Row = Record<string, SqlValue>>(text: string, values?: readonly SqlValue[]): Promise<Row[]>;
}

export interface Database extends Queryable {
  readonly kind: 'embedded' | 'postgres';
  /**
   * Runs `work` in one transaction; commits when it resolves, rolls back when it throws. Serialisation failures and
   * deadlocks (40001, 40P01) are tried again up to five times, so `work` must be safe to repeat: no network in it.
   */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
  /** Resolves, with the reason, when the database has stopped for good: only another process can open it again. The embedded one alone can. */
  readonly broken?: Promise<Error>;
}

/** Marks a value for a `jsonb` parameter (arrays would otherwise become Postgres arrays). */
export function json(value: unknown): string {
  return JSON.stringify(value);
}

/** SQLSTATE of a database error, on either engine. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as {code?: unknown} | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

export const UNIQUE_VIOLATION = '23505';

/** `code` of an error that is not the database's word: the connection to it ended, could not be had, or stayed silent. No SQLSTATE. */
export const CONNECTION_LOST = 'connection_lost';

/** Errors of connections and of a database that is going down, by their codes. */
const UNREACHABLE = /^(08...|57P0[123]|53[0-9]{3}|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|connection_lost)$/;

/** Whether `error` says that the database cannot be reached or cannot take more, and so nothing about what was asked of it. */
export function isUnreachable(error: unknown): boolean {
  return UNREACHABLE.test(sqlState(error) ?? '');
}
