/** The languages that Hangtag speaks. */
export type WordsLocale = 'en' | 'zh-Hans' | 'zh-Hant';

const chinese = /^(zh|yue|cmn|wuu|hak|nan|gan)$/;

/**
 * The language of ours that serves a BCP 47 tag: `zh-HK`, `zh-TW`, `zh-MO` and `yue` read traditional characters, `zh`, `zh-SG` and
 * `zh-Hans-HK` simplified ones. `undefined` for other languages and for what is no tag.
 */
export function matchLocale(tag: string | null | undefined): WordsLocale | undefined {
  try {
    const locale = new Intl.Locale((tag ?? '').trim().replaceAll('_', '-'));
    if (locale.language === 'en') return 'en';
    if (!chinese.test(locale.language)) return undefined;
    return locale.maximize().script === 'Hant' ? 'zh-Hant' : 'zh-Hans';
  } catch {
    return undefined;
  }
}

/** The first of the tags that we speak, else English. */
export function chooseLocale(...tags: readonly (string | null | undefined)[]): WordsLocale {
  for (const tag of tags) {
    const match = matchLocale(tag);
    if (match) return match;
  }
  return 'en';
}
