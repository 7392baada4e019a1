import type {Money} from '../../commerce/money.ts';

/** An amount for the people of the shop, such as `HKD 12800 (minor units)`. */
export function said({amount, currency}: Money): string {
  return `${currency} ${amount} (minor units)`;
}
