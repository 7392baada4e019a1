import {allocate, onStep, percentOf} from './allocate.ts';
import type {DiscountRow} from './discount-row.ts';

/** What discounts are reckoned on. Amounts are minor units of `currency`. */
export interface Sale {
  readonly currency: string;
  readonly lines: readonly SaleLine[];
  /** What delivery costs; undefined while that is not known. */
  readonly delivery: number | undefined;
}

export interface SaleLine {
  /** At full price. */
  readonly amount: number;
  /** All that a discount may call it: its id, its SKU, its product. */
  readonly names: readonly string[];
}

/** What one discount takes off. */
export interface Reckoned {
  readonly discount: DiscountRow;
  readonly amount: number;
  /** Of each line, in their order. */
  readonly lines: readonly number[];
  readonly delivery: number;
}

/** Whether a discount is for this line. */
export function isFor({items}: Pick<DiscountRow, 'items'>, {names}: SaleLine): boolean {
  return items === null || items.some(item => names.includes(item));
}

/**
 * The order in which discounts are taken off, whatever the order of the codes: percentages, then amounts, then delivery; those
 * without a code first, older ones first.
 */
function inOrder(discounts: readonly DiscountRow[]): readonly DiscountRow[] {
  const kind = ({percent, amount}: DiscountRow): number => (percent !== null ? 0 : amount !== null ? 1 : 2);
  const coded = ({code}: DiscountRow): number => (code === null ? 0 : 1);
  return [...discounts].sort((a, b) =>
    kind(a) - kind(b) || coded(a) - coded(b) || a.created_at.getTime() - b.created_at.getTime() || (a.id < b.id ? -1 : 1));
}

/** Takes each discount off what those before have left. Those that take nothing off are left out. */
export function reckon(discounts: readonly DiscountRow[], sale: Sale): readonly Reckoned[] {
  const left = {lines: sale.lines.map(line => line.amount), delivery: sale.delivery ?? 0};
  return inOrder(discounts).flatMap(discount => {
    const lines = offLines(discount, sale, left.lines);
    const delivery = discount.delivery ? left.delivery : 0;
    const amount = lines.reduce((sum, one) => sum + one, delivery);
    left.lines = left.lines.map((rest, at) => rest - (lines[at] ?? 0));
    left.delivery -= delivery;
    return amount === 0 ? [] : [{discount, amount, lines, delivery}];
  });
}

function offLines(discount: DiscountRow, sale: Sale, left: readonly number[]): readonly number[] {
  const weights = left.map((rest, at) => {
    const line = sale.lines[at];
    return line && isFor(discount, line) ? rest : 0;
  });
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const wanted = discount.percent === null ? discount.amount ?? 0 : onStep(percentOf(sum, discount.percent), sum, sale.currency);
  return allocate(Math.min(wanted, discount.up_to ?? wanted, sum), weights);
}

/**
 * What is taken off: all that can stand together, or one that stands alone, whichever leaves the buyer less to pay; of equals
 * the one that has more of the buyer's codes.
 */
export function bestFor(discounts: readonly DiscountRow[], sale: Sale): readonly Reckoned[] {
  const together = discounts.filter(one => one.combinable);
  const alone = discounts.filter(one => !one.combinable).map(one => [one]);
  const ways = [together, ...alone].map(way => reckon(way, sale));
  const saved = (way: readonly Reckoned[]): number => way.reduce((sum, {amount}) => sum + amount, 0);
  const codes = (way: readonly Reckoned[]): number => way.filter(({discount}) => discount.code !== null).length;
  return ways.reduce((best, way) => {
    const more = saved(way) - saved(best) || codes(way) - codes(best);
    return more > 0 ? way : best;
  });
}
