import type {ChosenOption} from '../catalogue/rows.ts';
import type {Reading} from './cells.ts';
import {Cells, distinct} from './cells.ts';
import type {Field} from './columns.ts';
import type {ImportProblem} from './import-report.ts';
import {readNumbers} from './article-numbers.ts';
import {RowError} from './import-report.ts';
import {checkVariants, offeredOptions, titleOf} from './option-values.ts';
import {Pictures} from './picture.ts';
import type {ProductDraft, VariantDraft, VariantOffer} from './product-draft.ts';
import {readTexts} from './product-texts.ts';
import type {Row} from './read-rows.ts';
import {readSale} from './sale.ts';
import {MAX_ID_LENGTH, slugOf} from './slug.ts';
import {withPrices} from './without-price.ts';

const OPTION_NUMBERS = [1, 2, 3] as const;

/**
 * What makes rows one product: the handle, or in a table without handles what can be made of the title, else of the SKU. Empty when the
 * row has none of them.
 */
export function shopifyHandle(cells: Cells): string {
  return cells.text('handle') || slugOf(cells.text('title')) || slugOf(cells.text('sku'));
}

export function handleProductId(handle: string): string {
  return `product:${handle}`;
}

/** Reads the rows of one product as Shopify exports them. Throws `RowError` when it cannot be sold as the file has it. */
export function readShopifyProduct(rows: readonly Row[], reading: Reading): ProductDraft {
  const cells = rows.map(row => new Cells(row, reading));
  const main = cells.find(row => row.text('title') !== '') ?? cells[0];
  if (!main) throw new RowError(undefined, 'The product has no rows.');
  const handle = shopifyHandle(main);
  if (handle.length > MAX_ID_LENGTH) throw new RowError(main.line, `The handle is longer than ${MAX_ID_LENGTH} characters.`);
  const remarks: ImportProblem[] = [];
  const pictures = new Pictures();
  for (const row of cells) pictures.add(row, row.raw('image'), row.raw('image_alt'), position(row));
  const names = optionNames(main, cells);
  const variantRows = cells.filter(row => isVariant(row, row === main, cells.length));
  const read = variantRows.map(row => readVariant(row, names, pictures, reading, remarks));
  const status = readStatus(main, remarks);
  const variants = reading.options.locale === undefined ? withPrices(main, read, status, remarks) : read;
  checkVariants(variants);
  if (reading.options.locale === undefined && main.raw('gift_card').toLowerCase() === 'true') remarks.push(main.remark('warning', 'This is a gift card: it is sold, but no code for it is issued here.'));
  return {
    id: handleProductId(handle),
    handle,
    line: cells[0]?.line ?? main.line,
    ...readTexts(main),
    options: offeredOptions(variants),
    media: main.has('image') ? pictures.list() : undefined,
    status,
    variants,
    remarks: [...remarks, ...pictures.remarks],
  };
}

/** Rows that only bring another picture have neither a choice nor a price. */
function isVariant(row: Cells, isMain: boolean, count: number): boolean {
  const fields: readonly Field[] = ['option1_value', 'option2_value', 'option3_value', 'sku', 'price'];
  return fields.some(field => row.raw(field) !== '') || (isMain && (count === 1 || row.raw('image') === ''));
}

function position(row: Cells): number | undefined {
  const number = Number(row.raw('image_position') || NaN);
  return Number.isFinite(number) ? number : undefined;
}

/** Names stand on the first row only. Shopify calls the only variant of a product `Title: Default Title`, which is no choice. */
function optionNames(main: Cells, cells: readonly Cells[]): (string | undefined)[] {
  const values = distinct(OPTION_NUMBERS.flatMap(number => cells.map(row => row.text(`option${number}_value`).toLowerCase())).filter(Boolean));
  if (values.length === 1 && values[0] === 'default title') return [];
  const names = OPTION_NUMBERS.map(number => {
    const used = cells.some(row => row.raw(`option${number}_value`) !== '');
    if (!used) return undefined;
    return main.text(`option${number}_name`) || cells.map(row => row.text(`option${number}_name`)).find(Boolean) || `Option ${number}`;
  });
  const twice = names.find((name, at) => name !== undefined && names.slice(0, at).some(other => other?.toLowerCase() === name.toLowerCase()));
  if (twice !== undefined) throw new RowError(main.line, `Two choices of the product are called "${twice}": a buyer makes each choice once.`);
  return names;
}

function readVariant(row: Cells, names: readonly (string | undefined)[], pictures: Pictures, reading: Reading, remarks: ImportProblem[]): VariantDraft {
  const options = readOptions(row, names);
  const picture = pictures.add(row, row.raw('variant_image'), '', Infinity);
  return {
    line: row.line,
    ...readNumbers(row, remarks),
    title: titleOf(options),
    options,
    offer: reading.options.locale === undefined ? readOffer(row, remarks) : undefined,
    media: row.has('variant_image') ? (picture ? [picture] : []) : undefined,
  };
}

function readOptions(row: Cells, names: readonly (string | undefined)[]): ChosenOption[] {
  return OPTION_NUMBERS.flatMap(number => {
    const name = names[number - 1];
    if (name === undefined) return [];
    const label = row.limited(`option${number}_value`, MAX_ID_LENGTH);
    if (label === '') throw new RowError(row.line, `The variant has no value for "${name}".`);
    return [{name, label}];
  });
}

function readOffer(row: Cells, remarks: ImportProblem[]): VariantOffer | undefined {
  const price = row.price('price');
  if (price === undefined) return undefined;
  const listPrice = row.price('list_price');
  return {
    price,
    listPrice: listPrice !== undefined && listPrice > price ? listPrice : undefined,
    ...readSale(row, price, remarks),
    ...readStock(row),
    oversell: row.flag('oversell') ?? false,
    requiresDelivery: row.flag('requires_delivery') ?? true,
    grams: row.grams(remarks),
  };
}

/** Stock is not counted when the tracker's cell is empty, or nothing is said. */
function readStock(row: Cells): Pick<VariantOffer, 'stock' | 'stockMissing'> {
  const tracker = row.raw('stock_tracker');
  const stock = row.stock() ?? (row.flag('in_stock') === false ? 0 : null);
  return row.has('stock_tracker') && tracker === '' ? {stock: null} : {stock, stockMissing: stock === null && tracker !== ''};
}

function readStatus(main: Cells, remarks: ImportProblem[]): ProductDraft['status'] {
  const status = main.raw('status').toLowerCase();
  if (status === 'archived') return 'archived';
  if (main.flag('published') === false || status === 'draft') return 'draft';
  // "Unlisted" products are sold to whoever has the link, which is what a tag is.
  if (['', 'active', 'unlisted'].includes(status)) return 'active';
  remarks.push(main.remark('warning', `The status "${main.text('status')}" is not known: the product is kept as a draft.`));
  return 'draft';
}
