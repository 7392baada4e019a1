import type {WordsLocale} from './locale.ts';
import type {WaysWords} from './ways/en.ts';

export type {WaysWords} from './ways/en.ts';

const tables: Readonly<Record<WordsLocale, () => Promise<WaysWords>>> = {
  en: async () => (await import('./ways/en.ts')).en,
  'zh-Hans': async () => (await import('./ways/zh-hans.ts')).zhHans,
  'zh-Hant': async () => (await import('./ways/zh-hant.ts')).zhHant,
};

/** The sentences of the choice among ways to pay; only the language asked for is fetched, and only where there is a choice. */
export const waysWords = (locale: WordsLocale): Promise<WaysWords> => tables[locale]();
