import type {Buyer, Checkout, FulfillmentRequest, OrderConfirmation} from '../commerce/checkout.ts';
import type {ItemChoice} from '../commerce/item.ts';
import type {Money} from '../commerce/money.ts';
import type {PaymentAction} from '../commerce/payment-action.ts';
import type {Merchant} from '../merchant/merchant.ts';
import type {PaymentProvider} from './provider.ts';

/** The states of one purchase on the client; the only allowed moves are in `transitions.ts`. */
export type AttemptState =
  | 'ready'
  | 'opening'
  | 'needs-buyer'
  | 'review'
  | 'acting'
  | 'confirming'
  | 'paid'
  | 'pending'
  | 'cancelled'
  | 'failed'
  | 'expired'
  | 'handed-off';

/**
 * What the page knows of one purchase, shared by every tag with the same purchase key: plain data in `$attempts`, so that
 * tags, tabs and reloads agree. Holds no credential.
 */
export interface Attempt {
  /** Merchant, canonical items, coupon and campaign in one string. */
  readonly purchase: string;
  /** UUID of this attempt; a confirmed negative ending starts another. */
  readonly id: string;
  readonly state: AttemptState;
  readonly provider: string;
  /** The total that the buyer saw last. */
  readonly total: Money;
  readonly checkout?: Checkout;
  /** What to show while `acting` or `pending`. A popup has the URL `''` until it is known; show `reopen()` as a link once it is. Of `handed-off`, where the buyer was sent. */
  readonly action?: PaymentAction;
  /** True when the buyer may be charged for this attempt or already was: it must not be forgotten. */
  readonly submitted: boolean;
  readonly order?: OrderConfirmation;
  /** Why it ended badly: a closed code, and the merchant's own sentence when there is one. */
  readonly problem?: {readonly code: ProblemCode; readonly message?: string};
  /** ms since the epoch. */
  readonly updatedAt: number;
}

export type ProblemCode =
  | 'declined'
  | 'cancelled'
  | 'expired'
  | 'out_of_stock'
  | 'item_unavailable'
  | 'address_undeliverable'
  | 'invalid_input'
  | 'unreachable'
  | 'busy'
  | 'bad_answer'
  | 'popup_blocked'
  | 'provider_failed'
  | 'unknown';

/** Everything `pay` needs, frozen at the press. */
export interface PayRequest {
  readonly merchant: Merchant;
  /** Read at every press, like its `frame`: another may stand behind the button by then. */
  readonly provider: PaymentProvider;
  readonly items: readonly ItemChoice[];
  readonly coupon?: string;
  readonly campaign?: string;
  /** The total shown on the tag at the press. */
  readonly total: Money;
  readonly locale: string;
  /** True when the tag knows that delivery or contact must be asked first: the provider then starts at the second press. */
  readonly collectFirst?: boolean;
  readonly display?: 'popup' | 'redirect' | 'qr' | 'sheet';
  /** What the provider has mounted its fields or its button in; read at every press, for it may be another by then. */
  readonly frame?: HTMLElement;
  /**
   * The purchase key of the tag as its author wrote it, when the buyer chose another variant or quantity: the way back from a wallet finds
   * the tag by it. The purchase itself by default.
   */
  readonly tag?: string;
  /** The popup's opener and the like; the page's window by default. */
  readonly window?: Window;
}

/** What is known of a purchase that may have been begun earlier: on a page before a reload, in another tab, in another browser. */
export type TakeUpRequest = Omit<PayRequest, 'total' | 'collectFirst'> & {readonly total?: Money};

/** What the buyer typed or chose for delivery and contact. */
export interface BuyerDetails {
  readonly buyer?: Buyer;
  readonly fulfillment?: FulfillmentRequest;
}

/** One purchase in hand. Every method is safe to call at any time; what the state does not allow is refused and reported. */
export interface PaymentStory {
  readonly purchase: string;
  /** The attempt as it stands; also in `$attempts` under `purchase`. */
  readonly attempt: Attempt;
  /**
   * True while this page carries the payment, and after it ended here; false while another tab does. Only a page that leads tells its
   * ending as an event, so that an attempt ends once, however many tabs look on.
   */
  readonly leads: boolean;
  /** True while the provider is at it: in the tick of a press, whether that press has started it. */
  readonly playing: boolean;
  /** Sends contact and delivery; answers the checkout with its rates, totals and messages. State `needs-buyer` or `review`. */
  provide(details: BuyerDetails): Promise<Checkout>;
  /** The second press, on a total that the tag has shown. Same-tick rules as the first. State `review`. */
  confirm(): void;
  /** The buyer stops. Ends in `cancelled` only when the merchant confirms; else `pending`. */
  stop(): void;
  /** Shows the current action again ("open it again"). Must be called in a gesture. */
  reopen(): void;
  /** Asks the merchant now instead of at the next poll. */
  ask(): void;
  /** The answer to a `sheet` action. */
  choose(choice: string): void;
  /** After a confirmed negative ending: back to `ready`, next press is a new attempt. */
  reset(): void;
  /** Resolves once with the one ending, after `$attempts` is settled. Also for stories taken up after a reload. */
  readonly ended: Promise<Attempt>;
}
