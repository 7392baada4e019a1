import type {Total} from '../../commerce/checkout.ts';

/** What the money side reads from `checkouts.priced`; whoever prices a checkout may keep more in it. */
export interface PricedSale {
  readonly line_items: readonly PricedLine[];
  readonly totals: readonly Total[];
}

export interface PricedLine {
  readonly id: string;
  /** `item.id` is the id of the variant. */
  readonly item: {readonly id: string; readonly title: string; readonly price: number};
  readonly quantity: number;
}

/** The grand total in minor units. Throws when there is none, or more than one. */
export function grandTotal(priced: PricedSale): number {
  const totals = priced.totals.filter(total => total.type === 'total');
  const [total] = totals;
  if (total === undefined || totals.length > 1) throw new Error('A priced checkout has exactly one total');
  return total.amount;
}

/** How many of each variant are bought, several lines of one variant together, in the order in which rows are locked. */
export function wantedVariants(priced: PricedSale): readonly {readonly variantId: string; readonly quantity: number}[] {
  const wanted = new Map<string, number>();
  for (const {item, quantity} of priced.line_items) wanted.set(item.id, (wanted.get(item.id) ?? 0) + quantity);
  return [...wanted].map(([variantId, quantity]) => ({variantId, quantity})).sort((a, b) => (a.variantId < b.variantId ? -1 : 1));
}

/** One line for the wallet to show, such as `2 × Cotton shirt, 1 × Mug`; at most 120 characters. */
export function subjectOf(priced: PricedSale): string {
  const subject = priced.line_items.map(line => `${line.quantity} × ${line.item.title}`).join(', ');
  return subject.length > 120 ? `${[...subject].slice(0, 119).join('')}…` : subject;
}
