/** Which of our three languages serves a payment's `locale`; English for every other one. */
export function buyerLanguage(locale: string): 'en' | 'zh-Hans' | 'zh-Hant' {
  if (!/^zh/i.test(locale)) return 'en';
  return /hant|tw|hk|mo/i.test(locale) ? 'zh-Hant' : 'zh-Hans';
}
