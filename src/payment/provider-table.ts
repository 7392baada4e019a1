import type {CheckoutHandler} from '../commerce/checkout.ts';
import {providerAtHand} from './provider-at-hand.ts';
import type {PaymentProvider} from './provider.ts';

/** A provider that comes with the package, before its code is loaded. */
export interface KnownProvider {
  /** What authors write in `providers="…"`. */
  readonly id: string;
  /** UCP payment handler names that it speaks for; one that the merchant declares makes it worth loading. */
  readonly handlers: readonly string[];
  /** The app in whose browser it comes first: the wallet that the buyer is in already. */
  readonly app?: RegExp;
  readonly load: () => Promise<PaymentProvider>;
}

/**
 * In the order in which a tag tries them when its author names none: what the buyer's device or browser has at hand, then wallets, then fields to fill in, and the
 * sandbox last.
 */
export const providerTable: readonly KnownProvider[] = [
  {id: 'apple-pay', handlers: ['dev.hangtag.apple_pay'], load: async () => (await import('./providers/apple-pay.ts')).applePay},
  {id: 'google-pay', handlers: ['com.google.pay'], load: async () => (await import('./providers/google-pay.ts')).googlePay},
  {id: 'payment-request', handlers: ['dev.hangtag.payment_request'], load: async () => (await import('./providers/payment-request.ts')).paymentRequest},
  {id: 'alipay', handlers: ['dev.hangtag.alipay'], app: /\bAlipayClient\//, load: async () => (await import('./providers/alipay.ts')).alipay},
  {id: 'antom', handlers: ['dev.hangtag.antom'], app: /\bAliApp\(A[PK]\/|AlipayHK/, load: async () => (await import('./providers/antom.ts')).antom},
  {id: 'paypal', handlers: ['dev.hangtag.paypal'], load: async () => (await import('./providers/paypal.ts')).paypal},
  {id: 'stripe-express', handlers: ['dev.hangtag.stripe'], load: async () => (await import('./providers/stripe.ts')).stripeExpress},
  {id: 'stripe', handlers: ['dev.hangtag.stripe'], load: async () => (await import('./providers/stripe.ts')).stripe},
  {id: 'stripe-alipay', handlers: ['dev.hangtag.stripe'], app: /\bAlipayClient\//, load: async () => (await import('./providers/stripe.ts')).stripeAlipay},
  {id: 'stripe-wechat-pay', handlers: ['dev.hangtag.stripe'], load: async () => (await import('./providers/stripe.ts')).stripeWechatPay},
  {id: 'hosted-checkout', handlers: [], load: async () => (await import('./providers/hosted-checkout.ts')).hostedCheckout},
  providerAtHand,
];

/** The author of the page has named a provider that is none of ours. */
export class UnknownProvider extends Error {
  override readonly name = 'UnknownProvider';
  readonly reason = 'unknown';
  constructor(id: string) {
    super(`There is no provider called "${id}"; known are ${providerTable.map((one) => one.id).join(', ')}`);
  }
}

/** Throws `UnknownProvider`; rejects when its code cannot be had. */
export async function loadProvider(id: string): Promise<PaymentProvider> {
  const known = providerTable.find((one) => one.id === id);
  if (!known) throw new UnknownProvider(id);
  return known.load();
}

/** The providers that speak for a handler of this merchant, in order of preference. */
export function providersSpeakingFor(declared: readonly CheckoutHandler[], userAgent: string = globalThis.navigator?.userAgent ?? ''): readonly string[] {
  const names = new Set(declared.map(({name}) => name));
  const able = providerTable.filter(({handlers}) => handlers.some((name) => names.has(name)));
  const isHome = ({app}: KnownProvider): boolean => app?.test(userAgent) ?? false;
  return [...able.filter(isHome), ...able.filter((one) => !isHome(one))].map(({id}) => id);
}
