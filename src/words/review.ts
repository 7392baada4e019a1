import type {ReviewWords} from './review/en.ts';
import type {WordsLocale} from './locale.ts';

export type {ReviewWords} from './review/en.ts';

const tables: Readonly<Record<WordsLocale, () => Promise<ReviewWords>>> = {
  en: async () => (await import('./review/en.ts')).en,
  'zh-Hans': async () => (await import('./review/zh-hans.ts')).zhHans,
  'zh-Hant': async () => (await import('./review/zh-hant.ts')).zhHant,
};

/** The sentences of the review before paying; only the language asked for is fetched, and only when they are needed. */
export const reviewWords = (locale: WordsLocale): Promise<ReviewWords> => tables[locale]();
