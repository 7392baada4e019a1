import type {Services} from '../services.ts';
import type {Aside} from './aside.ts';
import {askAfter} from './ask.ts';
import {deliverOutbox} from './deliver.ts';
import {applyDueInbox} from './notifications.ts';
import {readDueDisputes} from './read-disputes.ts';
import {lookAtRefundsAgain} from './read-refunds.ts';
import {pursueRefund} from './refund.ts';
import {after, LEASE} from './schedule.ts';

const BATCH = 16;
/** ms; what is left then is due at the next run. */
const LONGEST_RUN = 30_000;

/**
 * Does everything that is due: notifications, payments without an answer or past their deadline, refunds,
 * the providers' own lists of refunds and disputes, messages. Any
 * number of processes may do this at once, and any may die at any moment: a claim is a lease that runs out. The lists of
 * disputes may take long, and are read aside. Answers how many pieces of work were done.
 */
export async function runDueWork(own: Services, aside: Aside, pinned?: Date): Promise<number> {
  // Every piece of work reads the clock anew: what is written late in a long run must not be born old.
  const services = pinned ? {...own, clock: () => pinned} : own;
  let done = 0;
  const until = performance.now() + LONGEST_RUN;
  while (performance.now() < until) {
    const found = await applyDueInbox(services, BATCH, aside)
      + await eachDue(services, ASK, id => askAfter(services, id, {cause: 'worker', actor: 'worker'}))
      + await eachDue(services, REFUND, id => pursueRefund(services, id))
      + await eachDue(services, LIST, id => lookAtRefundsAgain(services, id))
      + await readDueDisputes(services, aside)
      + await deliverOutbox(services, BATCH);
    done += found;
    if (found === 0) break;
  }
  return done;
}

/** Where the instant stands when a row is due, and how often that was. */
interface Due {
  readonly table: 'payments' | 'refunds';
  readonly at: string;
  readonly times: string;
}

const ASK: Due = {table: 'payments', at: 'next_check_at', times: 'checks'};
const REFUND: Due = {table: 'refunds', at: 'next_check_at', times: 'checks'};
const LIST: Due = {table: 'payments', at: 'refunds_check_at', times: 'refunds_checks'};

async function eachDue(services: Services, {table, at, times}: Due, work: (id: string) => Promise<unknown>): Promise<number> {
  const now = services.clock();
  const claimed = await services.database.query<{id: string}>(
    `update ${table} set ${at} = $2, ${times} = ${times} + 1
     where id in (select id from ${table} where ${at} <= $1 order by ${at} limit ${BATCH} for update skip locked)
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
