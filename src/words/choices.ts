import type {ChoicesWords} from './choices/en.ts';
import type {WordsLocale} from './locale.ts';

export type {ChoicesWords} from './choices/en.ts';

const tables: Readonly<Record<WordsLocale, () => Promise<ChoicesWords>>> = {
  en: async () => (await import('./choices/en.ts')).en,
  'zh-Hans': async () => (await import('./choices/zh-hans.ts')).zhHans,
  'zh-Hant': async () => (await import('./choices/zh-hant.ts')).zhHant,
};

/** The sentences of the choices on a tag; only the language asked for is fetched, and only when they are needed. */
export const choicesWords = (locale: WordsLocale): Promise<ChoicesWords> => tables[locale]();
