/**
 * Money is a whole number of minor units and an ISO 4217 code: HKD 128.00 is `{amount: 12800, currency: 'HKD'}`,
 * JPY 500 is `{amount: 500, currency: 'JPY'}`, KWD 1.250 is `{amount: 1250, currency: 'KWD'}`. Never a float.
 */
export interface Money {
  /** Whole minor units of `currency`; a safe integer; may be negative in totals such as discounts. */
  readonly amount: number;
  /** ISO 4217 alphabetic code, three capitals. */
  readonly currency: string;
}

export type MoneyErrorCode = 'not_a_number' | 'separator' | 'too_many_decimals' | 'too_large' | 'not_whole' | 'bad_currency' | 'currency_mismatch';

/** Why an amount cannot be read or reckoned with; the message says what to write instead. */
export class MoneyError extends Error {
  override readonly name = 'MoneyError';
  readonly code: MoneyErrorCode;
  constructor(code: MoneyErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Decimals other than two, as ISO 4217 list one (published by SIX) has them. */
const decimals: Readonly<Record<string, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/** How many decimals the currency has: HKD 2, JPY 0, KWD 3, CLF 4. Throws `MoneyError` when `currency` is not three capitals. */
export function currencyDecimals(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) throw new MoneyError('bad_currency', `"${currency}" is not an ISO 4217 code such as HKD`);
  for (const count in decimals) if (decimals[count]?.includes(currency)) return +count;
  return 2;
}

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

/** Major units with exactly the currency's decimals, such as `128.00`; `parseAmount` reads it back. */
export function toDecimal({amount, currency}: Money): `${number}` {
  const places = currencyDecimals(currency);
  const digits = String(Math.abs(amount)).padStart(places + 1, '0');
  const decimal = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
  return `${amount < 0 ? '-' : ''}${decimal}` as `${number}`;
}

/** Throws `MoneyError` when the currencies differ or the sum is too large. */
export function addMoney(first: Money, ...others: readonly Money[]): Money {
  return others.reduce((sum, next) => money(sum.amount + inCurrency(next, sum.currency), sum.currency), first);
}

/** Throws `MoneyError` when `times` is not whole or the product is too large. */
export function multiplyMoney({amount, currency}: Money, times: number): Money {
  if (!Number.isSafeInteger(times)) throw new MoneyError('not_whole', `Money is multiplied by whole numbers, not by ${times}`);
  return money(amount * times, currency);
}

/** Negative when `a` is less than `b`, 0 when equal, else positive. Throws `MoneyError` when the currencies differ. */
export function compareMoney(a: Money, b: Money): number {
  return Math.sign(a.amount - inCurrency(b, a.currency));
}

/** True for the same amount of the same currency. */
export function sameMoney(a: Money, b: Money): boolean {
  return a.amount === b.amount && a.currency === b.currency;
}

function inCurrency({amount, currency}: Money, wanted: string): number {
  if (currency !== wanted) throw new MoneyError('currency_mismatch', `${currency} and ${wanted} cannot be reckoned together`);
  return amount;
}
