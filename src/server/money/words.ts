type Locale = 'en' | 'zh-Hans' | 'zh-Hant';

const en = {
  total_changed: 'The total has changed. Nothing was charged: look at the new total, then pay again.',
  out_of_stock: (left: number): string => left > 0 ? `Only ${left} left of this item.` : 'This item is sold out.',
  requires_wallet: 'Continue in the wallet to pay.',
  payment_confirming: 'The payment is being confirmed. You will not be charged twice.',
  payment_failed: 'The payment was declined. Nothing was charged; you can try again.',
  payment_cancelled: 'The payment was cancelled. Nothing was charged.',
  payment_expired: 'The time to pay is over. Nothing was charged; you can try again.',
  payment_held: 'The shop is looking at this payment and will contact you.',
  payment_refunding: 'The payment came after this checkout had ended. The money is on its way back to you.',
  payment_refunded: 'The payment came after this checkout had ended. The money was given back.',
  invalid_instrument: 'This way of paying is not available here.',
  checkout_expired: 'This checkout has expired.',
  not_ready: 'This checkout cannot be paid yet.',
};
export type MoneyWords = typeof en;

const hans: MoneyWords = {
  total_changed: '总价有变。尚未扣款：请查看新的总价后再付款。',
  out_of_stock: left => left > 0 ? `此商品仅剩 ${left} 件。` : '此商品已售罄。',
  requires_wallet: '请在钱包中继续付款。',
  payment_confirming: '正在确认付款，不会重复扣款。',
  payment_failed: '付款被拒绝，没有扣款，您可以重试。',
  payment_cancelled: '付款已取消，没有扣款。',
  payment_expired: '付款时间已过，没有扣款，您可以重试。',
  payment_held: '商家正在核对这笔付款，会与您联系。',
  payment_refunding: '这笔付款在结账结束后才到账，正在退款给您。',
  payment_refunded: '这笔付款在结账结束后才到账，已退款给您。',
  invalid_instrument: '此处不能使用这种付款方式。',
  checkout_expired: '此结账已过期。',
  not_ready: '此结账还不能付款。',
};

const hant: MoneyWords = {
  total_changed: '總價有變。尚未扣款：請查看新的總價後再付款。',
  out_of_stock: left => left > 0 ? `此商品只餘 ${left} 件。` : '此商品已售罄。',
  requires_wallet: '請在錢包中繼續付款。',
  payment_confirming: '正在確認付款，不會重複扣款。',
  payment_failed: '付款被拒，沒有扣款，您可以重試。',
  payment_cancelled: '付款已取消，沒有扣款。',
  payment_expired: '付款時間已過，沒有扣款，您可以重試。',
  payment_held: '商戶正在核對這筆付款，會與您聯絡。',
  payment_refunding: '這筆付款在結帳結束後才到帳，正退款給您。',
  payment_refunded: '這筆付款在結帳結束後才到帳，已退款給您。',
  invalid_instrument: '此處不能使用這種付款方式。',
  checkout_expired: '此結帳已過期。',
  not_ready: '此結帳還不能付款。',
};

/** The sentences about payments that a checkout's messages carry, in its own language. */
export function moneyWords(locale: string): MoneyWords {
  const tables: Record<Locale, MoneyWords> = {en, 'zh-Hans': hans, 'zh-Hant': hant};
  return tables[locale as Locale] ?? en;
}
