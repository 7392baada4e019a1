/** What a tag says before anything behind it is loaded: small enough for all three languages to come with the tag itself. */
export interface PayButtonFaceWords {
  readonly buy: string;
  readonly moment: string;
  readonly priceComing: string;
}

export const payButtonFaceWords: Readonly<Record<'en' | 'zh-Hans' | 'zh-Hant', PayButtonFaceWords>> = {
  en: {buy: 'Buy', moment: 'One moment…', priceComing: 'The price is coming'},
  'zh-Hans': {buy: '购买', moment: '请稍候…', priceComing: '正在读取价格'},
  'zh-Hant': {buy: '購買', moment: '請稍候…', priceComing: '正在讀取價格'},
};
