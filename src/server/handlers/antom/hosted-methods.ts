import type {AntomCredential, AntomWallet} from '../../../commerce/alipay-instrument.ts';
import {ANTOM_WALLETS} from '../../../commerce/alipay-instrument.ts';
import {alipayPlace, antomTerminal} from '../../../commerce/alipay-place.ts';
import {chooseLocale} from '../../../words/locale.ts';
import type {HostedMethod} from '../payment-handler.ts';
import type {AntomWallets} from './antom-options.ts';

const NAMES: Readonly<Record<AntomWallet, Readonly<Record<'en' | 'zh-Hans' | 'zh-Hant', string>>>> = {
  ALIPAY_HK: {en: 'AlipayHK', 'zh-Hans': 'AlipayHK', 'zh-Hant': 'AlipayHK'},
  ALIPAY_CN: {en: 'Alipay', 'zh-Hans': '支付宝', 'zh-Hant': '支付寶'},
};

/** The wallets that take this currency, by the page or app that fits the browser. */
export function hostedMethods(id: string, wallets: AntomWallets, {locale, userAgent = '', currency}: {locale: string; userAgent?: string; currency: string}): readonly HostedMethod[] {
  if (alipayPlace(userAgent) === 'wechat') return [];
  const language = chooseLocale(locale);
  return ANTOM_WALLETS.filter((wallet) => wallets[wallet]?.includes(currency)).map((wallet) => {
    const credential: AntomCredential = {type: 'antom', wallet, ...antomTerminal(alipayPlace(userAgent), userAgent)};
    return {instrument: {id: 'hosted', handler_id: id, type: 'antom', credential}, label: NAMES[wallet][language]};
  });
}
