import type {StripeMethod} from '../../../commerce/stripe-instrument.ts';

export interface StripeOptions {
  /** A secret or restricted key, `sk_…` or `rk_…`. */
  readonly secretKey: string;
  /** `pk_…`; pages get it. */
  readonly publishableKey: string;
  /** Signing secrets of the webhook endpoint, `whsec_…`: two while one takes the place of the other. */
  readonly webhookSecrets: readonly string[];
  readonly mode: 'test' | 'live';
  /** Default: cards. */
  readonly methods?: readonly StripeMethod[];
  /** Default `automatic`. `manual`: cards are authorised first and charged when our books have noted it; wallets know no such thing. */
  readonly capture?: 'automatic' | 'manual';
  /** A connected account, `acct_…`, when the key is a platform's. */
  readonly account?: string;
  /** Id in `ucp.payment_handlers`; default `stripe`. */
  readonly id?: string;
  /** ISO 4217; default: any. */
  readonly currencies?: readonly string[];
  /** Origin of the API, for a simulation of it; default Stripe's own. */
  readonly apiBase?: string;
  readonly clock?: () => Date;
}

/** The options with every default in place. */
export interface StripeSettings extends Required<Omit<StripeOptions, 'account' | 'currencies' | 'apiBase'>>, Pick<StripeOptions, 'account' | 'currencies' | 'apiBase'> {}

export function stripeSettings(options: StripeOptions): StripeSettings {
  return {methods: ['card'], capture: 'automatic', id: 'stripe', clock: () => new Date(), ...options};
}
