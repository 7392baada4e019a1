import {hasLivePayment, isOpen, lockCheckoutRow} from './checkout-row.ts';
import type {Desk} from './desk.ts';
import {writeEnd} from './write-checkout.ts';

const MOST_AT_ONCE = 100;

/** Ends a checkout whose time is over and that no payment can reach any more. Answers whether it has ended. */
export async function expireCheckout({services}: Pick<Desk, 'services'>, id: string): Promise<boolean> {
  return endCheckout({services}, id, 'expired');
}

/** Ends an open checkout without a live payment; `expired` only when its time is over. Answers whether it has ended. */
export async function endCheckout({services}: Pick<Desk, 'services'>, id: string, why: 'canceled' | 'expired'): Promise<boolean> {
  const {database, clock} = services;
  return database.transaction(async tx => {
    const row = await lockCheckoutRow(tx, id);
    if (!row || !isOpen(row)) return true;
    if (why === 'expired' && row.expires_at > clock()) return false;
    if (await hasLivePayment(tx, id)) return false;
    await writeEnd(tx, row, why, clock());
    return true;
  });
}

/**
 * Ends checkouts whose time is over. One with a live payment waits: the money core closes what is past its deadline, which
 * lies before, with claims and pauses of its own, so that nobody stands here while a provider is silent. Answers how many
 * it looked at.
 */
export async function expireDueCheckouts(desk: Desk): Promise<number> {
  const {database, clock, log} = desk.services;
  const due = await database.query<{id: string}>(
    `select id from checkouts where expires_at <= $1 and status not in ('completed', 'canceled')
       and not exists (select 1 from payments where checkout_id = checkouts.id and live)
     order by expires_at limit $2`, [clock(), MOST_AT_ONCE]);
  for (const {id} of due) {
    try {
      await expireCheckout(desk, id);
    } catch (error) {
      log.error('checkout.expiry', {checkout: id, error: error instanceof Error ? error.message : 'unknown'});
    }
  }
  return due.length;
}
