import type {WaysWords} from './en.ts';

/** 简体中文。 */
export const zhHans: WaysWords = {
  payWith: '支付方式',
  failed: '{name}暂时不能使用。',
};
