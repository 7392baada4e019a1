import type {Offer} from '../commerce/item.ts';
import type {Money} from '../commerce/money.ts';
import {MoneyError, parseAmount} from '../commerce/money.ts';
import type {Catalogue} from './merchant.ts';
import {MerchantError} from './merchant.ts';

/** Where a page's own offers come from; what stands on the tag goes before what stands in the page's data. */
export interface OfferSources {
  /** Decimal string in major units, such as `128.00`: the price of whatever is asked for. */
  readonly price?: string;
  /** ISO 4217; needed with `price` unless the page's data names the currency. */
  readonly currency?: string;
  /** What is sold, in the page's words. */
  readonly label?: string;
  readonly offers?: readonly Offer[];
  /** Finds an offer in the page's own data; without an id, the only one. */
  readonly structuredOffer?: (id?: string) => Offer | undefined;
}

/** Finds offers in the page. The id `''` asks for the only thing that is sold. */
export function pageOffers({price, currency, label, offers = [], structuredOffer}: OfferSources): (id: string) => Offer | undefined {
  return (id) => {
    const listed = offers.find((offer) => offer.id === id || offer.variants.some((variant) => variant.id === id)) ?? (id === '' && offers.length === 1 ? offers[0] : undefined);
    const known = listed ?? structuredOffer?.(id || undefined);
    if (price === undefined) return known && asAsked(known, id);
    // Two tags with nothing but a price are two purchases.
    const own = known?.variant.id ?? (id || [label, price, currency].filter(Boolean).join(' '));
    const variant = {...known?.variant, id: own, title: '', listPrice: undefined, available: known?.variant.available ?? true, price: priceOf(price, currency ?? known?.variant.price.currency)};
    return {...known, id, productId: known?.productId ?? own, title: label ?? known?.title ?? '', variant, variants: [variant], complete: true};
  };
}

function asAsked(offer: Offer, id: string): Offer {
  return {...offer, id, variant: offer.variants.find((variant) => variant.id === id) ?? offer.variant};
}

function priceOf(price: string, currency: string | undefined): Money {
  try {
    return parseAmount(price, currency ?? '');
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    throw new MerchantError('refused', `price="${price}" currency="${currency ?? ''}" cannot be used: ${error.message}`, {cause: error});
  }
}

/** The page's offers as a catalogue. */
export function pageCatalogue(find: (id: string) => Offer | undefined): Catalogue {
  const offer = async (id: string): Promise<Offer> => {
    const found = find(id);
    if (!found) throw new MerchantError('not_found', id ? `The page offers nothing under "${id}"` : 'The page offers nothing, or more than one thing, with a price');
    return found;
  };
  return {offer, product: offer};
}
