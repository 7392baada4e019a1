import type {Log} from '../services.ts';
import type {Database} from './database.ts';

/** ms by which a clock may be put back and nobody minds the wait. */
const WORTH_IT = 5000;

/** Where the instant stands for which work waits. When stock is free and a checkout is over stays as it is: a payment service was told that. */
const WAITING = [
  ['payments', 'next_check_at'], ['payments', 'refunds_check_at'], ['refunds', 'next_check_at'], ['inbox', 'next_try_at'], ['outbox', 'next_try_at'],
  ['dispute_reading', 'next_check_at'], ['dispute_reading', 'reading_until'], ['idempotency', 'lease_until'],
] as const;

/**
 * Work waits for an instant, and one by a clock that was put back since is further off than it was meant. Answers a look that sees to it that nothing
 * waits until the clock has caught up: the first compares with the newest entry of the books, each other one with the look before.
 */
export function watchForSetBack(database: Database, clock: () => Date, log: Log): () => Promise<void> {
  let ahead: number | undefined;
  return async () => {
    const found = clock().getTime() - performance.now();
    const back = ahead === undefined ? await newestEntry(database) - clock().getTime() : ahead - found;
    if (back > WORTH_IT) {
      await bringForward(database, clock(), back);
      log.warn('clock.put_back', {by_ms: Math.round(back), advice: 'set the clock by NTP'});
    }
    ahead = found;
  };
}

/** In ms since the epoch; 0 when there is none. */
async function newestEntry(database: Database): Promise<number> {
  const [row] = await database.query<{at: Date}>('select at from payment_events order by id desc limit 1', []);
  return row?.at.getTime() ?? 0;
}

async function bringForward(database: Database, now: Date, ms: number): Promise<void> {
  await database.transaction(async tx => {
    for (const [table, at] of WAITING) {
      await tx.query(`update ${table} set ${at} = ${at} - $2 * interval '1 millisecond' where ${at} > $1`, [now, ms]);
    }
  });
}
