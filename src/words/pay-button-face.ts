/** What a tag says before anybody touches it: small enough for all three languages to come with the tag itself. */
export interface PayButtonFaceWords {
  readonly buy: string;
  readonly moment: string;
  readonly test: string;
  readonly soldOut: string;
  /** Read out before a price that no longer holds. */
  readonly oldPrice: string;
  readonly priceComing: string;
}

export const payButtonFaceWords: Readonly<Record<'en' | 'zh-Hans' | 'zh-Hant', PayButtonFaceWords>> = {
  en: {
    buy: 'Buy',
    moment: 'One moment…',
    test: 'Test: no money moves',
    soldOut: 'Sold out',
    oldPrice: 'Before:',
    priceComing: 'The price is coming',
  },
  'zh-Hans': {
    buy: '购买',
    moment: '请稍候…',
    test: '测试：不会实际扣款',
    soldOut: '已售罄',
    oldPrice: '原价',
    priceComing: '正在读取价格',
  },
  'zh-Hant': {
    buy: '購買',
    moment: '請稍候…',
    test: '測試：不會實際扣款',
    soldOut: '已售罄',
    oldPrice: '原價',
    priceComing: '正在讀取價格',
  },
};
