import type {ObstacleWords} from './en.ts';

/** 繁體中文，按香港用語。 */
export const zhHant: ObstacleWords = {
  cannotSell: '暫時未能在此購買。',
  notFound: '商店沒有這件貨品。',
  shopAway: '未能連接商店。',
  noProvider: '這裏沒有可用的支付服務。',
  noProviderCurrency: '這裏的支付服務不接受這筆 {currency} 金額。',
  noProviderCsp: '本頁不允許載入支付服務。',
  noProviderScript: '未能連接支付服務。請檢查網絡，然後重新載入本頁。',
  noProviderPlace: '{name}不能在這裏使用。請用其他瀏覽器打開本頁付款。',
  pageLink: '本頁網址',
  copyLink: '複製連結',
  copied: '已複製。請貼到瀏覽器的網址列。',
  copyByHand: '請複製上面的網址，貼到瀏覽器。',
};
