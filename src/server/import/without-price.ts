import type {Cells} from './cells.ts';
import type {ImportProblem} from './import-report.ts';
import {RowError} from './import-report.ts';
import type {ProductDraft, VariantDraft} from './product-draft.ts';

/** The variants that have a price. What is not sold may wait for its own; throws `RowError` when something is sold without one. */
export function withPrices(main: Cells, variants: readonly VariantDraft[], status: ProductDraft['status'], remarks: ImportProblem[]): readonly VariantDraft[] {
  const [first, ...others] = variants.filter(({offer}) => !offer);
  if (!first) return variants;
  if (status === 'active') throw new RowError(first.line, 'The price is missing.');
  const left = variants.filter(({offer}) => offer);
  if (!left.length) remarks.push(notSold(main));
  else remarks.push(main.remark('note', `Left out, as they have no price: ${others.length + 1} of ${variants.length} variants. The product is not sold.`));
  return left;
}

export function notSold(main: Cells): ImportProblem {
  return main.remark('note', 'The product is not sold and has no price: only its texts and pictures are kept.');
}
