import type {Offer, OfferVariant} from '../commerce/item.ts';
import {safeLink} from '../commerce/link.ts';
import type {Money} from '../commerce/money.ts';
import {MoneyError, parseAmount} from '../commerce/money.ts';
import {report} from './reports.ts';
import type {Node as Thing} from './structured-data.ts';
import {dataIn, isA, linkOf, textOf, thingsOf} from './structured-data.ts';

/** An offer that the page itself makes, in schema.org's words. */
interface PageOffer extends Offer {
  /** Every name that the page gives to what it sells: SKU, GTIN, MPN, product id. */
  readonly names: readonly string[];
}

const identifiers = ['sku', 'gtin', 'gtin8', 'gtin12', 'gtin13', 'gtin14', 'mpn', 'productID', 'identifier', 'isbn'];
const unavailable = /(OutOfStock|SoldOut|Discontinued|InStoreOnly)$/;

/**
 * What the page's schema.org JSON-LD offers under an id (SKU, GTIN, MPN, product id), or, without an id, the only thing the page sells. Data that cannot
 * be read is told to the author and passed over. `undefined` when there is nothing to be sure of: two prices, no currency, several products.
 */
export function structuredOffer(id?: string, from: Document = document): Offer | undefined {
  const offers = [...from.querySelectorAll<HTMLScriptElement>('script[type="application/ld+json" i]')].flatMap(offersIn);
  if (id !== undefined) return asked(offers.find(({names}) => names.includes(id)), id);
  const products = new Set(offers.map(({productId}) => productId));
  return products.size === 1 ? asked(offers[0], offers[0]?.variant.id ?? '') : undefined;
}

function asked(offer: PageOffer | undefined, id: string): Offer | undefined {
  if (!offer) return undefined;
  const {names: _, ...rest} = offer;
  return {...rest, id};
}

const read = new WeakMap<HTMLScriptElement, {readonly text: string; readonly offers: readonly PageOffer[]}>();

function offersIn(script: HTMLScriptElement): readonly PageOffer[] {
  const text = script.textContent;
  const known = read.get(script);
  if (known?.text === text) return known.offers;
  const things = dataIn(script, text);
  const groups = things.filter((thing) => isA(thing, 'ProductGroup'));
  const grouped = new Set(groups.flatMap(({hasVariant}) => thingsOf(hasVariant)));
  const single = things.filter((thing) => isA(thing, 'Product') && !grouped.has(thing));
  const offers = [...groups.flatMap((group) => offersOfGroup(group, script)), ...single.flatMap((product) => offersOf(product, script))];
  read.set(script, {text, offers});
  return offers;
}

function offersOf(product: Thing, script: HTMLScriptElement): PageOffer[] {
  const offers = thingsOf(product.offers).flatMap((offer) => (isA(offer, 'AggregateOffer') ? aggregated(offer) : [offer]));
  const sold = offers.flatMap((offer) => priced(product, offer, offers.length === 1, script));
  const variants = sold.map(({variant}) => variant);
  return sold.map((one) => ({...one, variants}));
}

function offersOfGroup(group: Thing, script: HTMLScriptElement): PageOffer[] {
  const sold = thingsOf(group.hasVariant).flatMap((product) => offersOf(product, script)).map((one) => ({...one, variant: {...one.variant, title: one.title}}));
  const names = [textOf(group.productGroupID) ?? [], namesOf(group)].flat();
  const shared = {productId: names[0] ?? textOf(group.name) ?? '', title: textOf(group.name), variants: sold.map(({variant}) => variant)};
  return sold.map((one) => ({...one, ...shared, title: shared.title ?? one.title, names: [...one.names, ...names]}));
}

// A range of prices is no price; a range from 5 to 5 is.
function aggregated(offer: Thing): Thing[] {
  const single = thingsOf(offer.offers);
  if (single.length) return single.map((one) => ({priceCurrency: offer.priceCurrency, ...one}));
  const {lowPrice: low, highPrice: high = low} = offer;
  return low !== undefined && Number(low) === Number(high) ? [{...offer, price: low}] : [];
}

function priced(product: Thing, offer: Thing, only: boolean, script: HTMLScriptElement): PageOffer[] {
  const price = priceOf(offer, script);
  if (!price) return [];
  const own = namesOf(offer);
  const names = only ? [...own, ...namesOf(product)] : own;
  const title = textOf(product.name) ?? textOf(offer.name) ?? '';
  const url = safeLink(linkOf(offer.url) ?? linkOf(product.url), script.baseURI);
  const productId = namesOf(product)[0] ?? (typeof product['@id'] === 'string' ? product['@id'] : title);
  const imageUrl = safeLink(linkOf(product.image) ?? linkOf(offer.image), script.baseURI);
  const variant = variantOf(names[0] ?? productId, offer, price, title);
  return [{id: variant.id, productId, title, imageUrl, url, variant, variants: [variant], complete: true, names}];
}

function variantOf(id: string, offer: Thing, {price, before}: Price, title: string): OfferVariant {
  const name = textOf(offer.name) ?? '';
  const stock = thingsOf(offer.inventoryLevel).map(({value}) => Number(value)).find((value) => Number.isInteger(value) && value >= 0);
  return {
    id, title: name === title ? '' : name, price, stock,
    listPrice: before && before.currency === price.currency && before.amount > price.amount ? before : undefined,
    available: !unavailable.test(textOf(offer.availability) ?? linkOf(offer.availability) ?? '') && stock !== 0,
  };
}

interface Price {
  readonly price: Money;
  readonly before?: Money;
}

function priceOf(offer: Thing, script: HTMLScriptElement): Price | undefined {
  const specifications = thingsOf(offer.priceSpecification).filter((one) => one.price !== undefined);
  const isBefore = ({priceType}: Thing): boolean => /(List|Strikethrough|MSRP|SRP)Price$|^https?:\/\/schema\.org\/(MSRP|SRP)$/.test(String(priceType));
  const now = offer.price === undefined ? specifications.find((one) => !isBefore(one)) : offer;
  const price = now && moneyOf(now, offer, script);
  const before = specifications.find(isBefore);
  return price && {price, before: before && moneyOf(before, offer, script)};
}

function moneyOf({price, priceCurrency}: Thing, offer: Thing, script: HTMLScriptElement): Money | undefined {
  const currency = priceCurrency ?? offer.priceCurrency;
  try {
    if (typeof price !== 'string' && typeof price !== 'number') return undefined;
    const money = parseAmount(String(price), typeof currency === 'string' ? currency.trim().toUpperCase() : '');
    report(script, 'price', undefined);
    return money;
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    report(script, 'price', `A schema.org price of this page cannot be used: ${error.message}. Write "price": "128.00" and "priceCurrency": "HKD".`);
    return undefined;
  }
}

function namesOf(thing: Thing): string[] {
  return identifiers.flatMap((name) => {
    const value = thing[name];
    if (typeof value === 'number') return [String(value)];
    return textOf(value) ?? thingsOf(value).flatMap(({value: inner}) => textOf(inner) ?? []);
  }).filter(Boolean);
}
