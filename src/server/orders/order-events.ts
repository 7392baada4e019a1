import {randomUUID} from 'node:crypto';
import type {Queryable} from '../database/database.ts';
import {enqueue, freeKey} from '../money/outbox.ts';

/** An order whose platform is told of it. */
export interface ToldOrder {
  readonly id: string;
  readonly mode: 'test' | 'live';
  /** The platform's profile. */
  readonly platform: string;
}

/** "Order created", in the transaction that writes the order. */
export async function enqueueOrderCreated(tx: Queryable, order: ToldOrder, now: Date): Promise<void> {
  await enqueueEvent(tx, order, 'created', now);
}

/**
 * Something that the order shows has changed, and its platform is told of it, if it wants to be. `change` names what it is now, such as
 * `refund_…:completed`. In the transaction of the change, with the order's payment locked: the events of one order then have the sequence of what they tell.
 */
export async function enqueueOrderChanged(tx: Queryable, orderId: string, change: string, now: Date): Promise<void> {
  const [order] = await tx.query<{mode: 'test' | 'live'; events_to: string | null}>('select mode, events_to from orders where id = $1', [orderId]);
  if (!order || order.events_to === null) return;
  await enqueueEvent(tx, {id: orderId, mode: order.mode, platform: order.events_to}, change, now);
}

/** The body is not kept: it is the order as it stands when the event is sent. The id stays the same however often that is. */
async function enqueueEvent(tx: Queryable, {id, mode, platform}: ToldOrder, change: string, now: Date): Promise<void> {
  const key = await freeKey(tx, `order.event:${id}:${change}`);
  await enqueue(tx, 'order.event', key, {event_id: randomUUID(), order_id: id, mode}, now, platform);
}
