import type {Log} from '../services.ts';
import type {Database} from './database.ts';

export interface SharedClock {
  now(): Date;
  /** Looks at the database's clock again. Keeps the time that it has when the database does not answer. */
  look(): Promise<void>;
}

/** ms that this machine's clock may differ before its people are told. */
const WORTH_TELLING = 5000;
const LOOKS = 3;

/**
 * The time of the database. Servers that share it agree on what is due and what is over, however their own clocks differ; and between
 * two looks nobody can set it. Until it has answered for the first time, this machine's.
 */
export async function sharedClock(database: Database, log: Log): Promise<SharedClock> {
  let ahead: number | undefined;
  const look = async (): Promise<void> => {
    ahead = await aheadOfUs(database);
    tell(ahead, log);
  };
  // A database that is away now may be back for the first request.
  await look().catch((error: unknown) => { log.warn('clock.unknown', {error: String(error)}); });
  return {now: () => (ahead === undefined ? new Date() : new Date(Math.round(performance.now() + ahead))), look};
}

/** The time of the database where several processes share it, else this machine's. For work that is over in minutes. */
export async function clockOf(database: Database, log: Log): Promise<() => Date> {
  const shared = database.kind === 'postgres' ? await sharedClock(database, log) : undefined;
  return () => shared?.now() ?? new Date();
}

function tell(ahead: number, log: Log): void {
  const behind = Math.round(performance.now() + ahead - Date.now());
  if (Math.abs(behind) > WORTH_TELLING) log.warn('clock.differs', {database_ahead_ms: behind, advice: 'set the clocks of this machine and of the database by NTP'});
}

/** How far the database's clock, in ms since the epoch, is ahead of `performance.now()`; the quickest answer of a few tells best. */
async function aheadOfUs(database: Database): Promise<number> {
  let best = {took: Infinity, ahead: 0};
  for (let look = 0; look < LOOKS; look++) {
    const asked = performance.now();
    const [row] = await database.query<{ms: number}>('select (extract(epoch from clock_timestamp()) * 1000)::bigint as ms', []);
    const took = performance.now() - asked;
    if (row && took < best.took) best = {took, ahead: row.ms - asked - took / 2};
  }
  return best.ahead;
}
