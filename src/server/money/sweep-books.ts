import type {Services} from '../services.ts';
import {KEPT} from './message-checks.ts';

/** Rows that one statement changes at most: nobody waits for a long one. */
const AT_ONCE = 5000;

/**
 * Lets go of what nobody needs any more: notifications that were applied or dismissed long ago, and the buyer's address and key in messages that were
 * delivered. Payments, orders, the ledger and decisions stay for good. Answers how many rows it changed.
 */
export async function sweepBooks({database, clock}: Pick<Services, 'database' | 'clock'>): Promise<number> {
  const now = clock();
  const forgotten = await database.query(
    `delete from inbox where id in (select id from inbox where state in ('applied', 'ignored') and received_at < $1::timestamptz - interval '${KEPT.inbox} days' limit ${AT_ONCE}) returning id`, [now]);
  const told = await database.query(
    `update outbox set payload = payload #- '{data,email}' #- '{data,permalink_url}' where id in (select id from outbox where kind in ('order.placed', 'order.confirmation')
       and delivered_at < $1::timestamptz - interval '${KEPT.message} days' and payload -> 'data' ?| array['email', 'permalink_url'] limit ${AT_ONCE}) returning id`, [now]);
  return forgotten.length + told.length;
}
