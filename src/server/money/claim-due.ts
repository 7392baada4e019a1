import {isUnreachable} from '../database/database.ts';
import type {Services} from '../services.ts';
import {after, afterFailure, LEASE} from './schedule.ts';

/** Pieces of work that one process takes at a time. */
export const BATCH = 16;

/** Where the instant stands when a row is due, and how often that was; which rows of it are a service's. */
interface Due {
  readonly table: 'payments' | 'refunds';
  readonly at: string;
  readonly times: string;
  readonly of: string;
}

const DUE = {
  'payments to ask after': {table: 'payments', at: 'next_check_at', times: 'checks', of: 'handler_id = $2 and mode = $3'},
  refunds: {table: 'refunds', at: 'next_check_at', times: 'checks', of: 'payment_id in (select id from payments where handler_id = $2 and mode = $3)'},
  'lists of refunds': {table: 'payments', at: 'refunds_check_at', times: 'refunds_checks', of: 'handler_id = $2 and mode = $3'},
} as const satisfies Record<string, Due>;

/**
 * Takes what is due at a service, for as long as a lease lasts, and does it, all at once. What fails by a fault of ours is put off, longer
 * each time: it must not hold up the rest. Answers how many were tried.
 */
export async function claimDue(services: Services, what: keyof typeof DUE, handlerId: string, work: (id: string) => Promise<unknown>): Promise<number> {
  const {table, at, times, of}: Due = DUE[what];
  const now = services.clock();
  const lease = after(now, LEASE);
  const claimed = await services.database.query<{id: string; times: number}>(
    `with due as materialized (select id from ${table} where ${at} <= $1 and ${of} order by ${at} limit ${BATCH} for update skip locked)
     update ${table} set ${at} = $4, ${times} = ${times} + 1 from due where ${table}.id = due.id returning ${table}.id, ${times} as times`,
    [now, handlerId, services.mode, lease]);
  await Promise.all(claimed.map(async row => {
    try {
      await work(row.id);
    } catch (error) {
      services.log.error('worker.failed', {what, id: row.id, error: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown'});
      // It is not this row's fault: it is due again when the lease is over.
      if (isUnreachable(error)) return;
      await services.database.query(`update ${table} set ${at} = $2 where id = $1 and ${at} = $3`, [row.id, afterFailure(services.clock(), row.times), lease]);
    }
  }));
  return claimed.length;
}
