import type {LineItem, Message} from '../../commerce/checkout.ts';
import type {Queryable} from '../database/database.ts';
import {currentPrice, sellable} from '../catalogue/current-price.ts';
import {absolute} from '../catalogue/product-answer.ts';
import {overlay, readTranslations} from '../catalogue/read-products.ts';
import type {StoredMedia, VariantRow} from '../catalogue/rows.ts';
import type {SaleLine} from '../discount/reckon.ts';
import type {RequestedLine} from './checkout-row.ts';
import type {Wording} from './wording.ts';

export interface PricedLines {
  readonly lines: readonly LineItem[];
  readonly messages: readonly Message[];
  /** Ids of the lines that must be sent or fetched. */
  readonly deliverable: readonly string[];
  /** ISO 4217; undefined when nothing that is sold was asked for. */
  readonly currency?: string;
  /** The lines as discounts see them, in their order. */
  readonly goods: readonly SaleLine[];
  /** Minor units. */
  readonly subtotal: number;
  /** At least one line could be bought, if need be in a smaller quantity. */
  readonly anySellable: boolean;
}

export interface LinePricing {
  readonly db: Queryable;
  readonly origin: string;
  readonly now: Date;
  readonly words: Wording;
  /** Translations to look for, best first. */
  readonly locales: readonly string[];
}

interface SoldVariant extends VariantRow {
  readonly product_title: string;
  readonly product_status: string;
  readonly product_media: readonly StoredMedia[];
}

/** Of one line, in minor units: a hundred of them still add up exactly. More is refused, and shown as this. */
const LARGEST_AMOUNT = 10_000_000_000_000;

/**
 * Prices what was asked for, at today's prices. Items that we know nothing of, and those in another currency than the rest, leave no
 * line, only a message; those that cannot be bought keep theirs with a message, so that a buyer sees which.
 */
export async function priceLines(requested: readonly RequestedLine[], pricing: LinePricing): Promise<PricedLines> {
  const variants = await readVariants(requested.map(line => line.item.id), pricing);
  const found = requested.flatMap(line => {
    const variant = variants.get(line.item.id);
    return variant ? [{line, variant}] : [];
  });
  const unknown = requested.filter(line => !variants.has(line.item.id));
  const currency = (found.find(({variant}) => canBeSold(variant)) ?? found[0])?.variant.currency;
  const known = found.filter(({variant}) => variant.currency === currency);
  const foreign = found.filter(({variant}) => variant.currency !== currency);
  const lines = known.map(({line, variant}) => lineOf(line, variant, pricing));
  const left = new Map(known.map(({variant}) => [variant.id, canBeSold(variant) ? sellable(variant) : 0]));
  const problems = known.map(({line, variant}, at) => problemOf({line, variant, at, left}, pricing.words));
  return {
    lines,
    messages: [
      ...unknown.map(line => pricing.words.error('item_unavailable', '$.line_items', 'itemUnknown', {item: line.item.id})),
      ...foreign.map(({variant}) => pricing.words.error('item_unavailable', '$.line_items', 'otherCurrency', {title: titleOf(variant), currency: variant.currency})),
      ...problems.flatMap(problem => problem ?? []),
    ],
    deliverable: known.filter(({variant}) => variant.requires_delivery).map(({line}) => line.id),
    ...(currency === undefined ? {} : {currency}),
    goods: known.map(({variant}, at) => ({amount: lines[at]?.totals[0]?.amount ?? 0, names: [variant.id, variant.product_id, ...(variant.sku === null ? [] : [variant.sku])]})),
    subtotal: lines.reduce((sum, line) => sum + (line.totals[0]?.amount ?? 0), 0),
    anySellable: known.some(({variant}) => canBeSold(variant) && sellable(variant) !== 0),
  };
}

function canBeSold(variant: SoldVariant): boolean {
  return variant.product_status === 'active' && variant.status === 'active';
}

/** By id, else by a SKU that only one variant has. */
async function readVariants(ids: readonly string[], {db, locales}: LinePricing): Promise<ReadonlyMap<string, SoldVariant>> {
  const rows = await db.query<SoldVariant>(
    `select v.*, p.title as product_title, p.status as product_status, p.media as product_media
     from variants v join products p on p.id = v.product_id where v.id = any($1::text[]) or v.sku = any($1::text[]) order by v.id`, [ids]);
  const texts = await readTranslations(db, [...rows.map(row => row.id), ...rows.map(row => row.product_id)], locales);
  const translated = rows.map(row => ({
    ...overlay(row, ['title'], texts.get(row.id)),
    product_title: overlay({title: row.product_title}, ['title'], texts.get(row.product_id)).title,
  }));
  return new Map(ids.flatMap(id => {
    const bySku = translated.filter(row => row.sku === id && canBeSold(row));
    const found = translated.find(row => row.id === id) ?? (bySku.length === 1 ? bySku[0] : undefined);
    return found ? [[id, found]] : [];
  }));
}

function lineOf({id, quantity}: RequestedLine, variant: SoldVariant, {origin, now}: LinePricing): LineItem {
  const {price} = currentPrice(variant, now);
  const image = absolute([...variant.media, ...variant.product_media].find(media => media.type === 'image')?.url, origin);
  const amount = Math.min(price * quantity, LARGEST_AMOUNT);
  return {
    id,
    item: {id: variant.id, title: titleOf(variant), price, ...(image === undefined ? {} : {image_url: image})},
    quantity,
    totals: [{type: 'subtotal', amount}, {type: 'total', amount}],
  };
}

function titleOf({product_title: product, title}: SoldVariant): string {
  return title === '' || title === product ? product : `${product} – ${title}`;
}

interface Judged {
  readonly line: RequestedLine;
  readonly variant: SoldVariant;
  readonly at: number;
  /** What is left of each variant after the lines before. */
  readonly left: Map<string, number | undefined>;
}

function problemOf({line, variant, at, left}: Judged, words: Wording): Message | undefined {
  const path = `$.line_items[${at}]`;
  const title = titleOf(variant);
  if (!canBeSold(variant)) return words.error('item_unavailable', path, 'itemUnavailable', {title});
  if (Math.max(variant.price, variant.sale_price ?? 0) * line.quantity > LARGEST_AMOUNT) return words.error('invalid', `${path}.quantity`, 'tooMuch');
  const rest = left.get(variant.id);
  if (rest === undefined) return undefined;
  left.set(variant.id, Math.max(0, rest - line.quantity));
  if (rest >= line.quantity) return undefined;
  return sellable(variant) === 0
    ? words.error('out_of_stock', path, 'outOfStock', {title})
    : words.error('out_of_stock', `${path}.quantity`, 'tooFew', {title, left: sellable(variant) ?? 0});
}
