import type {DetourWords} from './en.ts';

/** 简体中文。 */
export const zhHans: DetourWords = {
  blocked: '打开钱包',
  blockedHow: '浏览器没有打开钱包窗口，请点下面的按钮打开。',
  openWallet: '打开钱包',
  leaving: '正在前往钱包…',
  leavingHow: '付款后会回到本页。',
  app: '请在应用中付款',
  appHow: '付款页面已在显示本页的应用中打开。付款后，本页会自动继续。',
  pendingHow: '商店仍在等待支付服务的回复。请不要再次付款：本页会继续查询，您也可以先关闭，稍后再回来。',
  checkNow: '立即查询',

  declined: '付款被拒绝',
  declinedHow: '没有扣款。请再试一次，或使用其他卡或账户。',
  cancelled: '已取消，没有扣款。',
  expired: '已超过时限',
  expiredHow: '没有扣款，您可以重新开始。',
  failed: '付款未能完成',
  out_of_stock: '刚被别人买走，现在库存不足。没有扣款。',
  item_unavailable: '商店已不再出售这件商品。没有扣款。',
  address_undeliverable: '商店无法送到这个地址。请换一个地址，或到店自提。',
  invalid_input: '商店无法接受所填信息，请核对。',
  busy: '商店现在很忙，请一分钟后重试。',
  bad_answer: '无法读取商店的回复，请稍后重试。',
  popup_blocked: '浏览器没有打开钱包窗口。请允许本页打开窗口，然后重试。',
  provider_failed: '支付服务未能启动。没有扣款，请再试一次。',
  unknown: '出现问题。没有扣款，请再试一次。',
};
