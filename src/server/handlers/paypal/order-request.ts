import type {CheckoutPaymentIntent, OrderRequest, PayeePaymentMethodPreference, PaypalExperienceUserAction, PaypalWalletContextShippingPreference} from '@paypal/paypal-server-sdk';
import type {PaymentIntent} from '../payment-handler.ts';
import type {PayPalMoney} from './currencies.ts';
import {markedNo} from './our-mark.ts';
import type {OrderIntent} from './server-sdk.ts';

export interface OrderSettings {
  readonly intent: OrderIntent;
  /** Id of the handler. */
  readonly handler: string;
  /** The shop's name on PayPal's pages; without it that of the PayPal account. */
  readonly brandName?: string;
}

/** What PayPal calls the purchase unit: with which intent the order was made, also after that was changed. */
export const referenceOf = (intent: OrderIntent): string => (intent === 'CAPTURE' ? 'capture' : 'authorize');

/** The order of a payment: the same for the same payment, so that a repeat finds the order of the first call. */
export function orderOf(intent: PaymentIntent, amount: PayPalMoney, settings: OrderSettings): OrderRequest {
  const {tradeNo} = intent;
  const locale = localeOf(intent.locale);
  const back = returnAddressOf(intent.returnUrl);
  return {
    intent: settings.intent as CheckoutPaymentIntent,
    purchaseUnits: [{
      referenceId: referenceOf(settings.intent), amount: {...amount}, customId: tradeNo, invoiceId: markedNo(tradeNo, settings.handler), description: [...intent.subject].slice(0, 127).join(''),
    }],
    paymentSource: {paypal: {experienceContext: {
      ...(settings.brandName === undefined ? {} : {brandName: settings.brandName.slice(0, 127)}),
      ...(locale ? {locale} : {}),
      // Where it goes to is settled at the shop before anybody pays, and PayPal is not told.
      shippingPreference: 'NO_SHIPPING' as PaypalWalletContextShippingPreference,
      userAction: 'PAY_NOW' as PaypalExperienceUserAction,
      // No bank transfer that arrives days after the goods have gone.
      paymentMethodPreference: 'IMMEDIATE_PAYMENT_REQUIRED' as PayeePaymentMethodPreference,
      returnUrl: back, cancelUrl: back,
    }}},
  };
}

/** PayPal adds parameters of its own. Should it add them at the very end, `&` keeps them apart from our fragment. */
function returnAddressOf(url: string): string {
  return url.includes('#') ? `${url}&` : url;
}

const OWN: Readonly<Record<string, string>> = {en: 'en-US', 'zh-Hans': 'zh-CN', 'zh-Hant': 'zh-HK'};

/** PayPal knows languages with a country. */
function localeOf(locale: string): string | undefined {
  return OWN[locale] ?? (/^[a-z]{2}-[A-Z]{2}$/.test(locale) ? locale : undefined);
}
