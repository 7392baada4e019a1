import type {CheckoutHandler} from '../../../commerce/checkout.ts';
import type {Money} from '../../../commerce/money.ts';
import {stripeMinimum, toStripeAmount} from '../../../commerce/stripe-amount.ts';
import {modeOfKey, STRIPE_HANDLER, walletCurrencies} from '../../../commerce/stripe-instrument.ts';
import type {StripeConfig, StripeMethod} from '../../../commerce/stripe-instrument.ts';
import type {Availability, Place} from '../../provider.ts';

const methods: readonly string[] = ['card', 'link', 'alipay', 'wechat_pay'] satisfies StripeMethod[];

/** What the merchant declares of its Stripe account; `undefined` when it declares none, or nothing that can be read. */
export function stripeConfig(handlers: readonly CheckoutHandler[] | undefined): StripeConfig | undefined {
  const {publishable_key: key, methods: declared, capture, account} = handlers?.find(({name}) => name === STRIPE_HANDLER)?.config ?? {};
  if (typeof key !== 'string' || !key.startsWith('pk_') || !modeOfKey(key) || !Array.isArray(declared)) return undefined;
  const known = declared.filter((one): one is StripeMethod => methods.includes(one as string));
  return {publishable_key: key, methods: known, capture: capture === 'manual' ? 'manual' : 'automatic', ...(typeof account === 'string' && {account})};
}

const unavailable = (reason: Extract<Availability, {status: 'unavailable'}>['reason'], detail: string): Availability => ({status: 'unavailable', reason, detail});

/** Whether the shop's Stripe account takes one of `wanted` for what is sold here. */
export function availableWith(wanted: readonly StripeMethod[], {merchant, handlers, total}: Place): Availability {
  const config = stripeConfig(handlers);
  if (!config) return unavailable('handler', 'This shop does not declare Stripe, or not in a way that can be read');
  const taken = config.methods.filter((method) => wanted.includes(method));
  if (!taken.length) return unavailable('handler', `This shop does not take ${wanted.join(' or ')} through Stripe`);
  const mode = modeOfKey(config.publishable_key);
  if (merchant.mode !== 'unknown' && merchant.mode !== mode) return unavailable('mode', `Stripe's key is of ${mode} mode, and the shop is ${merchant.mode}`);
  return total ? chargeable(total, taken) : {status: 'available'};
}

function chargeable(total: Money, taken: readonly StripeMethod[]): Availability {
  const {amount, currency} = total;
  if (!toStripeAmount(total)) return unavailable('currency', `Stripe cannot charge exactly ${amount} minor units of ${currency}`);
  const least = stripeMinimum[currency] ?? 1;
  if (amount < least) return unavailable('currency', `Stripe charges at least ${least} minor units of ${currency}`);
  const fits = taken.some((method) => (method !== 'alipay' && method !== 'wechat_pay') || walletCurrencies[method].includes(currency));
  return fits ? {status: 'available'} : unavailable('currency', `${taken.join(' and ')} cannot be paid in ${currency} through Stripe`);
}
