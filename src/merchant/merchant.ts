import type {Checkout, CheckoutHandler, CheckoutRequest, CompleteRequest} from '../commerce/checkout.ts';
import type {Offer} from '../commerce/item.ts';

/** The seller as the page sees it. A missing capability is `undefined`, and tags that need it say so. */
export interface Merchant {
  /** Origin of a UCP merchant, or `page:` plus the page's own address for offers that stand in the page. */
  readonly id: string;
  /** `test` when no money can move here; `unknown` until the merchant has answered. */
  readonly mode: 'test' | 'live' | 'unknown';
  /** The shop's name for people, when it says one. */
  readonly name?: string;
  /** True when every checkout here shows something to read before it is paid, such as the shop's terms. */
  readonly reviews?: boolean;
  /** With what can be paid here and the public settings of each; `undefined` until the merchant has answered, empty where the page itself is the merchant. */
  readonly handlers?: readonly CheckoutHandler[];
  readonly catalogue?: Catalogue;
  readonly checkouts?: Checkouts;
  /** A page on which the same items can be bought without our tag; `undefined` when there is none. */
  checkoutHref?(items: readonly {readonly id: string; readonly quantity: number}[]): string | undefined;
}

export interface Catalogue {
  /**
   * Resolves one id; calls made in the same task share one request. Throws `MerchantError`: `not_found` when the
   * merchant does not sell the id.
   */
  offer(id: string, options: AskOptions): Promise<Offer>;
  /** The same offer with every variant of its product, asked for only when a buyer shows interest. */
  product(id: string, options: AskOptions): Promise<Offer>;
}

/** Each change carries its own UUID; the same key with the same body gets the stored answer. */
export interface Checkouts {
  create(request: CheckoutRequest, key: string, options: AskOptions): Promise<Checkout>;
  get(id: string, options: AskOptions): Promise<Checkout>;
  update(id: string, request: CheckoutRequest, key: string, options: AskOptions): Promise<Checkout>;
  complete(id: string, request: CompleteRequest, key: string, options: AskOptions): Promise<Checkout>;
  cancel(id: string, key: string, options: AskOptions): Promise<Checkout>;
}

export interface AskOptions {
  /** BCP 47. */
  readonly locale: string;
  readonly signal?: AbortSignal;
}

export type MerchantErrorCode =
  /** No answer: offline, blocked by CORS or CSP, timed out. Nothing is known about what the merchant did. */
  | 'unreachable'
  /** An answer that cannot be read as UCP. */
  | 'bad_answer'
  /** 5xx, 429: ask again later. */
  | 'busy'
  /** The same idempotency key was used for another request. */
  | 'conflict'
  /** No such item, checkout or order. */
  | 'not_found'
  /** The merchant refused; `messages` say why. */
  | 'refused'
  /** The merchant does not speak our version of UCP or lacks a capability that we need. */
  | 'incompatible'
  | 'unknown';

/** Why a merchant gave no usable answer. */
export class MerchantError extends Error {
  override readonly name = 'MerchantError';
  readonly code: MerchantErrorCode;
  readonly messages: Checkout['messages'];
  /** A page of the merchant on which the buyer can go on. */
  readonly continueUrl?: string;
  constructor(code: MerchantErrorCode, message: string, options: {cause?: unknown; messages?: Checkout['messages']; continueUrl?: string} = {}) {
    super(message, {cause: options.cause});
    this.code = code;
    this.messages = options.messages ?? [];
    this.continueUrl = options.continueUrl;
  }
}
