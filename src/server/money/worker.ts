import type {Services} from '../services.ts';
import {askAfter} from './ask.ts';
import {deliverOutbox} from './deliver.ts';
import {applyDueInbox} from './notifications.ts';
import {pursueRefund} from './refund.ts';
import {after, LEASE} from './schedule.ts';

const BATCH = 16;
/** ms; what is left then is due at the next run. */
const LONGEST_RUN = 30_000;

/**
 * Does everything that is due: notifications, payments without an answer or past their deadline, refunds, messages. Any
 * number of processes may do this at once, and any may die at any moment: a claim is a lease that runs out. Answers how
 * many pieces of work were done.
 */
export async function runDueWork(own: Services, now: Date = own.clock()): Promise<number> {
  const services = {...own, clock: () => now};
  let done = 0;
  const until = performance.now() + LONGEST_RUN;
  while (performance.now() < until) {
    const found = await applyDueInbox(services, now, BATCH)
      + await eachDue(services, 'payments', now, id => askAfter(services, id, {cause: 'worker', actor: 'worker'}))
      + await eachDue(services, 'refunds', now, id => pursueRefund(services, id))
      + await deliverOutbox(services, now, BATCH);
    done += found;
    if (found === 0) break;
  }
  return done;
}

async function eachDue(services: Services, table: 'payments' | 'refunds', now: Date, work: (id: string) => Promise<unknown>): Promise<number> {
  const claimed = await services.database.query<{id: string}>(
    `update ${table} set next_check_at = $2, checks = checks + 1
     where id in (select id from ${table} where next_check_at <= $1 order by next_check_at limit ${BATCH} for update skip locked)
     returning id`, [now, after(now, LEASE)]);
  const results = await Promise.allSettled(claimed.map(({id}) => work(id)));
  for (const result of results) {
    if (result.status === 'rejected') services.log.error('worker.failed', {table, error: nameOf(result.reason)});
  }
  return claimed.length;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
}
