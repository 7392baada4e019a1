import {invalidParameter} from './api-error.ts';

const ZERO = ['bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv', 'xaf', 'xof', 'xpf'];
const THREE = ['bhd', 'jod', 'kwd', 'omr', 'tnd'];
/** Without decimals in life, with two in the API, which must be 00. */
const HUNDREDS = ['isk', 'ugx'];
const OTHERS = [
  'aed', 'aud', 'brl', 'cad', 'chf', 'cny', 'czk', 'dkk', 'eur', 'gbp', 'hkd', 'huf', 'idr', 'ils', 'inr', 'mop', 'mxn', 'myr', 'nok', 'nzd', 'php', 'pln', 'ron', 'sek',
  'sgd', 'thb', 'twd', 'usd', 'zar',
];
const LEAST: Readonly<Record<string, number>> = {
  usd: 50, aed: 200, aud: 50, brl: 50, cad: 50, chf: 50, czk: 1500, dkk: 250, eur: 50, gbp: 30, hkd: 400, huf: 17500, inr: 50, jpy: 50, mxn: 1000, myr: 200, nok: 300, nzd: 50,
  pln: 200, ron: 200, sek: 300, sgd: 50, thb: 1000,
};
const MOST = 99_999_999;

export const currencies: readonly string[] = [...ZERO, ...THREE, ...HUNDREDS, ...OTHERS].sort();

/** Throws what Stripe answers to an amount that it cannot charge. */
export function checkAmount(amount: number, currency: string): void {
  if (!currencies.includes(currency)) throw invalidParameter('currency', `Invalid currency: ${currency}.`);
  if (amount < (LEAST[currency] ?? 1)) throw invalidParameter('amount', `Amount must be at least ${LEAST[currency] ?? 1} ${currency}`, 'amount_too_small');
  if (amount > MOST) throw invalidParameter('amount', `Amount must be no more than ${MOST} ${currency}`, 'amount_too_large');
  const step = THREE.includes(currency) ? 10 : HUNDREDS.includes(currency) ? 100 : 1;
  if (amount % step !== 0) throw invalidParameter('amount', `Amounts in ${currency} must be divisible by ${step}`);
}

/** The minor units of ISO 4217, in which books are compared: the krona and the shilling have none, the ariary has two. */
export function minorUnits(amount: number, currency: string): number {
  if (HUNDREDS.includes(currency)) return amount / 100;
  return currency === 'mga' ? amount * 100 : amount;
}
