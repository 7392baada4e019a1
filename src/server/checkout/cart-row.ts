import type {Queryable} from '../database/database.ts';
import type {StoredRequest} from './checkout-row.ts';

/** A row of `carts`. */
export interface CartRow {
  readonly id: string;
  readonly status: 'active' | 'canceled';
  readonly mode: 'test' | 'live';
  readonly caller: string;
  readonly currency: string;
  readonly request: StoredRequest;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly expires_at: Date;
}

/** The cart, unless it was canceled or its time is over at `now`. */
export async function readCartRow(db: Queryable, id: string, now: Date): Promise<CartRow | undefined> {
  const [row] = await db.query<CartRow>(`select * from carts where id = $1 and status = 'active' and expires_at > $2`, [id, now]);
  return row;
}
