import type {Availability, PaymentProvider, Place} from '../provider.ts';
import {configOf, PAYPAL_HANDLER} from './paypal/config.ts';
import type {PageType} from './paypal/sdk.ts';
import {isEarlierVersion, prepareSdk} from './paypal/sdk.ts';
import {start} from './paypal/start.ts';

export interface PayPalChoice {
  /** What PayPal's button says. Default `pay`. */
  readonly label?: 'buynow' | 'checkout' | 'pay';
  /** What PayPal is told of the page. Default `checkout`. */
  readonly pageType?: PageType;
}

const hosts = ['https://*.paypal.com', 'https://*.paypalobjects.com'];

/**
 * PayPal with its own button and its own window, by its script of version 6. The button is PayPal's because PayPal gives its mark only in buttons that it
 * draws itself, unchanged.
 */
export function paypalWith({label = 'pay', pageType = 'checkout'}: PayPalChoice = {}): PaymentProvider {
  return {
    id: 'paypal',
    surface: 'own-button',
    handlers: [PAYPAL_HANDLER],
    name: {en: 'PayPal', 'zh-Hans': 'PayPal', 'zh-Hant': 'PayPal'},
    csp: {'script-src': hosts, 'connect-src': hosts, 'frame-src': hosts, 'img-src': [...hosts, 'data:'], 'style-src': [...hosts, "'unsafe-inline'"]},
    browsers: 'The browsers that PayPal supports; in apps that open no windows PayPal shows itself in the page',
    available,
    async prepare({handlers, total, locale}, signal) {
      const config = configOf(handlers);
      if (!config) throw new Error('This shop does not declare PayPal');
      await prepareSdk(config, {locale, pageType, signal, ...(total ? {currency: total.currency} : {})});
    },
    mount: async (frame, _place, press) => mount(frame, label, press),
    // The button says neither total nor language of ours; the language is told at the press.
    update: () => undefined,
    start,
  };
}

export const paypal: PaymentProvider = paypalWith();

function available({merchant, handlers, total}: Place): Availability {
  const config = configOf(handlers);
  if (!config) return {status: 'unavailable', reason: 'handler', detail: 'This shop does not declare PayPal, or not in a way that can be read'};
  const agrees = merchant.mode === 'unknown' || (merchant.mode === 'live') === (config.environment === 'live');
  if (!agrees) return {status: 'unavailable', reason: 'mode', detail: `PayPal is set to ${config.environment}, and the shop is ${merchant.mode}`};
  if (total && config.currencies && !config.currencies.includes(total.currency)) {
    return {status: 'unavailable', reason: 'currency', detail: `This shop's PayPal does not take ${total.currency}`};
  }
  if (isEarlierVersion()) return {status: 'unavailable', reason: 'script', detail: 'An earlier version of PayPal\'s script is on this page; take it away to use this one'};
  return {status: 'available'};
}

function mount(frame: HTMLElement, label: string, press: () => boolean): () => void {
  const button = document.createElement('paypal-button');
  Object.assign(button, {type: label});
  // Set by script, which every policy allows: as wide as its place.
  Object.assign(button.style, {display: 'block', inlineSize: '100%'});
  button.addEventListener('click', () => void press());
  frame.append(button);
  return () => button.remove();
}
