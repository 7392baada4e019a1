import type {CheckoutStatus} from '../../commerce/checkout.ts';
import type {CheckoutRow} from '../checkout/checkout-row.ts';
import {isOpen} from '../checkout/checkout-row.ts';
import {writeEnd} from '../checkout/write-checkout.ts';
import type {Queryable} from '../database/database.ts';

/** Changes the status of a locked checkout that is still open; one that has ended stays as it is. */
export async function setCheckoutStatus(tx: Queryable, checkout: CheckoutRow, status: CheckoutStatus, now: Date): Promise<void> {
  if (!isOpen(checkout) || checkout.status === status) return;
  await tx.query('update checkouts set status = $2, updated_at = $3 where id = $1', [checkout.id, status, now]);
}

/** After a payment that brought nothing: the checkout may be paid anew, unless its own time is over. */
export async function reopenCheckout(tx: Queryable, checkout: CheckoutRow, now: Date): Promise<void> {
  if (!isOpen(checkout)) return;
  if (checkout.expires_at > now) return setCheckoutStatus(tx, checkout, 'ready_for_complete', now);
  await writeEnd(tx, checkout, 'expired', now);
}
