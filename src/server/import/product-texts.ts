import type {Cells} from './cells.ts';
import {distinct} from './cells.ts';
import {RowError} from './import-report.ts';
import {pictureUrl} from './picture.ts';
import type {ProductDraft} from './product-draft.ts';
import {beginningOf, safeText} from './safe-text.ts';
import {withoutShortcodes} from './shortcodes.ts';

const MAX_TITLE = 500;
const MAX_DESCRIPTION = 100_000;

type Texts = Pick<ProductDraft, 'title' | 'description' | 'vendor' | 'productType' | 'url' | 'tags'>;

/** What a product is called and said to be; a column that the file lacks stays `undefined`. */
export function readTexts(cells: Cells, readDescription: (cells: Cells) => string = shopifyDescription): Texts {
  const title = cells.name('title', MAX_TITLE);
  if (title === '') throw new RowError(cells.line, 'The title is missing.');
  const hasDescription = cells.has('description') || cells.has('short_description');
  return {
    title,
    description: hasDescription ? beginningOf(readDescription(cells), MAX_DESCRIPTION) : undefined,
    vendor: cells.has('vendor') ? cells.name('vendor') : undefined,
    productType: productType(cells),
    url: cells.has('url') ? pictureUrl(cells.raw('url')) : undefined,
    tags: cells.has('tags') ? distinct(cells.names(cells.raw('tags'))) : undefined,
  };
}

function shopifyDescription(cells: Cells): string {
  return safeText(cells.raw('description')) || safeText(cells.raw('short_description'));
}

/** WooCommerce writes line breaks as `\n`, and a `\n` that was there before as `\\n`. */
export function wooDescription(cells: Cells): string {
  const unfolded = (cell: string): string => cell.split('\\\\n').map(part => part.replaceAll('\\n', '\n')).join('\\n');
  const read = (cell: string): string => safeText(withoutShortcodes(unfolded(cell)));
  return read(cells.raw('description')) || read(cells.raw('short_description'));
}

/** The first category stands for the kind of product when nothing else does. */
function productType(cells: Cells): string | undefined {
  if (cells.has('product_type')) return cells.name('product_type');
  return cells.has('categories') ? (cells.names(cells.raw('categories'))[0] ?? '') : undefined;
}
