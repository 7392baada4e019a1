import type {Checkout, CheckoutHandler, OrderConfirmation} from '../commerce/checkout.ts';
import type {Instrument} from '../commerce/instrument.ts';
import type {Money} from '../commerce/money.ts';
import type {PaymentAction} from '../commerce/payment-action.ts';

/** Where the tag stands, as a provider may need to know it. */
export interface Place {
  readonly merchant: {readonly id: string; readonly mode: 'test' | 'live' | 'unknown'};
  /** Payment handlers the merchant declares; `undefined` until known, empty for a merchant without a server. */
  readonly handlers?: readonly CheckoutHandler[];
  readonly total?: Money;
  readonly locale: string;
}

export type Availability =
  | {readonly status: 'available'}
  /** `csp`: the page's policy blocks it. `place`: cannot work in this browser or app. `unknown`: there is no provider of that name. */
  | {
      readonly status: 'unavailable';
      readonly reason: 'handler' | 'currency' | 'csp' | 'place' | 'script' | 'mode' | 'unknown';
      /** For authors, in English. */
      readonly detail?: string;
      /** What the buyer can do about it, and the shop's own page cannot: open this page `another-browser`. */
      readonly remedy?: 'another-browser';
    };

/** Whose surface the buyer presses: our button, our button after the provider's fields, or the provider's own button. */
export type Surface = 'press' | 'fields' | 'own-button';

/**
 * A payment service in the browser. Stateless: everything about one payment lives in the `Payment` it is given.
 * Whatever it shows or hears, only the merchant's answer says that money moved.
 */
export interface PaymentProvider {
  /** Such as `sandbox`; what authors write in `providers="…"`. */
  readonly id: string;
  readonly surface: Surface;
  /** UCP payment handler names that it speaks for. */
  readonly handlers: readonly string[];
  /** Name for people, per locale (`en`, `zh-Hans`, `zh-Hant`); `en` must be there. */
  readonly name: Readonly<Record<string, string>>;
  /** CSP sources that the page must allow, by directive; empty for providers without a vendor script. */
  readonly csp: Readonly<Record<string, readonly string[]>>;
  /**
   * `merchant-page`: it sends the buyer to the merchant's own page in any case (`entrust`), so a checkout that asks for just that, with no payment under way, may be
   * begun. Other providers wait there until the buyer has been.
   */
  readonly continues?: 'merchant-page';
  /** Where it works, for authors, in English: such as `Safari 17 and later`. Absent: every browser that the tags support. */
  readonly browsers?: string;
  /** Cheap and synchronous where possible; called near the viewport and again when the place changes. */
  available(place: Place): Availability | Promise<Availability>;
  /** Loads what a press needs (code, SDK). The tag is ready only after it; rejects when that fails. */
  prepare?(place: Place, signal: AbortSignal): Promise<void>;
  /**
   * Begins a payment in the tick of the press, while the browser still grants popups and sheets: anything that needs the
   * gesture happens before the first `await`. Resolves with how the provider's part ended; throws only on bugs.
   */
  start(payment: Payment): Promise<ProviderEnding>;
  /**
   * Takes up a payment whose buyer came back to the page or whose page was reloaded. Nobody has pressed, and `prepare` may not have been called: it loads what it
   * needs itself.
   */
  resume?(payment: Payment): Promise<ProviderEnding>;
  /**
   * For `fields` and `own-button`: puts the provider's own UI into a light-DOM frame; the returned function removes it. `press` is what our button does,
   * and calls `start` in the same tick; it answers false when no payment began (vetoed, locked, not ready).
   */
  mount?(frame: HTMLElement, place: Place, press: () => boolean): Promise<() => void>;
  /** How tall what it mounts will be, in px: so much is kept free before it is there. By default 220 for `fields` and 52 for `own-button`. */
  readonly frameHeight?: number;
  /** What was mounted in `frame` is told that total or locale changed; without it the provider is mounted anew. */
  update?(frame: HTMLElement, place: Place): void;
}

/** One payment as its provider sees it. */
export interface Payment {
  /** UUID of the attempt; good as the instrument's id. */
  readonly id: string;
  readonly merchant: Place['merchant'];
  /** The total that the buyer saw when pressing. */
  readonly total: Money;
  readonly locale: string;
  /** The surface the page asked for, when the provider has several (`popup`, `redirect`, `qr`, `sheet`). */
  readonly display?: 'popup' | 'redirect' | 'qr' | 'sheet';
  /** What `mount` filled, for `fields` and `own-button`. */
  readonly frame?: HTMLElement;
  /** What the merchant declares of the handlers that this provider speaks for, as it was at the press; known before the checkout is. */
  readonly handlers?: readonly CheckoutHandler[];
  /**
   * The merchant's open checkout with exactly `total`. Rejects with `PaymentInterrupted` when the buyer must first see
   * something (another total, delivery, a warning) or the story ended; the provider then closes its window or sheet.
   */
  readonly checkout: Promise<Checkout>;
  /** Aborted when the story ends without the provider: cancelled by the buyer on our side, tag removed. */
  readonly signal: AbortSignal;
  /** Shows an action in the tag. Call it in the tick of the press for `popup`. */
  present(action: PaymentAction): Presentation;
  /** Sends the instrument to the merchant. Resolves when the merchant has answered or the answer is lost. */
  submit(instrument: Instrument): Promise<Step>;
  /** Asks the merchant how the payment stands; never charges. */
  ask(): Promise<Step>;
  /**
   * From now on the buyer may pay the checkout on the merchant's own page: only the merchant's word ends the story, and while the provider is at it, that nothing is
   * being paid yet is no such word. Call it before the page can be seen.
   */
  entrust?(): void;
}

/** What came of showing an action. */
export interface Presentation {
  /**
   * `closed`: the buyer is back and the window looks closed, or the buyer chose to stop (proves nothing); `chosen`: a choice of a `sheet`, or what the app answered to a
   * `bridge`, as text;
   * `blocked`: the browser refused the window (the tag shows a link instead and stays open), or there is no such bridge here;
   * `settled`: the story went on and the presentation was taken down.
   */
  readonly done: Promise<{readonly how: 'closed' | 'blocked' | 'settled'} | {readonly how: 'chosen'; readonly choice: string}>;
  /** Of a `popup` with `opener`: the window as it is now, for checking where a message came from. */
  readonly window?: Window;
  close(): void;
}

/** The merchant's word on a payment. */
export type Step =
  | {readonly status: 'action'; readonly action: PaymentAction}
  /** Nothing to show; the merchant or the provider is still working. `pollAfter`: ms. */
  | {readonly status: 'waiting'; readonly pollAfter: number}
  | {readonly status: 'paid'; readonly order: OrderConfirmation; readonly checkout: Checkout}
  /** Confirmed by the merchant: no money moved and this attempt cannot move any. */
  | {readonly status: 'declined' | 'cancelled' | 'expired' | 'failed'; readonly message?: string}
  /** The total changed or the buyer must decide something; nothing was charged. */
  | {readonly status: 'review'; readonly checkout: Checkout}
  /** The answer is lost; the payment may or may not have happened. */
  | {readonly status: 'unknown'};

/**
 * How the provider's part ended. `merchant`: the merchant's last word stands (`step`). `stopped`: the buyer stopped or
 * the window closed; the story now asks the merchant to close the trade and waits for its word. `failed`: the provider
 * could not begin; nothing was submitted.
 */
export type ProviderEnding =
  | {readonly ending: 'merchant'; readonly step: Step}
  | {readonly ending: 'stopped'}
  | {readonly ending: 'failed'; readonly code: string; readonly message?: string}
  /** Somebody else's checkout was opened and its end cannot be known here. */
  | {readonly ending: 'handed-off'; readonly url: string};

/** Why `Payment.checkout` rejected. */
export class PaymentInterrupted extends Error {
  override readonly name = 'PaymentInterrupted';
  readonly why: 'review' | 'ended';
  constructor(why: 'review' | 'ended') {
    super(`The payment was interrupted: ${why}`);
    this.why = why;
  }
}
