import type {SheetWords} from '../sandbox-sheet.ts';

export const zhHans: SheetWords = {
  title: '沙盒',
  text: '不会动用任何资金。这笔付款应如何结束？',
  approve: '批准',
  decline: '拒绝',
  cancel: '在钱包中取消',
  'pay-later': '关闭钱包，稍后付款',
  'notify-late': '付款，商店稍后才收到通知',
  'answer-lost': '付款，但回复丢失',
  never: '一直不决定',
};
