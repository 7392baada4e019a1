import type {DeliveryWords} from './delivery/en.ts';
import type {WordsLocale} from './locale.ts';

export type {DeliveryWords} from './delivery/en.ts';

const tables: Readonly<Record<WordsLocale, () => Promise<DeliveryWords>>> = {
  en: async () => (await import('./delivery/en.ts')).en,
  'zh-Hans': async () => (await import('./delivery/zh-hans.ts')).zhHans,
  'zh-Hant': async () => (await import('./delivery/zh-hant.ts')).zhHant,
};

/** The sentences of the delivery form; only the language asked for is fetched, and only when something is delivered. */
export const deliveryWords = (locale: WordsLocale): Promise<DeliveryWords> => tables[locale]();
