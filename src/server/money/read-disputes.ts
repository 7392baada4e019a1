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
/** How often what is left of a list is halved at most. */
const SMALLEST = 10;

/** One process reads a provider's list at a time. `failures`: of the readings before, in a row. `parts`: how often what is left to read is halved. */
interface Reading {
  readonly begun: Date;
  readonly failures: number;
  readonly parts: number;
}

/** How a reading ended. `too-long`: there was no answer in its time, or none at all. `left`: something in it could not be entered. */
type ReadingEnd = 'read' | 'too-long' | 'left';

/**
 * Reads the provider's own list of disputes into our books, or the oldest part of what is left of it. One that cannot be entered does not keep
 * the others out; the next reading then begins where this one did.
 */
async function readList(services: Services, {id: handlerId, listDisputes}: PaymentHandler, reading: Reading): Promise<ReadingEnd> {
  const from = await readFrom(services, handlerId);
  // Without a payment there is nothing to dispute.
  if (!listDisputes || !from) return finish(services, handlerId, reading, reading.begun);
  const [since, until] = [after(from, -OVERLAP), endOfPart(from, reading)];
  const answer = await askProvider<{status: 'listed'; disputes: readonly ProviderDispute[]} | {status: 'unknown'}>(
    services, 'list disputes', {id: handlerId}, async signal => ({status: 'listed', disputes: await listDisputes(since, signal, until)}), {timeout: listTimeout(reading.failures), until: services.stopping});
  if (answer.status === 'unknown') return 'too-long';
  let left = 0;
  for (const dispute of answer.disputes) if (!await couldTakeIn(services, handlerId, dispute)) left++;
  if (left > 0) return 'left';
  services.log.info('disputes.read', {handler: handlerId, listed: answer.disputes.length});
  return finish(services, handlerId, reading, until ?? reading.begun);
}

/** Absent: up to now. */
function endOfPart(from: Date, {begun, parts}: Reading): Date | undefined {
  return parts === 0 ? undefined : after(from, Math.ceil((begun.getTime() - from.getTime()) / 2 ** parts));
}

/** What was notified before `readTo` is in it. After a part the next follows at once, and may be larger. */
async function finish({database, mode, clock}: Services, handlerId: string, {begun, parts}: Reading, readTo: Date): Promise<'read'> {
  await database.transaction(async tx => {
    await tx.query(
      `update dispute_reading set read_to = $3, next_check_at = $4, reading_until = null, checks = 0, parts = greatest(parts - 1, 0) where handler_id = $1 and mode = $2`,
      [handlerId, mode, readTo, parts === 0 ? nextDisputes(begun) : clock()]);
    await tx.query(
      `update inbox set state = 'applied', reason = null, next_try_at = null, attempts = attempts + 1, applied_at = $4
       where handler_id = $1 and coalesce(mode, $2) = $2 and about = 'dispute' and state = 'received' and received_at <= $3`, [handlerId, mode, readTo, clock()]);
  });
  return 'read';
}

/** Up to where the list was read; before that, when the first payment was taken there; absent when there is none. */
async function readFrom({database, mode}: Services, handlerId: string): Promise<Date | undefined> {
  const [row] = await database.query<{since: Date | null}>(
    `select coalesce((select read_to from dispute_reading where handler_id = $1 and mode = $2),
       (select min(created_at) from payments where handler_id = $1 and mode = $2)) as since`, [handlerId, mode]);
  return row?.since ?? undefined;
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

/** Disputes whose payment was not in our books when they were read, and is now. Those of others that share the account stay where they are. */
async function takeInWaiting(services: Services, handler: PaymentHandler): Promise<void> {
  const waiting = await services.database.query<DisputeRow & {trade_no: string | null; provider_trade_no: string | null}>(
    `select d.* from disputes d left join payments p on p.id = d.payment_id where d.handler_id = $1 and (
       (p.id is null and (exists (select 1 from payments t where t.trade_no = d.trade_no and t.handler_id = $1 and t.mode = $2)
         or exists (select 1 from payments t where t.provider_trade_no = d.provider_trade_no and t.handler_id = $1 and t.mode = $2)))
       or (d.booked = 0 and (d.withdrawn or d.status = 'lost') and p.captured > 0 and p.currency = d.currency and d.amount > 0))`, [handler.id, services.mode]);
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
  let end: ReadingEnd = 'left';
  try {
    await takeInWaiting(services, handler);
    end = await readList(services, handler, reading);
  } catch (error) {
    services.log.error('disputes.failed', {handler: handlerId, error: error instanceof Error ? error.message : 'unknown'});
  }
  if (end !== 'read') await putOff(services, handlerId, reading, end);
  return true;
}

/** Takes the list for longer than its reading may last; a process that dies meanwhile holds it no longer than that. */
async function claim({database, mode, clock}: Services, handlerId: string, when: 'due' | 'now'): Promise<Reading | undefined> {
  const now = clock();
  const [row] = await database.query<{checks: number; parts: number}>(
    `insert into dispute_reading (handler_id, mode, next_check_at, reading_until, checks) values ($1, $2, $3, $4::timestamptz, 1)
     on conflict (handler_id, mode) do update set checks = dispute_reading.checks + 1,
       reading_until = $3::timestamptz + least(power(2, least(dispute_reading.checks, 10)), 16) * ($4::timestamptz - $3::timestamptz)
     where coalesce(dispute_reading.reading_until <= $3, true) and ($5 or dispute_reading.next_check_at <= $3 or exists (select 1 from inbox
       where handler_id = $1 and coalesce(mode, $2) = $2 and about = 'dispute' and state = 'received' and next_try_at <= $3))
     returning checks, parts`, [handlerId, mode, now, after(now, 3 * listTimeout(0)), when === 'now']);
  return row && {begun: now, failures: row.checks - 1, parts: row.parts};
}

async function putOff({database, mode, clock}: Services, handlerId: string, {failures}: Reading, end: 'too-long' | 'left'): Promise<void> {
  const next = retryAt(clock(), failures);
  const parts = end === 'too-long' ? `least(parts + 1, ${SMALLEST})` : 'greatest(parts - 1, 0)';
  await database.query(`update dispute_reading set next_check_at = $3, reading_until = null, parts = ${parts} where handler_id = $1 and mode = $2`, [handlerId, mode, next]);
  await database.query(
    `update inbox set next_try_at = $3, reason = 'no_answer', attempts = attempts + 1 where handler_id = $1 and coalesce(mode, $2) = $2 and about = 'dispute' and state = 'received'`,
    [handlerId, mode, next]);
}
