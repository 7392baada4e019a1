import type {AlipayWay} from '../../../commerce/alipay-instrument.ts';
import {ALIPAY_WAYS} from '../../../commerce/alipay-instrument.ts';
import type {AlipayPlace} from '../../../commerce/alipay-place.ts';
import type {CheckoutHandler} from '../../../commerce/checkout.ts';
import type {Payment} from '../../provider.ts';

/** The way to Alipay from here, and whether it is shown in a window of its own. */
export interface Route {
  readonly way: AlipayWay;
  readonly popup: boolean;
}

/** The ways that a shop has signed for, as its handler says. */
export function waysOf(handler: CheckoutHandler | undefined): readonly AlipayWay[] {
  const ways = handler?.config['ways'];
  return Array.isArray(ways) ? ALIPAY_WAYS.filter((way) => ways.includes(way)) : ['page', 'wap'];
}

/**
 * The right way for the place, of those that the shop has. An app's webview grants no windows, and nobody can scan a code that is on the phone in their hand; so a
 * wish for either counts only where it helps. `undefined` where no way leads to Alipay.
 */
export function routeFrom(place: AlipayPlace, ways: readonly AlipayWay[], wish: Payment['display']): Route | undefined {
  if (place === 'wechat') return undefined;
  const leaving = (wanted: readonly AlipayWay[]): Route | undefined => firstOf(wanted, ways, false);
  if (place === 'alipay') return leaving(['app', 'wap', 'page']);
  if (place === 'webview') return leaving(['wap', 'page']);
  if (place === 'phone') return wish === 'popup' ? firstOf(['wap', 'page'], ways, true) : leaving(wish === 'qr' ? ['qr', 'wap', 'page'] : ['wap', 'page', 'qr']);
  return firstOf(wish === 'qr' ? ['qr', 'page', 'wap'] : ['page', 'qr', 'wap'], ways, wish !== 'redirect');
}

function firstOf(wanted: readonly AlipayWay[], ways: readonly AlipayWay[], popup: boolean): Route | undefined {
  const way = wanted.find((one) => ways.includes(one));
  return way && {way, popup: popup && (way === 'page' || way === 'wap')};
}
