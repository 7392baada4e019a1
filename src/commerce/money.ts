import type {Money} from './currency.ts';
import {MoneyError, currencyDecimals} from './currency.ts';

// Everything about money, under one name.
export {MoneyError, currencyDecimals, sameMoney, toDecimal} from './currency.ts';
export type {Money, MoneyErrorCode} from './currency.ts';

/** `amount` in minor units, checked. Throws `MoneyError`. */
export function money(amount: number, currency: string): Money {
  currencyDecimals(currency);
  if (Math.abs(amount) > Number.MAX_SAFE_INTEGER) throw new MoneyError('too_large', `${amount} minor units of ${currency} are too many to count exactly`);
  if (!Number.isInteger(amount)) throw new MoneyError('not_whole', `${amount} is not a whole number of minor units`);
  // There is no negative zero in money.
  return {amount: amount || 0, currency};
}

/**
 * Reads major units as people write them for machines: `128`, `128.5`, `-3.00`. Digits are never rounded: decimals that the
 * currency does not have are refused unless they are zeros (`JPY 500.00` is 500). Thousands separators, currency signs and decimal
 * commas are refused, because `1,280` is 1280 to one reader and 1.28 to another. Throws `MoneyError`.
 */
export function parseAmount(decimal: string, currency: string): Money {
  const places = currencyDecimals(currency);
  const text = decimal.trim();
  const [, sign, whole = '', fraction = ''] = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text) ?? unreadable(text);
  const kept = fraction.slice(0, places).padEnd(places, '0');
  if (/[^0]/.test(fraction.slice(places))) {
    throw new MoneyError('too_many_decimals', `"${text}" has more decimals than ${currency}, which has ${places}`);
  }
  const amount = Number(whole + kept);
  return money(sign === '-' ? -amount : amount, currency);
}

function unreadable(text: string): never {
  if (/^[+-]?\d[\d.,' \u00a0\u202f]*\d$/.test(text)) {
    throw new MoneyError('separator', `"${text}" must be written with one decimal point and no other separator, such as 1280.50`);
  }
  throw new MoneyError('not_a_number', `"${text}" is not an amount such as 128.00`);
}
