import type {HandoffWords} from './en.ts';

/** 简体中文。 */
export const zhHans: HandoffWords = {
  caption: '在商店的页面付款',
  opened: '商店的结账页面已在另一个窗口打开。',
  told: '商店的页面表示已下单，商店会向您确认。',
};
