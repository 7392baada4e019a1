import type {PayButtonWords} from './en.ts';

/** 简体中文。 */
export const zhHans: PayButtonWords = {
  close: '关闭',
  retry: '再试一次',
  again: '再买一次',
  test: '测试：不会实际扣款',
  oldPrice: '原价',
  soldOut: '已售罄',
  ready: '可以付款了，请再按一次。',

  review: '核对并付款',
  items: '商品',
  times: '{title} × {count}',
  free: '免费',
  subtotal: '小计',
  items_discount: '商品优惠',
  discount: '优惠',
  fulfillment: '运费',
  tax: '税费',
  fee: '附加费',
  total: '总额',

  moment: '请稍候…',
  opening: '正在打开…',
  scan: '扫码付款',
  scanHow: '打开手机上的钱包，扫描这个二维码。',
  qrAlt: '付款 {total} 的二维码',
  sameDevice: '在本设备上打开钱包',
  validFor: '有效时间还剩 {time}',
  codeOver: '二维码已过期，正在向商店查询付款结果…',
  window: '请在钱包窗口付款',
  windowHow: '钱包已在另一个窗口打开；如找不到窗口，可再次打开。付款后，本页会自动继续。',
  openAgain: '再次打开',
  waiting: '等待您付款',
  stop: '取消付款',
  confirming: '正在确认付款…',
  confirmingHow: '需要几秒钟，不会重复扣款。',
  pending: '尚未确认',

  paid: '已付款，谢谢！',
  paidShort: '已付款',
  receipt: '收据',
  order: '订单',
  date: '日期',
  seeOrder: '查看订单',
  keep: '打印或保存',
  testReceipt: '测试：没有实际扣款，也不会发货。',

  unreachable: '无法连接商店。请检查网络后重试。',

  newTab: '在新标签页打开',
};
