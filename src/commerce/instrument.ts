/** A UCP payment instrument: what a provider hands over to be charged. Its credential is never stored. */
export interface Instrument {
  /** Assigned by the platform; unique per attempt. */
  readonly id: string;
  /** The `id` of the handler instance in `ucp.payment_handlers`. */
  readonly handler_id: string;
  readonly type: string;
  readonly credential?: {readonly type: string} & Readonly<Record<string, unknown>>;
  readonly display?: Readonly<Record<string, unknown>>;
}

/**
 * The sandbox's credential. `approve`, `decline` and `pending` end at once; `redirect` opens a trade in the sandbox
 * wallet, where a person or a test chooses the ending.
 */
export interface SandboxCredential {
  readonly type: 'sandbox';
  readonly token: 'approve' | 'decline' | 'pending' | 'redirect';
  /** With `redirect`: how the tag will show the wallet. Default `redirect`. */
  readonly display?: 'popup' | 'redirect' | 'qr';
  /** Only for a merchant that lives in the page: the ending that the person chose there, instead of at a wallet. */
  readonly ending?: SandboxEnding;
}

/**
 * How a payment with `page-merchant` ends. `approve`, `decline`, `cancel`: at once, said in the answer. `pay-later`: the payment stays open and
 * cannot be closed while the buyer is away, then is paid. `answer-lost`: paid, but the answer never arrives. `notify-late`: confirming for some
 * seconds, then paid. `never`: nobody decides, until it is closed.
 */
export type SandboxEnding = 'approve' | 'decline' | 'cancel' | 'pay-later' | 'answer-lost' | 'notify-late' | 'never';
