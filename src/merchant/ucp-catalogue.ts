import type {CatalogueAnswer} from '../commerce/catalogue-reader.ts';
import {offerFor, readProducts} from '../commerce/catalogue-reader.ts';
import type {Offer} from '../commerce/item.ts';
import type {AskOptions, Catalogue} from './merchant.ts';
import {MerchantError} from './merchant.ts';

/** Sends a body to a path of the merchant and answers what `read` makes of the answer. */
export type Post = <T>(path: string, body: unknown, read: (json: unknown) => T, options: AskOptions) => Promise<T>;

/** Asks for several ids at once. */
export type Lookup = (ids: readonly string[], locale: string) => Promise<CatalogueAnswer>;

/** How long calls are gathered into one request, in ms: about a frame, also on a hidden page. */
const gathering = 16;

/** A merchant's catalogue in which all offers asked for at about the same time, by however many tags, share one request. */
export function ucpCatalogue(post: Post): Catalogue {
  const known = new Map<string, Offer>();
  const join = gathered(patient((ids, locale) => post('/catalog/lookup', {ids, context: {language: locale}}, readProducts, {locale})));
  return {
    async offer(id, {locale, signal}) {
      const {products, spoilt: cause} = await join(id, locale);
      // The others' answer is not called off for one who left.
      signal?.throwIfAborted();
      const offer = offerFor(id, products);
      if (!offer) throw cause ? new MerchantError('bad_answer', cause.message, {cause}) : unknownItem(id);
      known.set(id, offer);
      return offer;
    },
    async product(id, options) {
      const offer = await (await import('./whole-product.ts')).askProduct(post, id, known.get(id), options);
      return offer ?? Promise.reject(unknownItem(id));
    },
  };
}

interface Batch {
  readonly ids: Set<string>;
  readonly answer: Promise<CatalogueAnswer>;
}

function gathered(lookup: Lookup): (id: string, locale: string) => Promise<CatalogueAnswer> {
  const batches = new Map<string, Batch>();
  const open = (locale: string): Batch => {
    const ids = new Set<string>();
    const answer = new Promise((resolve) => setTimeout(resolve, gathering)).then(() => {
      batches.delete(locale);
      return lookup([...ids], locale);
    });
    const batch = {ids, answer};
    batches.set(locale, batch);
    return batch;
  };
  return (id, locale) => {
    const {ids, answer} = batches.get(locale) ?? open(locale);
    ids.add(id);
    return answer;
  };
}

/** The same lookup, in parts from the day that the merchant finds one too large. */
function patient(lookup: Lookup): Lookup {
  let ask = lookup;
  return async (ids, locale) => {
    try {
      return await ask(ids, locale);
    } catch (error) {
      if (ask !== lookup || !(error instanceof MerchantError && error.code === 'refused')) throw error;
      ask = (await import('./lookup-in-parts.ts')).inParts(lookup, error);
      return ask(ids, locale);
    }
  };
}

const unknownItem = (id: string): MerchantError => new MerchantError('not_found', `The merchant does not sell "${id}"`);
