import {purchaseHash} from '../commerce/item.ts';
import type {PageCheckout} from './page-checkout.ts';
import {MerchantError} from './merchant.ts';

/** Where a page without a server keeps its test checkouts: shared by the tabs of its origin, and still there after a reload. */
export interface PageBookPlace {
  readonly storage?: Pick<Storage, 'getItem' | 'setItem'>;
  readonly locks?: Pick<LockManager, 'request'>;
}

interface Pages {
  readonly checkouts: Readonly<Record<string, PageCheckout>>;
  /** What was done under each idempotency key: a hash of what was asked, and the checkout as it was then. */
  readonly answers: Readonly<Record<string, {readonly asked: string; readonly checkout: PageCheckout}>>;
}

const name = 'hangtag.1.page-merchant';
const kept = 24 * 60 * 60_000;
const nothing: Pages = {checkouts: {}, answers: {}};

export class PageBook {
  #place: PageBookPlace;
  #memory = '';

  constructor(place: PageBookPlace) {
    this.#place = place;
  }

  /** Changes one checkout, alone among all tabs, and answers it. `undefined` from `change`: there is none. */
  write(id: string, now: number, change: (checkout: PageCheckout | undefined) => PageCheckout | undefined): Promise<PageCheckout> {
    return this.#alone(() => this.#change(this.#read(now), id, change).checkout);
  }

  /**
   * The same, once a key: the same key with the same request answers what it answered before. Throws `MerchantError` `conflict` for another
   * request under the key.
   */
  writeOnce(key: string, request: unknown, id: string, now: number, change: (checkout: PageCheckout | undefined) => PageCheckout | undefined): Promise<PageCheckout> {
    const asked = purchaseHash(JSON.stringify(request));
    return this.#alone(() => {
      const pages = this.#read(now);
      const before = Object.hasOwn(pages.answers, key) ? pages.answers[key] : undefined;
      if (before && before.asked !== asked) throw new MerchantError('conflict', `The key ${key} was used for another request`);
      if (before) return before.checkout;
      const {checkout, pages: next} = this.#change(pages, id, change);
      this.#save({...next, answers: {...next.answers, [key]: {asked, checkout}}});
      return checkout;
    });
  }

  #change(pages: Pages, id: string, change: (checkout: PageCheckout | undefined) => PageCheckout | undefined): {readonly checkout: PageCheckout; readonly pages: Pages} {
    const checkout = change(Object.hasOwn(pages.checkouts, id) ? pages.checkouts[id] : undefined);
    if (!checkout) throw new MerchantError('not_found', `This page knows no checkout ${id}`);
    const next = {...pages, checkouts: {...pages.checkouts, [id]: checkout}};
    this.#save(next);
    return {checkout, pages: next};
  }

  #alone<T>(work: () => T): Promise<T> {
    const {locks} = this.#place;
    return locks ? (locks.request(name, async () => work())) : Promise.resolve().then(work);
  }

  // What was spoilt from outside is forgotten: it was only ever a test.
  #read(now: number): Pages {
    try {
      const {checkouts, answers} = JSON.parse(this.#load()) as Pages;
      const fresh = <T>(all: Readonly<Record<string, T>>, checkout: (one: T) => PageCheckout): Record<string, T> =>
        Object.fromEntries(Object.entries(all).filter(([, one]) => isWhole(checkout(one)) && checkout(one).createdAt > now - kept));
      return {checkouts: fresh(checkouts, (one) => one), answers: fresh(answers, (one) => one.checkout)};
    } catch {
      return nothing;
    }
  }

  #load(): string {
    try {
      return this.#place.storage?.getItem(name) ?? this.#memory;
    } catch {
      return this.#memory;
    }
  }

  #save(pages: Pages): void {
    this.#memory = JSON.stringify(pages);
    try {
      this.#place.storage?.setItem(name, this.#memory);
    } catch {
      // Full or blocked: from here on this page has only its memory.
      this.#place = {...this.#place, storage: undefined};
    }
  }
}

function isWhole({id, createdAt, currency, request, lines, payment}: PageCheckout): boolean {
  const words = [id, currency, payment.status].every((word) => typeof word === 'string');
  return words && typeof createdAt === 'number' && Array.isArray(request.line_items) && lines.every(({item, quantity}) => [item.price, quantity].every(Number.isSafeInteger));
}
