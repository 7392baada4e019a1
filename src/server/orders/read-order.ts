import {capability} from '../../commerce/ucp.ts';
import type {Reply} from '../checkout/desk.ts';
import {ok} from '../checkout/desk.ts';
import {errorAnswer, unrecoverable} from '../http/envelope.ts';
import {checkoutLocale, preferredLocales, say} from '../http/locale.ts';
import type {Visit} from '../http/visit.ts';
import {sees} from '../http/visit.ts';
import {sameText} from '../same-text.ts';
import type {Services} from '../services.ts';
import type {OrderRow} from './order-row.ts';
import {readAdjustments, readOrderRow} from './order-row.ts';
import {orderEntity} from './render-order.ts';

/**
 * `get_order`, for whom `sees` lets, and for whoever holds the buyer's `key`. To strangers an order that exists looks like
 * one that does not.
 */
export async function readOrder(services: Services, visit: Visit, id: string, key: string | undefined): Promise<Reply> {
  const order = await readOrderRow(services.database, id);
  if (order && mayRead(services, visit, order, key)) {
    const adjustments = await readAdjustments(services.database, id);
    return ok(orderEntity(order, adjustments, services.origin, visit.agreed));
  }
  const known = visit.trusted !== undefined && !order;
  const {defaultLocale, home} = services.config;
  const locale = checkoutLocale(preferredLocales(undefined, visit.acceptLanguage), defaultLocale);
  const problem = known
    ? unrecoverable('not_found', say(locale, defaultLocale, 'orderUnknown'))
    : unrecoverable('unauthorized', say(locale, defaultLocale, 'orderForbidden'));
  return ok(errorAnswer(capability.order, visit.agreed, [problem], home));
}

function mayRead(services: Services, visit: Visit, order: OrderRow, key: string | undefined): boolean {
  if (key !== undefined && sameText(key, order.reading_key)) return true;
  return sees(services, visit, {caller: order.caller, platform: order.snapshot.platform});
}
