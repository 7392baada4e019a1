import type {WaysWords} from './en.ts';

/** 繁體中文，按香港用語。 */
export const zhHant: WaysWords = {
  payWith: '付款方式',
  failed: '{name}暫時未能使用。',
};
