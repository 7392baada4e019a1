import type {ReviewWords} from './en.ts';

/** 繁體中文，按香港用語。 */
export const zhHant: ReviewWords = {
  rate: '送貨方式',
  to: '送到',
  collectAt: '取貨店舖',
  change: '更改',
  changed: '總額由 {before} 變為 {after}，仍未扣款。',
  pay: '付款 {total}',
  updating: '正在計算總額…',
  policies: '付款即表示你同意：',
  privacy_policy: '私隱政策',
  terms_of_service: '買賣條款',
  refund_policy: '退貨及退款',
  shipping_policy: '送貨安排',
  faq: '常見問題',
};
