import type {Offer} from '../../commerce/item.ts';
import type {Catalogue} from '../../merchant/merchant.ts';

/** The same offers with all of their variants; one that cannot be had whole stays as it is. */
export const wholeOffers = (offers: readonly Offer[], catalogue: Catalogue, locale: string): Promise<readonly Offer[]> =>
  Promise.all(offers.map(async (offer) => (offer.complete ? offer : catalogue.product(offer.id, {locale}).catch(() => offer))));
