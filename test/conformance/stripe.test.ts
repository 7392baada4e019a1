import {stripe, stripeAlipay, stripeExpress, stripeWechatPay} from '../../src/payment/providers/stripe.ts';
import {judgedProvider} from './judged-provider.ts';
import {keepSection} from './keep-section-in-browser.ts';
import {stripeButtons, stripeFields, stripeWallet} from './worlds/stripe.ts';

judgedProvider('Stripe', [
  {place: 'fields', provider: stripe, world: stripeFields(false)},
  {place: 'fields, the bank asks', provider: stripe, world: stripeFields(true)},
  {place: 'own button', provider: stripeExpress, world: stripeButtons()},
  {place: 'popup: Alipay', provider: stripeAlipay, world: stripeWallet('popup')},
  {place: 'redirect: Alipay', provider: stripeAlipay, world: stripeWallet('redirect')},
  {place: 'qr: WeChat Pay', provider: stripeWechatPay, world: stripeWallet('qr')},
], {describe, it, keep: keepSection});
