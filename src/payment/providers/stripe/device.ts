import {cannotScanItself} from '../../../commerce/alipay-place.ts';
import {placeOf, thisBrowser} from '../alipay/place.ts';

const onSmallScreen = (): boolean => typeof matchMedia === 'function' && matchMedia('(pointer: coarse) and (max-width: 600px)').matches;

/** On a phone a wallet takes the whole screen: a window of its own would hide this page. Apps grant none. */
export const prefersThisWindow = (): boolean => onSmallScreen() || placeOf(thisBrowser()) !== 'desktop';

/** The code would be on the screen of the phone that is to scan it. */
export const onPhone = (): boolean => onSmallScreen() || cannotScanItself(thisBrowser().userAgent);

export const inWeChat = (): boolean => placeOf(thisBrowser()) === 'wechat';
