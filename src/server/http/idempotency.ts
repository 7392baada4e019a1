import {createHash, randomUUID} from 'node:crypto';
import type {Database} from '../database/database.ts';
import {TransportError} from './transport-error.ts';

const SECOND = 1000;
/** How long an answer is kept. */
const KEEP = 24 * 3600 * SECOND;
/** A request whose process died is taken over this long after its last sign of life. */
const LEASE = 30 * SECOND;
const SIGN_OF_LIFE = 10 * SECOND;
/** How long a repeat waits for the first request before it is told to come back. */
const PATIENCE = 20 * SECOND;

/** An answer as it goes out. */
interface Answered {
  readonly status: number;
  readonly body: string;
}

export interface StoredAnswer extends Answered {
  readonly replayed: boolean;
}

export interface KeyedRequest {
  /** Caller, operation and resource: the same key means another thing elsewhere. */
  readonly scope: string;
  readonly key: string;
  /** Hash of the canonical body. */
  readonly hash: string;
}

interface KeyRow {
  readonly request_hash: string;
  readonly status: number | null;
  readonly body: string | null;
  readonly runner: string;
}

/** The same for bodies that mean the same: object keys sorted at every level. */
export function hashBody(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body, sortKeys) ?? '').digest('hex');
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** Throws `TransportError` 400 for a key that is too short to be unguessable (128 bits are asked for), or unprintable. */
export function readIdempotencyKey(header: string | null): string | undefined {
  if (header === null) return undefined;
  if (/^[\x21-\x7e]{16,255}$/.test(header)) return header;
  throw new TransportError(400, 'invalid_request', 'Idempotency-Key must be a UUID, or 16 to 255 printable characters without spaces.');
}

/** Keyed requests that run in this process: their repeats wait for them here, and leave the database to the work itself. */
const underway = new WeakMap<Database, Map<string, Underway>>();

interface Underway {
  readonly hash: string;
  /** Undefined when there is no answer to give to a repeat: it failed, or may be tried again. */
  readonly answer: Promise<StoredAnswer | undefined>;
}

/**
 * Runs `work` once per key: a repeat waits for the first and gets its answer, byte for byte. Answers of 5xx and 429 and
 * failures are not kept, so the same key may be tried again. The times are those of the database, which all servers
 * share. Throws `TransportError` 409 when the key was used with another body, or the first request is still running.
 */
export async function runOnce(database: Database, request: KeyedRequest, work: () => Promise<Answered>): Promise<StoredAnswer> {
  const here = underway.get(database) ?? new Map<string, Underway>();
  underway.set(database, here);
  const name = `${request.key} ${request.scope}`;
  const giveUp = Date.now() + PATIENCE;
  for (let first = here.get(name); first; first = here.get(name)) {
    if (first.hash !== request.hash) throw conflict();
    const answer = await within(giveUp - Date.now(), first.answer);
    if (answer) return {...answer, replayed: true};
  }
  const running = runOnceAnywhere(database, request, work, giveUp);
  const over = (answer: StoredAnswer | undefined): StoredAnswer | undefined => {
    here.delete(name);
    return answer && isKept(answer) ? answer : undefined;
  };
  here.set(name, {hash: request.hash, answer: running.then(over, () => over(undefined))});
  return running;
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => { reject(inProgress()); }, ms); });
  return Promise.race([promise, late]).finally(() => { clearTimeout(timer); });
}

function conflict(): TransportError {
  return new TransportError(409, 'idempotency_conflict', 'This Idempotency-Key was used for another request.');
}

function inProgress(): TransportError {
  return new TransportError(409, 'idempotency_in_progress', 'The first request with this Idempotency-Key is still running.', {'retry-after': '2'});
}

function isKept({status}: Answered): boolean {
  return status < 500 && status !== 429;
}

/** Takes turns with other processes through the database. */
async function runOnceAnywhere(database: Database, request: KeyedRequest, work: () => Promise<Answered>, giveUp: number): Promise<StoredAnswer> {
  const runner = randomUUID();
  for (let pause = 20; !(await claim(database, request, runner)); pause = Math.min(pause * 1.5, 500)) {
    const first = await readKey(database, request);
    if (!first) continue;
    if (first.request_hash !== request.hash) throw conflict();
    if (first.status !== null && first.body !== null) return {status: first.status, body: first.body, replayed: true};
    if (Date.now() > giveUp) throw inProgress();
    await new Promise(resolve => setTimeout(resolve, pause * (0.5 + Math.random())));
  }
  return carryOut(database, request, runner, work);
}

async function carryOut(database: Database, request: KeyedRequest, runner: string, work: () => Promise<Answered>): Promise<StoredAnswer> {
  const alive = setInterval(() => { renew(database, request, runner).catch(() => {}); }, SIGN_OF_LIFE).unref();
  try {
    const answer = await work();
    if (isKept(answer)) await keep(database, request, runner, answer);
    else await forget(database, request, runner);
    return {...answer, replayed: false};
  } catch (error) {
    await forget(database, request, runner);
    throw error;
  } finally {
    clearInterval(alive);
  }
}

/** Takes the key when it is new, has run out, or belongs to a process that gave no sign of life. */
async function claim(database: Database, {scope, key, hash}: KeyedRequest, runner: string): Promise<boolean> {
  const rows = await database.query(
    `insert into idempotency (scope, key, request_hash, runner, lease_until, expires_at)
     values ($1, $2, $3, $4, now() + $5 * interval '1 millisecond', now() + $6 * interval '1 millisecond')
     on conflict (scope, key) do update
       set request_hash = $3, runner = $4, status = null, body = null, started_at = now(), finished_at = null,
         lease_until = excluded.lease_until, expires_at = excluded.expires_at
       where idempotency.expires_at < now()
         or (idempotency.finished_at is null and idempotency.lease_until < now() and idempotency.request_hash = $3)
     returning runner`,
    [scope, key, hash, runner, LEASE, KEEP]);
  return rows.length > 0;
}

async function readKey(database: Database, {scope, key}: KeyedRequest): Promise<KeyRow | undefined> {
  const [row] = await database.query<KeyRow>('select request_hash, status, body, runner from idempotency where scope = $1 and key = $2', [scope, key]);
  return row;
}

async function renew(database: Database, {scope, key}: KeyedRequest, runner: string): Promise<void> {
  await database.query(
    `update idempotency set lease_until = now() + $4 * interval '1 millisecond' where scope = $1 and key = $2 and runner = $3`,
    [scope, key, runner, LEASE]);
}

async function keep(database: Database, {scope, key}: KeyedRequest, runner: string, answer: Answered): Promise<void> {
  await database.query(
    `update idempotency set status = $4, body = $5, finished_at = now(), expires_at = now() + $6 * interval '1 millisecond'
     where scope = $1 and key = $2 and runner = $3`,
    [scope, key, runner, answer.status, answer.body, KEEP]);
}

async function forget(database: Database, {scope, key}: KeyedRequest, runner: string): Promise<void> {
  await database.query('delete from idempotency where scope = $1 and key = $2 and runner = $3', [scope, key, runner]);
}

/** Deletes answers that nobody may ask for any more. */
export async function sweepAnswers(database: Database): Promise<void> {
  await database.query('delete from idempotency where expires_at < now()', []);
}

