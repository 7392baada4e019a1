import type {HandoffWords} from './en.ts';

/** 繁體中文，按香港用語。 */
export const zhHant: HandoffWords = {
  caption: '在商店的網頁付款',
  opened: '商店的結賬頁面已在另一個視窗打開。',
  told: '商店的網頁表示已下單，商店會向你確認。',
};
