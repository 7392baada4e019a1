import type {Queryable} from '../database/database.ts';
import type {PaymentRow} from './payment-row.ts';

export interface FoundPayment {
  readonly payment: PaymentRow;
  /** The order's number as people see it; absent when the payment bought nothing. */
  readonly label?: string;
}

/** The payment that a person means: by its own id, or by the id or the number of its order. */
export async function findPayment(db: Queryable, target: string): Promise<FoundPayment | undefined> {
  const [found] = await db.query<{payment_id: string; label: string | null}>(
    `select p.id as payment_id, o.label from payments p left join orders o on o.payment_id = p.id
     where p.id = $1 or o.id = $1 or o.label = $1 or o.number::text = $1 order by (o.label = $1) desc nulls last limit 1`, [target]);
  const [payment] = found ? await db.query<PaymentRow>('select * from payments where id = $1', [found.payment_id]) : [];
  if (!found || !payment) return undefined;
  return {payment, ...(found.label === null ? {} : {label: found.label})};
}
