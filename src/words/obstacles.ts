import type {ObstacleWords} from './obstacles/en.ts';
import type {WordsLocale} from './locale.ts';

export type {ObstacleWords} from './obstacles/en.ts';

const tables: Readonly<Record<WordsLocale, () => Promise<ObstacleWords>>> = {
  en: async () => (await import('./obstacles/en.ts')).en,
  'zh-Hans': async () => (await import('./obstacles/zh-hans.ts')).zhHans,
  'zh-Hant': async () => (await import('./obstacles/zh-hant.ts')).zhHant,
};

/** The sentences of a tag that cannot sell; only the language asked for is fetched, and only when they are needed. */
export const obstacleWords = (locale: WordsLocale): Promise<ObstacleWords> => tables[locale]();
