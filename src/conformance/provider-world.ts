import type {CheckoutHandler} from '../commerce/checkout.ts';
import type {Instrument} from '../commerce/instrument.ts';
import type {Money} from '../commerce/money.ts';
import type {PaymentAction} from '../commerce/payment-action.ts';
import type {Place} from '../payment/provider.ts';

/** How the buyer meets the provider. `merchant-page`: it leads to the merchant's own page, which takes the payment. */
export type Way = 'popup' | 'redirect' | 'form-post' | 'qr' | 'bridge' | 'sheet' | 'fields' | 'own-button' | 'merchant-page';

/** An instrument as it came to the scripted merchant. */
export interface Sale {
  readonly instrument: Instrument;
  /** The merchant's number of the trade. */
  readonly trade: string;
  readonly total: Money;
}

/** What the kit lends a simulated service while one case runs. */
export interface Stage {
  /** True only in the tick of a press. A simulation of something that needs a gesture calls `opens` instead of asking. */
  readonly gesture: boolean;
  /** Tells that something opened which a browser grants only in a gesture: a sheet, a window. */
  opens(what: string): void;
  /** The buyer pays in the wallet; the merchant has not heard yet, and hears when it is asked next. */
  pays(): void;
  /** Where the merchant's books and those of the wallet stand, for a simulation that answers by them. */
  readonly paid: boolean;
}

/**
 * The buyer at what the provider shows by itself: its sheet, its fields, its button, or the app around the page. Leave out what there is not. A
 * simulation of the vendor's script, written from its published types, answers here.
 */
export interface OwnSurface {
  /** Fills the fields in `frame`. */
  fill?(frame: HTMLElement): void | Promise<void>;
  /** Presses the provider's own button in `frame`, in this tick. */
  press?(frame: HTMLElement): void;
  /** True while the provider's own surface waits for the buyer. */
  open(): boolean;
  /** False where no page can close it, such as a sheet of Google Pay's or an app's cashier: what the buyer does there must then lead to nothing. */
  readonly closable?: boolean;
  approve(): void | Promise<void>;
  /** The buyer dismisses it. */
  dismiss?(): void | Promise<void>;
  /** It answers with a code that no documentation names. */
  strange?(): void | Promise<void>;
  /** The messages by which a frame of the provider's tells the page that the buyer has approved. The kit has strangers say them: nothing may come of it. */
  says?(): readonly unknown[];
  /** The total that it shows the buyer now. */
  total?(): Money | undefined;
  /** What the provider told its own sheet at the end. */
  told?(): 'success' | 'failure' | undefined;
}

/** Where a provider is judged. */
export interface ProviderWorld {
  readonly way: Way;
  /** What the page asks for with `display`; default: `way` where it is such a word. */
  readonly display?: 'popup' | 'redirect' | 'qr' | 'sheet';
  /** The handlers that the merchant declares. The kit gives the instance an id of its own now and then. */
  readonly handlers: readonly CheckoutHandler[];
  /** Default: a test shop at `https://shop.example`. */
  readonly merchant?: Place['merchant'];
  /** What the buyer is to pay; default 128.00 HKD. */
  readonly total?: Money;
  /** Other totals that it must show and charge rightly, such as one in a currency without decimals. */
  readonly totals?: readonly Money[];
  readonly locale?: string;
  /** What the merchant answers to the provider's instrument: an action, or `paid` or `declined` at once. Default: a redirect to the wallet. */
  answer?(sale: Sale): PaymentAction | 'paid' | 'declined';
  readonly own?: OwnSurface;
  /** True when this provider opens somebody else's checkout, whose end cannot be known. */
  readonly handsOff?: boolean;
  /** What it may touch outside its frame: names of globals, a CSS selector for nodes, prefixes of keys in the browser's storage. */
  readonly touches?: {readonly globals?: readonly string[]; readonly nodes?: string; readonly storage?: readonly string[]};
  /** Before each case: a fresh simulation. */
  begin?(stage: Stage): void | Promise<void>;
  /** After each case. */
  end?(): void | Promise<void>;
  /** Makes the provider's code or script impossible to load, until the case ends. */
  breakScript?(): void | Promise<void>;
}
