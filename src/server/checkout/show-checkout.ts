import type {Message} from '../../commerce/checkout.ts';
import {capability} from '../../commerce/ucp.ts';
import {errorAnswer, unrecoverable} from '../http/envelope.ts';
import {checkoutLocale, preferredLocales, say} from '../http/locale.ts';
import type {Visit} from '../http/visit.ts';
import {sees} from '../http/visit.ts';
import type {CheckoutRow} from './checkout-row.ts';
import {isOpen, readCheckoutRow} from './checkout-row.ts';
import type {Desk, Reply} from './desk.ts';
import {ok} from './desk.ts';
import {expireCheckout} from './expire-checkouts.ts';
import {renderCheckout} from './render-checkout.ts';

/**
 * `get_checkout`. Reserves and charges nothing: while a payment is open its provider may be asked how it stands, and a
 * checkout whose time is over is shown as ended.
 */
export async function readCheckout(desk: Desk, visit: Visit, id: string): Promise<Reply> {
  const row = await readCheckoutRow(desk.services.database, id);
  if (!row) return unknownCheckout(desk, visit);
  if (isWaiting(row)) await askProvider(desk, id);
  else if (isOpen(row) && row.expires_at <= desk.services.clock()) await expireCheckout(desk, id);
  return showCheckout(desk, visit, id);
}

function isWaiting({status}: CheckoutRow): boolean {
  return status === 'complete_in_progress' || status === 'requires_escalation';
}

/** The provider's silence is no reason not to show what we know. */
async function askProvider({services, money}: Desk, id: string): Promise<void> {
  try {
    await money.refresh(id);
  } catch (error) {
    services.log.warn('checkout.refresh', {checkout: id, error: error instanceof Error ? error.message : 'unknown'});
  }
}

/** The checkout after an operation, with what the operation has to say. */
export async function showCheckout(
  desk: Desk, visit: Visit, id: string, {messages = [], changed = false}: {readonly messages?: readonly Message[]; readonly changed?: boolean} = {},
): Promise<Reply> {
  const row = await readCheckoutRow(desk.services.database, id);
  const trusted = row !== undefined && sees(desk.services, visit, row);
  const body = await renderCheckout(desk.services, desk.money, id, {agreed: visit.agreed, instruments: visit.instruments, trusted, messages, changed});
  return body ? ok(body) : unknownCheckout(desk, visit);
}

export function unknownCheckout({services}: Desk, visit: Visit): Reply {
  const shop = services.config.defaultLocale;
  const locale = checkoutLocale(preferredLocales(undefined, visit.acceptLanguage), shop);
  return ok(errorAnswer(capability.checkout, visit.agreed, [unrecoverable('not_found', say(locale, shop, 'checkoutUnknown'))], services.config.home));
}

/** Why an operation on an ended checkout did nothing. */
export function endedMessage({services}: Desk, row: CheckoutRow): Message {
  const sentence = row.status === 'completed' ? 'completed' : (row.priced.ended ?? 'canceled');
  return unrecoverable(`checkout_${sentence}`, say(row.locale, services.config.defaultLocale, sentence));
}
