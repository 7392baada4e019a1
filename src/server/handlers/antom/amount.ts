import {z} from 'zod';
import type {Money} from '../../../commerce/money.ts';
import {money} from '../../../commerce/money.ts';

/** Antom writes an amount as the text of a whole number of minor units. */
export const AntomAmount = z.object({currency: z.string().regex(/^[A-Z]{3}$/), value: z.string().regex(/^\d{1,16}$/)});

export const toAntom = ({amount, currency}: Money): {currency: string; value: string} => ({currency, value: String(amount)});

/** Throws `MoneyError` for more than can be counted exactly. */
export const fromAntom = ({currency, value}: z.output<typeof AntomAmount>): Money => money(Number(value), currency);
