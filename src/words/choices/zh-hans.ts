import type {ChoicesWords} from './en.ts';

/** 简体中文。 */
export const zhHans: ChoicesWords = {
  option: '款式',
  quantity: '数量',
  fewer: '减一件',
  more: '加一件',
  left: '仅剩 {count} 件',
};
