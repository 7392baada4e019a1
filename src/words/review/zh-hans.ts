import type {ReviewWords} from './en.ts';

/** 简体中文。 */
export const zhHans: ReviewWords = {
  rate: '配送方式',
  to: '送到',
  collectAt: '自提门店',
  change: '更改',
  changed: '总额由 {before} 变为 {after}，尚未扣款。',
  pay: '支付 {total}',
  updating: '正在计算总额…',
  policies: '付款即表示您同意：',
  privacy_policy: '隐私政策',
  terms_of_service: '买卖条款',
  refund_policy: '退货和退款',
  shipping_policy: '配送说明',
  faq: '常见问题',
};
