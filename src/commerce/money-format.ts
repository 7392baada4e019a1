import type {Money} from './currency.ts';
import {currencyDecimals, toDecimal} from './currency.ts';

/**
 * Signs that mean one currency only, whoever reads them: no bare `$`, which is four currencies in Hong Kong alone, and no bare `¥`,
 * which is two. A currency without such a sign shows its ISO 4217 code.
 */
const signs: Readonly<Record<string, string>> = {
  HKD: 'HK$', USD: 'US$', TWD: 'NT$', SGD: 'S$', MOP: 'MOP$', AUD: 'A$', CAD: 'CA$', NZD: 'NZ$', JPY: 'JP¥', EUR: '€', GBP: '£', KRW: '₩',
};

export interface MoneyFormat {
  /** Other currencies shown next to this one: as soon as one differs, every amount carries its ISO 4217 code. */
  readonly beside?: readonly string[];
}

/**
 * An amount for people: `HK$1,280.00`, in Chinese `¥88.00` for CNY, `CNY 88.00` next to another currency or in English. Always every decimal
 * of the currency, and the same text in every browser. `locale` is a BCP 47 tag.
 */
export function formatMoney(money: Money, locale: string, {beside = []}: MoneyFormat = {}): string {
  return moneyParts(money, locale, {beside}).map((part) => part.value).join('');
}

export interface MoneyPart {
  readonly type: 'currency' | 'amount' | 'space';
  readonly value: string;
}

/** `formatMoney` in pieces, so that the currency can be set smaller than the figure. A minus sign belongs to what comes first. */
export function moneyParts(money: Money, locale: string, {beside = []}: MoneyFormat = {}): readonly MoneyPart[] {
  const {currency} = money;
  const sign = beside.some((other) => other !== currency) ? currency : currencySign(currency, locale);
  const minus = money.amount < 0 ? '-' : '';
  return [
    {type: 'currency', value: minus + sign},
    ...(/[A-Z]$/.test(sign) ? [{type: 'space', value: '\u00a0'} as const] : []),
    {type: 'amount', value: figures(money, locale)},
  ];
}

function currencySign(currency: string, locale: string): string {
  return currency === 'CNY' && /^(zh|yue)\b/i.test(locale) ? '¥' : (signs[currency] ?? currency);
}

// Browsers disagree about the sign, its place and the decimals of a currency, but not about the figure.
function figures(money: Money, locale: string): string {
  const places = currencyDecimals(money.currency);
  return new Intl.NumberFormat(locale, {signDisplay: 'never', minimumFractionDigits: places, maximumFractionDigits: places}).format(toDecimal(money));
}
