import type {PaymentHandler, ProviderDispute} from '../handlers/payment-handler.ts';
import type {Services} from '../services.ts';
import {askAfter} from './ask.ts';
import {readPayment} from './payment-row.ts';
import {askProvider, handlerOf} from './provider-call.ts';
import type {DisputeRow} from './record-dispute.ts';
import {recordDispute} from './record-dispute.ts';
import {after, listTimeout, nextDisputes, retryAt} from './schedule.ts';

/** Clocks differ, and lists lag behind: what changed in this time before the last look is read again, in ms. */
const OVERLAP = 24 * 3600 * 1000;

/** One process reads a provider's list at a time. `failures`: of the readings before, in a row. */
interface Reading {
  readonly begun: Date;
  readonly failures: number;
}

/**
 * Reads the provider's own list of disputes into our books. One that cannot be entered does not keep the others out; the next reading
 * then begins where this one did. Answers whether everything was read.
 */
async function readList(services: Services, {id: handlerId, listDisputes}: PaymentHandler, {begun, failures}: Reading): Promise<boolean> {
  const since = await readFrom(services, handlerId);
  // Without a payment there is nothing to dispute.
  if (!listDisputes || !since) return finish(services, handlerId, begun);
  const answer = await askProvider<{status: 'listed'; disputes: readonly ProviderDispute[]} | {status: 'unknown'}>(
    services, 'list disputes', {id: handlerId}, async signal => ({status: 'listed', disputes: await listDisputes(since, signal)}), listTimeout(failures));
  if (answer.status === 'unknown') return false;
  let left = 0;
  for (const dispute of answer.disputes) if (!await couldTakeIn(services, handlerId, dispute)) left++;
  if (left > 0) return false;
  services.log.info('disputes.read', {handler: handlerId, listed: answer.disputes.length});
  return finish(services, handlerId, begun);
}

/** What was notified before the reading began is in it. */
async function finish({database, mode, clock}: Services, handlerId: string, begun: Date): Promise<true> {
  await database.transaction(async tx => {
    await tx.query(
      `update dispute_reading set read_to = $3, next_check_at = $4, reading_until = null, checks = 0 where handler_id = $1 and mode = $2`,
      [handlerId, mode, begun, nextDisputes(begun)]);
    await tx.query(
      `update inbox set state = 'applied', reason = null, next_try_at = null, attempts = attempts + 1, applied_at = $4
       where handler_id = $1 and coalesce(mode, $2) = $2 and about = 'dispute' and state = 'received' and received_at <= $3`, [handlerId, mode, begun, clock()]);
  });
  return true;
}

/** Where the next reading begins: with the first payment that was taken there; absent when there is none. */
async function readFrom({database, mode}: Services, handlerId: string): Promise<Date | undefined> {
  const [row] = await database.query<{since: Date | null}>(
    `select coalesce((select read_to from dispute_reading where handler_id = $1 and mode = $2),
       (select min(created_at) from payments where handler_id = $1 and mode = $2)) as since`, [handlerId, mode]);
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
    `select id, captured from payments where handler_id = $1 and mode = $4 and (trade_no = $2 or provider_trade_no = $3) order by captured desc, created_at limit 1`,
    [handlerId, dispute.tradeNo ?? null, dispute.providerTradeNo ?? null, services.mode]);
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

/** For the worker: reads the list when it is due, or when there is news of it. Answers how many lists it read. */
export async function readDueDisputes(services: Services, handlerId: string): Promise<number> {
  return await readDisputesAs(services, handlerId, 'due') ? 1 : 0;
}

/** Reads the list now, unless somebody does already: what has come in meanwhile is read after that. */
export async function readDisputesNow(services: Services, handlerId: string): Promise<void> {
  await readDisputesAs(services, handlerId, 'now');
}

async function readDisputesAs(services: Services, handlerId: string, when: 'due' | 'now'): Promise<boolean> {
  const handler = handlerOf(services, handlerId);
  const reading = await claim(services, handlerId, when);
  if (!reading) return false;
  let read = false;
  try {
    await takeInWaiting(services, handler);
    read = await readList(services, handler, reading);
  } catch (error) {
    services.log.error('disputes.failed', {handler: handlerId, error: error instanceof Error ? error.message : 'unknown'});
  }
  if (!read) await putOff(services, handlerId, reading);
  return true;
}

/** Takes the list for longer than its reading may last; a process that dies meanwhile holds it no longer than that. */
async function claim({database, mode, clock}: Services, handlerId: string, when: 'due' | 'now'): Promise<Reading | undefined> {
  const now = clock();
  const [row] = await database.query<{checks: number}>(
    `insert into dispute_reading (handler_id, mode, next_check_at, reading_until, checks) values ($1, $2, $3, $4::timestamptz, 1)
     on conflict (handler_id, mode) do update set checks = dispute_reading.checks + 1,
       reading_until = $3::timestamptz + least(power(2, least(dispute_reading.checks, 10)), 16) * ($4::timestamptz - $3::timestamptz)
     where coalesce(dispute_reading.reading_until <= $3, true) and ($5 or dispute_reading.next_check_at <= $3 or exists (select 1 from inbox
       where handler_id = $1 and coalesce(mode, $2) = $2 and about = 'dispute' and state = 'received' and next_try_at <= $3))
     returning checks`, [handlerId, mode, now, after(now, 3 * listTimeout(0)), when === 'now']);
  return row && {begun: now, failures: row.checks - 1};
}

async function putOff({database, mode, clock}: Services, handlerId: string, {failures}: Reading): Promise<void> {
  const next = retryAt(clock(), failures);
  await database.query('update dispute_reading set next_check_at = $3, reading_until = null where handler_id = $1 and mode = $2', [handlerId, mode, next]);
  await database.query(
    `update inbox set next_try_at = $3, reason = 'no_answer', attempts = attempts + 1 where handler_id = $1 and coalesce(mode, $2) = $2 and about = 'dispute' and state = 'received'`,
    [handlerId, mode, next]);
}
