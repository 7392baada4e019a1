import {stripeConfig} from './stripe-shop.ts';
import {loadVendorScript} from '../../vendor-script.ts';
import type {Place} from '../../provider.ts';
import type {StripeFactory, StripeJs} from './stripe-js.ts';

/** Stripe's script of the release that goes with the server's API version; Stripe forbids copies of it. */
const script = 'https://js.stripe.com/endive/stripe.js';

/** What Stripe's own guide asks a page to allow (https://docs.stripe.com/security/guide), without what only its address field needs. */
export const stripeCsp = {
  'script-src': ['https://js.stripe.com', 'https://*.js.stripe.com'],
  'frame-src': ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
  'connect-src': ['https://api.stripe.com'],
};

const factory = (): StripeFactory | undefined => (globalThis as {Stripe?: StripeFactory}).Stripe;

/** Loads the script, unless the page has brought it. */
export function loadStripe(_: Place, signal: AbortSignal): Promise<void> {
  return loadVendorScript(script, {allowed: [script], signal, ready: () => factory() !== undefined});
}

// Stripe warns when it is begun more than once with one key.
const begun = new WeakMap<StripeFactory, Map<string, StripeJs>>();

/** Stripe for the shop at this place. Throws when its script is not there, or the shop does not declare it. */
export function stripeAt({handlers}: Pick<Place, 'handlers'>): StripeJs {
  const Stripe = factory();
  const config = stripeConfig(handlers);
  if (!Stripe || !config) throw new Error('Stripe is not ready');
  const {publishable_key: key, account} = config;
  const shops = begun.get(Stripe) ?? new Map<string, StripeJs>();
  begun.set(Stripe, shops);
  const name = `${key} ${account}`;
  const stripe = shops.get(name) ?? Stripe(key, account ? {stripeAccount: account} : undefined);
  shops.set(name, stripe);
  return stripe;
}
