import type {PaymentAction} from '../commerce/payment-action.ts';

/** What the service's own books say of one trade. */
export interface ServiceTrade {
  /** The merchant's number for it. */
  readonly tradeNo: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Minor units that the buyer's account gave. */
  readonly paid: number;
  /** Minor units given back. */
  readonly refunded: number;
  /** `open`: a buyer can still pay it. `authorised`: reserved and not moved. `closed`: can never be paid any more. */
  readonly status: 'open' | 'authorised' | 'paid' | 'closed';
}

/** Trouble that the service makes for the merchant's server. */
export type ServiceFault =
  /** Does what was asked and answers nothing. */
  | 'answer-lost'
  /** Answers after 12 s. */
  | 'slow'
  /** Answers 500 and does nothing. */
  | 'down'
  /** Answers with a code that no documentation names, and does nothing. */
  | 'unknown-code';

export interface NotifyOptions {
  /** How often the same notification is delivered. Default 1. */
  readonly times?: number;
  /** `signature`: signed with another key. `body`: changed after signing. `amount`: genuine, and for another amount. `account`: genuine, for another merchant's account. */
  readonly forged?: 'signature' | 'body' | 'amount' | 'account';
}

/**
 * A payment service as the kit drives it: the real one's test mode behind a remote control, or a simulation written from its published contract. It keeps its
 * own books, apart from the merchant's.
 */
export interface ServiceUnderTest {
  /** Every trade that the service knows. */
  books(): Promise<readonly ServiceTrade[]>;
  /**
   * What the buyer does in the service's own app or page. `cancel` ends the trade where the service has such a thing. `action`: what the merchant's server asked the
   * buyer to do; services that learn of a trade only when the buyer comes need it the first time.
   */
  buyer(tradeNo: string, act: 'approve' | 'decline' | 'cancel', action?: PaymentAction): Promise<void>;
  /** From now on the service notifies by itself after each change (`auto`), or only when told to (`manual`, the beginning). */
  notifications(when: 'auto' | 'manual'): Promise<void>;
  /**
   * Delivers a notification about how the trade stands now; answers the HTTP statuses that the merchant's server gave. Empty: this service cannot deliver such a one,
   * and rules about it do not apply.
   */
  notify(tradeNo: string, options?: NotifyOptions): Promise<readonly number[]>;
  /**
   * Delivers a notification that is signed in a weaker way which the message itself names: `alg: none`, SHA-1, the public key as the secret of an HMAC. Leave it out
   * where a notification names no algorithm.
   */
  notifyWeaker?(tradeNo: string): Promise<readonly number[]>;
  /** The next calls of that kind get this trouble. Answers false where it cannot be made: rules about it do not apply then. */
  trouble(fault: ServiceFault, calls: number, operation?: 'create' | 'query' | 'close' | 'capture' | 'refund'): Promise<unknown>;
  /** A person gives money back in the service's dashboard. Minor units. */
  refundInDashboard?(tradeNo: string, amount: number): Promise<void>;
  /** The buyer's bank takes the money back. */
  dispute?(tradeNo: string, outcome?: 'open' | 'won' | 'lost'): Promise<void>;
  close(): Promise<void>;
}
