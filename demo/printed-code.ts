import {readFileSync} from 'node:fs';
import {NewDiscountSchema} from '../src/server/discount/discount-request.ts';
import type {NewDiscount} from '../src/server/discount/discount-request.ts';

/** What the demo's shop takes off its prices, as `hangtag discount add` would be asked for it. */
export const discounts: readonly NewDiscount[] = NewDiscountSchema.array().parse(JSON.parse(readFileSync(new URL('shop/discounts.json', import.meta.url), 'utf8')));

/** The code that the shop's pages print for buyers. */
export const printedCode: string = discounts.find(({code}) => code !== undefined)?.code ?? '';
