import {randomBytes} from 'node:crypto';
import type Stripe from 'stripe';

export type IntentStatus = 'requires_payment_method' | 'requires_confirmation' | 'requires_action' | 'processing' | 'requires_capture' | 'succeeded' | 'canceled';
export type MethodType = 'card' | 'link' | 'alipay' | 'wechat_pay';

/** How a card or wallet behaves, as Stripe's documentation of test cards tells it. */
export interface Method {
  readonly id: string;
  readonly type: MethodType;
  readonly behaviour: Behaviour;
}
export interface Behaviour {
  /** The bank asks the buyer first. */
  readonly challenge: boolean;
  /** Stripe's code for the refusal; absent: it pays. */
  readonly refusal?: {readonly code: string; readonly decline_code?: string; readonly message: string};
}

export interface SimIntent {
  readonly id: string;
  readonly clientSecret: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly methodTypes: readonly string[];
  readonly allowedTypes: readonly string[];
  readonly manual: readonly string[];
  /** Set when it belongs to a page of Stripe's. */
  readonly session?: string;
  status: IntentStatus;
  method?: Method;
  returnUrl?: string;
  /** The page answers the bank with Stripe's script. */
  inPage?: boolean;
  error?: NonNullable<Stripe.PaymentIntent['last_payment_error']>;
  cancellation?: string;
  charge?: string;
}

export interface SimCharge {
  readonly id: string;
  readonly intent: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly status: 'succeeded' | 'failed';
  readonly failureCode: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  captured: boolean;
  refunded: number;
  disputed: boolean;
}

export interface SimRefund {
  readonly id: string;
  readonly charge: string;
  readonly intent: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  status: 'pending' | 'succeeded' | 'failed' | 'canceled';
  failure?: string;
}

export interface SimDispute {
  readonly id: string;
  readonly charge: string;
  readonly intent: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly moves: {amount: number; currency: string}[];
  status: Stripe.Dispute['status'];
}

export interface SimSession {
  readonly id: string;
  readonly created: number;
  readonly expiresAt: number;
  readonly amount: number;
  readonly currency: string;
  readonly name: string;
  readonly reference: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly intentMetadata: Readonly<Record<string, string>>;
  readonly description: string | null;
  readonly manual: boolean;
  readonly successUrl: string;
  readonly cancelUrl: string | null;
  readonly locale: string;
  readonly allowedTypes: readonly string[];
  status: 'open' | 'complete' | 'expired';
  intent?: string;
}

export interface SimToken {
  readonly id: string;
  readonly created: number;
  readonly method: Method;
  readonly returnUrl: string | null;
  usedBy: string | null;
}

/** What a wallet's token stands for; good for one PaymentMethod. */
export interface SimCardToken {
  readonly id: string;
  readonly method: Method;
  used: boolean;
}

export interface SimEvent {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly object: object;
  /** The PaymentIntent that it is about, or the session when there is none yet. */
  readonly subject: string;
}

export interface Account {
  readonly id: string;
  readonly country: string;
  readonly chargesEnabled: boolean;
  readonly capabilities: Readonly<Record<string, string>>;
}

/** Everything that this Stripe knows: its own books, apart from any merchant's. */
export class World {
  readonly intents = new Map<string, SimIntent>();
  readonly charges = new Map<string, SimCharge>();
  readonly refunds = new Map<string, SimRefund>();
  readonly disputes = new Map<string, SimDispute>();
  readonly sessions = new Map<string, SimSession>();
  readonly tokens = new Map<string, SimToken>();
  readonly cardTokens = new Map<string, SimCardToken>();
  readonly methods = new Map<string, Method>();
  readonly events: SimEvent[] = [];
  readonly clock: () => Date;
  readonly origin: () => string;
  account: Account = {id: 'acct_1HangtagSimulated', country: 'HK', chargesEnabled: true, capabilities: {card_payments: 'active', link_payments: 'active'}};
  /** The mode that its answers say they are of. */
  live = false;
  /** Told of every event as it happens. */
  heard: (event: SimEvent) => void = () => undefined;

  constructor(clock: () => Date, origin: () => string) {
    this.clock = clock;
    this.origin = origin;
  }

  /** Seconds since the epoch. */
  get now(): number {
    return Math.floor(this.clock().getTime() / 1000);
  }

  id(prefix: string): string {
    return `${prefix}_${randomBytes(12).toString('hex')}`;
  }

  tell(type: string, object: object, subject: string): void {
    const event = {id: this.id('evt'), type, created: this.now, object, subject};
    this.events.push(event);
    this.heard(event);
  }

  /** What a trade number stands for: the PaymentIntent that was touched last, and the page of Stripe's. */
  tradeOf(tradeNo: string): {readonly intent?: SimIntent; readonly session?: SimSession} {
    const intent = [...this.intents.values()].filter(({metadata}) => metadata['trade_no'] === tradeNo).at(-1);
    const session = [...this.sessions.values()].find(({reference}) => reference === tradeNo);
    return {...(intent ? {intent} : {}), ...(session ? {session} : {})};
  }
}
