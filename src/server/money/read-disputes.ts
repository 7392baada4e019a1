import type {Queryable} from '../database/database.ts';
import type {PaymentHandler, ProviderDispute} from '../handlers/payment-handler.ts';
import type {Services} from '../services.ts';
import {askAfter} from './ask.ts';
import {readPayment} from './payment-row.ts';
import {askProvider, handlerOf} from './provider-call.ts';
import type {ListRead} from './read-refunds.ts';
import type {DisputeRow} from './record-dispute.ts';
import {recordDispute} from './record-dispute.ts';
import type {Aside} from './aside.ts';
import {after, LIST_LEASE, LIST_TIMEOUT, nextDisputes, retryAt} from './schedule.ts';

/** Clocks differ, and lists lag behind: what changed in this time before the last look is read again, in ms. */
const OVERLAP = 24 * 3600 * 1000;

/**
 * Reads the provider's own list of disputes into our books. `recorded` also where it has none. One that cannot be entered
 * does not keep the others out; the next reading then begins where this one did.
 */
export async function readDisputes(services: Services, handlerId: string): Promise<ListRead> {
  const {listDisputes} = handlerOf(services, handlerId);
  const begun = services.clock();
  const since = listDisputes && await readFrom(services.database, handlerId);
  if (!listDisputes || !since) return 'recorded';
  const answer = await askProvider<{status: 'listed'; disputes: readonly ProviderDispute[]} | {status: 'unknown'}>(
    services, 'list disputes', {id: handlerId}, async signal => ({status: 'listed', disputes: await listDisputes(since, signal)}), LIST_TIMEOUT);
  if (answer.status === 'unknown') return 'unclear';
  let left = 0;
  for (const dispute of answer.disputes) if (!await couldTakeIn(services, handlerId, dispute)) left++;
  if (left > 0) return 'unclear';
  await services.database.query(
    `insert into dispute_reading (handler_id, read_to, next_check_at) values ($1, $2, $3)
     on conflict (handler_id) do update set read_to = excluded.read_to, next_check_at = excluded.next_check_at, checks = 0`,
    [handlerId, begun, nextDisputes(begun)]);
  services.log.info('disputes.read', {handler: handlerId, listed: answer.disputes.length});
  return 'recorded';
}

/** Where the next reading begins: with the first payment that was taken there; absent when there is none. */
async function readFrom(db: Queryable, handlerId: string): Promise<Date | undefined> {
  const [row] = await db.query<{since: Date | null}>(
    `select coalesce((select read_to from dispute_reading where handler_id = $1), (select min(created_at) from payments where handler_id = $1)) as since`, [handlerId]);
  return row?.since ? after(row.since, -OVERLAP) : undefined;
}

async function couldTakeIn(services: Services, handlerId: string, dispute: ProviderDispute): Promise<boolean> {
  try {
    await takeIn(services, handlerId, dispute);
    return true;
  } catch (error) {
    services.log.error('dispute.failed', {handler: handlerId, dispute: dispute.providerDisputeNo, error: error instanceof Error ? error.message : 'unknown'});
    return false;
  }
}

async function takeIn(services: Services, handlerId: string, dispute: ProviderDispute): Promise<void> {
  const [payment] = await services.database.query<{id: string; captured: number}>(
    `select id, captured from payments where handler_id = $1 and (trade_no = $2 or provider_trade_no = $3) order by captured desc, created_at limit 1`,
    [handlerId, dispute.tradeNo ?? null, dispute.providerTradeNo ?? null]);
  if (payment?.captured === 0) await askAfter(services, payment.id, {cause: 'dispute', actor: 'provider'});
  await recordDispute(services, handlerId, dispute, payment?.id);
}

/** Disputes whose payment was not in our books when they were read. */
async function takeInWaiting(services: Services, handler: PaymentHandler): Promise<void> {
  const waiting = await services.database.query<DisputeRow & {trade_no: string | null; provider_trade_no: string | null}>(
    `select d.* from disputes d left join payments p on p.id = d.payment_id where d.handler_id = $1
       and (p.id is null or (d.booked = 0 and (d.withdrawn or d.status = 'lost') and p.captured > 0 and p.currency = d.currency and d.amount > 0)) limit 100`, [handler.id]);
  for (const row of waiting) {
    const known = row.payment_id === null ? undefined : await readPayment(services.database, row.payment_id);
    await couldTakeIn(services, handler.id, {
      providerDisputeNo: row.provider_dispute_no, amount: {amount: row.amount, currency: row.currency}, status: row.status, withdrawn: row.withdrawn, reason: row.reason,
      ...((known?.trade_no ?? row.trade_no) === null ? {} : {tradeNo: known?.trade_no ?? row.trade_no ?? ''}),
      ...(row.provider_trade_no === null ? {} : {providerTradeNo: row.provider_trade_no}),
      ...(row.respond_by === null ? {} : {respondBy: row.respond_by}),
    });
  }
}

/** For the worker: reads the lists that are due, each by one process at a time. Answers how many it began to read. */
export async function readDueDisputes(services: Services, aside: Aside): Promise<number> {
  const begun: Promise<void>[] = [];
  for (const handler of services.handlers.filter(one => one.listDisputes)) {
    if (await claim(services.database, handler.id, services.clock())) begun.push(aside(readDue(services, handler)));
  }
  await Promise.all(begun);
  return begun.length;
}

async function readDue(services: Services, handler: PaymentHandler): Promise<void> {
  try {
    await takeInWaiting(services, handler);
    if (await readDisputes(services, handler.id) === 'unclear') await putOff(services.database, handler.id, services.clock());
  } catch (error) {
    services.log.error('disputes.failed', {handler: handler.id, error: error instanceof Error ? error.message : 'unknown'});
  }
}

async function claim(db: Queryable, handlerId: string, now: Date): Promise<boolean> {
  const claimed = await db.query(
    `insert into dispute_reading (handler_id, next_check_at)
     select $1::text, $3::timestamptz where exists (select 1 from payments where handler_id = $1 and captured > 0)
     on conflict (handler_id) do update set next_check_at = excluded.next_check_at, checks = dispute_reading.checks + 1
       where dispute_reading.next_check_at <= $2 returning handler_id`, [handlerId, now, after(now, LIST_LEASE)]);
  return claimed.length > 0;
}

async function putOff(db: Queryable, handlerId: string, now: Date): Promise<void> {
  const [row] = await db.query<{checks: number}>('select checks from dispute_reading where handler_id = $1', [handlerId]);
  await db.query('update dispute_reading set next_check_at = $2 where handler_id = $1', [handlerId, retryAt(now, row?.checks ?? 0)]);
}
