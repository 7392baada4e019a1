import type {Checkout, CompleteRequest} from '../commerce/checkout.ts';
import type {SandboxCredential, SandboxEnding} from '../commerce/instrument.ts';
import type {Offer} from '../commerce/item.ts';
import type {Checkouts, Merchant} from './merchant.ts';
import {MerchantError} from './merchant.ts';
import type {PageBookPlace} from './page-book.ts';
import {PageBook} from './page-book.ts';
import type {PageCheckout} from './page-checkout.ts';
import {cancelCheckout, changeCheckout, openCheckout, payCheckout, settle, shownCheckout, withTime} from './page-checkout.ts';
import type {OfferSources} from './page-offers.ts';
import {pageCatalogue, pageOffers} from './page-offers.ts';

export type {Merchant} from './merchant.ts';
export {MerchantError} from './merchant.ts';

export interface PageMerchantOptions extends OfferSources, PageBookPlace {
  /** A hosted checkout or payment link, for buying in earnest. */
  readonly checkoutHref?: string;
  /** Address of the page, without fragment; that of this page by default. */
  readonly page?: string;
  /** ms since the epoch. */
  readonly now?: () => number;
}

/** A merchant without a server: whatever is paid here is paid in the sandbox. */
export interface PageMerchant extends Merchant {
  readonly mode: 'test';
  /** Ends a payment that is under way, as the buyer at the wallet would; another stays as it is. Throws `MerchantError` `not_found`. */
  settle(checkoutId: string, ending: SandboxEnding): Promise<Checkout>;
}

/**
 * The page itself as merchant, for a site without a server: it sells what its tags and its schema.org data say, to the sandbox only. Its checkouts have the statuses of
 * a real server's, survive reloads, and are the same in every tab of the site. It takes no instrument but the sandbox's, so it can
 * never say of real money that it was paid.
 */
export function pageMerchant(options: PageMerchantOptions = {}): PageMerchant {
  const {checkoutHref, page = pageAddress(), now = Date.now, storage = pageStorage(), locks = globalThis.navigator?.locks} = options;
  const find = pageOffers(options);
  const desk = new PageDesk(new PageBook({storage, locks}), find, page, now);
  return {
    id: `page:${page}`,
    mode: 'test',
    handlers: [],
    catalogue: pageCatalogue(find),
    checkouts: desk.checkouts,
    checkoutHref: () => checkoutHref,
    settle: (id, ending) => desk.settle(id, ending),
  };
}

class PageDesk {
  readonly #book: PageBook;
  readonly #find: (id: string) => Offer | undefined;
  readonly #page: string;
  readonly #now: () => number;

  constructor(book: PageBook, find: (id: string) => Offer | undefined, page: string, now: () => number) {
    this.#book = book;
    this.#find = find;
    this.#page = page;
    this.#now = now;
  }

  get checkouts(): Checkouts {
    const change = this.#once.bind(this);
    return {
      create: (request, key) => {
        const id = newId();
        return change(key, ['create', request], id, () => openCheckout(id, request, this.#find, this.#now()));
      },
      get: (id) => this.#shown(this.#book.write(id, this.#now(), (checkout) => this.#today(checkout))),
      update: (id, request, key) => change(key, ['update', id, request], id, (checkout) => checkout && changeCheckout(checkout, request, this.#find, this.#now())),
      complete: (id, request, key) => this.#complete(id, request, key),
      cancel: (id, key) => change(key, ['cancel', id], id, (checkout) => checkout && cancelCheckout(checkout)),
    };
  }

  async #complete(id: string, request: CompleteRequest, key: string): Promise<Checkout> {
    let lost = false;
    const answer = await this.#once(key, ['complete', id, request], id, (checkout) => {
      lost = (request.instrument.credential as Partial<SandboxCredential> | undefined)?.ending === 'answer-lost';
      return checkout && payCheckout(checkout, request, this.#find, this.#now());
    });
    if (lost) throw new MerchantError('unreachable', 'The sandbox lost this answer, as it was asked to');
    return answer;
  }

  settle(id: string, ending: SandboxEnding): Promise<Checkout> {
    return this.#shown(this.#book.write(id, this.#now(), (checkout) => {
      const today = this.#today(checkout);
      return today && settle(today, ending, this.#now());
    }));
  }

  #once(key: string, asked: unknown, id: string, change: (checkout: PageCheckout | undefined) => PageCheckout | undefined): Promise<Checkout> {
    return this.#shown(this.#book.writeOnce(key, asked, id, this.#now(), (checkout) => change(this.#today(checkout))));
  }

  #today(checkout: PageCheckout | undefined): PageCheckout | undefined {
    return checkout && withTime(checkout, this.#now());
  }

  async #shown(checkout: Promise<PageCheckout>): Promise<Checkout> {
    return shownCheckout(await checkout, this.#page, this.#now());
  }
}

function newId(): string {
  return [...globalThis.crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function pageAddress(): string {
  return typeof location === 'object' ? `${location.origin}${location.pathname}` : '';
}

function pageStorage(): PageBookPlace['storage'] {
  try {
    return typeof window === 'object' ? window.localStorage : undefined;
  } catch {
    return undefined;
  }
}
