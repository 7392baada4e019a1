import type {Message} from '../../commerce/checkout.ts';
import type {MerchantServerWords} from '../../words/merchant-server.ts';
import type {ShopLocale} from '../http/locale.ts';
import {localText, say} from '../http/locale.ts';
import type {LocalText} from '../merchant-config.ts';

type Sentence = keyof MerchantServerWords;
type Values = Readonly<Record<string, string | number>>;

/** Speaks to one buyer: our sentences and the merchant's texts in the language of the checkout. */
export interface Wording {
  readonly locale: string;
  say(sentence: Sentence, values?: Values): string;
  text(text: LocalText): string;
  /** Something that the platform can put right by sending other data. */
  error(code: string, path: string, sentence: Sentence, values?: Values): Message;
  warning(code: string, path: string, sentence: Sentence, values?: Values): Message;
  info(code: string, path: string, sentence: Sentence, values?: Values): Message;
}

export function wording(locale: string, shop: ShopLocale): Wording {
  const content = (sentence: Sentence, values?: Values) => say(locale, shop, sentence, values);
  return {
    locale,
    say: content,
    text: text => localText(text, locale, shop),
    error: (code, path, sentence, values) => ({type: 'error', code, path, content: content(sentence, values), severity: 'recoverable'}),
    warning: (code, path, sentence, values) => ({type: 'warning', code, path, content: content(sentence, values)}),
    info: (code, path, sentence, values) => ({type: 'info', code, path, content: content(sentence, values)}),
  };
}
