import {capability} from '../../commerce/ucp.ts';
import {intersect, shopCapabilities} from '../http/capabilities.ts';
import {findHost, requestAt} from '../http/guarded-request.ts';
import type {Resolution} from '../http/public-address.ts';
import {BATCH} from '../money/claim-due.ts';
import {after, LEASE} from '../money/schedule.ts';
import type {TriedMessage} from '../money/settle-message.ts';
import {DELIVERY_TIMEOUT, putOffMessage, settleDelivered} from '../money/settle-message.ts';
import type {Services} from '../services.ts';
import {signedHeaders} from '../signatures/sign-request.ts';
import type {SigningKey} from '../signatures/signing-key.ts';
import {signingKey} from '../signatures/signing-keys.ts';
import {readAdjustments, readOrderRow} from './order-row.ts';
import {followWebhook, webhookOf} from './platform-webhooks.ts';
import {orderEntity} from './render-order.ts';

interface EventRow extends TriedMessage {
  readonly payload: {readonly data: {readonly event_id: string; readonly order_id: string}};
  readonly created_at: Date;
}

/** Where the events of a platform go and what they are signed with. */
interface Sending {
  readonly services: Services;
  readonly target: Target | undefined;
  readonly key: SigningKey;
  /** For finding the host and for every answer, so that a server that stops is not held up for longer. */
  readonly deadline: AbortSignal;
}

interface Target {
  readonly url: URL;
  /** Looked up once for all that is sent together, and anew the next time. */
  readonly host: Resolution;
}

/**
 * Posts the order events that are due to one platform, at least once, signed by RFC 9421. Each carries the order as it stands at that moment. The
 * events of one order go one after the other: what is sent later never shows less. Answers how many were tried.
 */
export async function deliverEvents(services: Services, platform: string): Promise<number> {
  const claimed = await claim(services, platform);
  if (claimed.length === 0) return 0;
  const deadline = AbortSignal.timeout(DELIVERY_TIMEOUT);
  const [target, key] = await Promise.all([targetOf(services, platform, deadline), signingKey(services)]);
  const sending = {services, target, key, deadline};
  const sent = await Promise.all(claimed.map(async row => ({row, failure: await deliver(sending, row)})));
  const failed = sent.filter(({failure}) => failure !== undefined);
  const moved = failed.length > 0 && !services.stopping?.aborted && await followWebhook(services, platform);
  for (const {row, failure = ''} of failed) {
    // To an address that is new it is sent at once.
    await putOffMessage(services, row, {reason: failure, ...(moved ? {again: services.clock()} : {}), about: {platform, order: row.payload.data.order_id}});
  }
  return claimed.length;
}

/** An event `o` of which nothing before it is still to arrive at its platform. What waits for a person is not waited for. */
export const NEXT_OF_ITS_ORDER = `not exists (select 1 from outbox b where b.platform is not null and b.delivered_at is null and b.next_try_at is not null
  and b.payload #>> '{data,order_id}' = o.payload #>> '{data,order_id}' and b.id < o.id)`;

async function claim(services: Services, platform: string): Promise<readonly EventRow[]> {
  const now = services.clock();
  return services.database.query<EventRow>(
    `with due as materialized (select id from outbox o where platform = $3 and delivered_at is null and next_try_at <= $1 and payload #>> '{data,mode}' = $4
       and ${NEXT_OF_ITS_ORDER} order by next_try_at, id limit ${BATCH} for update skip locked)
     update outbox set next_try_at = $2, attempts = attempts + 1 from due where outbox.id = due.id returning outbox.*`,
    [now, after(now, LEASE), platform, services.mode]);
}

async function targetOf({database, config, mode}: Services, platform: string, deadline: AbortSignal): Promise<Target | undefined> {
  const webhook = await webhookOf(database, config, platform);
  const url = webhook && new URL(webhook.url);
  return url && {url, host: await findHost(url, webhook.configured ? 'anywhere' : mode, deadline)};
}

/** Answers why it did not arrive. */
async function deliver(sending: Sending, row: EventRow): Promise<string | undefined> {
  const {services, target} = sending;
  if (!target) return 'no_webhook_url';
  try {
    const failure = await send(sending, target, row, await bodyOf(services, row));
    if (failure !== undefined) return failure;
  } catch (error) {
    return error instanceof Error ? error.name : 'unknown';
  }
  await settleDelivered(services, row);
  return undefined;
}

async function bodyOf(services: Services, {payload: {data}}: EventRow): Promise<string> {
  const order = await readOrderRow(services.database, data.order_id);
  if (!order) throw new Error(`There is no order ${data.order_id}`);
  const all = shopCapabilities(services);
  const agreed = intersect({[capability.order]: all[capability.order] ?? []}, all);
  return JSON.stringify(orderEntity(order, await readAdjustments(services.database, order.id), services.origin, agreed));
}

/** A redirect is a failure; what the answer says beside its status is not read. */
async function send({services, key, deadline}: Sending, {url, host}: Target, row: EventRow, body: string): Promise<string | undefined> {
  const headers = {
    'content-type': 'application/json',
    'ucp-agent': `profile="${services.origin}/.well-known/ucp"`,
    'webhook-id': row.payload.data.event_id,
    'webhook-timestamp': String(Math.floor(row.created_at.getTime() / 1000)),
  };
  const signed = signedHeaders({key, method: 'POST', url: url.href, headers, body, now: services.clock()});
  const reached = await requestAt(host, url, {method: 'POST', headers: {...headers, ...signed}, body}, deadline);
  if (reached.status !== 'answered') return `${reached.status}: ${reached.reason}`;
  const {statusCode = 0} = reached.response;
  reached.response.destroy();
  return statusCode >= 200 && statusCode < 300 ? undefined : `http_${statusCode}`;
}
