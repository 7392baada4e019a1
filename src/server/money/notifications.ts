import type {Services} from '../services.ts';
import {json} from '../database/database.ts';
import type {PaymentHandler, VerifiedNotification} from '../handlers/payment-handler.ts';
import {askAfter} from './ask.ts';
import {BATCH} from './claim-due.ts';
import {handlerOf} from './provider-call.ts';
import {readDisputesNow} from './read-disputes.ts';
import {readRefunds} from './read-refunds.ts';
import {after, LEASE, retryAt} from './schedule.ts';
import type {Taken} from './take-answer.ts';
import {takeInTold, toldIn} from './told-dispute.ts';

/** Bytes; an event about a dispute may carry long evidence. */
export const LARGEST_NOTIFICATION = 512 * 1024;
/** How often a notification is tried whose trade we do not (yet) know (for six hours), or whose provider does not answer (for a week). */
const MOST_ATTEMPTS = {unknown_trade: 12, no_answer: 40} as const;

/** What was taken in, to be applied now that it is safe. */
export interface News {
  readonly inboxId: number;
  readonly handlerId: string;
  readonly about: 'trade' | 'refund' | 'dispute';
}

export interface Received {
  readonly response: Response;
  /** Absent when there is nothing new. */
  readonly news?: News;
}

/** Verifies a notification and puts it into the inbox, once by its event id. A forged one is refused and leaves no trace. */
export async function receive(services: Services, handlerId: string, request: Request): Promise<Received> {
  const handler = services.handlers.find(one => one.id === handlerId);
  if (!handler) return {response: new Response(null, {status: 404})};
  const body = await readBody(request);
  if (body === undefined) return {response: new Response(null, {status: 413})};
  const notification = await verified(services, handler, request, body);
  if (!notification) return {response: new Response(null, {status: 400})};
  if (notification.about === 'nothing') return {response: handler.acknowledge()};
  const {eventId, tradeNo = null, providerTradeNo = null, about = 'trade', payload} = notification;
  const now = services.clock();
  const [row] = await services.database.query<{id: number}>(
    `insert into inbox (handler_id, event_id, trade_no, provider_trade_no, about, payload, next_try_at, received_at, mode) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (handler_id, event_id) do nothing returning id`,
    [handlerId, eventId, tradeNo, providerTradeNo, about, json(payload), after(now, LEASE), now, services.mode]);
  return {response: handler.acknowledge(), ...(row ? {news: {inboxId: row.id, handlerId, about}} : {})};
}

/** Applies what has just come in. News of a dispute has the provider's whole list read, which then applies all such news. */
export async function hear(services: Services, {inboxId, handlerId, about}: News): Promise<void> {
  const listed = about === 'dispute' && handlerOf(services, handlerId).listDisputes !== undefined;
  await (listed ? readDisputesNow(services, handlerId) : applyInbox(services, inboxId));
}

async function verified({log}: Services, handler: PaymentHandler, request: Request, body: string): Promise<VerifiedNotification | undefined> {
  try {
    const notification = await handler.verify(request, body);
    if (!notification) log.warn('notification.refused', {handler: handler.id});
    return notification;
  } catch (error) {
    log.warn('notification.unreadable', {handler: handler.id, error: error instanceof Error ? error.name : 'unknown'});
    return undefined;
  }
}

async function readBody(request: Request): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > LARGEST_NOTIFICATION) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

interface InboxRow {
  readonly id: number;
  readonly handler_id: string;
  readonly event_id: string;
  readonly trade_no: string | null;
  readonly provider_trade_no: string | null;
  readonly about: 'trade' | 'refund' | 'dispute';
  readonly payload: Readonly<Record<string, unknown>>;
  readonly attempts: number;
}

/** Applies what was received from a service and not yet applied; answers how many were tried. What has its list read is not here. */
export async function applyDueInbox(services: Services, handlerId: string): Promise<number> {
  const now = services.clock();
  const listed = handlerOf(services, handlerId).listDisputes !== undefined;
  const claimed = await services.database.query<Pick<InboxRow, 'id'>>(
    `with due as materialized (select id from inbox where handler_id = $3 and coalesce(mode, $4) = $4 and state = 'received' and next_try_at <= $1
       and (about <> 'dispute' or not $5) order by next_try_at limit ${BATCH} for update skip locked)
     update inbox set next_try_at = $2 from due where inbox.id = due.id returning inbox.id`, [now, after(now, LEASE), handlerId, services.mode, listed]);
  await Promise.all(claimed.map(({id}) => applyInbox(services, id)));
  return claimed.length;
}

/**
 * Applies one notification by asking the provider: what the notification says proves nothing. A trade that is not known
 * yet (the notification was faster than our own books) is tried again, later held for a person.
 */
async function applyInbox(services: Services, inboxId: number): Promise<void> {
  const [row] = await services.database.query<InboxRow>(`select * from inbox where id = $1 and state = 'received'`, [inboxId]);
  if (!row) return;
  const payment = await paymentOf(services, row);
  const told = row.about === 'dispute' ? toldIn(row.payload) : undefined;
  if (!payment && (told || row.about !== 'dispute')) return putOff(services, row, 'unknown_trade');
  const looking = told && payment ? takeInTold(services, row.handler_id, told, payment) : lookInto(services, row, payment);
  const recorded = await looking.catch((error: unknown) => {
    services.log.error('notification.failed', {inbox: row.id, error: error instanceof Error ? error.message : 'unknown'});
    return 'unclear' as const;
  });
  if (recorded === 'unclear') return putOff(services, row, 'no_answer', payment?.id);
  await services.database.query(
    `update inbox set state = $2, reason = $3, payment_id = $4, attempts = attempts + 1, next_try_at = null, applied_at = $5 where id = $1`,
    [row.id, recorded === 'held' ? 'held' : 'applied', recorded === 'held' ? 'mismatch' : null, payment?.id ?? null, services.clock()]);
}

/** News of a trade is asked after; news of refunds and disputes is read from the provider's own lists. */
async function lookInto(services: Services, row: InboxRow, payment: {readonly id: string; readonly captured: number} | undefined): Promise<Taken> {
  const handler = handlerOf(services, row.handler_id);
  const cause = {cause: `notification:${row.event_id}`, actor: 'provider'};
  // A dispute at a provider without a list, of which its notification does not say enough, is for a person.
  if (row.about === 'dispute' || !payment) return 'held';
  const asked = row.about === 'trade' || payment.captured === 0 || !handler.listRefunds ? await askAfter(services, payment.id, cause) : 'recorded';
  if (row.about === 'trade' || asked !== 'recorded') return asked;
  return readRefunds(services, payment.id);
}

/** By our number of the trade, else by the provider's. */
async function paymentOf({database, mode}: Services, {handler_id: handlerId, trade_no: ours, provider_trade_no: theirs}: InboxRow): Promise<{id: string; captured: number} | undefined> {
  const [payment] = await database.query<{id: string; captured: number}>(
    `select id, captured from payments where handler_id = $1 and mode = $4 and (trade_no = $2 or ($2::text is null and provider_trade_no = $3))
     order by created_at limit 1`, [handlerId, ours, theirs, mode]);
  return payment;
}

async function putOff({database, clock, log}: Services, row: InboxRow, reason: keyof typeof MOST_ATTEMPTS, paymentId?: string): Promise<void> {
  const over = row.attempts + 1 >= MOST_ATTEMPTS[reason];
  await database.query(
    'update inbox set state = $2, reason = $3, payment_id = $4, attempts = attempts + 1, next_try_at = $5 where id = $1',
    [row.id, over ? 'held' : 'received', reason, paymentId ?? null, over ? null : retryAt(clock(), row.attempts)]);
  if (over) log.warn('notification.held', {inbox: row.id, reason});
}
