import type {ObstacleWords} from './en.ts';

/** 简体中文。 */
export const zhHans: ObstacleWords = {
  cannotSell: '暂时无法在此购买。',
  notFound: '商店没有这件商品。',
  shopAway: '无法连接商店。',
  noProvider: '这里没有可用的支付服务。',
  noProviderCurrency: '这里的支付服务不接受这笔 {currency} 金额。',
  noProviderCsp: '本页不允许加载支付服务。',
  noProviderScript: '无法连接支付服务。请检查网络，然后重新加载本页。',
  noProviderPlace: '{name}不能在这里使用。请用其他浏览器打开本页付款。',
  pageLink: '本页网址',
  copyLink: '复制链接',
  copied: '已复制。请粘贴到浏览器的地址栏。',
  copyByHand: '请复制上面的网址，粘贴到浏览器。',
};
