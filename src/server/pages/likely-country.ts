import {deliveryOf, shipsTo} from '../checkout/delivery.ts';
import type {Services} from '../services.ts';

/** Where most buyers are, as far as the shop's own places tell: alpha-2. */
export function likelyCountry({config, mode}: Pick<Services, 'config' | 'mode'>): string | undefined {
  const delivery = deliveryOf(config, mode);
  const countries = shipsTo(delivery);
  return countries.length === 1 ? countries[0] : delivery.pickup[0]?.address.address_country;
}
