import type {Money} from '../../../commerce/money.ts';
import {MoneyError, parseAmount, toDecimal} from '../../../commerce/money.ts';

/** What PayPal's page "Currency codes" lists for payments. BRL, CNY and MYR only move between accounts of their own country. */
export const PAYPAL_CURRENCIES: readonly string[] = [
  'AUD', 'BRL', 'CAD', 'CHF', 'CNY', 'CZK', 'DKK', 'EUR', 'GBP', 'HKD', 'HUF', 'ILS', 'JPY', 'MXN', 'MYR', 'NOK', 'NZD', 'PHP', 'PLN', 'SEK', 'SGD',
  'THB', 'TWD', 'USD',
];

/** PayPal takes no decimals of these, although ISO 4217 gives HUF and TWD two. */
const WHOLE = new Set(['HUF', 'JPY', 'TWD']);

/** Only these multiples of minor units, by currency. */
export const PAYPAL_LIMITS = {HUF: {step: 100}, TWD: {step: 100}} as const;

export interface PayPalMoney {
  readonly currencyCode: string;
  /** Major units, such as `128.00`. */
  readonly value: string;
}

/** As PayPal writes it; `undefined` for what it cannot take: another currency, or a fraction of one that it knows only whole. */
export function toPayPal(money: Money): PayPalMoney | undefined {
  const {currency} = money;
  if (!PAYPAL_CURRENCIES.includes(currency)) return undefined;
  const decimal = toDecimal(money);
  if (!WHOLE.has(currency)) return {currencyCode: currency, value: decimal};
  const [whole = '', fraction = ''] = decimal.split('.');
  return /^0*$/.test(fraction) ? {currencyCode: currency, value: whole} : undefined;
}

/** Minor units as ISO 4217 counts them; `undefined` for what cannot be read with certainty. */
export function fromPayPal(money: Partial<PayPalMoney> | undefined): Money | undefined {
  if (!money?.currencyCode || !money.value) return undefined;
  try {
    return parseAmount(money.value, money.currencyCode);
  } catch (error) {
    if (error instanceof MoneyError) return undefined;
    throw error;
  }
}
