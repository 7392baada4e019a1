import {MerchantError} from './merchant.ts';
import type {Lookup} from './ucp-catalogue.ts';

/**
 * A lookup for a merchant who takes only so many ids at once: how many is found out by halving, and remembered. `refusal` is why it is needed; throws it
 * when the merchant meant something else.
 */
export function inParts(lookup: Lookup, refusal: MerchantError): Lookup {
  if (!isTooLarge(refusal)) throw refusal;
  let most = Infinity;
  const ask: Lookup = async (ids, locale) => {
    try {
      if (ids.length <= most) return await lookup(ids, locale);
      const parts = await Promise.all([ids.slice(0, most), ids.slice(most)].map((part) => ask(part, locale)));
      return {products: parts.flatMap(({products}) => products), spoilt: parts.find(({spoilt}) => spoilt)?.spoilt};
    } catch (error) {
      if (!isTooLarge(error) || ids.length === 1) throw error;
      if (ids.length <= most) most = Math.ceil(ids.length / 2);
      return ask(ids, locale);
    }
  };
  return ask;
}

const isTooLarge = (error: unknown): boolean => error instanceof MerchantError && error.messages.some(({code}) => code === 'request_too_large');
