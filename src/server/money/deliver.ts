import {createHmac, randomBytes} from 'node:crypto';
import type {Database} from '../database/database.ts';
import {json} from '../database/database.ts';
import type {Services} from '../services.ts';
import {BATCH} from './claim-due.ts';
import {after, LEASE} from './schedule.ts';
import type {TriedMessage} from './settle-message.ts';
import {DELIVERY_TIMEOUT, putOffMessage, settleDelivered} from './settle-message.ts';

interface OutboxRow extends TriedMessage {
  readonly dedupe_key: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Posts what is due to the merchant's `notifyUrl`, at least once, signed as the Standard Webhooks specification says:
 * `webhook-id`, `webhook-timestamp`, `webhook-signature`. Without a `notifyUrl` the rows wait: nothing is lost. Answers how
 * many were tried. A shop for trying tells nothing of a live one on the same database, nor the other way round.
 */
export async function deliverOutbox(services: Services): Promise<number> {
  const url = services.config.notifyUrl;
  if (url === undefined) return 0;
  const now = services.clock();
  const claimed = await services.database.query<OutboxRow>(
    `with due as materialized (select id from outbox where platform is null and delivered_at is null and next_try_at <= $1 and coalesce(payload #>> '{data,mode}', $3) = $3
       order by next_try_at, id limit ${BATCH} for update skip locked)
     update outbox set next_try_at = $2, attempts = attempts + 1 from due where outbox.id = due.id returning outbox.*`, [now, after(now, LEASE), services.mode]);
  if (claimed.length === 0) return 0;
  const secret = services.config.notifySecret ?? await webhookSecret(services.database);
  await Promise.all(claimed.map(row => deliver(services, row, url, secret)));
  return claimed.length;
}

async function deliver(services: Services, row: OutboxRow, url: string, secret: string): Promise<void> {
  const reason = await send(url, row, secret, services.clock());
  await (reason === undefined ? settleDelivered(services, row) : putOffMessage(services, row, {reason}));
}

async function send(url: string, row: OutboxRow, secret: string, now: Date): Promise<string | undefined> {
  const body = JSON.stringify(row.payload);
  const id = `msg_${row.dedupe_key.replaceAll(/[^\w.]/g, '_')}`;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {'content-type': 'application/json', ...signWebhook(secret, id, Math.floor(now.getTime() / 1000), body)},
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(DELIVERY_TIMEOUT),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `http_${response.status}`;
  } catch (error) {
    return error instanceof Error ? error.name : 'unreachable';
  }
}

/** Headers of a signed webhook. `secret`: `whsec_` and base64. `timestamp`: seconds since the epoch. */
export function signWebhook(secret: string, id: string, timestamp: number, body: string): Record<string, string> {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': `v1,${signature}`};
}

/** The secret that webhooks are signed with when the configuration names none: made once per database, kept in `settings`. */
export async function webhookSecret(database: Database): Promise<string> {
  const made = `whsec_${randomBytes(24).toString('base64')}`;
  await database.query(`insert into settings (key, value) values ('webhook_secret', $1) on conflict (key) do nothing`, [json(made)]);
  const [row] = await database.query<{value: string}>(`select value from settings where key = 'webhook_secret'`);
  if (!row) throw new Error('The webhook secret was not kept');
  return row.value;
}
