import {offerFor, readProduct, readProducts} from '../commerce/catalogue-reader.ts';
import type {Offer} from '../commerce/item.ts';
import {shape} from '../commerce/wire.ts';
import type {AskOptions, Catalogue} from './merchant.ts';
import {MerchantError} from './merchant.ts';

/** Sends a body to a path of the merchant and answers what `read` makes of the answer. */
export type Post = <T>(path: string, body: unknown, read: (json: unknown) => T, options: AskOptions) => Promise<T>;

/** How long calls are gathered into one request, in ms: about a frame, also on a hidden page. */
const gathering = 16;

/** A merchant's catalogue in which all offers asked for at about the same time, by however many tags, share one request. */
export function ucpCatalogue(post: Post): Catalogue {
  const batches = new Map<string, Batch>();
  const known = new Map<string, Offer>();
  let most = Infinity;

  const lookup = async (ids: readonly string[], locale: string): Promise<Found> => {
    try {
      if (ids.length > most) return merged(await Promise.all([ids.slice(0, most), ids.slice(most)].map((part) => lookup(part, locale))));
      const {products, spoilt} = await post('/catalog/lookup', {ids, context: {language: locale}}, readProducts, {locale});
      return new Map(ids.map((id) => [id, offerFor(id, products) ?? (spoilt ? unreadable(spoilt) : unknownItem(id))]));
    } catch (error) {
      if (!isTooLarge(error) || ids.length === 1) throw error;
      if (ids.length <= most) most = Math.ceil(ids.length / 2);
      return lookup(ids, locale);
    }
  };
  const open = (locale: string): Batch => {
    const ids = new Set<string>();
    const found = new Promise((resolve) => setTimeout(resolve, gathering)).then(() => {
      batches.delete(locale);
      return lookup([...ids], locale);
    });
    const batch = {ids, found};
    batches.set(locale, batch);
    return batch;
  };

  return {
    async offer(id, {locale, signal}) {
      const {ids, found} = batches.get(locale) ?? open(locale);
      ids.add(id);
      const offer = (await found).get(id) ?? unknownItem(id);
      // The others' answer is not called off for one who left.
      signal?.throwIfAborted();
      if (offer instanceof MerchantError) throw offer;
      known.set(id, offer);
      return offer;
    },
    async product(id, options) {
      const before = known.get(id);
      const read = shape({product: readProduct});
      const {product} = await post('/catalog/product', {id: before?.productId ?? id, context: {language: options.locale}}, (json) => read(json, '$'), options);
      const offer = offerFor(before?.variant.id ?? id, [product]) ?? offerFor(product.id, [product]);
      if (!offer) throw unknownItem(id);
      return {...offer, id};
    },
  };
}

type Found = ReadonlyMap<string, Offer | MerchantError>;

interface Batch {
  readonly ids: Set<string>;
  readonly found: Promise<Found>;
}

function merged(parts: readonly Found[]): Found {
  return new Map(parts.flatMap((part) => [...part]));
}

function isTooLarge(error: unknown): boolean {
  return error instanceof MerchantError && error.messages.some(({code}) => code === 'request_too_large');
}

function unknownItem(id: string): MerchantError {
  return new MerchantError('not_found', `The merchant does not sell "${id}"`);
}

function unreadable(cause: Error): MerchantError {
  return new MerchantError('bad_answer', cause.message, {cause});
}
