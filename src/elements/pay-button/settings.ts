import type {ItemChoice} from '../../commerce/item.ts';
import {ItemError, parseItems} from '../../commerce/item.ts';
import {safeLink, shopOrigin} from '../../commerce/link.ts';
import type {Merchant} from '../../merchant/merchant.ts';
import type {Configuration} from '../../page/configuration.ts';
import type {PaymentProvider} from '../../payment/provider.ts';

/** What an author wrote, as strings or objects, before it is judged. */
export interface Written {
  readonly merchant?: string | Merchant | null;
  readonly item?: string | null;
  readonly providers?: string | readonly (string | PaymentProvider)[] | null;
  readonly coupon?: string | null;
  readonly campaign?: string | null;
  readonly price?: string | null;
  readonly currency?: string | null;
  readonly label?: string | null;
  readonly checkoutHref?: string | null;
  readonly maxQuantity?: string | number | null;
}

/** What a tag sells and how, in a form that can be acted on. */
export interface Settings {
  /** Origin of a UCP merchant, a merchant given as an object, or `undefined` when the page itself is the merchant. */
  readonly merchant: string | Merchant | undefined;
  readonly items: readonly ItemChoice[];
  /** In order of preference; empty: the best available here. */
  readonly providers: readonly (string | PaymentProvider)[];
  readonly coupon: string | undefined;
  readonly campaign: string | undefined;
  readonly price: string | undefined;
  readonly currency: string | undefined;
  readonly label: string | undefined;
  readonly checkoutHref: string | undefined;
  /** The buyer may choose up to this many; 1: the author fixed how many. */
  readonly maxQuantity: number;
  /** How a wallet is shown when it leaves the choice. */
  readonly display: 'popup' | 'redirect' | 'qr' | 'sheet' | undefined;
}

export interface ReadSettings {
  /** `undefined` when nothing can be sold with what was written. */
  readonly settings: Settings | undefined;
  readonly mistakes: Mistakes;
}

/** What cannot be used, by attribute: as it was written, and what is wrong when that is not always the same. */
export type Mistakes = ReadonlyMap<Topic, Mistake>;
export type Topic = 'merchant' | 'item' | 'checkout-href' | 'max-quantity';
export type Mistake = readonly [written: string, wrong?: ItemError | 'several'];
type Found = Map<Topic, Mistake>;

type PageConfiguration = Configuration<Merchant, PaymentProvider>;

/** Reads what an author wrote, on the tag first, then for the whole page. What cannot be used is left out and told; only a mistake that leaves nothing to sell stops the tag. */
export function readSettings(tag: Written, page: PageConfiguration = {}): ReadSettings {
  const seller = tag.merchant || page.merchant;
  const mistakes: Found = new Map();
  const merchant = readMerchant(seller, mistakes);
  const checkoutHref = readCheckoutHref(tag.checkoutHref, mistakes);
  const items = readItems(text(tag.item), Boolean(seller), mistakes);
  if (!items || merchant === null) return {settings: undefined, mistakes};
  const settings: Settings = {
    merchant,
    items,
    providers: readProviders(tag.providers ?? page.providers),
    coupon: text(tag.coupon),
    campaign: text(tag.campaign || page.campaign),
    price: text(tag.price),
    currency: text(tag.currency || page.currency)?.toUpperCase(),
    label: text(tag.label),
    checkoutHref,
    maxQuantity: readMaxQuantity(tag.maxQuantity, items, mistakes),
    display: page.display,
  };
  return {settings, mistakes};
}

/** `null`: something was written that is no merchant; another one must not step in for it. */
function readMerchant(written: Written['merchant'], mistakes: Found): Settings['merchant'] | null {
  if (written && typeof written === 'object') return written;
  const address = text(written);
  if (!address) return undefined;
  const origin = shopOrigin(address);
  if (origin) return origin;
  mistakes.set('merchant', [address]);
  return null;
}

/** A page that is its own merchant may leave to its offers what is sold. */
function readItems(item: string | undefined, hasSeller: boolean, mistakes: Found): readonly ItemChoice[] | undefined {
  if (!item && !hasSeller) return [];
  try {
    if (item) return parseItems(item);
    mistakes.set('item', ['']);
  } catch (error) {
    if (!(error instanceof ItemError)) throw error;
    mistakes.set('item', [item ?? '', error]);
  }
  return undefined;
}

function readProviders(written: Written['providers']): Settings['providers'] {
  if (Array.isArray(written)) return written as Settings['providers'];
  return text(written)?.split(/[\s,]+/).filter(Boolean) ?? [];
}

function readCheckoutHref(written: Written['checkoutHref'], mistakes: Found): string | undefined {
  const address = text(written);
  if (!address) return undefined;
  const link = safeLink(address, document.baseURI);
  if (!link) mistakes.set('checkout-href', [address]);
  return link;
}

function readMaxQuantity(written: Written['maxQuantity'], {length}: readonly ItemChoice[], mistakes: Found): number {
  if ((written ?? '') === '') return 1;
  const most = Number(written);
  const fits = Number.isInteger(most) && most >= 1 && most <= 9999;
  if (fits && length < 2) return most;
  mistakes.set('max-quantity', [String(written), fits ? 'several' : undefined]);
  return 1;
}

function text(written: unknown): string | undefined {
  return typeof written === 'string' ? written.trim() || undefined : undefined;
}
