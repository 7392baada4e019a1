import type Stripe from 'stripe';
import {z} from 'zod';
import {alipayPlace, cannotScanItself} from '../../../commerce/alipay-place.ts';
import type {Instrument} from '../../../commerce/instrument.ts';
import type {StripeCredential, StripeMethod} from '../../../commerce/stripe-instrument.ts';
import {walletCurrencies} from '../../../commerce/stripe-instrument.ts';
import type {WordsLocale} from '../../../words/locale.ts';
import {chooseLocale} from '../../../words/locale.ts';
import type {HostedMethod, PaymentIntent} from '../payment-handler.ts';
import type {StripeSettings} from './stripe-options.ts';

/** The type of the instrument for a page of Stripe's; kept in our books, by which such a trade is told from others. */
export const CHECKOUT_INSTRUMENT = 'stripe_checkout';

const Credential = z.discriminatedUnion('type', [
  z.object({type: z.literal('stripe_confirmation_token'), token: z.string().regex(/^ctoken_\w+$/), next_action: z.enum(['stripe_js', 'redirect']).optional()}),
  z.object({type: z.literal('stripe_payment_method'), payment_method: z.string().regex(/^pm_\w+$/)}),
  z.object({type: z.literal('stripe_wallet')}),
  z.object({type: z.literal('stripe_checkout')}),
]) satisfies z.ZodType<StripeCredential>;

const PAIRS: Readonly<Record<StripeCredential['type'], readonly string[]>> = {
  stripe_confirmation_token: ['card', 'stripe'],
  stripe_payment_method: ['card'],
  stripe_wallet: ['alipay', 'wechat_pay'],
  stripe_checkout: [CHECKOUT_INSTRUMENT],
};

const WHAT_IT_TAKES = 'Stripe takes {"type": "card" or "stripe", "credential": {"type": "stripe_confirmation_token", "token": "ctoken_…"}}, '
  + '{"type": "card", "credential": {"type": "stripe_payment_method", "payment_method": "pm_…"}}, '
  + '{"type": "alipay" or "wechat_pay", "credential": {"type": "stripe_wallet"}} and {"type": "stripe_checkout", "credential": {"type": "stripe_checkout"}}';

export function acceptsInstrument({methods}: StripeSettings, {type, credential}: Instrument): true | {readonly reason: string} {
  const read = Credential.safeParse(credential);
  if (!read.success || !PAIRS[read.data.type].includes(type)) return {reason: WHAT_IT_TAKES};
  const wants: readonly StripeMethod[] = read.data.type === 'stripe_wallet' ? [type as StripeMethod] : ['card', 'link'];
  return type === 'stripe' || wants.some(one => methods.includes(one)) || {reason: `This shop does not take ${type} through Stripe`};
}

/** How a PaymentIntent is confirmed with the instrument. Throws when `accepts` was not asked first. */
export function confirmationOf({type, credential}: Instrument, {returnUrl}: PaymentIntent): Stripe.PaymentIntentConfirmParams {
  const read = Credential.parse(credential);
  if (read.type === 'stripe_confirmation_token') {
    // With the page's script the bank's question is asked in place; without it, at an address.
    return {confirmation_token: read.token, return_url: returnUrl, ...(read.next_action === 'stripe_js' ? {use_stripe_sdk: true} : {})};
  }
  if (read.type === 'stripe_payment_method') return {payment_method: read.payment_method, return_url: returnUrl};
  if (type === 'wechat_pay') {
    return {payment_method_data: {type: 'wechat_pay'}, payment_method_options: {wechat_pay: {client: 'web'}}, return_url: returnUrl};
  }
  return {payment_method_data: {type: 'alipay'}, return_url: returnUrl};
}

const LABELS: Readonly<Record<'card' | 'alipay' | 'wechat_pay', Readonly<Record<WordsLocale, string>>>> = {
  card: {en: 'Card', 'zh-Hans': '银行卡', 'zh-Hant': '信用卡或扣賬卡'},
  alipay: {en: 'Alipay', 'zh-Hans': '支付宝', 'zh-Hant': '支付寶'},
  wechat_pay: {en: 'WeChat Pay', 'zh-Hans': '微信支付', 'zh-Hant': '微信支付'},
};

/** What works without a script, in the browser that asks: a code cannot be scanned by the phone that shows it, and WeChat lets nobody go to Alipay. */
export function hostedMethodsOf({methods, id}: StripeSettings, visit: {readonly locale: string; readonly userAgent?: string; readonly currency: string}): readonly HostedMethod[] {
  const {userAgent = '', currency, locale} = visit;
  const instrument = (type: string, credential: StripeCredential): Instrument => ({id: 'hosted', handler_id: id, type, credential});
  const offered: HostedMethod[] = [];
  if (methods.includes('card')) offered.push({instrument: instrument(CHECKOUT_INSTRUMENT, {type: 'stripe_checkout'}), label: labelIn(locale, 'card')});
  for (const wallet of ['alipay', 'wechat_pay'] as const) {
    const works = wallet === 'alipay' ? alipayPlace(userAgent) !== 'wechat' : !cannotScanItself(userAgent);
    if (methods.includes(wallet) && works && walletCurrencies[wallet].includes(currency)) {
      offered.push({instrument: instrument(wallet, {type: 'stripe_wallet'}), label: labelIn(locale, wallet)});
    }
  }
  return offered;
}

function labelIn(locale: string, method: keyof typeof LABELS): string {
  return LABELS[method][chooseLocale(locale)];
}
