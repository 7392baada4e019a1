import type {LineItem, Message, Total} from '../../commerce/checkout.ts';
import type {Queryable} from '../database/database.ts';
import type {PricedDiscounts} from '../discount/price-discounts.ts';
import {priceDiscounts} from '../discount/price-discounts.ts';
import {shopLocale, translationLocales} from '../http/locale.ts';
import type {Services} from '../services.ts';
import {checkContact} from './address.ts';
import type {Priced, StoredRequest} from './checkout-row.ts';
import {deliveryOf, shipsTo} from './delivery.ts';
import type {PricedFulfillment} from './price-fulfillment.ts';
import {priceFulfillment} from './price-fulfillment.ts';
import type {PricedLines} from './price-lines.ts';
import {priceLines} from './price-lines.ts';
import {totalsOf} from './totals.ts';
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

/** Prices a checkout and says what is still missing. The same request gives the same answer while prices, stock and discounts stay. */
export async function priceCheckout(db: Queryable, services: Services, request: StoredRequest, locale: string): Promise<CheckoutPrice> {
  const words = wording(locale, services.config.defaultLocale);
  const lines = await pricedLines(db, services, request, words);
  const delivered = pricedDelivery(services, request, lines, words);
  const off = await takenOff(db, services, {request, lines, delivered, words});
  const needed = lines.deliverable.length > 0;
  const messages = [
    ...lines.messages,
    ...checkContact(request.buyer, needed || off.needsContact, services.config.contactRequired, words),
    ...(delivered?.messages ?? []),
    ...off.messages,
    ...claimsNotAccepted(request, words),
  ];
  const totals = totalsOf(lines.subtotal, delivered?.charges ?? [], off, words);
  return {
    status: messages.some(message => message.type === 'error') ? 'incomplete' : 'ready_for_complete',
    currency: lines.currency ?? services.config.currency,
    total: totals.at(-1)?.amount ?? 0,
    anySellable: lines.anySellable,
    priced: {
      line_items: lessDiscount(lines.lines, off),
      totals,
      ...(delivered ? {fulfillment: delivered.fulfillment} : {}),
      ...(off.applied.length > 0 ? {discounts: off.applied} : {}),
      needs_delivery: needed,
      ...(needed ? {ships_to: shipsTo(deliveryOf(services.config, services.mode))} : {}),
      messages,
    },
  };
}

/** Nothing here depends on what buyers claim of themselves: that is said, and stops nothing. */
export function claimsNotAccepted({context}: Pick<StoredRequest, 'context'>, words: Wording): readonly Message[] {
  return (context?.eligibility ?? []).map((claim, at) => words.warning('eligibility_not_accepted', `$.context.eligibility[${at}]`, 'claimNotAccepted', {claim}));
}

/** Lines alone, at full price. */
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

interface ToDiscount {
  readonly request: Pick<StoredRequest, 'buyer' | 'discounts'>;
  readonly lines: PricedLines;
  /** Absent in a cart, and where nothing is delivered. */
  readonly delivered?: PricedFulfillment | undefined;
  readonly words: Wording;
}

/** What discounts take off the lines, and off delivery once that has a price. */
export async function takenOff(db: Queryable, {config, clock}: Services, {request, lines, delivered, words}: ToDiscount): Promise<PricedDiscounts> {
  const {charges = []} = delivered ?? {};
  return priceDiscounts(db, {
    codes: request.discounts?.codes ?? [],
    sale: {
      currency: lines.currency ?? config.currency, lines: lines.goods,
      delivery: charges.length === 0 ? undefined : charges.reduce((sum, {amount}) => sum + amount, 0),
    },
    buyer: request.buyer, isDelivered: lines.deliverable.length > 0, now: clock(), timeZone: config.timeZone, words,
    locale: shopLocale(words.locale, config.defaultLocale),
  });
}

/** The lines with what is taken off each. */
export function lessDiscount(lines: readonly LineItem[], {lines: off}: Pick<PricedDiscounts, 'lines'>): readonly LineItem[] {
  return lines.map((line, at) => {
    const less = off[at] ?? 0;
    const full = line.totals[0]?.amount ?? 0;
    const totals: readonly Total[] = [{type: 'subtotal', amount: full}, {type: 'items_discount', amount: -less}, {type: 'total', amount: full - less}];
    return less === 0 ? line : {...line, totals};
  });
}
