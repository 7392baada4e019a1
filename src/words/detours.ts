import type {WordsLocale} from './locale.ts';
import type {DetourWords} from './detours/en.ts';

export type {DetourWords} from './detours/en.ts';

const tables: Readonly<Record<WordsLocale, () => Promise<DetourWords>>> = {
  en: async () => (await import('./detours/en.ts')).en,
  'zh-Hans': async () => (await import('./detours/zh-hans.ts')).zhHans,
  'zh-Hant': async () => (await import('./detours/zh-hant.ts')).zhHant,
};

/** What most purchases never need to say; only the language asked for is fetched, and only when it is needed. */
export const detourWords = (locale: WordsLocale): Promise<DetourWords> => tables[locale]();
