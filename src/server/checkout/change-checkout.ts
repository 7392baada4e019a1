import type {Message} from '../../commerce/checkout.ts';
import {json} from '../database/database.ts';
import type {Queryable} from '../database/database.ts';
import {checkoutLocale, preferredLocales, say} from '../http/locale.ts';
import type {UpdateCheckoutBody} from '../http/request-schemas.ts';
import type {Visit} from '../http/visit.ts';
import type {CheckoutRow} from './checkout-row.ts';
import {hasLivePayment, isOpen, lockCheckoutRow, readCheckoutRow} from './checkout-row.ts';
import type {Desk, Reply} from './desk.ts';
import {minutesAfter} from './desk.ts';
import {endCheckout, expireCheckout} from './expire-checkouts.ts';
import {priceCheckout} from './price-checkout.ts';
import {endedMessage, showCheckout, unknownCheckout} from './show-checkout.ts';
import {storedRequest} from './stored-request.ts';
import {writePrice} from './write-checkout.ts';

/** How often a change gives way to a payment that begins at the same moment. */
const TRIES = 3;

/** `update_checkout`: replaces everything the platform sent before. A payment that is open is closed first. */
export async function updateCheckout(desk: Desk, visit: Visit, id: string, body: UpdateCheckoutBody): Promise<Reply> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const hindrance = await clearTheWay(desk, visit, id, 'changed');
    if (hindrance) return hindrance;
    if (await replace(desk, visit, id, body)) return showCheckout(desk, visit, id, {changed: true});
  }
  return underway(desk, visit, id);
}

/** `cancel_checkout`. When the money was faster, the completed checkout is the answer. */
export async function cancelCheckout(desk: Desk, visit: Visit, id: string): Promise<Reply> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const hindrance = await clearTheWay(desk, visit, id, 'cancelled');
    if (hindrance) return hindrance;
    if (await endCheckout(desk, id, 'canceled')) return showCheckout(desk, visit, id, {changed: true});
  }
  return underway(desk, visit, id);
}

/** Makes sure that no payment can reach the checkout as it is; an answer when it must stay as it is. */
async function clearTheWay(desk: Desk, visit: Visit, id: string, why: 'changed' | 'cancelled'): Promise<Reply | undefined> {
  const {database, clock} = desk.services;
  const row = await readCheckoutRow(database, id);
  if (!row) return unknownCheckout(desk, visit);
  if (!isOpen(row)) return showCheckout(desk, visit, id, {messages: [endedMessage(desk, row)]});
  if (await hasLivePayment(database, id)) {
    const closing = await desk.money.closeLivePayment(id, why);
    if (closing === 'paid') return showCheckout(desk, visit, id);
    if (closing === 'open') return underway(desk, visit, id);
  }
  if (row.expires_at > clock() || !(await expireCheckout(desk, id))) return undefined;
  const ended = await readCheckoutRow(database, id);
  return ended && showCheckout(desk, visit, id, {messages: [endedMessage(desk, ended)]});
}

async function underway(desk: Desk, visit: Visit, id: string): Promise<Reply> {
  const row = await readCheckoutRow(desk.services.database, id);
  const content = say(row?.locale ?? 'en', desk.services.config.defaultLocale, 'paymentUnderway');
  const message: Message = {type: 'error', code: 'payment_in_progress', content, severity: 'recoverable'};
  return showCheckout(desk, visit, id, {messages: [message]});
}

/** Answers whether it was replaced; not while a payment is live. */
async function replace(desk: Desk, visit: Visit, id: string, body: UpdateCheckoutBody): Promise<boolean> {
  const {database, config, clock} = desk.services;
  return database.transaction(async tx => {
    const row = await lockCheckoutRow(tx, id);
    if (!row || !isOpen(row) || (await hasLivePayment(tx, id))) return false;
    const request = storedRequest(body, row.request);
    const language = body.context?.language;
    const locale = language === undefined ? row.locale : checkoutLocale(preferredLocales(language, visit.acceptLanguage), config.defaultLocale);
    const price = await priceCheckout(tx, desk.services, request, locale);
    const now = clock();
    await writePrice(tx, row, price, {request, locale, expires_at: minutesAfter(now, config.checkoutMinutes)}, now);
    await carryBack(tx, row, request, now);
    return true;
  });
}

/** The cart that a checkout came from follows its lines and codes, for buyers who go back to the shop. */
async function carryBack(tx: Queryable, {cart_id: cartId}: CheckoutRow, {line_items, discounts}: CheckoutRow['request'], now: Date): Promise<void> {
  if (cartId === null) return;
  const followed = json({line_items, ...(discounts ? {discounts} : {})});
  await tx.query(`update carts set request = (request - 'discounts') || $2::jsonb, updated_at = $3 where id = $1`, [cartId, followed, now]);
}
