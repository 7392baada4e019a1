import type {AlipayWay} from '../../../commerce/alipay-instrument.ts';
import {alipayPlace} from '../../../commerce/alipay-place.ts';
import {chooseLocale} from '../../../words/locale.ts';
import type {HostedMethod} from '../payment-handler.ts';

const NAMES = {en: 'Alipay', 'zh-Hans': '支付宝', 'zh-Hant': '支付寶'} as const;
const CODES = {en: 'Alipay, by QR code', 'zh-Hans': '支付宝扫码', 'zh-Hant': '支付寶掃碼'} as const;

/** What a page without script can begin: the page that fits the browser, and a code on a desktop. Inside WeChat nothing leads to Alipay. */
export function hostedMethods(id: string, ways: readonly AlipayWay[], {locale, userAgent = '', currency}: {locale: string; userAgent?: string; currency: string}): readonly HostedMethod[] {
  const place = alipayPlace(userAgent);
  if (currency !== 'CNY' || place === 'wechat') return [];
  const language = chooseLocale(locale);
  const method = (way: AlipayWay, label: string): HostedMethod => ({instrument: {id: 'hosted', handler_id: id, type: 'alipay', credential: {type: 'alipay', way}}, label});
  if (place !== 'desktop') return ways.includes('wap') ? [method('wap', NAMES[language])] : [];
  return [
    ...(ways.includes('page') ? [method('page', NAMES[language])] : []),
    ...(ways.includes('qr') ? [method('qr', CODES[language])] : []),
  ];
}
