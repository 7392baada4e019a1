export interface MoneyExample {
  readonly shown: string;
  readonly amount: number;
  readonly currency: string;
  readonly locale: string;
  readonly beside?: readonly string[];
}

/** What Node and every browser must show alike. `\u00a0` is a space that does not break. */
export const moneyExamples: readonly MoneyExample[] = [
  {shown: 'HK$128.00', amount: 12800, currency: 'HKD', locale: 'en'},
  {shown: 'HK$128.00', amount: 12800, currency: 'HKD', locale: 'zh-Hans'},
  {shown: 'HK$128.00', amount: 12800, currency: 'HKD', locale: 'zh-Hant'},
  {shown: 'HK$128.00', amount: 12800, currency: 'HKD', locale: 'zh-HK'},
  {shown: 'HK$1,234,567.89', amount: 123456789, currency: 'HKD', locale: 'zh-Hant'},
  {shown: 'HK$0.05', amount: 5, currency: 'HKD', locale: 'en'},
  {shown: '-HK$12.50', amount: -1250, currency: 'HKD', locale: 'zh-Hant'},
  {shown: '¥88.00', amount: 8800, currency: 'CNY', locale: 'zh-Hans'},
  {shown: '¥88.00', amount: 8800, currency: 'CNY', locale: 'zh-Hant'},
  {shown: 'CNY\u00a088.00', amount: 8800, currency: 'CNY', locale: 'en'},
  {shown: 'CNY\u00a088.00', amount: 8800, currency: 'CNY', locale: 'zh-Hans', beside: ['HKD']},
  {shown: 'HKD\u00a0128.00', amount: 12800, currency: 'HKD', locale: 'zh-Hant', beside: ['CNY']},
  {shown: 'HK$128.00', amount: 12800, currency: 'HKD', locale: 'en', beside: ['HKD']},
  {shown: '-CNY\u00a00.01', amount: -1, currency: 'CNY', locale: 'en'},
  {shown: 'JP¥500', amount: 500, currency: 'JPY', locale: 'en'},
  {shown: 'JP¥50,000', amount: 50000, currency: 'JPY', locale: 'zh-Hant'},
  {shown: 'JPY\u00a0500', amount: 500, currency: 'JPY', locale: 'zh-Hans', beside: ['CNY']},
  {shown: 'US$19.99', amount: 1999, currency: 'USD', locale: 'en'},
  {shown: 'NT$300.00', amount: 30000, currency: 'TWD', locale: 'zh-TW'},
  {shown: 'MOP$45.00', amount: 4500, currency: 'MOP', locale: 'zh-Hant'},
  {shown: 'KWD\u00a01.250', amount: 1250, currency: 'KWD', locale: 'en'},
  {shown: 'CLF\u00a01.0001', amount: 10001, currency: 'CLF', locale: 'zh-Hans'},
  {shown: 'HUF\u00a01,234.50', amount: 123450, currency: 'HUF', locale: 'en'},
  {shown: 'HK$90,071,992,547,409.91', amount: Number.MAX_SAFE_INTEGER, currency: 'HKD', locale: 'en'},
];
