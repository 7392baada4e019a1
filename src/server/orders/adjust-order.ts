import type {Queryable} from '../database/database.ts';
import {enqueueOrderChanged} from './order-events.ts';
import type {AdjustmentRow} from './order-row.ts';

export interface Adjustment extends Pick<AdjustmentRow, 'id' | 'type' | 'status' | 'description'> {
  readonly orderId: string;
  /** Minor units; negative for money that went back to the buyer. */
  readonly amount: number;
}

/** Writes what happened to an order after it was placed, or how that stands now, and tells the order's platform when it is news. In the transaction of what happened. */
export async function writeAdjustment(tx: Queryable, {id, orderId, type, status, amount, description}: Adjustment, now: Date): Promise<void> {
  const changed = await tx.query(
    `insert into order_adjustments (id, order_id, type, status, amount, description, occurred_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (id) do update set status = excluded.status, amount = excluded.amount
       where (order_adjustments.status, order_adjustments.amount) is distinct from (excluded.status, excluded.amount) returning id`,
    [id, orderId, type, status, amount, description, now]);
  if (changed.length > 0) await enqueueOrderChanged(tx, orderId, `${id}:${status}`, now);
}

/** Nothing when there is no such adjustment: money that became no order has none. */
export async function endAdjustment(tx: Queryable, id: string, status: 'completed' | 'failed', now: Date): Promise<void> {
  const [changed] = await tx.query<{order_id: string}>('update order_adjustments set status = $2 where id = $1 and status <> $2 returning order_id', [id, status]);
  if (changed) await enqueueOrderChanged(tx, changed.order_id, `${id}:${status}`, now);
}
