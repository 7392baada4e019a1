import {purchaseHash} from '../commerce/item.ts';
import type {PaymentStory, TakeUpRequest} from './attempt.ts';
import type {AttemptRecord} from './attempts.ts';
import {isWorthShowing} from './attempts.ts';
import type {Till} from './pay.ts';
import {keyOf, pageTill} from './pay.ts';
import {readReturn} from './read-return.ts';

/** What there is to go on with. */
export interface TakenUp {
  readonly story: PaymentStory;
  /** The buyer has just come back from a wallet to this purchase. */
  readonly back: boolean;
}

/**
 * Goes on with what was begun earlier: on this page before a reload, in another tab, or in another browser that the wallet sent the buyer to, whose
 * address then carries the handle. `undefined` when there is nothing to go on with.
 */
export const takeUp = (request: TakeUpRequest, till: Till = pageTill(request.window)): TakenUp | undefined => {
  const purchase = keyOf(request);
  const tag = request.tag ?? purchase;
  const story = returned(till, request, purchase);
  if (story) return {story, back: true};
  const record = till.book.find((one) => (one.tag ?? one.purchase) === tag && isWorthShowing(one));
  return record && {story: till.goOn(request, record), back: false};
};

/** The wallet's way back: read once, then the address is the page's own again. */
function returned({book, fresh, goOn, surroundings}: Till, request: TakeUpRequest, purchase: string): PaymentStory | undefined {
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
}
