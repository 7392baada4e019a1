import {matchLocale} from '../../words/locale.ts';
import {fill} from '../../words/sentence.ts';
import type {MerchantServerWords} from '../../words/merchant-server.ts';
import {merchantServerWords} from '../../words/merchant-server.ts';
import type {LocalText, MerchantConfig} from '../merchant-config.ts';

/** The languages that our own sentences exist in. */
export type ShopLocale = MerchantConfig['defaultLocale'];

const MOST_TAGS = 10;

/**
 * What the reader prefers, best first, as canonical BCP 47 tags: `context.language` wins over `Accept-Language`. What is
 * not a language tag is left out.
 */
export function preferredLocales(language: string | undefined, acceptLanguage: string | null): readonly string[] {
  const accepted = (acceptLanguage ?? '').split(',').slice(0, MOST_TAGS).map(readRange)
    .filter(range => range.weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(range => range.tag);
  const tags = [language ?? '', ...accepted].flatMap(tag => canonical(tag) ?? []);
  return [...new Set(tags)];
}

function readRange(range: string): {readonly tag: string; readonly weight: number} {
  const [tag = '', ...parameters] = range.split(';').map(part => part.trim());
  const quality = parameters.find(parameter => parameter.startsWith('q='))?.slice(2);
  const weight = quality === undefined ? 1 : Number(quality);
  return {tag, weight: Number.isFinite(weight) ? weight : 0};
}

function canonical(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).toString();
  } catch {
    return undefined;
  }
}

/** The one language a checkout is kept in: the first preference that we have sentences for, else the first at all. */
export function checkoutLocale(preferences: readonly string[], shop: ShopLocale): string {
  for (const tag of preferences) {
    const own = matchLocale(tag);
    if (own) return own;
  }
  return preferences[0] ?? shop;
}

/** Which of our languages serves the reader of `locale`. */
export function shopLocale(locale: string, shop: ShopLocale): ShopLocale {
  return matchLocale(locale) ?? shop;
}

/**
 * The locales under which a translation may stand for this reader, best first: `zh-HK` is served by `zh-HK`,
 * `zh-Hant-HK`, `zh-Hant` and `zh`. It ends where the shop's own language is met: that text needs no translation.
 */
export function translationLocales(preferences: readonly string[], shop: ShopLocale): readonly string[] {
  const candidates: string[] = [];
  for (const tag of preferences) {
    const full = new Intl.Locale(tag).maximize();
    const {language, script = '', region = ''} = full;
    if (sameText(full, shop)) return candidates;
    candidates.push(tag, `${language}-${script}-${region}`, `${language}-${script}`, language);
  }
  return [...new Set(candidates)];
}

function sameText(locale: Intl.Locale, shop: ShopLocale): boolean {
  const own = new Intl.Locale(shop).maximize();
  return own.language === locale.language && own.script === locale.script;
}

/** One of the server's sentences, its places filled. */
export function say(
  locale: string, shop: ShopLocale, sentence: keyof MerchantServerWords, values: Readonly<Record<string, string | number>> = {},
): string {
  return fill(merchantServerWords[shopLocale(locale, shop)][sentence], values);
}

/** A text of the merchant's configuration in the reader's language. */
export function localText(text: LocalText, locale: string, shop: ShopLocale): string {
  if (typeof text === 'string') return text;
  return text[shopLocale(locale, shop)] ?? text[shop] ?? text.en;
}
