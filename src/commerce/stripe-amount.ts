import type {Money} from './money.ts';
import {currencyDecimals} from './money.ts';

/**
 * Stripe counts some currencies otherwise than ISO 4217 does (https://docs.stripe.com/currencies, "zero-decimal" and "special cases"). MGA has decimals
 * in the standard and none at Stripe; ISK and UGX have none in the standard and two at Stripe, always zero. HUF and TWD are special in payouts only.
 */
const decimals: Readonly<Record<string, number>> = {MGA: 0, ISK: 2, UGX: 2};

/** The last digit of these must be 0, for the sake of the card networks. */
const threeDecimals = 'BHD JOD KWD OMR TND';

/** What Stripe charges at least, in the minor units of ISO 4217 (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). */
export const stripeMinimum: Readonly<Record<string, number>> = {
  AED: 200, AUD: 50, BRL: 50, CAD: 50, CHF: 50, CZK: 1500, DKK: 250, EUR: 50, GBP: 30, HKD: 400, HUF: 17500, INR: 50, JPY: 50,
  MXN: 1000, MYR: 200, NOK: 300, NZD: 50, PLN: 200, RON: 200, SEK: 300, SGD: 50, THB: 1000, USD: 50,
};

const scaleOf = (currency: string): number => 10 ** ((decimals[currency] ?? currencyDecimals(currency)) - currencyDecimals(currency));

/**
 * `amount` as Stripe's API counts it; `undefined` when Stripe cannot charge exactly that: a part of an ariary, a thousandth of a dinar. Throws
 * `MoneyError` when the currency is not three capitals.
 */
export function toStripeAmount({amount, currency}: Money): number | undefined {
  const counted = amount * scaleOf(currency);
  const exact = Number.isSafeInteger(counted) && (!threeDecimals.includes(currency) || counted % 10 === 0);
  return exact ? counted : undefined;
}

/** Money from an amount and a currency of Stripe's API, such as `12800` and `hkd`; `undefined` when they are no amount of money. */
export function fromStripeAmount(counted: number, currency: string): Money | undefined {
  const code = currency.toUpperCase();
  if (!/^[A-Z]{3}$/.test(code)) return undefined;
  const amount = counted / scaleOf(code);
  return Number.isSafeInteger(amount) ? {amount, currency: code} : undefined;
}
