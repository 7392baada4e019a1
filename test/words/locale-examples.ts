/** What Node and every browser must answer alike. */
export const localeExamples: readonly (readonly [tag: string, ours: 'en' | 'zh-Hans' | 'zh-Hant' | undefined])[] = [
  ['en', 'en'], ['en-GB', 'en'], ['EN-us', 'en'], ['en-HK', 'en'], ['en_HK', 'en'],
  ['zh', 'zh-Hans'], ['zh-CN', 'zh-Hans'], ['zh-SG', 'zh-Hans'], ['zh-Hans', 'zh-Hans'], ['zh-Hans-HK', 'zh-Hans'], ['zh-hans-hk', 'zh-Hans'], ['zh_CN', 'zh-Hans'], ['cmn-Hans-CN', 'zh-Hans'],
  ['zh-HK', 'zh-Hant'], ['zh-MO', 'zh-Hant'], ['zh-TW', 'zh-Hant'], ['zh-Hant', 'zh-Hant'], ['zh-Hant-CN', 'zh-Hant'], ['zh_HK', 'zh-Hant'], [' zh-TW ', 'zh-Hant'],
  ['yue', 'zh-Hant'], ['yue-HK', 'zh-Hant'], ['yue-Hans-CN', 'zh-Hans'], ['zh-HK-u-nu-hanidec', 'zh-Hant'],
  ['fr', undefined], ['ja', undefined], ['ko-KR', undefined], ['', undefined], ['x', undefined], ['chinese', undefined], ['zh-', undefined], ['und', undefined], ['*', undefined],
];
