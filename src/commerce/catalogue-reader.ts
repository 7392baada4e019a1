import type {Offer, OfferVariant} from './offer.ts';
import {readPrice} from './checkout-reader.ts';
import {safeLink} from './link.ts';
import type {Read} from './wire.ts';
import {WireError, flag, kept, list, loose, optional, orElse, record, shape, text, whole} from './wire.ts';

/** A product of a merchant's catalogue as a tag needs it. */
export interface CatalogueProduct {
  readonly id: string;
  readonly title: string;
  readonly language?: string;
  readonly url?: string;
  readonly imageUrl?: string;
  readonly variants: readonly CatalogueVariant[];
  /** False when the product may have variants that the answer left out. */
  readonly complete: boolean;
}

export interface CatalogueVariant extends OfferVariant {
  readonly sku?: string;
  readonly imageUrl?: string;
  /** The ids that were asked for and led here. */
  readonly inputs: readonly string[];
}

const maybeText = orElse(text, undefined);
const link: Read<string | undefined> = (value) => safeLink(value);

const media = kept(orElse(shape({type: text, url: link}), undefined));
const picture: Read<string | undefined> = (value, path) => orElse(media, [])(value, path).find(({type}) => type.startsWith('image'))?.url;

const variant = shape({
  id: text,
  sku: maybeText,
  title: orElse(text, ''),
  price: readPrice,
  list_price: orElse(readPrice, undefined),
  availability: orElse(shape({available: optional(flag), status: maybeText}), undefined),
  media: picture,
  inputs: kept(orElse(shape({id: text}), undefined)),
});

/** What our own server says besides, under `metadata["dev.hangtag"]`. */
const ourVariant = shape({
  id: text, title: orElse(text, ''), price: readPrice, list_price: orElse(readPrice, undefined), available: flag,
  stock: orElse(whole, undefined), needs_delivery: orElse(flag, undefined),
});
const ours = orElse(shape({variants: list(ourVariant), language: maybeText}), undefined);

const product = shape({
  id: text,
  title: text,
  url: link,
  media: picture,
  options: optional(list(record)),
  variants: list(variant),
  metadata: (value, path) => ours(loose(value, path)['dev.hangtag'], path),
});

/** The product of a get-product answer, or of one entry of a lookup. Throws `WireError`. */
export const readProduct: Read<CatalogueProduct> = (value, path) => {
  const {variants, metadata, options, media: imageUrl, ...read} = product(value, path);
  const choice = metadata ? metadata.variants.length > 1 : !!options?.length || variants.length > 1;
  const looked = variants.map((one) => fromWire(one, choice));
  const known = new Map(looked.map((one) => [one.id, one]));
  const complete = metadata?.variants.map((one) => ({
    ...(known.get(one.id) ?? {inputs: []}),
    ...offered(one, choice, one.available), stock: one.stock, needsDelivery: one.needs_delivery,
  }));
  return {...read, imageUrl, language: metadata?.language, variants: complete ?? looked, complete: !!complete || !choice};
};

/** What of a lookup can be read: one spoilt product does not take the others with it. */
export interface CatalogueAnswer {
  readonly products: readonly CatalogueProduct[];
  /** Why the last of the unreadable products is left out. */
  readonly spoilt?: WireError;
}

/** The products of a lookup. Throws `WireError` when it is none. */
export function readProducts(json: unknown): CatalogueAnswer {
  let spoilt: WireError | undefined;
  const products = kept((value, path) => {
    try {
      return readProduct(value, path);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      spoilt = error;
      return undefined;
    }
  });
  return {...shape({products})(record(json, '$'), '$'), spoilt};
}

function fromWire(one: ReturnType<typeof variant>, choice: boolean): CatalogueVariant {
  const {availability: {available, status} = {}, inputs, sku, media: imageUrl} = one;
  const sold = available ?? !/^(out_of_stock|discontinued)$/.test(status ?? '');
  return {...offered(one, choice, sold), sku, imageUrl, inputs: inputs.map(({id}) => id)};
}

function offered({id, title, price, list_price: before}: Pick<ReturnType<typeof variant>, 'id' | 'title' | 'price' | 'list_price'>, choice: boolean, available: boolean): OfferVariant {
  const reduced = before?.currency === price.currency && before.amount > price.amount;
  return {id, title: choice ? title : '', price, listPrice: reduced ? before : undefined, available};
}

/** The offer that `id` resolved to: by the merchant's own correlation, else by the id of a variant, its SKU, or the product; `undefined` when none. */
export function offerFor(id: string, products: readonly CatalogueProduct[]): Offer | undefined {
  const matches: ((one: CatalogueVariant, of: CatalogueProduct) => boolean)[] = [
    ({inputs}) => inputs.includes(id), (one) => one.id === id, ({sku}) => sku === id, (_, of) => of.id === id,
  ];
  for (const match of matches) {
    for (const of of products) {
      const found = of.variants.find((one) => match(one, of));
      if (found) return asOffer(id, of, found);
    }
  }
  return undefined;
}

function asOffer(id: string, {id: productId, title, language, url, imageUrl, variants, complete}: CatalogueProduct, found: CatalogueVariant): Offer {
  return {id, productId, title, language, url, imageUrl: found.imageUrl ?? imageUrl, variant: plain(found), variants: variants.map(plain), complete};
}

function plain({id, title, price, listPrice, available, stock, needsDelivery}: CatalogueVariant): OfferVariant {
  return {id, title, price, listPrice, available, stock, needsDelivery};
}
