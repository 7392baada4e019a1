import type {Services} from '../services.ts';
import {retryAt} from './schedule.ts';

/** ms until the answer to a message must have begun. */
export const DELIVERY_TIMEOUT = 10_000;
/** With the waits of `retryAt` these reach over three days. */
const MOST_ATTEMPTS = 24;

/** A message of the outbox that its worker has tried to deliver; `attempts` counts that try. */
export interface TriedMessage {
  readonly id: number;
  readonly kind: string;
  readonly attempts: number;
}

/** The message has arrived. */
export async function settleDelivered({database, clock}: Pick<Services, 'database' | 'clock'>, {id}: TriedMessage): Promise<void> {
  await database.query('update outbox set delivered_at = $2, next_try_at = null, failed_reason = null where id = $1', [id, clock()]);
}

export interface NotDelivered {
  readonly reason: string;
  /** When to try again instead of after the usual wait. */
  readonly again?: Date;
  /** Ids for the log. */
  readonly about?: Readonly<Record<string, string>>;
}

/** The message has not arrived: it is tried again, each time after a longer wait; after the last one it waits for a person (`readHeld`). */
export async function putOffMessage({database, clock, log}: Pick<Services, 'database' | 'clock' | 'log'>, message: TriedMessage, {reason, again, about}: NotDelivered): Promise<void> {
  const {id, kind, attempts} = message;
  log.warn('outbox.not_delivered', {outbox: id, kind, ...about, reason, attempts});
  const next = attempts >= MOST_ATTEMPTS ? null : again ?? retryAt(clock(), attempts);
  await database.query('update outbox set next_try_at = $2, failed_reason = $3 where id = $1', [id, next, reason]);
}
