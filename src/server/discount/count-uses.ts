import type {Buyer} from '../../commerce/checkout.ts';
import type {CheckoutRow} from '../checkout/checkout-row.ts';
import type {Queryable} from '../database/database.ts';
import {contactKeys, isKnown} from './contact-key.ts';
import type {DiscountRow} from './discount-row.ts';

/** How often this buyer has used each of the discounts that count by contact, by their ids; reserved uses count. */
export async function readUsesOfContact(
  db: Queryable, rows: readonly Pick<DiscountRow, 'id' | 'uses_per_contact'>[], buyer: Buyer | undefined,
): Promise<ReadonlyMap<string, number>> {
  const ids = rows.filter(row => row.uses_per_contact !== null).map(row => row.id);
  if (ids.length === 0 || !isKnown(buyer)) return new Map();
  const {email, phone} = await contactKeys(db, buyer);
  const counted = await db.query<{discount_id: string; n: number}>(
    `select discount_id, count(*) as n from discount_uses
     where discount_id = any($1::text[]) and state <> 'released' and (email_key = $2 or phone_key = $3) group by discount_id`, [ids, email, phone]);
  return new Map(counted.map(({discount_id: id, n}) => [id, n]));
}

type Sold = Pick<CheckoutRow, 'id' | 'currency' | 'priced' | 'request'>;

/**
 * Locks the discounts of a priced checkout, always in the same order, and answers whether each may be used once more now.
 * Everybody locks checkout, payment, discounts and variants in this order.
 */
export async function mayUseDiscounts(tx: Queryable, {priced, request}: Sold, now: Date): Promise<boolean> {
  const ids = idsOf(priced);
  if (ids.length === 0) return true;
  const rows = await tx.query<DiscountRow>('select * from discounts where id = any($1::text[]) order by id for update', [ids]);
  const ofContact = await readUsesOfContact(tx, rows, request.buyer);
  return rows.length === ids.length && rows.every(row =>
    row.ended_at === null && (row.ends_at === null || row.ends_at > now) && (row.most_uses === null || row.uses < row.most_uses)
    && (row.uses_per_contact === null || (ofContact.get(row.id) ?? 0) < row.uses_per_contact));
}

export interface UseFor {
  /** Absent for an order that costs nothing. */
  readonly paymentId?: string;
  readonly state: 'reserved' | 'used';
  /** The money is there, so the discount counts even when no use is left. */
  readonly honoured?: boolean;
}

/** Counts one use of every discount of a priced checkout. */
export async function writeUses(tx: Queryable, {id, currency, priced, request}: Sold, {paymentId, state, honoured = false}: UseFor, now: Date): Promise<void> {
  const ordered = [...(priced.discounts ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const discount of ordered) {
    const [counted] = await tx.query<{beyond: boolean; by_contact: boolean}>(
      `update discounts set uses = uses + 1 where id = $1
       returning most_uses is not null and uses > most_uses as beyond, uses_per_contact is not null as by_contact`, [discount.id]);
    if (!counted) throw new Error(`There is no discount ${discount.id}`);
    if (counted.beyond && !honoured) throw new Error(`Discount ${discount.id} is used up`);
    const contact = await contactKeys(tx, counted.by_contact ? request.buyer : undefined);
    await tx.query(
      `insert into discount_uses (discount_id, checkout_id, payment_id, state, beyond, amount, currency, email_key, phone_key, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`,
      [discount.id, id, paymentId ?? null, state, counted.beyond, discount.amount, currency, contact.email, contact.phone, now]);
  }
}

/** Gives back what a payment reserved. Only after the provider has confirmed that it can no longer be paid. */
export async function releaseUses(tx: Queryable, paymentId: string, now: Date): Promise<void> {
  const released = await tx.query<{discount_id: string}>(
    `update discount_uses set state = 'released', updated_at = $2 where payment_id = $1 and state = 'reserved' returning discount_id`, [paymentId, now]);
  for (const id of released.map(row => row.discount_id).sort()) await tx.query('update discounts set uses = uses - 1 where id = $1', [id]);
}

/** The payment is paid: what it reserved is used for good. */
export async function keepUses(tx: Queryable, paymentId: string, now: Date): Promise<void> {
  await tx.query(`update discount_uses set state = 'used', updated_at = $2 where payment_id = $1 and state = 'reserved'`, [paymentId, now]);
}

function idsOf({discounts}: Sold['priced']): readonly string[] {
  return (discounts ?? []).map(discount => discount.id);
}
