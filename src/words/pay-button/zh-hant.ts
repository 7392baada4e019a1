import type {PayButtonWords} from './en.ts';

/** 繁體中文，按香港用語。 */
export const zhHant: PayButtonWords = {
  close: '關閉',
  retry: '再試一次',
  again: '再買一次',
  test: '測試：不會實際扣款',
  oldPrice: '原價',
  soldOut: '已售罄',
  ready: '可以付款了，請再按一次。',

  review: '核對並付款',
  items: '貨品',
  times: '{title} × {count}',
  free: '免費',
  subtotal: '小計',
  items_discount: '貨品折扣',
  discount: '折扣',
  fulfillment: '運費',
  tax: '稅項',
  fee: '附加費',
  total: '總額',

  moment: '請稍候…',
  opening: '正在開啟…',
  scan: '掃碼付款',
  scanHow: '打開手機上的錢包，掃描這個二維碼。',
  qrAlt: '付款 {total} 的二維碼',
  sameDevice: '在這部裝置打開錢包',
  validFor: '有效時間尚餘 {time}',
  codeOver: '這個二維碼已過期，正在向商店查詢付款結果…',
  window: '請在錢包視窗付款',
  windowHow: '錢包已在另一個視窗打開；如找不到視窗，可再次打開。付款後，本頁會自動繼續。',
  openAgain: '再次打開',
  waiting: '等待你付款',
  stop: '取消付款',
  confirming: '正在確認付款…',
  confirmingHow: '需時數秒，不會重複扣款。',
  pending: '尚未確認',

  paid: '已付款，多謝惠顧！',
  paidShort: '已付款',
  receipt: '收據',
  order: '訂單',
  date: '日期',
  seeOrder: '查看訂單',
  keep: '列印或儲存',
  testReceipt: '測試：沒有實際扣款，也不會寄出貨品。',

  unreachable: '未能連接商店。請檢查網絡後再試。',

  newTab: '在新分頁開啟',
};
