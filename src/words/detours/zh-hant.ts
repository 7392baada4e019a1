import type {DetourWords} from './en.ts';

/** 繁體中文，按香港用語。 */
export const zhHant: DetourWords = {
  blocked: '打開錢包',
  blockedHow: '瀏覽器沒有開啟錢包視窗，請按下面的按鈕打開。',
  openWallet: '打開錢包',
  leaving: '正前往錢包…',
  leavingHow: '付款後會回到本頁。',
  app: '請在應用程式內付款',
  appHow: '付款頁面已在顯示本頁的應用程式內打開。付款後，本頁會自動繼續。',
  pendingHow: '商店仍在等候支付服務的回覆。請不要再次付款：本頁會繼續查詢，你也可以先關閉，稍後再回來。',
  checkNow: '立即查詢',

  declined: '付款被拒',
  declinedHow: '沒有扣款。請再試一次，或使用其他卡或帳戶。',
  cancelled: '已取消，沒有扣款。',
  expired: '已超過時限',
  expiredHow: '沒有扣款，你可以重新開始。',
  failed: '付款未能完成',
  out_of_stock: '剛被其他人買走，現時存貨不足。沒有扣款。',
  item_unavailable: '商店已不再出售這件貨品。沒有扣款。',
  address_undeliverable: '商店不能送到這個地址。請用另一個地址，或到店自取。',
  invalid_input: '商店未能接受所填資料，請核對。',
  busy: '商店現時繁忙，請一分鐘後再試。',
  bad_answer: '未能讀取商店的回覆，請稍後再試。',
  popup_blocked: '瀏覽器沒有開啟錢包視窗。請允許本頁開啟視窗，然後再試。',
  provider_failed: '支付服務未能啟動。沒有扣款，請再試一次。',
  unknown: '出現問題。沒有扣款，請再試一次。',
};
