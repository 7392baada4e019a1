import type {SheetWords} from '../sandbox-sheet.ts';

export const zhHant: SheetWords = {
  title: '沙盒',
  text: '不會動用任何資金。這筆付款應如何結束？',
  approve: '批准',
  decline: '拒絕',
  cancel: '在錢包中取消',
  'pay-later': '關閉錢包，稍後付款',
  'notify-late': '付款，商店稍後才收到通知',
  'answer-lost': '付款，但回覆遺失',
  never: '一直不決定',
};
