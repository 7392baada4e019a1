import type {AntomCredential, AntomWallet} from '../../commerce/alipay-instrument.ts';
import {ANTOM_HANDLER, ANTOM_WALLETS} from '../../commerce/alipay-instrument.ts';
import type {AlipayPlace} from '../../commerce/alipay-place.ts';
import {antomTerminal} from '../../commerce/alipay-place.ts';
import type {CheckoutHandler} from '../../commerce/checkout.ts';
import type {Availability, Payment, PaymentProvider, Place, ProviderEnding} from '../provider.ts';
import {handOver, openWindow} from './alipay/hand-over.ts';
import type {BrowserMarks} from './alipay/place.ts';
import {placeOf, thisBrowser} from './alipay/place.ts';

export type {BrowserMarks} from './alipay/place.ts';

export interface AntomChoice {
  /** The wallet to pay with. Default: AlipayHK where it takes the currency, else mainland Alipay. */
  readonly wallet?: AntomWallet;
  /** How a desktop shows the wallet where the page does not say: in a window (the default), in place of this page, or as a code. */
  readonly desktop?: 'popup' | 'redirect' | 'qr';
  /** Default: this browser. */
  readonly browser?: () => BrowserMarks;
}

/** AlipayHK and mainland Alipay for shops abroad, through Antom. */
export function antomWith({wallet, desktop = 'popup', browser = thisBrowser}: AntomChoice = {}): PaymentProvider {
  return {
    id: 'antom',
    surface: 'press',
    handlers: [ANTOM_HANDLER],
    name: {en: 'AlipayHK · Alipay', 'zh-Hans': 'AlipayHK · 支付宝', 'zh-Hant': 'AlipayHK · 支付寶'},
    csp: {},
    available: (place) => available(place, placeOf(browser()), wallet),
    start: (payment) => start(payment, {desktop, wallet, browser: browser()}),
    // Nothing is opened without a gesture; the tag offers again what the merchant still waits for.
    resume: async (payment) => ({ending: 'merchant', step: await payment.ask()}),
  };
}

export const antom: PaymentProvider = antomWith();

const handlerIn = (handlers: readonly CheckoutHandler[] | undefined): CheckoutHandler | undefined => handlers?.find(({name}) => name === ANTOM_HANDLER);

/** The wallet that takes this currency, as the shop's handler says. */
function walletFor(handler: CheckoutHandler | undefined, currency: string, wanted?: AntomWallet): AntomWallet | undefined {
  const wallets = (handler?.config['wallets'] ?? {ALIPAY_HK: ['HKD'], ALIPAY_CN: ['CNY']}) as Readonly<Record<string, unknown>>;
  const takes = (wallet: AntomWallet): boolean => {
    const currencies = wallets[wallet];
    return Array.isArray(currencies) && currencies.includes(currency);
  };
  return (wanted ? [wanted] : ANTOM_WALLETS).find(takes);
}

function available({handlers, total}: Place, place: AlipayPlace, wallet: AntomWallet | undefined): Availability {
  if (handlers && !handlerIn(handlers)) return {status: 'unavailable', reason: 'handler', detail: 'This shop does not declare Antom'};
  if (total && !walletFor(handlerIn(handlers), total.currency, wallet)) {
    return {status: 'unavailable', reason: 'currency', detail: `None of the wallets that this shop has at Antom takes ${total.currency}`};
  }
  if (place === 'wechat') return {status: 'unavailable', reason: 'place', remedy: 'another-browser', detail: 'WeChat blocks Alipay: open this page in your browser, with "…" at the top right'};
  return {status: 'available'};
}

interface Setting {
  readonly wallet: AntomWallet | undefined;
  readonly desktop: NonNullable<AntomChoice['desktop']>;
  readonly browser: BrowserMarks;
}

async function start(payment: Payment, setting: Setting): Promise<ProviderEnding> {
  const place = placeOf(setting.browser);
  const display = payment.display ?? (place === 'desktop' ? setting.desktop : 'redirect');
  // Before the first await: only the press may open a window, and an app's webview grants none.
  const window = display === 'popup' && (place === 'desktop' || place === 'phone') ? openWindow(payment) : undefined;
  const wallet = walletFor(handlerIn(payment.handlers), payment.total.currency, setting.wallet);
  const qr = display === 'qr' && place === 'desktop';
  const credential: AntomCredential = {type: 'antom', ...(wallet && {wallet}), ...antomTerminal(place, setting.browser.userAgent), ...(qr && {qr})};
  return handOver(payment, {handlerName: ANTOM_HANDLER, type: 'antom', credential, ...(window && {window})});
}
