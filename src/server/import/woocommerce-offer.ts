import type {Cells} from './cells.ts';
import type {ImportProblem} from './import-report.ts';
import type {VariantOffer} from './product-draft.ts';
import {readSale} from './sale.ts';
import {kindsOf} from './woocommerce-kind.ts';

/** What a simple product, or a variation of `parent`, costs and how many there are; `undefined` when it has no price. */
export function readWooOffer(row: Cells, parent: Cells | undefined, remarks: ImportProblem[]): VariantOffer | undefined {
  const price = row.price('price');
  if (price === undefined) return undefined;
  const stockRow = parent && takesStockFromParent(row, parent) ? parent : row;
  return {
    price,
    ...readSale(row, price, remarks),
    stock: readStock(stockRow, row),
    oversell: oversells(stockRow),
    requiresDelivery: !kindsOf(row).includes('virtual'),
    grams: row.grams(remarks) ?? parent?.grams([]),
  };
}

/** A variation that does not count its own pieces takes them from its product, when that counts them. */
export function takesStockFromParent(row: Cells, parent: Cells): boolean {
  const own = row.raw('stock').toLowerCase();
  return own === 'parent' || (own === '' && parent.raw('stock') !== '');
}

function readStock(counted: Cells, row: Cells): number | null {
  const isBackorder = row.raw('in_stock').toLowerCase() === 'backorder';
  if (!isBackorder && row.flag('in_stock') === false && !oversells(counted)) return 0;
  return counted.raw('stock').toLowerCase() === 'parent' ? null : (counted.stock() ?? null);
}

function oversells(row: Cells): boolean {
  return row.flag('oversell') ?? false;
}
