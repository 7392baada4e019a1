import {z} from 'zod';
import type {Money} from '../../../commerce/money.ts';
import {fromPayPal} from './currencies.ts';

/** As PayPal's REST interface writes it, where its SDK has no controller. */
export const Amount = z.object({currency_code: z.string(), value: z.string()});

/** `undefined` for what cannot be read with certainty. */
export const inOurWords = (amount: z.output<typeof Amount> | undefined): Money | undefined =>
  fromPayPal(amount && {currencyCode: amount.currency_code, value: amount.value});
