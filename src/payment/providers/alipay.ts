import type {AlipayCredential} from '../../commerce/alipay-instrument.ts';
import {ALIPAY_HANDLER} from '../../commerce/alipay-instrument.ts';
import type {CheckoutHandler} from '../../commerce/checkout.ts';
import type {Availability, Payment, PaymentProvider, Place, ProviderEnding} from '../provider.ts';
import {authCode} from './alipay/auth-code.ts';
import {handOver, openWindow} from './alipay/hand-over.ts';
import type {BrowserMarks} from './alipay/place.ts';
import {placeOf, thisBrowser} from './alipay/place.ts';
import {wordOfTradePay} from './alipay/trade-pay.ts';
import type {Route} from './alipay/way.ts';
import {routeFrom, waysOf} from './alipay/way.ts';

export type {BrowserMarks} from './alipay/place.ts';

export interface AlipayChoice {
  /** How a desktop shows Alipay where the page does not say: its page in a window (the default) or in place of this page, or a code for the phone. */
  readonly desktop?: 'popup' | 'redirect' | 'qr';
  /** Default: this browser. */
  readonly browser?: () => BrowserMarks;
}

/** Alipay in mainland China, in CNY: one order, the right way for the place. */
export function alipayWith({desktop, browser = thisBrowser}: AlipayChoice = {}): PaymentProvider {
  const routeOf = (handlers: readonly CheckoutHandler[] | undefined, wish: Payment['display']): Route | undefined => {
    const place = placeOf(browser());
    return routeFrom(place, waysOf(handlerIn(handlers)), wish ?? (place === 'desktop' ? desktop : undefined));
  };
  return {
    id: 'alipay',
    surface: 'press',
    handlers: [ALIPAY_HANDLER],
    name: {en: 'Alipay', 'zh-Hans': '支付宝', 'zh-Hant': '支付寶'},
    csp: {},
    available: (place) => available(place, placeOf(browser()) === 'wechat', routeOf(place.handlers, undefined)),
    start: (payment) => start(payment, routeOf(payment.handlers, payment.display)),
    // Nothing is opened without a gesture; the tag offers again what the merchant still waits for.
    resume: async (payment) => ({ending: 'merchant', step: await payment.ask()}),
  };
}

export const alipay: PaymentProvider = alipayWith();

const handlerIn = (handlers: readonly CheckoutHandler[] | undefined): CheckoutHandler | undefined => handlers?.find(({name}) => name === ALIPAY_HANDLER);

function available({handlers, total}: Place, inWechat: boolean, route: Route | undefined): Availability {
  if (handlers && !handlerIn(handlers)) return {status: 'unavailable', reason: 'handler', detail: 'This shop does not declare Alipay'};
  if (total && total.currency !== 'CNY') return {status: 'unavailable', reason: 'currency', detail: `Alipay in mainland China takes CNY, not ${total.currency}`};
  if (inWechat) return {status: 'unavailable', reason: 'place', remedy: 'another-browser', detail: 'WeChat blocks Alipay: open this page in your browser, with "…" at the top right'};
  return route ? {status: 'available'} : {status: 'unavailable', reason: 'place', detail: 'None of the ways to Alipay that this shop has works in this browser'};
}

async function start(payment: Payment, route: Route | undefined): Promise<ProviderEnding> {
  if (!route) return {ending: 'failed', code: 'place', message: 'Alipay cannot be reached from here.'};
  // Before the first await: only the press may open a window.
  const window = route.popup ? openWindow(payment) : undefined;
  const credential = await credentialFor(payment, route);
  return handOver(payment, {handlerName: ALIPAY_HANDLER, type: 'alipay', credential, ...(window && {window}), appWord: wordOfTradePay});
}

/** Inside Alipay's app the buyer is told apart by the app itself; when it does not, the phone page leads to the same cashier. */
async function credentialFor(payment: Payment, {way}: Route): Promise<AlipayCredential> {
  if (way !== 'app') return {type: 'alipay', way};
  const appId = handlerIn(payment.handlers)?.config['app_id'];
  const code = typeof appId === 'string' ? await authCode(globalThis, appId, payment.signal) : undefined;
  return {type: 'alipay', way, ...(code && {auth_code: code})};
}
