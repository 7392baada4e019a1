import type {Money} from '../../commerce/money.ts';
import {currentPrice, sellable} from './current-price.ts';
import type {SoldProduct} from './read-products.ts';
import type {ProductRow, StoredMedia, VariantRow} from './rows.ts';

/** What turning rows into answers needs to know. */
export interface Showing {
  /** Public origin of the server, for relative addresses. */
  readonly origin: string;
  readonly now: Date;
}

type Answer = Readonly<Record<string, unknown>>;

/** A product of the protocol's catalogue with the given variants, the featured one first. */
export function productAnswer(sold: SoldProduct, variants: readonly Answer[], showing: Showing): Answer {
  const {product} = sold;
  const prices = sold.variants.map(variant => currentPrice(variant, showing.now));
  const currency = sold.variants[0]?.currency ?? '';
  const lists = prices.map(({price, list}) => list ?? price);
  const url = absolute(product.url, showing.origin);
  const media = mediaAnswer(product.media, showing.origin);
  return {
    id: product.id,
    handle: product.handle,
    title: product.title,
    description: descriptionOf(product),
    ...(url === undefined ? {} : {url}),
    ...(product.product_type ? {categories: [{value: product.product_type, taxonomy: 'merchant'}]} : {}),
    price_range: range(prices.map(({price}) => price), currency),
    ...(prices.some(({list}) => list !== undefined) ? {list_price_range: range(lists, currency)} : {}),
    ...(media.length > 0 ? {media} : {}),
    ...(product.options.length > 0 ? {options: optionsAnswer(product)} : {}),
    variants,
    ...(product.tags.length > 0 ? {tags: product.tags} : {}),
    metadata: {'dev.hangtag': extensionOf(sold, showing)},
  };
}

export function variantAnswer(variant: VariantRow, {product}: SoldProduct, {origin, now}: Showing): Answer {
  const {price, list} = currentPrice(variant, now);
  const media = mediaAnswer(variant.media, origin);
  return {
    id: variant.id,
    ...(variant.sku === null ? {} : {sku: variant.sku}),
    ...(variant.barcode === null ? {} : {barcodes: [{type: barcodeType(variant.barcode), value: variant.barcode}]}),
    title: variant.title === '' ? product.title : variant.title,
    description: {plain: product.description},
    price: money(price, variant.currency),
    ...(list === undefined ? {} : {list_price: money(list, variant.currency)}),
    availability: availabilityOf(variant),
    ...(variant.options.length > 0 ? {options: variant.options} : {}),
    ...(media.length > 0 ? {media} : {}),
  };
}

/** Ours: every variant in short, so that a tag can offer the choice after one request. */
function extensionOf({variants, language}: SoldProduct, {now}: Showing): Answer {
  const short = variants.map(variant => {
    const {price, list} = currentPrice(variant, now);
    const left = sellable(variant);
    return {
      id: variant.id,
      title: variant.title,
      price: money(price, variant.currency),
      ...(list === undefined ? {} : {list_price: money(list, variant.currency)}),
      available: isAvailable(variant),
      ...(left === undefined ? {} : {stock: left}),
      needs_delivery: variant.requires_delivery,
    };
  });
  return {language, variants: short};
}

export function isAvailable(variant: VariantRow): boolean {
  return (sellable(variant) ?? 1) > 0;
}

function availabilityOf(variant: VariantRow): Answer {
  if (!isAvailable(variant)) return {available: false, status: 'out_of_stock'};
  const backorder = variant.oversell && variant.stock === 0;
  return {available: true, status: backorder ? 'backorder' : 'in_stock'};
}

/** The variant that stands for its product: the first that can be bought, else the first. */
export function featuredVariant(variants: readonly VariantRow[]): VariantRow | undefined {
  return variants.find(isAvailable) ?? variants[0];
}

function descriptionOf(product: ProductRow): Answer {
  return {plain: product.description, ...(product.description_html ? {html: product.description_html} : {})};
}

function optionsAnswer({options}: ProductRow): readonly Answer[] {
  return options.filter(option => option.values.length > 0).map(({name, values}) => ({name, values: values.map(label => ({label}))}));
}

function range(amounts: readonly number[], currency: string): Answer {
  return {min: money(Math.min(...amounts), currency), max: money(Math.max(...amounts), currency)};
}

function money(amount: number, currency: string): Money {
  return {amount, currency};
}

function mediaAnswer(media: readonly StoredMedia[], origin: string): readonly Answer[] {
  return media.flatMap(({type, url, alt_text}) => {
    const address = absolute(url, origin);
    return address === undefined ? [] : [{type, url: address, ...(alt_text ? {alt_text} : {})}];
  });
}

/** An absolute http(s) address, or nothing. */
export function absolute(url: string | null | undefined, origin: string): string | undefined {
  if (!url || !URL.canParse(url, origin)) return undefined;
  const address = new URL(url, origin);
  return address.protocol === 'https:' || address.protocol === 'http:' ? address.href : undefined;
}

function barcodeType(barcode: string): string {
  const types: Readonly<Record<number, string>> = {8: 'EAN', 12: 'UPC', 13: 'EAN', 14: 'GTIN'};
  return /^\d+$/.test(barcode) ? (types[barcode.length] ?? 'GTIN') : 'GTIN';
}
