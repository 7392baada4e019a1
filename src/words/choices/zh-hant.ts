import type {ChoicesWords} from './en.ts';

/** 繁體中文，按香港用語。 */
export const zhHant: ChoicesWords = {
  option: '款式',
  quantity: '數量',
  fewer: '減一件',
  more: '加一件',
  left: '尚餘 {count} 件',
};
