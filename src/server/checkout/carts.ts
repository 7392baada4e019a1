import {capability} from '../../commerce/ucp.ts';
import {json} from '../database/database.ts';
import type {Answer} from '../http/envelope.ts';
import {errorAnswer, ucpMetadata, unrecoverable} from '../http/envelope.ts';
import {checkoutLocale, localText, preferredLocales} from '../http/locale.ts';
import type {CartBody} from '../http/request-schemas.ts';
import type {Visit} from '../http/visit.ts';
import type {Services} from '../services.ts';
import type {CartRow} from './cart-row.ts';
import {readCartRow} from './cart-row.ts';
import type {Reply} from './desk.ts';
import {minutesAfter, newId, ok} from './desk.ts';
import {claimsNotAccepted, lessDiscount, pricedLines, takenOff} from './price-checkout.ts';
import {shownDiscounts} from './shown-discounts.ts';
import {storedRequest} from './stored-request.ts';
import {totalsOf} from './totals.ts';
import type {Wording} from './wording.ts';
import {wording} from './wording.ts';

/** A cart that nobody touches is kept this long. */
const CART_MINUTES = 14 * 24 * 60;

/** `create_cart`. A cart may be empty; one in which nothing can be bought is not made. */
export async function createCart(services: Services, visit: Visit, body: CartBody): Promise<Reply> {
  const request = storedRequest(body);
  const words = wordsFor(services, visit, body.context?.language);
  const lines = await pricedLines(services.database, services, request, words);
  if (request.line_items.length > 0 && !lines.anySellable) {
    return ok(errorAnswer(capability.cart, visit.agreed, lines.messages.map(message => ({...message, severity: 'unrecoverable'})), services.config.home));
  }
  const now = services.clock();
  const [row] = await services.database.query<CartRow>(
    `insert into carts (id, mode, caller, currency, request, created_at, updated_at, expires_at) values ($1, $2, $3, $4, $5, $6, $6, $7) returning *`,
    [newId('cart'), services.mode, visit.caller, lines.currency ?? services.config.currency, json(request), now, minutesAfter(now, CART_MINUTES)]);
  if (!row) throw new Error('The cart was not written');
  return {status: 201, body: await cartAnswer(services, visit, row)};
}

/** `get_cart`: at today's prices. */
export async function readCart(services: Services, visit: Visit, id: string): Promise<Reply> {
  const row = await readCartRow(services.database, id, services.clock());
  return row ? ok(await cartAnswer(services, visit, row)) : unknownCart(services, visit);
}

/** `update_cart`: a full replacement. */
export async function updateCart(services: Services, visit: Visit, id: string, body: CartBody): Promise<Reply> {
  const {database, clock} = services;
  const now = clock();
  const row = await database.transaction(async tx => {
    const [before] = await tx.query<CartRow>(`select * from carts where id = $1 and status = 'active' and expires_at > $2 for update`, [id, now]);
    if (!before) return undefined;
    const [after] = await tx.query<CartRow>('update carts set request = $2, updated_at = $3, expires_at = $4 where id = $1 returning *', [
      id, json(storedRequest(body, before.request)), now, minutesAfter(now, CART_MINUTES)]);
    return after;
  });
  return row ? ok(await cartAnswer(services, visit, row)) : unknownCart(services, visit);
}

/** `cancel_cart`: the cart as it was; afterwards it is unknown. */
export async function cancelCart(services: Services, visit: Visit, id: string): Promise<Reply> {
  const [row] = await services.database.query<CartRow>(
    `update carts set status = 'canceled', updated_at = $2 where id = $1 and status = 'active' and expires_at > $2 returning *`, [id, services.clock()]);
  return row ? ok(await cartAnswer(services, visit, row)) : unknownCart(services, visit);
}

async function cartAnswer(services: Services, visit: Visit, row: CartRow): Promise<Answer> {
  const words = wordsFor(services, visit, row.request.context?.language);
  const lines = await pricedLines(services.database, services, row.request, words);
  const off = await takenOff(services.database, services, {request: row.request, lines, words});
  return {
    ucp: ucpMetadata(capability.cart, visit.agreed),
    id: row.id,
    line_items: lessDiscount(lines.lines, off),
    currency: lines.currency ?? row.currency,
    totals: totalsOf(lines.subtotal, [], off, words),
    messages: [...lines.messages, ...off.messages, ...claimsNotAccepted(row.request, words)],
    links: services.config.links.map(({type, url, title}) => ({
      type, url, ...(title === undefined ? {} : {title: localText(title, words.locale, services.config.defaultLocale)}),
    })),
    ...(row.request.buyer ? {buyer: row.request.buyer} : {}),
    ...(row.request.context ? {context: row.request.context} : {}),
    ...(row.request.attribution ? {attribution: row.request.attribution} : {}),
    ...shownDiscounts(visit.agreed, row.request, off.applied),
    ...(row.status === 'active' && row.request.line_items.length > 0 ? {continue_url: `${services.origin}/cart/${row.id}`} : {}),
    expires_at: row.expires_at.toISOString(),
  };
}

function unknownCart(services: Services, visit: Visit): Reply {
  const words = wordsFor(services, visit, undefined);
  return ok(errorAnswer(capability.cart, visit.agreed, [unrecoverable('not_found', words.say('cartUnknown'))], services.config.home));
}

function wordsFor({config}: Services, visit: Visit, language: string | undefined): Wording {
  return wording(checkoutLocale(preferredLocales(language, visit.acceptLanguage), config.defaultLocale), config.defaultLocale);
}

/** Deletes carts whose time was over a day ago. */
export async function sweepCarts({database, clock}: Pick<Services, 'database' | 'clock'>): Promise<void> {
  await database.query('delete from carts where expires_at < $1', [minutesAfter(clock(), -24 * 60)]);
}
