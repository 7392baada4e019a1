import {purchaseKey} from '../../src/commerce/item.ts';
import type {PayRequest, PaymentStory} from '../../src/payment/attempt.ts';
import {sandbox, sandboxWith} from '../../src/payment/providers/sandbox.ts';
import {takeUp as takeUpAt} from '../../src/payment/take-up.ts';
import {Browser, Clock} from './browser.ts';
import type {Tab} from './browser.ts';
import type {Fate, Operation} from './network.ts';
import {Shop} from './shop.ts';

export const items = [{id: 'tea', quantity: 1}];
export const purchase = purchaseKey({merchant: 'https://shop.example', items});
export const second = 1000;

export interface Scene {
  readonly clock: Clock;
  readonly browser: Browser;
  readonly shop: Shop;
  readonly tab: Tab;
  /** Presses the button; in the only tab unless another is named. */
  press(from?: Tab, more?: Partial<PayRequest>): PaymentStory;
  takeUp(from: Tab): PaymentStory | undefined;
  /** The fates of the next requests. */
  meets(operation: Operation, ...fates: Fate[]): void;
  /** What the tag shows. */
  state(from?: Tab): string | undefined;
}

/** One browser with one tab, one shop, and the provider of a test. */
export function scene(options: {webLocks?: boolean; storage?: boolean} = {}): Scene {
  const clock = new Clock();
  const browser = new Browser(clock, options);
  const shop = new Shop(clock);
  const tab = browser.open();
  const request = (from: Tab, more: Partial<PayRequest> = {}): PayRequest => ({
    merchant: shop.seenFrom(from),
    provider: sandbox,
    items,
    total: {amount: 12800, currency: 'HKD'},
    locale: 'en',
    display: 'popup',
    ...more,
  });
  const press = (from: Tab = tab, more: Partial<PayRequest> = {}): PaymentStory => from.till.pay(request(from, more));
  const takeUp = (from: Tab): PaymentStory | undefined => takeUpAt(request(from), from.till)?.story;
  const meets = (operation: Operation, ...fates: Fate[]): void => shop.network.meet(operation, ...fates);
  return {clock, browser, shop, tab, press, takeUp, meets, state: (from: Tab = tab) => from.attempts[purchase]?.state};
}

export const approves = {provider: sandboxWith({token: 'approve'})};
export const declines = {provider: sandboxWith({token: 'decline'})};
