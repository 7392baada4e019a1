import type {Cells} from './cells.ts';
import type {ImportProblem} from './import-report.ts';
import {RowError} from './import-report.ts';
import type {VariantOffer} from './product-draft.ts';

/** A reduced price; one that is not lower than the regular one reduces nothing. */
export function readSale(row: Cells, price: number, remarks: ImportProblem[]): Pick<VariantOffer, 'salePrice' | 'saleStarts' | 'saleEnds'> {
  const salePrice = row.price('sale_price');
  if (salePrice === undefined) return {};
  if (salePrice >= price) {
    if (salePrice > price) remarks.push(row.remark('warning', 'The sale price is higher than the price and is left out.'));
    return {};
  }
  const saleStarts = row.saleStart();
  const saleEnds = row.saleEnd();
  if (saleStarts && saleEnds && saleEnds <= saleStarts) throw new RowError(row.line, 'The sale ends before it starts.');
  return {salePrice, saleStarts, saleEnds};
}
