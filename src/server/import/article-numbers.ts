import type {Cells} from './cells.ts';
import type {ImportProblem} from './import-report.ts';
import type {VariantDraft} from './product-draft.ts';
import {MAX_ID_LENGTH} from './slug.ts';

/** What a spreadsheet makes of a long number, such as `8.85E+12`: the digits are gone, and many numbers look like this one. */
const ROUNDED = /^\d(?:[.,]\d+)?E\+\d{2}$/i;
const NAMES = {sku: 'SKU', barcode: 'barcode'} as const;

/** A variant's own number and the one on its package. One that a spreadsheet has rounded is left out with a remark. */
export function readNumbers(row: Cells, remarks: ImportProblem[]): Pick<VariantDraft, 'sku' | 'barcode' | 'lost'> {
  const lost = new Set<'sku' | 'barcode'>();
  const read = (field: 'sku' | 'barcode'): string => {
    const number = row.limited(field, MAX_ID_LENGTH);
    if (!ROUNDED.test(number)) return number;
    lost.add(field);
    remarks.push(row.remark('warning', `The ${NAMES[field]} "${number}" is a number that a spreadsheet has rounded, and is left out: export the file again, and do not save it there.`));
    return '';
  };
  const sku = read('sku') || undefined;
  const barcode = row.has('barcode') ? read('barcode') : undefined;
  return {sku, barcode, ...(lost.size ? {lost} : {})};
}
