/** Which of our three languages serves a payment's `locale`; English for every other one. What is written comes before where it is read: `zh-Hans-HK` is simplified. */
export function buyerLanguage(locale: string): 'en' | 'zh-Hans' | 'zh-Hant' {
  if (!/^(zh|yue)\b/i.test(locale)) return 'en';
  return !/-hans\b/i.test(locale) && /^yue|-(hant|tw|hk|mo)\b/i.test(locale) ? 'zh-Hant' : 'zh-Hans';
}
