import {purchaseHash, purchaseKey} from '../commerce/item.ts';
import type {Money} from '../commerce/money.ts';
import type {PayRequest, PaymentStory, TakeUpRequest} from './attempt.ts';
import type {AttemptRecord} from './attempts.ts';
import {isWorthShowing, openBook} from './attempts.ts';
import {pageSurroundings} from './page-surroundings.ts';
import {readReturn} from './return-address.ts';
import {openStory} from './story.ts';
import type {Story} from './story.ts';
import type {Surroundings} from './surroundings.ts';

/** The purchases of one page. */
export interface Till {
  pay(request: PayRequest): PaymentStory;
  takeUp(request: TakeUpRequest): PaymentStory | undefined;
}

let till: Till | undefined;
const pageTill = (page: Window = window): Till => (till ??= openTill(pageSurroundings(page as Window & typeof globalThis)));

/**
 * The press. Calls `provider.start` before it returns, unless `collectFirst`. The same purchase in hand answers the same story, however many
 * buttons are pressed; so does one that was just paid, until `reset`.
 */
export const pay = (request: PayRequest): PaymentStory => pageTill(request.window).pay(request);

/**
 * Goes on with what was begun earlier: on this page before a reload, in another tab, or in another browser that the wallet sent the buyer to, whose
 * address then carries the handle. `undefined` when there is nothing to go on with.
 */
export const takeUp = (request: TakeUpRequest): PaymentStory | undefined => pageTill(request.window).takeUp(request);

/** No currency, until the merchant has named it. */
const unknownTotal: Money = {amount: 0, currency: 'XXX'};

export function openTill(surroundings: Surroundings): Till {
  const book = openBook(surroundings);
  const stories = new Map<string, Story>();
  const keyOf = ({merchant, items, coupon, campaign}: TakeUpRequest): string => purchaseKey({merchant: merchant.id, items, coupon, campaign});
  const begin = (request: TakeUpRequest, record: AttemptRecord): Story => {
    const story = openStory(request, record, book, surroundings);
    stories.set(record.purchase, story);
    return story;
  };
  const fresh = (request: TakeUpRequest, purchase: string, earlier: Partial<AttemptRecord> = {}): AttemptRecord => ({
    version: 1,
    epoch: earlier.epoch ?? 0,
    purchase,
    id: surroundings.uuid(),
    state: 'ready',
    provider: request.provider.id,
    total: request.total ?? unknownTotal,
    tag: request.tag,
    checkoutId: earlier.checkoutId,
    create: earlier.create,
    doubts: earlier.doubts ?? [],
    submitted: false,
    updatedAt: surroundings.now(),
  });
  const goOn = (request: TakeUpRequest, record: AttemptRecord): Story => {
    const living = stories.get(record.purchase);
    if (living && (!living.over || living.attempt.id === record.id)) return living;
    const story = begin(request, record);
    story.takeUp(record);
    return story;
  };
  /** The wallet's way back: read once, then the address is the page's own again. */
  const returned = (request: TakeUpRequest, purchase: string): Story | undefined => {
    const back = readReturn(surroundings.address());
    if (back?.handle.tag !== purchaseHash(request.tag ?? purchase)) return undefined;
    surroundings.showAddress(back.page);
    const {checkoutId} = back.handle;
    const record = book.find((one) => one.checkoutId === checkoutId && isWorthShowing(one));
    const own = record ?? book.read(purchase);
    if (own && isWorthShowing(own)) return goOn(request, own);
    const visit: AttemptRecord = {...fresh(request, purchase, {checkoutId, epoch: own?.epoch}), submitted: true, visit: true};
    book.write(visit);
    return goOn(request, visit);
  };
  return {
    pay(request) {
      const purchase = keyOf(request);
      const living = stories.get(purchase);
      if (living && (!living.over || living.attempt.state === 'paid')) return living;
      const record = book.read(purchase);
      if (record && isWorthShowing(record)) return goOn(request, record);
      const story = begin(request, fresh(request, purchase, record));
      story.details = living?.details ?? {};
      story.press(request.collectFirst);
      return story;
    },
    takeUp(request) {
      const purchase = keyOf(request);
      const tag = request.tag ?? purchase;
      const story = returned(request, purchase);
      if (story) return story;
      const record = book.find((one) => (one.tag ?? one.purchase) === tag && isWorthShowing(one));
      return record && goOn(request, record);
    },
  };
}
