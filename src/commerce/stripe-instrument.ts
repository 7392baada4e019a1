/** The UCP payment handler of Stripe; ours, since Stripe has published none. */
export const STRIPE_HANDLER = 'dev.hangtag.stripe';

/** Ways of paying at Stripe that our provider and handler know, in Stripe's words. */
export type StripeMethod = 'card' | 'link' | 'alipay' | 'wechat_pay';

/** What a page pays with at Stripe, as the credential of an instrument. */
export type StripeCredential =
  /** What Stripe's own fields or buttons have collected. `next_action`: whether the page can run Stripe's script when the bank asks for more; else it is led away. */
  | {readonly type: 'stripe_confirmation_token'; readonly token: string; readonly next_action?: 'stripe_js' | 'redirect'}
  /** A PaymentMethod that was made of a card elsewhere, such as from a wallet's own token. */
  | {readonly type: 'stripe_payment_method'; readonly payment_method: string}
  /** A wallet that needs nothing from the page. */
  | {readonly type: 'stripe_wallet'}
  /** A page of Stripe's, for places where Stripe's script cannot run. */
  | {readonly type: 'stripe_checkout'};

/** What the merchant's server tells a page about its Stripe account: `config` of the payment handler. Nothing in it is secret. */
export interface StripeConfig {
  readonly publishable_key: string;
  readonly methods: readonly StripeMethod[];
  /** When cards are charged: at once, or after the shop's books have noted the authorisation. */
  readonly capture: 'automatic' | 'manual';
  /** The connected account that sells, where the key is a platform's. */
  readonly account?: string;
}

/** `test` or `live`, as one of Stripe's keys says it; `undefined` when it is no key of theirs. */
export function modeOfKey(key: string): 'test' | 'live' | undefined {
  const mode = /^[a-z]{2}_(test|live)_\w+$/.exec(key)?.[1];
  return mode === 'test' || mode === 'live' ? mode : undefined;
}

/**
 * The currencies that a wallet takes through Stripe, as Stripe documents them (payments/alipay, payments/wechat-pay); which of them an account may use
 * depends on its country. Cards and Link take every currency of Stripe's.
 */
export const walletCurrencies: Readonly<Record<'alipay' | 'wechat_pay', string>> = {
  alipay: 'AUD CAD CNY EUR GBP HKD JPY MYR NZD SGD USD',
  wechat_pay: 'AUD CAD CHF CNY DKK EUR GBP HKD JPY NOK SEK SGD USD',
};
