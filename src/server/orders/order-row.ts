import type {Queryable} from '../database/database.ts';
import type {Priced, StoredRequest} from '../checkout/checkout-row.ts';

/** The checkout as it was paid. */
export interface OrderSnapshot {
  readonly request: StoredRequest;
  readonly priced: Priced;
  readonly locale: string;
  readonly platform: string | null;
}

/** A row of `orders`, with who made its checkout. `total` is minor units of `currency`. */
export interface OrderRow {
  readonly id: string;
  readonly number: number;
  readonly label: string;
  readonly checkout_id: string;
  readonly payment_id: string | null;
  readonly mode: 'test' | 'live';
  readonly currency: string;
  readonly total: number;
  readonly snapshot: OrderSnapshot;
  /** The buyer's own key to this order. */
  readonly reading_key: string;
  readonly created_at: Date;
  /** `caller` of the checkout. */
  readonly caller: string;
}

/** A row of `order_adjustments`: something that happened to the order after it was placed. */
export interface AdjustmentRow {
  readonly id: string;
  readonly type: string;
  readonly status: 'pending' | 'completed' | 'failed';
  /** Minor units; negative for money that went back to the buyer. */
  readonly amount: number | null;
  readonly description: string | null;
  readonly occurred_at: Date;
}

export async function readOrderRow(db: Queryable, id: string): Promise<OrderRow | undefined> {
  const [row] = await db.query<OrderRow>(
    'select o.*, c.caller from orders o join checkouts c on c.id = o.checkout_id where o.id = $1', [id]);
  return row;
}

export async function readAdjustments(db: Queryable, orderId: string): Promise<readonly AdjustmentRow[]> {
  return db.query<AdjustmentRow>('select * from order_adjustments where order_id = $1 order by occurred_at, id', [orderId]);
}
