import type {DiscountRow} from './discount-row.ts';
import type {Sale} from './reckon.ts';
import {isFor} from './reckon.ts';

/** Why a discount does not apply by itself, whatever else applies. */
export type Hindrance = 'early' | 'over' | 'usedUp' | 'usedByContact' | 'otherCurrency' | 'notForThese' | 'tooLittle' | 'nothingSent';

export interface Judging {
  readonly sale: Sale;
  readonly now: Date;
  /** Whether the buyer has given a contact. */
  readonly isKnown: boolean;
  /** How often this buyer has used each discount that counts by contact. */
  readonly usesOfContact: ReadonlyMap<string, number>;
  /** Whether anything of the sale is delivered, and so may come to cost something. */
  readonly isDelivered: boolean;
}

export function hindranceOf(discount: DiscountRow, {sale, now, isKnown, usesOfContact, isDelivered}: Judging): Hindrance | undefined {
  if (discount.ended_at !== null || (discount.ends_at !== null && discount.ends_at <= now)) return 'over';
  if (discount.starts_at !== null && discount.starts_at > now) return 'early';
  if (discount.most_uses !== null && discount.uses >= discount.most_uses) return 'usedUp';
  if (discount.currency !== null && discount.currency !== sale.currency) return 'otherCurrency';
  const meant = sale.lines.filter(line => isFor(discount, line));
  if (meant.length === 0) return 'notForThese';
  if (meant.reduce((sum, line) => sum + line.amount, 0) < (discount.minimum ?? 0)) return 'tooLittle';
  if (discount.percent === null && discount.amount === null && !isDelivered) return 'nothingSent';
  if (discount.uses_per_contact === null) return undefined;
  if ((usesOfContact.get(discount.id) ?? 0) >= discount.uses_per_contact) return 'usedByContact';
  // A code makes the shop ask for a contact; what nobody typed waits until there is one.
  return discount.code === null && !isKnown ? 'usedByContact' : undefined;
}
