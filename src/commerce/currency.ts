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

export type MoneyErrorCode = 'not_a_number' | 'separator' | 'too_many_decimals' | 'too_large' | 'not_whole' | 'bad_currency';

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
  for (const [count, codes] of Object.entries(decimals)) if (codes.includes(currency)) return +count;
  return 2;
}

/** Major units with exactly the currency's decimals, such as `128.00`; `parseAmount` reads it back. */
export function toDecimal({amount, currency}: Money): `${number}` {
  const places = currencyDecimals(currency);
  const digits = String(Math.abs(amount)).padStart(places + 1, '0');
  const decimal = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
  return `${amount < 0 ? '-' : ''}${decimal}` as `${number}`;
}

/** True for the same amount of the same currency. */
export function sameMoney(a: Money, b: Money): boolean {
  return a.amount === b.amount && a.currency === b.currency;
}
