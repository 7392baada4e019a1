import type {ObstacleWords} from './en.ts';

/** 简体中文。 */
export const zhHans: ObstacleWords = {
  cannotSell: '暂时无法在此购买。',
  notFound: '商店没有这件商品。',
  shopAway: '无法连接商店。',
  noProvider: '这里没有可用的支付服务。',
  noProviderCurrency: '这里的支付服务不接受 {currency}。',
  noProviderCsp: '本页不允许加载支付服务。',
  noProviderPlace: '支付服务不能在这个浏览器中使用。',
};
