import type {ObstacleWords} from './en.ts';

/** 繁體中文，按香港用語。 */
export const zhHant: ObstacleWords = {
  cannotSell: '暫時未能在此購買。',
  notFound: '商店沒有這件貨品。',
  shopAway: '未能連接商店。',
  noProvider: '這裏沒有可用的支付服務。',
  noProviderCurrency: '這裏的支付服務不接受 {currency}。',
  noProviderCsp: '本頁不允許載入支付服務。',
  noProviderPlace: '支付服務不能在這個瀏覽器使用。',
};
