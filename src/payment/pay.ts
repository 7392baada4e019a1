import {purchaseKey} from '../commerce/item.ts';
import type {Money} from '../commerce/money.ts';
import type {PayRequest, PaymentStory, TakeUpRequest} from './attempt.ts';
import type {AttemptBook, AttemptRecord} from './attempts.ts';
import {isWorthShowing, openBook} from './attempts.ts';
import {pageSurroundings} from './page-surroundings.ts';
import {openStory} from './story.ts';
import type {Story} from './story.ts';
import type {Surroundings} from './surroundings.ts';

/** The purchases of one page. */
export interface Till {
  readonly book: AttemptBook;
  readonly surroundings: Surroundings;
  /** True once a purchase was begun or taken up here. */
  readonly used: boolean;
  pay(request: PayRequest): PaymentStory;
  /** A new attempt at a purchase; `earlier`: what is known of it. */
  fresh(request: TakeUpRequest, purchase: string, earlier?: Partial<AttemptRecord>): AttemptRecord;
  /** Goes on with an attempt. */
  goOn(request: TakeUpRequest, record: AttemptRecord): PaymentStory;
}

let till: Till | undefined;
export const pageTill = (page: Window = window): Till => (till ??= openTill(pageSurroundings(page as Window & typeof globalThis)));

/**
 * The press. Calls `provider.start` before it returns, unless `collectFirst`. The same purchase in hand answers the same story, however many
 * buttons are pressed; so does one that was just paid, until `reset`.
 */
export const pay = (request: PayRequest): PaymentStory => pageTill(request.window).pay(request);

/** No currency, until the merchant has named it. */
const unknownTotal: Money = {amount: 0, currency: 'XXX'};

export function openTill(surroundings: Surroundings): Till {
  const book = openBook(surroundings);
  const stories = new Map<string, Story>();
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
  return {
    book,
    surroundings,
    get used() {
      return stories.size > 0;
    },
    fresh,
    goOn,
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
  };
}

export const keyOf = ({merchant, items, coupon, campaign}: TakeUpRequest): string => purchaseKey({merchant: merchant.id, items, coupon, campaign});
