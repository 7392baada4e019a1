import type {Instrument} from './instrument.ts';
import type {Money} from './money.ts';
import type {PaymentAction} from './payment-action.ts';

/** UCP checkout statuses, as the specification writes them. */
export type CheckoutStatus =
  | 'incomplete'
  | 'requires_escalation'
  | 'ready_for_complete'
  | 'complete_in_progress'
  | 'completed'
  | 'canceled';

export type Severity = 'recoverable' | 'requires_buyer_input' | 'requires_buyer_review' | 'unrecoverable';

export interface Message {
  readonly type: 'error' | 'warning' | 'info';
  readonly code?: string;
  /** RFC 9535 JSONPath into the checkout, such as `$.buyer.email`. */
  readonly path?: string;
  readonly content: string;
  readonly severity?: Severity;
  readonly presentation?: string;
  readonly url?: string;
}

export interface Total {
  /** `subtotal items_discount discount fulfillment tax fee total`, or another with its own `display_text`. */
  readonly type: string;
  readonly display_text?: string;
  /** Minor units of the checkout's currency; negative for discounts. */
  readonly amount: number;
  /** What it is made of; adds up to `amount`. */
  readonly lines?: readonly {readonly display_text: string; readonly amount: number}[];
}

export interface LineItem {
  readonly id: string;
  readonly item: {readonly id: string; readonly title: string; readonly price: number; readonly image_url?: string};
  readonly quantity: number;
  readonly totals: readonly Total[];
}

/** What was taken off, by whom and where. Amounts are positive minor units. */
export interface AppliedDiscount {
  /** Absent: it needs no code. */
  readonly code?: string;
  readonly title: string;
  readonly amount: number;
  readonly automatic?: boolean;
  /** `each`: a share of every item. `across`: one amount, split in proportion. */
  readonly method?: 'each' | 'across';
  /** 1 is taken off first. */
  readonly priority?: number;
  /** JSONPaths with what was taken off there; they add up to `amount`. */
  readonly allocations?: readonly {readonly path: string; readonly amount: number}[];
}

export interface Buyer {
  readonly first_name?: string;
  readonly last_name?: string;
  readonly email?: string;
  /** E.164. */
  readonly phone_number?: string;
}

export interface PostalAddress {
  readonly first_name?: string;
  readonly last_name?: string;
  readonly phone_number?: string;
  readonly street_address?: string;
  readonly extended_address?: string;
  readonly address_locality?: string;
  readonly address_region?: string;
  /** ISO 3166-1 alpha-2. */
  readonly address_country?: string;
  readonly postal_code?: string;
}

/** A shipping destination (postal fields), or a retail location (`name`, `address`). */
export interface Destination extends PostalAddress {
  readonly id: string;
  readonly name?: string;
  readonly address?: PostalAddress;
}

export interface FulfillmentOption {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly totals: readonly Total[];
}

export interface FulfillmentGroup {
  readonly id: string;
  readonly line_item_ids: readonly string[];
  readonly options?: readonly FulfillmentOption[];
  readonly selected_option_id?: string | null;
}

export interface FulfillmentMethod {
  readonly id: string;
  readonly type: 'shipping' | 'pickup';
  readonly line_item_ids: readonly string[];
  readonly destinations?: readonly Destination[];
  readonly selected_destination_id?: string | null;
  readonly groups?: readonly FulfillmentGroup[];
}

export interface Fulfillment {
  readonly methods?: readonly FulfillmentMethod[];
}

export interface Link {
  /** `privacy_policy terms_of_service refund_policy shipping_policy faq`, or another. */
  readonly type: string;
  readonly url: string;
  readonly title?: string;
}

/** How a payment stands on the server; the words of the server's own table. */
export type PaymentStatus =
  | 'none'
  | 'acting'
  | 'confirming'
  | 'paid'
  | 'declined'
  | 'cancelled'
  | 'expired'
  | 'failed'
  | 'late_paid'
  | 'refunding'
  | 'refunded'
  | 'held';

/**
 * Our extension of the checkout (`dev.hangtag.payment`), under the key `dev.hangtag`. A response carries how the live
 * payment stands and, when a wallet needs the buyer, the action to show in place.
 */
export interface CheckoutExtension {
  /** `test` when no money moves. */
  readonly mode: 'test' | 'live';
  /** The shop's name, in the language of the checkout. */
  readonly shop?: string;
  readonly payment: {
    readonly status: PaymentStatus;
    /**
     * True only when the provider's trade is closed or never existed, so a new attempt cannot pay twice. A negative
     * `status` without it is still `pending` for the buyer.
     */
    readonly closed: boolean;
    readonly handler_id?: string;
    readonly action?: PaymentAction;
  };
  /** True when something in the checkout must be delivered or fetched. */
  readonly needs_delivery: boolean;
  /** ISO 3166-1 alpha-2 codes that the shop delivers to; absent when nothing is delivered. */
  readonly ships_to?: readonly string[];
  /** Milliseconds after which to ask again while nothing is final. */
  readonly poll_after?: number;
}

/** A UCP checkout as a page needs it. Wire names stand as the specification writes them. */
export interface Checkout {
  readonly id: string;
  readonly status: CheckoutStatus;
  readonly currency: string;
  readonly line_items: readonly LineItem[];
  readonly totals: readonly Total[];
  readonly messages: readonly Message[];
  readonly links: readonly Link[];
  readonly buyer?: Buyer;
  readonly fulfillment?: Fulfillment;
  readonly expires_at?: string;
  readonly continue_url?: string;
  readonly order?: OrderConfirmation;
  readonly handlers: readonly CheckoutHandler[];
  /** Absent with a merchant that does not speak our extension. */
  readonly extension?: CheckoutExtension;
}

/** `ucp.payment_handlers` of an answer, flattened: the reverse-domain name beside each instance. */
export interface CheckoutHandler {
  /** Such as `dev.hangtag.sandbox`. */
  readonly name: string;
  readonly id: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export interface OrderConfirmation {
  readonly id: string;
  readonly label?: string;
  /** Empty when the merchant gave no address that may be shown. */
  readonly permalink_url: string;
}

/** What is sent to create or replace a checkout. */
export interface CheckoutRequest {
  readonly line_items: readonly {readonly id?: string; readonly item: {readonly id: string}; readonly quantity: number}[];
  readonly buyer?: Buyer;
  readonly fulfillment?: FulfillmentRequest;
  readonly context?: {readonly language?: string; readonly currency?: string; readonly address_country?: string};
  readonly discounts?: {readonly codes: readonly string[]};
  /** UCP attribution: string to string; our campaign id travels as `utm_campaign`. */
  readonly attribution?: Readonly<Record<string, string>>;
}

export interface FulfillmentRequest {
  readonly methods: readonly {
    readonly id?: string;
    readonly type: 'shipping' | 'pickup';
    readonly line_item_ids?: readonly string[];
    readonly destinations?: readonly (PostalAddress & {readonly id?: string})[];
    readonly selected_destination_id?: string | null;
    readonly groups?: readonly {readonly id?: string; readonly selected_option_id?: string | null}[];
  }[];
}

/** What is sent to complete a checkout. On the wire `expectedTotal` is `"dev.hangtag": {"expected_total": {amount, currency}}`. */
export interface CompleteRequest {
  readonly instrument: Instrument;
  /** The total that the buyer saw; a mismatch charges nothing. */
  readonly expectedTotal: Money;
  /** Where a wallet sends the buyer back to; the status handle rides in its fragment. */
  readonly returnUrl?: string;
}

/** What the checkout costs, delivery and discounts included. Throws `RangeError` when it has no total, which no reader lets through. */
export function checkoutTotal({totals, currency}: Pick<Checkout, 'totals' | 'currency'>): Money {
  const total = totals.find(({type}) => type === 'total');
  if (!total) throw new RangeError('The checkout has no total');
  return {amount: total.amount, currency};
}
