import type {Message} from '../../commerce/checkout.ts';
import {capability} from '../../commerce/ucp.ts';
import {json, sqlState, UNIQUE_VIOLATION} from '../database/database.ts';
import {errorAnswer, unrecoverable} from '../http/envelope.ts';
import {checkoutLocale, preferredLocales, say} from '../http/locale.ts';
import type {CreateCheckoutBody} from '../http/request-schemas.ts';
import type {Visit} from '../http/visit.ts';
import {rememberWebhook} from '../orders/platform-webhooks.ts';
import {readCartRow} from './cart-row.ts';
import type {StoredRequest} from './checkout-row.ts';
import type {Desk, Reply} from './desk.ts';
import {minutesAfter, newId, ok} from './desk.ts';
import {expireCheckout} from './expire-checkouts.ts';
import type {CheckoutPrice} from './price-checkout.ts';
import {priceCheckout} from './price-checkout.ts';
import {renderCheckout} from './render-checkout.ts';
import {storedRequest} from './stored-request.ts';

/** `create_checkout`. Nothing is reserved yet. A cart has one open checkout: asked for again, the same one is answered. */
export async function createCheckout(desk: Desk, visit: Visit, body: CreateCheckoutBody): Promise<Reply> {
  const {services} = desk;
  await rememberWebhook(services, visit);
  const shop = services.config.defaultLocale;
  const cart = body.cart_id === undefined ? undefined : await readCartRow(services.database, body.cart_id, services.clock());
  const language = cart?.request.context?.language ?? body.context?.language;
  const locale = checkoutLocale(preferredLocales(language, visit.acceptLanguage), shop);
  if (body.cart_id !== undefined && !cart) return refused(desk, visit, [unrecoverable('not_found', say(locale, shop, 'cartUnknown'))]);
  const existing = cart && (await lastingCheckoutOf(desk, cart.id));
  if (existing !== undefined) return shown(desk, visit, existing, 200);
  const request = {...storedRequest(body), ...cart?.request};
  const price = await priceCheckout(services.database, services, request, locale);
  if (request.line_items.length === 0) return refused(desk, visit, [unrecoverable('cart_empty', say(locale, shop, 'cartEmpty'))]);
  if (!price.anySellable) return refused(desk, visit, price.priced.messages.filter(isAboutItems).map(message => ({...message, severity: 'unrecoverable'})));
  return insertCheckout(desk, visit, {request, price, locale, cartId: cart?.id});
}

function isAboutItems({code}: Message): boolean {
  return code === 'item_unavailable' || code === 'out_of_stock';
}

function refused({services}: Desk, visit: Visit, messages: readonly Message[]): Reply {
  return ok(errorAnswer(capability.checkout, visit.agreed, messages, services.config.home));
}

interface NewCheckout {
  readonly request: StoredRequest;
  readonly price: CheckoutPrice;
  readonly locale: string;
  readonly cartId: string | undefined;
}

async function insertCheckout(desk: Desk, visit: Visit, {request, price, locale, cartId}: NewCheckout): Promise<Reply> {
  const {database, config, clock, mode} = desk.services;
  const now = clock();
  const id = newId('chk');
  try {
    await database.query(
      `insert into checkouts (id, status, mode, caller, platform, currency, request, priced, total, locale, cart_id, created_at, updated_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13)`,
      [id, price.status, mode, visit.caller, visit.platform, price.currency, json(request), json(price.priced), price.total, locale,
        cartId ?? null, now, minutesAfter(now, config.checkoutMinutes)]);
  } catch (error) {
    const first = sqlState(error) === UNIQUE_VIOLATION && cartId !== undefined ? await openCheckoutOf(desk, cartId) : undefined;
    if (first === undefined) throw error;
    return shown(desk, visit, first, 200);
  }
  return shown(desk, visit, id, 201);
}

/** The open checkout of a cart; one whose time is over is ended first, unless a payment may still reach it. */
async function lastingCheckoutOf(desk: Desk, cartId: string): Promise<string | undefined> {
  const open = await openCheckoutOf(desk, cartId);
  return open !== undefined && (await expireCheckout(desk, open)) ? undefined : open;
}

async function openCheckoutOf({services}: Desk, cartId: string): Promise<string | undefined> {
  const [row] = await services.database.query<{id: string}>(
    `select id from checkouts where cart_id = $1 and status not in ('completed', 'canceled')`, [cartId]);
  return row?.id;
}

async function shown({services, money}: Desk, visit: Visit, id: string, status: 200 | 201): Promise<Reply> {
  const body = await renderCheckout(services, money, id, {agreed: visit.agreed, instruments: visit.instruments});
  if (!body) throw new Error(`Checkout ${id} is gone`);
  return {status, body};
}
