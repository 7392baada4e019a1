import type {WordsLocale} from './locale.ts';
import type {HandoffWords} from './handoff/en.ts';

export type {HandoffWords} from './handoff/en.ts';

const tables: Readonly<Record<WordsLocale, () => Promise<HandoffWords>>> = {
  en: async () => (await import('./handoff/en.ts')).en,
  'zh-Hans': async () => (await import('./handoff/zh-hans.ts')).zhHans,
  'zh-Hant': async () => (await import('./handoff/zh-hant.ts')).zhHant,
};

/** The sentences of a tag that leads to somebody else's checkout; only the language asked for is fetched, and only where it does. */
export const handoffWords = (locale: WordsLocale): Promise<HandoffWords> => tables[locale]();
