import type {OrderConfirmation} from '../commerce/checkout.ts';
import type {ItemChoice} from '../commerce/item.ts';
import type {Money} from '../commerce/money.ts';
import type {ProblemCode} from '../payment/attempt.ts';

/** They bubble and leave shadow roots. Tell them by `type`: another copy of the script has classes of its own. */
const travels: EventInit = {bubbles: true, composed: true};

/** Before anything happens. `preventDefault()` stops it: nothing is opened and nobody is asked. */
export class PaymentStartEvent extends Event {
  readonly items: readonly ItemChoice[];
  /** What the tag shows. */
  readonly total: Money;
  /** Id of the provider, or `checkout` when somebody else's checkout will be opened. */
  readonly provider: string;
  constructor(items: readonly ItemChoice[], total: Money, provider: string) {
    super('payment-start', {...travels, cancelable: true});
    this.items = items;
    this.total = total;
    this.provider = provider;
  }
}

/** The merchant does not yet know whether money moved. The one ending comes later, perhaps on another visit. */
export class PaymentPendingEvent extends Event {
  /** UUID of the attempt. */
  readonly attempt: string;
  readonly total: Money;
  constructor(attempt: string, total: Money) {
    super('payment-pending', travels);
    this.attempt = attempt;
    this.total = total;
  }
}

/** The merchant confirmed the order: the only proof that money moved. */
export class PaymentCompleteEvent extends Event {
  readonly attempt: string;
  readonly total: Money;
  readonly order: OrderConfirmation;
  constructor(attempt: string, total: Money, order: OrderConfirmation) {
    super('payment-complete', travels);
    this.attempt = attempt;
    this.total = total;
    this.order = order;
  }
}

/** The buyer stopped, and the merchant confirmed that no money moved or can move. */
export class PaymentCancelEvent extends Event {
  readonly attempt: string;
  constructor(attempt: string) {
    super('payment-cancel', travels);
    this.attempt = attempt;
  }
}

/** Declined, expired or failed; confirmed by the merchant where one was asked. No money moved. */
export class PaymentErrorEvent extends Event {
  readonly attempt: string;
  readonly code: ProblemCode;
  /** The merchant's own sentence, when there is one. */
  readonly reason: string | undefined;
  constructor(attempt: string, code: ProblemCode, reason: string | undefined) {
    super('payment-error', travels);
    this.attempt = attempt;
    this.code = code;
    this.reason = reason;
  }
}

/** Somebody else's checkout was opened; how it ends cannot be known here. */
export class PaymentHandoffEvent extends Event {
  /** UUID of the attempt; empty when no attempt was begun. */
  readonly attempt: string;
  readonly url: string;
  constructor(attempt: string, url: string) {
    super('payment-handoff', travels);
    this.attempt = attempt;
    this.url = url;
  }
}

export interface PaymentEventMap {
  'payment-start': PaymentStartEvent;
  'payment-pending': PaymentPendingEvent;
  'payment-complete': PaymentCompleteEvent;
  'payment-cancel': PaymentCancelEvent;
  'payment-error': PaymentErrorEvent;
  'payment-handoff': PaymentHandoffEvent;
}

declare global {
  interface HTMLElementEventMap extends PaymentEventMap {}
  interface DocumentEventMap extends PaymentEventMap {}
}
