import type {Instrument} from '../../commerce/instrument.ts';
import type {Money} from '../../commerce/money.ts';
import type {PaymentAction} from '../../commerce/payment-action.ts';

/** What our books know of a payment before the provider is called; written in transaction 1, never changed after. */
export interface PaymentIntent {
  readonly id: string;
  /** Our own number for the trade at the provider; the key that makes `create` idempotent. Letters, digits and `_`. */
  readonly tradeNo: string;
  readonly providerTradeNo?: string;
  readonly amount: Money;
  /** One line about what is bought, in the buyer's language. */
  readonly subject: string;
  readonly locale: string;
  /** The provider must not accept money after this instant. */
  readonly deadline: Date;
  /** Where the wallet sends the buyer back to. */
  readonly returnUrl: string;
  /** Where the provider sends notifications to. */
  readonly notifyUrl: string;
  /** When this intent was written: how long ago a `create` can have been sent. */
  readonly createdAt?: Date;
  /** What `create` was given, without its credential: for services whose trades are of several kinds. */
  readonly instrument?: Omit<Instrument, 'credential'>;
}

/** How the provider says the trade stands. Anything that cannot be read with certainty is `unknown`. */
export type Trade =
  | {readonly status: 'paid'; readonly providerTradeNo: string; readonly amount: Money; readonly paidAt: Date}
  /** The buyer has agreed and the money is reserved, but moves only at `capture`. `close` gives it up. */
  | {readonly status: 'authorised'; readonly providerTradeNo: string; readonly amount: Money}
  /** The buyer must act, or has acted and the provider is still working (no `action`). */
  | {readonly status: 'waiting'; readonly providerTradeNo?: string; readonly action?: PaymentAction}
  /** Refused; this trade can never be paid any more. */
  | {readonly status: 'declined'; readonly providerTradeNo?: string; readonly reason: string}
  /** Closed by us, by the buyer or by time; this trade can never be paid any more. */
  | {readonly status: 'closed'; readonly providerTradeNo?: string; readonly reason: 'cancelled' | 'expired' | 'failed'}
  /** The provider does not know the trade. Final only where the handler says that creating it is also ruled out. */
  | {readonly status: 'absent'}
  | {readonly status: 'unknown'};

export interface RefundIntent {
  readonly id: string;
  /** Our own number; makes `refund` idempotent. */
  readonly refundNo: string;
  readonly amount: Money;
  readonly reason: string;
}

export type RefundAnswer =
  | {readonly status: 'done'; readonly providerRefundNo: string}
  | {readonly status: 'pending'; readonly providerRefundNo?: string}
  | {readonly status: 'failed'; readonly reason: string}
  | {readonly status: 'unknown'};

/** A refund as the provider's own books have it, whoever began it. */
export interface ProviderRefund {
  readonly providerRefundNo: string;
  /** Our number, when the refund was ours. */
  readonly refundNo?: string;
  readonly amount: Money;
  readonly status: 'pending' | 'done' | 'failed';
}

/** A buyer's bank or wallet has taken the money back, or asks to. */
export interface ProviderDispute {
  readonly providerDisputeNo: string;
  readonly tradeNo?: string;
  readonly providerTradeNo?: string;
  readonly amount: Money;
  /** `open`: under way. `lost`: the money is gone. `won`: it stays, or came back. */
  readonly status: 'open' | 'won' | 'lost';
  /** The money is out of our hands while this is true. */
  readonly withdrawn: boolean;
  readonly reason: string;
  /** Evidence must be handed in before. */
  readonly respondBy?: Date;
}

/**
 * What a genuine notification says of a dispute, as `payload.dispute`, at a provider that has no list to ask. Without `amount` the one that is known stays.
 */
export interface ToldDispute extends Pick<ProviderDispute, 'providerDisputeNo' | 'status' | 'withdrawn' | 'reason'> {
  readonly amount?: Money;
  /** ISO 8601. */
  readonly respondBy?: string;
}

/** A way to begin a payment on a page without script. */
export interface HostedMethod {
  readonly instrument: Instrument;
  /** Name for the button, in the language that was asked for. */
  readonly label: string;
}

/** One thing that `hangtag check` looked at. */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'error';
  /** What was looked at and found, in English; never holds a secret. */
  readonly what: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** A notification whose signature holds. It is a reason to ask the provider, never the proof itself. */
export interface VerifiedNotification {
  /** The provider's id of the event; the inbox is unique by it. */
  readonly eventId: string;
  /** Our number of the trade; absent where the provider names only its own. */
  readonly tradeNo?: string;
  readonly providerTradeNo?: string;
  /**
   * What there is news of (default `trade`). After `refund` and `dispute` the provider's own lists are read. `nothing`: genuine, and about something that
   * is not this shop's; it is acknowledged and not kept.
   */
  readonly about?: 'trade' | 'refund' | 'dispute' | 'nothing';
  /** Kept for a person to read; holds no credential. `refund_no` and `dispute` (see `ToldDispute`) are read by the books, for providers without such lists. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * One configured payment service on the merchant's server. Every method may throw: a throw means that the answer is not
 * known, never that nothing happened.
 */
export interface PaymentHandler {
  /** UCP payment handler name, such as `dev.hangtag.sandbox`. */
  readonly name: string;
  /** This instance's id in `ucp.payment_handlers`, such as `sandbox`. */
  readonly id: string;
  readonly mode: 'test' | 'live';
  /** ISO 4217 codes it takes; absent: any. */
  readonly currencies?: readonly string[];
  /** The entry under `ucp.payment_handlers[name]`; its `config` is public. */
  profile(origin: string): Readonly<Record<string, unknown>>;
  /** Whether this instrument is one that `create` takes; a sentence for developers when not. */
  accepts(instrument: Instrument): true | {readonly reason: string};
  /** Minor units that it takes at least and at most, by currency; `step`: it charges only multiples of that. */
  readonly limits?: Readonly<Record<string, {readonly min?: number; readonly max?: number; readonly step?: number}>>;
  /** Days after the payment within which it gives money back; absent: no limit that we know of. */
  readonly refundDays?: number;
  /**
   * What the hosted page offers to begin a payment at this service. Absent when the service cannot be begun without a
   * script of its own. `userAgent`: of the browser that shows the page.
   */
  hostedMethods?(visit: {readonly locale: string; readonly userAgent?: string; readonly currency: string}): readonly HostedMethod[];
  /**
   * What its provider in a page asks before a payment, at `POST /handlers/<id>/<question>`, answered as JSON; `undefined` for a question that it
   * does not know. Anybody may ask, so the answer holds no secret.
   */
  answer?(question: string, body: unknown, signal: AbortSignal): Promise<unknown>;
  /** Files by which the service knows the shop's address, by their names under `/.well-known/`; plain text that anybody may read. */
  readonly wellKnown?: Readonly<Record<string, string>>;
  /** Creates the trade, or finds the one that an earlier call with the same `tradeNo` created. */
  create(intent: PaymentIntent, instrument: Instrument, signal: AbortSignal): Promise<Trade>;
  query(intent: PaymentIntent, signal: AbortSignal): Promise<Trade>;
  /** Moves the money of an `authorised` trade; safe to repeat. Called after our books have noted the authorisation. */
  capture?(intent: PaymentIntent, signal: AbortSignal): Promise<Trade>;
  /** Makes the trade unpayable; answers `paid` when the money was faster. Also rules out a `create` still under way. */
  close(intent: PaymentIntent, signal: AbortSignal): Promise<Trade>;
  refund(intent: PaymentIntent, refund: RefundIntent, signal: AbortSignal): Promise<RefundAnswer>;
  queryRefund(intent: PaymentIntent, refund: RefundIntent, signal: AbortSignal): Promise<RefundAnswer>;
  /**
   * Every refund of this trade, also those made in the provider's own dashboard. `told`: the `refund_no` that the payloads of its notifications had, for a provider
   * that has no list and knows only numbers.
   */
  listRefunds?(intent: PaymentIntent, signal: AbortSignal, told?: readonly string[]): Promise<readonly ProviderRefund[]>;
  /** Disputes that changed since then, and not after `until` where that is given: a list that was too long for the time it had is read in parts. More does no harm. */
  listDisputes?(since: Date, signal: AbortSignal, until?: Date): Promise<readonly ProviderDispute[]>;
  /** Looks whether it could take money as configured: keys, mode, currency. Moves nothing. */
  check?(context: {readonly currency: string; readonly notifyUrl: string}, signal: AbortSignal): Promise<readonly Finding[]>;
  /** Verifies and reads a notification; `undefined` when it is not genuine. */
  verify(request: Request, body: string): Promise<VerifiedNotification | undefined>;
  /** What the provider wants to hear once the notification is safely in the inbox. */
  acknowledge(): Response;
}
