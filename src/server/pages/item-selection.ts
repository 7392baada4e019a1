import {html} from 'hono/html';
import {permalinkItems} from '../../commerce/item.ts';
import type {ItemChoice} from '../../commerce/item.ts';
import {formatMoney} from '../../commerce/money-format.ts';
import {currentPrice, sellable} from '../catalogue/current-price.ts';
import {resolveIds} from '../catalogue/lookup.ts';
import type {Found} from '../catalogue/lookup.ts';
import {absolute} from '../catalogue/product-answer.ts';
import type {Reading, SoldProduct} from '../catalogue/read-products.ts';
import {readSoldProducts} from '../catalogue/read-products.ts';
import type {VariantRow} from '../catalogue/rows.ts';
import type {Database} from '../database/database.ts';
import type {Html, View} from './page.ts';
import {page} from './page.ts';

/** A variant that is sold, and what it is a variant of. */
interface Choice {
  readonly product: SoldProduct['product'];
  readonly variant: VariantRow;
}

/** What the items of a link name: `items` with the variants in their places, or the `choices` of the one at `at`, which has several. */
type Selection = {readonly items: readonly ItemChoice[]} | {readonly at: number; readonly choices: readonly Choice[]};

/**
 * A link may name a product, a handle or a barcode as the catalogue does, where a checkout wants a variant. One that can mean a single variant
 * means that one; of several the buyer chooses. What leads to nothing that is sold stays as it is, for the checkout to say so.
 */
export async function selectItems(database: Database, items: readonly ItemChoice[], reading: Reading): Promise<Selection> {
  const found = await resolveIds(database, items.map(({id}) => id));
  const sold = await readSoldProducts(database, [...new Set(found.map(({productId}) => productId))], reading);
  const named = items.map(({id}) => choicesOf(found.filter(one => one.id === id), sold));
  const at = named.findIndex(choices => choices.length > 1);
  if (at >= 0) return {at, choices: named[at] ?? []};
  return {items: items.map((item, index) => ({...item, id: named[index]?.[0]?.variant.id ?? item.id}))};
}

function choicesOf(found: readonly Found[], sold: readonly SoldProduct[]): readonly Choice[] {
  return sold.flatMap(({product, variants}) => variants
    .filter(({id}) => found.some(one => one.productId === product.id && (one.variantId ?? id) === id))
    .map(variant => ({product, variant})));
}

/** Every variant that the item at `at` may mean, each a link like the one that was followed; following one asks nothing that is known already. */
export function selectionPage(view: View, items: readonly ItemChoice[], {at, choices}: Extract<Selection, {at: number}>): Response | Promise<Response> {
  const {words, c} = view;
  const rows = choices.map(choice => row(view, choice, address(view, items.map((item, index) => (index === at ? {...item, id: choice.variant.id} : item)))));
  const title = choices[0]?.product.title ?? words.whichOne;
  const query = Object.fromEntries(new URL(c.req.url).searchParams);
  return page(view, {
    title, query, body: html`<div class="sheets single"><section class="sheet"><h1 tabindex="-1">${title}</h1><p class="quiet">${words.whichOne}</p><ul class="lines">${rows}</ul></section></div>`,
  });
}

function address({c}: View, items: readonly ItemChoice[]): string {
  return `/buy/${permalinkItems(items)}${new URL(c.req.url).search}`;
}

function row({services, locale, words}: View, {product, variant}: Choice, to: string): Html {
  const {price} = currentPrice(variant, services.clock());
  const image = absolute([...variant.media, ...product.media].find(({type}) => type === 'image')?.url, services.origin);
  const name = variant.title === '' ? product.title : variant.title;
  const soldOut = sellable(variant) === 0;
  return html`<li>
    ${image ? html`<img src="${image}" alt="" width="56" height="56" loading="lazy">` : ''}
    <span class="title">${soldOut ? name : html`<a href="${to}">${name}</a>`}</span>
    <span class="price">${formatMoney({amount: price, currency: variant.currency}, locale)}</span>
    ${soldOut ? html`<span class="each">${words.soldOut}</span>` : ''}
  </li>`;
}
