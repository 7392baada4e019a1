import type {Message, Total} from '../../commerce/checkout.ts';
import type {Queryable} from '../database/database.ts';
import {translationLocales} from '../http/locale.ts';
import type {Services} from '../services.ts';
import {checkContact} from './address.ts';
import type {Priced, StoredRequest} from './checkout-row.ts';
import {deliveryOf, shipsTo} from './delivery.ts';
import type {PricedFulfillment} from './price-fulfillment.ts';
import {priceFulfillment} from './price-fulfillment.ts';
import type {PricedLines} from './price-lines.ts';
import {priceLines} from './price-lines.ts';
import type {Wording} from './wording.ts';
import {wording} from './wording.ts';

export interface CheckoutPrice {
  readonly status: 'incomplete' | 'ready_for_complete';
  readonly currency: string;
  /** Minor units. */
  readonly total: number;
  readonly priced: Priced;
  readonly anySellable: boolean;
}

/** Prices a checkout and says what is still missing. The same request gives the same answer while prices and stock stay. */
export async function priceCheckout(db: Queryable, services: Services, request: StoredRequest, locale: string): Promise<CheckoutPrice> {
  const words = wording(locale, services.config.defaultLocale);
  const lines = await pricedLines(db, services, request, words);
  const delivered = pricedDelivery(services, request, lines, words);
  const needed = lines.deliverable.length > 0;
  const messages = [
    ...lines.messages,
    ...checkContact(request.buyer, needed, services.config.contactRequired, words),
    ...(delivered?.messages ?? []),
    ...codesRefused(request, words),
  ];
  const totals = totalsOf(lines.subtotal, delivered, words);
  return {
    status: messages.some(message => message.type === 'error') ? 'incomplete' : 'ready_for_complete',
    currency: lines.currency ?? services.config.currency,
    total: totals.at(-1)?.amount ?? 0,
    anySellable: lines.anySellable,
    priced: {
      line_items: lines.lines,
      totals,
      ...(delivered ? {fulfillment: delivered.fulfillment} : {}),
      needs_delivery: needed,
      ...(needed ? {ships_to: shipsTo(deliveryOf(services.config, services.mode))} : {}),
      messages,
    },
  };
}

/** Lines alone, for carts: the same prices, no delivery. */
export async function pricedLines(db: Queryable, services: Services, request: Pick<StoredRequest, 'line_items'>, words: Wording): Promise<PricedLines> {
  return priceLines(request.line_items, {
    db, words, origin: services.origin, now: services.clock(),
    locales: translationLocales([words.locale], services.config.defaultLocale),
  });
}

function pricedDelivery(services: Services, request: StoredRequest, lines: PricedLines, words: Wording): PricedFulfillment | undefined {
  if (lines.deliverable.length === 0) return undefined;
  return priceFulfillment(lines.deliverable, request.fulfillment, {
    delivery: deliveryOf(services.config, services.mode),
    ratesApply: lines.currency === services.config.currency,
    subtotal: lines.subtotal,
    buyer: request.buyer,
    words,
  });
}

export function totalsOf(subtotal: number, delivered: Pick<PricedFulfillment, 'charges'> | undefined, words: Wording): readonly Total[] {
  const charges = delivered?.charges ?? [];
  return [
    {type: 'subtotal', display_text: words.say('subtotal'), amount: subtotal},
    ...charges.map(({title, amount}) => ({type: 'fulfillment', display_text: title, amount})),
    {type: 'total', display_text: words.say('total'), amount: charges.reduce((sum, {amount}) => sum + amount, subtotal)},
  ];
}

/** This server has no discounts yet: a code is never swallowed silently. */
function codesRefused({discounts}: StoredRequest, words: Wording): readonly Message[] {
  return (discounts?.codes ?? []).map((_code, at) => words.warning('discount_code_invalid', `$.discounts.codes[${at}]`, 'noCodes'));
}
