import type {Instrument} from '../commerce/instrument.ts';
import type {Money} from '../commerce/money.ts';
import type {CheckoutExtension, Message} from '../commerce/checkout.ts';
import type {Database, Queryable} from './database/database.ts';
import type {PaymentHandler} from './handlers/payment-handler.ts';
import type {MerchantConfig} from './merchant-config.ts';

/** What the server's parts share. Made once in `index.ts` and passed down; there is no global state. */
export interface Services {
  readonly database: Database;
  readonly config: MerchantConfig;
  readonly handlers: readonly PaymentHandler[];
  /** Public origin of this server, such as `https://shop.example`; no trailing slash. */
  readonly origin: string;
  readonly mode: 'test' | 'live';
  readonly clock: () => Date;
  readonly log: Log;
  /** Aborted when the server is about to stop: what may take minutes is left to the next. */
  readonly stopping?: AbortSignal;
}

/** Structured log lines; values are ids, codes and counts, never secrets, credentials or a buyer's data. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The request to pay an open checkout, already parsed. */
export interface CompletePayment {
  readonly checkoutId: string;
  readonly instrument: Instrument;
  /** The total that the buyer saw; absent from clients that do not speak our extension. */
  readonly expectedTotal?: Money;
  readonly returnUrl?: string;
}

/** Messages to put into the checkout's answer; the checkout row itself is re-read after the call. */
export interface PaymentAnswer {
  readonly messages: readonly Message[];
}

/**
 * The money side of the server, in `money/`. Everything that moves a payment goes through here; `checkout/` never
 * writes to `payments`, `orders`, `stock_holds` or the ledger.
 */
export interface MoneyStory {
  /** Reserves stock and writes the intent, calls the provider, records. A second call joins the live payment. */
  complete(request: CompletePayment): Promise<PaymentAnswer>;
  /**
   * Closes the live payment at its provider, so that the checkout may be cancelled or changed. Answers `paid` when the
   * money was faster, `open` when the provider could not confirm.
   */
  closeLivePayment(checkoutId: string, why: 'cancelled' | 'changed'): Promise<'closed' | 'paid' | 'open'>;
  /** Asks the provider once when a live payment is waiting and was not asked within the last second; cheap otherwise. */
  refresh(checkoutId: string): Promise<void>;
  /** How the checkout's newest payment stands, for `CheckoutExtension.payment`. */
  standing(db: Queryable, checkoutId: string): Promise<CheckoutExtension['payment']>;
}
