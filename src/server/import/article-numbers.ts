import type {Cells} from './cells.ts';
import type {ImportProblem} from './import-report.ts';
import type {VariantDraft} from './product-draft.ts';
import {MAX_ID_LENGTH} from './slug.ts';

/** What a spreadsheet makes of a long number, such as `8.85E+12`: the digits are gone, and many numbers look like this one. */
const ROUNDED = /^\d(?:[.,]\d+)?E\+\d{2}$/i;

/** A variant's own number and the one on its package. One that a spreadsheet has rounded is left out with a remark. */
export function readNumbers(row: Cells, remarks: ImportProblem[]): Pick<VariantDraft, 'sku' | 'barcode'> {
  return {
    sku: readNumber(row, 'sku', remarks) || undefined,
    barcode: row.has('barcode') ? readNumber(row, 'barcode', remarks) : undefined,
  };
}

function readNumber(row: Cells, field: 'sku' | 'barcode', remarks: ImportProblem[]): string {
  const number = row.limited(field, MAX_ID_LENGTH);
  if (!ROUNDED.test(number)) return number;
  const name = field === 'sku' ? 'SKU' : 'barcode';
  remarks.push(row.remark('warning', `The ${name} "${number}" is a number that a spreadsheet has rounded, and is left out: export the file again, and do not save it there.`));
  return '';
}
