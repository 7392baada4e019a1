import type {ChosenOption} from '../catalogue/rows.ts';
import type {Cells} from './cells.ts';
import type {ImportProblem} from './import-report.ts';
import {RowError} from './import-report.ts';
import type {VariantDraft} from './product-draft.ts';

/** One row may stand for as many variants. */
const MAX_EXPANDED = 250;

/**
 * A variation that leaves an attribute open is sold with any of its values, so it becomes one variant for each of them. Throws
 * `RowError` when the product does not say which values there are.
 */
export function expandVariation(row: Cells, chosen: readonly ChosenOption[], values: ReadonlyMap<string, readonly string[]>): ChosenOption[][] {
  let expanded: ChosenOption[][] = [[]];
  for (const {name, label} of chosen) {
    const labels = label === '' ? (values.get(name) ?? []) : [label];
    if (!labels.length) throw new RowError(row.line, `The variation leaves "${name}" open, and the product does not say what there is to choose.`);
    expanded = expanded.flatMap(options => labels.map(value => [...options, {name, label: value}]));
    if (expanded.length > MAX_EXPANDED) throw new RowError(row.line, `The variation stands for more than ${MAX_EXPANDED} choices.`);
  }
  return expanded;
}

/**
 * Pieces that several variants share are dealt out among them, so that together they never sell more than there are: those of a product
 * whose variations do not count their own, and those of a variation for any choice.
 */
export function shareStock(main: Cells, variants: readonly VariantDraft[], remarks: ImportProblem[]): VariantDraft[] {
  const shares = new Map<string, VariantDraft[]>();
  for (const variant of variants) {
    const pool = poolOf(main, variant);
    if (pool) shares.set(pool, [...(shares.get(pool) ?? []), variant]);
  }
  const dealt = new Map<VariantDraft, number>();
  for (const sharers of shares.values()) {
    const total = sharers[0]?.offer?.stock ?? 0;
    if (sharers.length < 2 || !total) continue;
    sharers.forEach((variant, index) => dealt.set(variant, Math.floor(total / sharers.length) + (index < total % sharers.length ? 1 : 0)));
    remarks.push({level: 'warning', line: sharers[0]?.line, message: `${sharers.length} variants share a stock of ${total}: each of them got its part.`});
  }
  return variants.map(variant => {
    const stock = dealt.get(variant);
    return stock === undefined || !variant.offer ? variant : {...variant, offer: {...variant.offer, stock}};
  });
}

function poolOf(main: Cells, variant: VariantDraft): string | undefined {
  if (!variant.offer || variant.offer.stock === null || variant.offer.oversell) return undefined;
  if (variant.stockFromParent) return `product ${main.line}`;
  return variant.expanded ? `row ${variant.line}` : undefined;
}
