import {STRIPE_HANDLER} from '../../../commerce/stripe-instrument.ts';
import type {Availability, Payment, PaymentProvider, Place, Presentation, ProviderEnding} from '../../provider.ts';
import {goOn, resume, shown, submit} from './hand-over.ts';
import {inWeChat, prefersThisWindow} from './device.ts';
import {availableWith} from './stripe-shop.ts';

/** Alipay through the shop's Stripe account: in a window of its own on a desktop, in this one on a phone. */
export const stripeAlipay: PaymentProvider = {
  id: 'stripe-alipay',
  surface: 'press',
  handlers: [STRIPE_HANDLER],
  name: {en: 'Alipay', 'zh-Hans': '支付宝', 'zh-Hant': '支付寶'},
  csp: {},
  browsers: 'Every browser but WeChat’s, which does not let anybody go to Alipay',
  available,
  start,
  resume,
};

function available(place: Place): Availability {
  if (inWeChat()) return {status: 'unavailable', reason: 'place', remedy: 'another-browser', detail: 'WeChat does not open Alipay: the buyer must open this page in a browser'};
  return availableWith(['alipay'], place);
}

const credential = {type: 'stripe_wallet'} as const;

function start(payment: Payment): Promise<ProviderEnding> {
  const {display = prefersThisWindow() ? 'redirect' : 'popup'} = payment;
  return display === 'redirect' ? inThisWindow(payment) : inWindow(payment);
}

async function inThisWindow(payment: Payment): Promise<ProviderEnding> {
  return goOn(payment, await submit(payment, 'alipay', credential));
}

function inWindow(payment: Payment): Promise<ProviderEnding> {
  let steer: (url: string) => void = () => undefined;
  // Before the first await: the browser grants a window only in the tick of the press.
  const wallet = payment.present({type: 'popup', url: new Promise<string>((known) => (steer = known))});
  return steered(payment, wallet, (url) => steer(url));
}

async function steered(payment: Payment, wallet: Presentation, steer: (url: string) => void): Promise<ProviderEnding> {
  const step = await submit(payment, 'alipay', credential).catch((interrupted: unknown) => {
    wallet.close();
    throw interrupted;
  });
  if (step.status === 'action' && (step.action.type === 'redirect' || step.action.type === 'popup') && typeof step.action.url === 'string') {
    steer(step.action.url);
    return shown(payment, wallet.done);
  }
  wallet.close();
  return goOn(payment, step);
}
