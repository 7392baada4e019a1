import {STRIPE_HANDLER} from '../../../commerce/stripe-instrument.ts';
import type {Availability, PaymentProvider, Place} from '../../provider.ts';
import {onPhone} from './device.ts';
import {goOn, resume, submit} from './hand-over.ts';
import {availableWith} from './stripe-shop.ts';

/** WeChat Pay through the shop's Stripe account: a code for the buyer's phone. */
export const stripeWechatPay: PaymentProvider = {
  id: 'stripe-wechat-pay',
  surface: 'press',
  handlers: [STRIPE_HANDLER],
  name: {en: 'WeChat Pay', 'zh-Hans': '微信支付', 'zh-Hant': '微信支付'},
  csp: {},
  browsers: 'Desktop browsers: Stripe has only a code for the web, and a phone cannot scan its own screen',
  available,
  start: async (payment) => goOn(payment, await submit(payment, 'wechat_pay', {type: 'stripe_wallet'})),
  resume,
};

function available(place: Place): Availability {
  if (onPhone()) return {status: 'unavailable', reason: 'place', detail: 'A phone cannot scan the code on its own screen'};
  return availableWith(['wechat_pay'], place);
}
