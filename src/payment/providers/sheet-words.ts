import {buyerLanguage} from '../buyer-language.ts';

/** What a wallet's own sheet is told when the payment does not go on there. */
export interface SheetRefusals {
  readonly declined: string;
  /** The buyer must look at something on the page first. */
  readonly look: string;
  /** One sheet hands over one payment. */
  readonly once: string;
}

const refusals: Readonly<Record<ReturnType<typeof buyerLanguage>, SheetRefusals>> = {
  en: {
    declined: 'The payment was declined. Nothing was charged.',
    look: 'Something changed. Close this and look at the page.',
    once: 'Close this and press the button again.',
  },
  'zh-Hans': {
    declined: '付款被拒绝，没有扣款。',
    look: '内容有变，请关闭此窗口查看页面。',
    once: '请关闭此窗口，再按一次按钮。',
  },
  'zh-Hant': {
    declined: '付款被拒，沒有扣款。',
    look: '內容有變，請關閉此視窗查看頁面。',
    once: '請關閉此視窗，再按一次按鈕。',
  },
};

export const refusalWords = (locale: string): SheetRefusals => refusals[buyerLanguage(locale)];
