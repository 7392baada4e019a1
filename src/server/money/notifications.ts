import type {Services} from '../services.ts';
import type {Queryable} from '../database/database.ts';
import {json} from '../database/database.ts';
import type {PaymentHandler, VerifiedNotification} from '../handlers/payment-handler.ts';
import type {Aside} from './aside.ts';
import {askAfter} from './ask.ts';
import {handlerOf} from './provider-call.ts';
import {readDisputes} from './read-disputes.ts';
import {readRefunds} from './read-refunds.ts';
import {after, LEASE, LIST_LEASE, retryAt} from './schedule.ts';
import type {Taken} from './take-answer.ts';

/** Bytes; an event about a dispute may carry long evidence. */
export const LARGEST_NOTIFICATION = 512 * 1024;
/** How often a notification is tried whose trade we do not (yet) know, or whose provider does not answer. */
const MOST_ATTEMPTS = 12;

export interface Received {
  readonly response: Response;
  /** The inbox row to apply now that it is safe; absent when there is nothing new. */
  readonly inboxId?: number;
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
  const now = services.clock();
  const [row] = await services.database.query<{id: number}>(
    `insert into inbox (handler_id, event_id, trade_no, provider_trade_no, about, payload, next_try_at, received_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (handler_id, event_id) do nothing returning id`,
    [handlerId, notification.eventId, notification.tradeNo ?? null, notification.providerTradeNo ?? null, notification.about ?? 'trade',
      json(notification.payload), leaseOf(notification.about, now), now]);
  return {response: handler.acknowledge(), ...(row ? {inboxId: row.id} : {})};
}

/** News of a dispute has a whole list read. */
function leaseOf(about: VerifiedNotification['about'], now: Date): Date {
  return after(now, about === 'dispute' ? LIST_LEASE : LEASE);
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
  readonly attempts: number;
}

/** Applies what was received and not yet applied, news of disputes aside; answers how many were tried. */
export async function applyDueInbox(services: Services, limit: number, aside: Aside): Promise<number> {
  const now = services.clock();
  const claimed = await services.database.query<Pick<InboxRow, 'id' | 'about'>>(
    `update inbox set next_try_at = case about when 'dispute' then $3::timestamptz else $2::timestamptz end where id in
       (select id from inbox where state = 'received' and next_try_at <= $1 order by next_try_at limit ${limit} for update skip locked)
     returning id, about`, [now, leaseOf('trade', now), leaseOf('dispute', now)]);
  await Promise.all(claimed.map(({id, about}) => (about === 'dispute' ? aside(applyInbox(services, id)) : applyInbox(services, id))));
  return claimed.length;
}

/**
 * Applies one notification by asking the provider: what the notification says proves nothing. A trade that is not known
 * yet (the notification was faster than our own books) is tried again, later held for a person.
 */
export async function applyInbox(services: Services, inboxId: number): Promise<void> {
  const [row] = await services.database.query<InboxRow>(`select * from inbox where id = $1 and state = 'received'`, [inboxId]);
  if (!row) return;
  const payment = await paymentOf(services.database, row);
  if (!payment && row.about !== 'dispute') return putOff(services, row, 'unknown_trade');
  const recorded = await lookInto(services, row, payment).catch((error: unknown) => {
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
  if (row.about === 'dispute' && handler.listDisputes) return readDisputes(services, handler.id);
  // A dispute at a provider without a list is for a person.
  if (row.about === 'dispute' || !payment) return 'held';
  const asked = row.about === 'trade' || payment.captured === 0 || !handler.listRefunds ? await askAfter(services, payment.id, cause) : 'recorded';
  if (row.about === 'trade' || asked !== 'recorded') return asked;
  return readRefunds(services, payment.id);
}

/** By our number of the trade, else by the provider's. */
async function paymentOf(db: Queryable, {handler_id: handlerId, trade_no: ours, provider_trade_no: theirs}: InboxRow): Promise<{id: string; captured: number} | undefined> {
  const [payment] = await db.query<{id: string; captured: number}>(
    `select id, captured from payments where handler_id = $1 and (trade_no = $2 or ($2::text is null and provider_trade_no = $3)) order by created_at limit 1`,
    [handlerId, ours, theirs]);
  return payment;
}

async function putOff({database, clock, log}: Services, row: InboxRow, reason: string, paymentId?: string): Promise<void> {
  const over = row.attempts + 1 >= MOST_ATTEMPTS;
  await database.query(
    'update inbox set state = $2, reason = $3, payment_id = $4, attempts = attempts + 1, next_try_at = $5 where id = $1',
    [row.id, over ? 'held' : 'received', reason, paymentId ?? null, over ? null : retryAt(clock(), row.attempts)]);
  if (over) log.warn('notification.held', {inbox: row.id, reason});
}
