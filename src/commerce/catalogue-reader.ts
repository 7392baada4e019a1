import type {Offer, OfferVariant} from './offer.ts';
import {readPrice} from './checkout-reader.ts';
import {safeLink} from './link.ts';
import type {Read} from './wire.ts';
import {flag, kept, list, loose, maybe, orElse, record, records, shape, text, whole} from './wire.ts';

/** A product of a merchant's catalogue as a tag needs it. */
export interface CatalogueProduct {
  readonly id: string;
  /** Its variants, each as the offer that it makes. */
  readonly sold: readonly Sold[];
}

interface Sold {
  /** What it answers to, the surest first: the ids that the merchant says led to it, its own id, its SKU, its product's id. */
  readonly names: readonly (readonly (string | undefined)[])[];
  readonly offer: Offer;
}

const maybeText = maybe(text);
const picture = (value: unknown): string | undefined => safeLink(records(value, '').find(({type}) => String(type).startsWith('image'))?.url);

// As the specification has it, or as our own server says it more briefly and with more in it under `metadata["dev.hangtag"]`.
const variant = shape({
  id: text,
  title: orElse(text, ''),
  price: readPrice,
  list_price: maybe(readPrice),
  availability: loose,
  available: maybe(flag),
  stock: maybe(whole),
  needs_delivery: maybe(flag),
  sku: maybeText,
  media: picture,
  inputs: kept((value) => maybeText(loose(value).id, '')),
});
const variants = list(variant);
const ours = maybe(shape({variants, language: maybeText}));

const product = shape({
  id: text, title: text, url: (value) => safeLink(value), media: picture, options: records, variants,
  metadata: (value, path) => ours(loose(value)['dev.hangtag'], path),
});

/** The product of a get-product answer, or of one entry of a lookup. Throws `WireError`. */
export const readProduct: Read<CatalogueProduct> = (value, path) => {
  const {id: productId, title, url, media, options, variants: told, metadata} = product(value, path);
  const all = metadata?.variants ?? told;
  const choice = all.length > 1 || (!metadata && options.length > 0);
  const offered = all.map((one) => offeredVariant(one, choice));
  const shared = {productId, title, language: metadata?.language, url, variants: offered, complete: !!metadata || !choice};
  const sold = offered.map((one) => {
    const {sku, media: own, inputs = []}: Partial<(typeof told)[number]> = told.find(({id}) => id === one.id) ?? {};
    return {names: [inputs, [one.id], [sku], [productId]], offer: {id: one.id, ...shared, imageUrl: own ?? media, variant: one}};
  });
  return {id: productId, sold};
};

function offeredVariant({id, title, price, list_price: before, availability, available, stock, needs_delivery: needsDelivery}: ReturnType<typeof variant>, choice: boolean): OfferVariant {
  const {available: sold = available, status} = availability;
  return {
    id, title: choice ? title : '', price, stock, needsDelivery,
    listPrice: before?.currency === price.currency && before.amount > price.amount ? before : undefined,
    available: typeof sold === 'boolean' ? sold : !/^(out_of_stock|discontinued)$/.test(String(status)),
  };
}

/** What of a lookup can be read: one spoilt product does not take the others with it. */
export interface CatalogueAnswer {
  readonly products: readonly CatalogueProduct[];
  /** Why the last of the unreadable products is left out. */
  readonly spoilt?: Error;
}

/** The products of a lookup. Throws `WireError` when it is none. */
export function readProducts(json: unknown): CatalogueAnswer {
  let spoilt: Error | undefined;
  const products = kept((value, path) => {
    try {
      return readProduct(value, path);
    } catch (error) {
      spoilt = error as Error;
      return undefined;
    }
  })(record(json, '$').products, '$.products');
  return {products, spoilt};
}

/** The offer that `id` resolved to, by the surest of its names; `undefined` when none. */
export function offerFor(id: string, products: readonly CatalogueProduct[]): Offer | undefined {
  const all = products.flatMap(({sold}) => sold);
  const found = [0, 1, 2, 3].map((rank) => all.find(({names}) => names[rank]?.includes(id))).find(Boolean);
  return found && {...found.offer, id};
}
