import type {PayButtonWords} from './pay-button/en.ts';
import type {WordsLocale} from './locale.ts';

export type {PayButtonWords} from './pay-button/en.ts';

const tables: Readonly<Record<WordsLocale, () => Promise<PayButtonWords>>> = {
  en: async () => (await import('./pay-button/en.ts')).en,
  'zh-Hans': async () => (await import('./pay-button/zh-hans.ts')).zhHans,
  'zh-Hant': async () => (await import('./pay-button/zh-hant.ts')).zhHant,
};

/** The sentences of `<pay-button>`; only the language asked for is fetched. */
export const payButtonWords = (locale: WordsLocale): Promise<PayButtonWords> => tables[locale]();
