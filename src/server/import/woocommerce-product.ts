import type {Reading} from './cells.ts';
import {Cells, listOf} from './cells.ts';
import type {ImportProblem} from './import-report.ts';
import {readNumbers} from './article-numbers.ts';
import {RowError} from './import-report.ts';
import {checkVariants, offeredOptions, optionsKey, titleOf} from './option-values.ts';
import {Pictures} from './picture.ts';
import type {ProductDraft, VariantDraft} from './product-draft.ts';
import {readTexts, wooDescription} from './product-texts.ts';
import type {Row} from './read-rows.ts';
import {slugOf} from './slug.ts';
import {notSold, withPrices} from './without-price.ts';
import type {Attribute} from './woocommerce-attributes.ts';
import {attributesOf, choices, variationAttributes} from './woocommerce-attributes.ts';
import {wooKind} from './woocommerce-kind.ts';
import {readWooOffer, takesStockFromParent} from './woocommerce-offer.ts';
import {expandVariation, shareStock} from './woocommerce-variation.ts';

const PUBLIC = new Set(['', '1', 'true', 'yes', '是']);
const OFF = new Set(['0', 'false', 'no', '否']);

/** What makes a WooCommerce product the same in the next export: its number, else its SKU, else its name. */
export function wooHandle(cells: Cells): string {
  const id = cells.text('id');
  const name = slugOf(cells.name('title'));
  if (id) return name ? `${name}-${slugOf(id)}` : `product-${slugOf(id)}`;
  return slugOf(cells.text('sku')) || name;
}

export function wooProductId(cells: Cells): string {
  const id = cells.text('id');
  return id ? `product:woo-${id}` : `product:${cells.text('sku') || wooHandle(cells)}`;
}

/** Reads a simple product, or a variable one with its variations. Throws `RowError` when it cannot be sold as the file has it. */
export function readWooProduct(rows: readonly Row[], reading: Reading): ProductDraft {
  const [main, ...variations] = rows.map(row => new Cells(row, reading));
  if (!main) throw new RowError(undefined, 'The product has no rows.');
  const remarks: ImportProblem[] = [];
  const pictures = new Pictures();
  for (const address of listOf(main.raw('images'))) pictures.add(main, address);
  const isVariable = wooKind(main) === 'variable';
  const status = isPublic(main) ? 'active' : 'draft';
  const variants = isVariable ? readVariations(main, variations, reading, pictures, remarks) : readSimple(main, status, reading, remarks);
  checkVariants(variants);
  return {
    id: wooProductId(main),
    handle: wooHandle(main),
    line: main.line,
    ...readTexts(main, wooDescription),
    options: offeredOptions(variants, valuesByName(attributesOf(main, reading))),
    media: main.has('images') ? pictures.list() : undefined,
    status,
    variants,
    remarks: [...remarks, ...pictures.remarks],
  };
}

function readSimple(main: Cells, status: ProductDraft['status'], reading: Reading, remarks: ImportProblem[]): readonly VariantDraft[] {
  const isTranslation = reading.options.locale !== undefined;
  const offer = isTranslation ? undefined : readWooOffer(main, undefined, remarks);
  const read = [{line: main.line, ...readNumbers(main, remarks), title: '', options: [], offer}];
  return isTranslation ? read : withPrices(main, read, status, remarks);
}

function readVariations(main: Cells, rows: readonly Cells[], reading: Reading, pictures: Pictures, remarks: ImportProblem[]): VariantDraft[] {
  if (!rows.length && isPublic(main)) throw new RowError(main.line, 'The product has variations, but the file has none of them.');
  const offered = attributesOf(main, reading);
  const own = variationAttributes(rows, offered, reading);
  const names = choices(own.values(), offered);
  const values = valuesByName(offered);
  const variants = rows.flatMap(row => readVariation(row, main, {names, own: own.get(row) ?? [], values, reading, pictures, remarks}));
  if (!variants.length && isPublic(main)) throw new RowError(main.line, 'None of the product’s variations can be sold.');
  if (!variants.length) remarks.push(notSold(main));
  return shareStock(main, withoutDoubles(variants), remarks);
}

interface VariationReading {
  readonly names: readonly string[];
  readonly own: readonly Attribute[];
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly reading: Reading;
  readonly pictures: Pictures;
  readonly remarks: ImportProblem[];
}

function readVariation(row: Cells, main: Cells, {names, own, values, reading, pictures, remarks}: VariationReading): VariantDraft[] {
  if (isOff(row, main)) {
    remarks.push(row.remark('note', 'The variation is switched off and is not sold.'));
    return [];
  }
  const isTranslation = reading.options.locale !== undefined;
  const offer = isTranslation ? undefined : readWooOffer(row, main, remarks);
  if (!offer && !isTranslation) {
    remarks.push(row.remark(isPublic(main) ? 'warning' : 'note', 'The variation has no price and is not sold.'));
    return [];
  }
  const chosen = names.map(name => ({name, label: own.find(attribute => attribute.name === name)?.values[0] ?? ''}));
  const [address = ''] = listOf(row.raw('images'));
  const picture = pictures.add(row, address, '', Infinity);
  const media = row.has('images') ? (picture ? [picture] : []) : undefined;
  const expanded = expandVariation(row, chosen, values);
  const sharing = {expanded: expanded.length > 1, stockFromParent: takesStockFromParent(row, main)};
  const numbers = readNumbers(row, remarks);
  return expanded.map(options => ({line: row.line, ...numbers, title: titleOf(options), options, offer, media, ...sharing}));
}

function isPublic(row: Cells): boolean {
  return PUBLIC.has(row.raw('published').toLowerCase());
}

/** A variation of a product that is not public says so as well, which is no word about the variation. */
function isOff(row: Cells, main: Cells): boolean {
  return !isPublic(row) && (isPublic(main) || OFF.has(row.raw('published').toLowerCase()));
}

/** A variation for one choice goes before the same out of a variation for any choice. */
function withoutDoubles(variants: readonly VariantDraft[]): VariantDraft[] {
  const exact = new Set(variants.filter(({expanded}) => !expanded).map(({options}) => optionsKey(options)));
  return variants.filter(({expanded, options}) => !expanded || !exact.has(optionsKey(options)));
}

function valuesByName(attributes: readonly Attribute[]): Map<string, readonly string[]> {
  return new Map(attributes.map(({name, values}) => [name, values]));
}
