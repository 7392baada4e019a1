import type {AttributeColumns} from './attribute-columns.ts';
import {attributeColumns} from './attribute-columns.ts';
import {ImportError} from './import-report.ts';
import type {FileFormat} from './import-report.ts';
import {beginningOf, safeLine} from './safe-text.ts';
import {SHOPIFY_COLUMNS} from './shopify-columns.ts';
import {WOOCOMMERCE_COLUMNS} from './woocommerce-columns.ts';

/** Our own names for what a column may hold: what `--map` maps to, and headers that every file may use. */
export const FIELDS = {
  id: 'the number of the product in the shop that wrote the file',
  handle: 'the name of the product in links; rows that share it are one product',
  title: 'the name that buyers read',
  description: 'text or HTML',
  short_description: 'used where there is no description',
  vendor: 'the maker',
  product_type: 'the kind of product',
  tags: 'separated by commas',
  categories: 'separated by commas; > between levels',
  status: 'active, draft or archived',
  published: 'true or false',
  url: 'the page of the product',
  kind: 'simple, variable or variation, as in WooCommerce',
  parent: 'the SKU of the product that a variation belongs to, or id:NN',
  sku: 'the article number',
  barcode: 'EAN, UPC, ISBN or GTIN',
  price: 'the regular price',
  list_price: 'the higher price before a reduction',
  sale_price: 'the price while a sale lasts',
  sale_starts: 'a date in the shop’s time',
  sale_ends: 'a date in the shop’s time, that day included',
  stock: 'how many there are; empty: not counted',
  stock_tracker: 'empty: stock is not counted',
  in_stock: '1 or 0, where stock is not counted',
  oversell: 'continue, yes or 1: sold even when there are none',
  requires_delivery: 'true or false',
  gift_card: 'true for gift cards, of which none is issued',
  weight: 'in the unit that the header names, else grams',
  image: 'the address of a picture',
  image_position: 'a number',
  image_alt: 'what the picture shows',
  images: 'addresses separated by commas',
  variant_image: 'the picture of this variant',
  option1_name: 'such as Size',
  option1_value: 'such as Large',
  option2_name: 'the second choice',
  option2_value: 'and its value',
  option3_name: 'the third choice',
  option3_value: 'and its value',
} as const;

export type Field = keyof typeof FIELDS;

export function isField(name: string): name is Field {
  return Object.hasOwn(FIELDS, name);
}

export interface Columns {
  readonly format: FileFormat;
  readonly at: ReadonlyMap<Field, number>;
  readonly attributes: readonly AttributeColumns[];
  /** Grams in one unit of the weight column, as a fraction: `[45359237, 100000]` for pounds. */
  readonly gramsPerUnit: readonly [bigint, bigint];
  /** In lower case. */
  readonly headers: readonly string[];
}

const GRAMS: Readonly<Record<string, readonly [bigint, bigint]>> = {
  g: [1n, 1n], 克: [1n, 1n], 公克: [1n, 1n],
  kg: [1000n, 1n], 公斤: [1000n, 1n], 千克: [1000n, 1n],
  lb: [45_359_237n, 100_000n], lbs: [45_359_237n, 100_000n], 磅: [45_359_237n, 100_000n],
  oz: [28_349_523_125n, 1_000_000_000n], 盎司: [28_349_523_125n, 1_000_000_000n],
};

/** What tells headers apart once case, spaces, full-width forms and question marks are gone. */
export function plainHeader(header: string): string {
  return header.normalize('NFKC').toLowerCase().replace(/[\s?_]/g, '');
}

/**
 * Finds out whose file it is and where its columns are. `map` goes before what is recognised. Throws `ImportError` naming what is
 * missing, or a mapped header that the file does not have.
 */
export function readColumns(headers: readonly string[], map: Readonly<Record<string, Field>> = {}, needsPrice = true): Columns {
  const mapped = mappedColumns(headers, map);
  const woo = recognise(headers, mapped, WOOCOMMERCE_COLUMNS);
  const shopify = recognise(headers, mapped, SHOPIFY_COLUMNS);
  const isWoo = woo.has('title') && wooWrote(headers, mapped) && !(shopify.has('handle') && shopify.has('title'));
  const at = isWoo ? woo : withNameAsTitle(headers, shopify);
  const format = isWoo ? 'woocommerce' : shopifyWrote(headers, shopify) ? 'shopify' : 'table';
  requireColumns(headers, at, needsPrice ? ['title', 'price'] : ['title']);
  const plain = headers.map(plainHeader);
  return {format, at, attributes: isWoo ? attributeColumns(plain, at) : [], gramsPerUnit: weightUnit(plain[at.get('weight') ?? -1]), headers: headers.map(header => header.trim().toLowerCase())};
}

/**
 * Whether a row holds names of columns, as where files were put together: those of this file again, or `other` ones, so that what follows
 * cannot be read by these.
 */
export function headersIn(cells: readonly string[], {at, headers}: Columns): 'same' | 'other' | undefined {
  const has = (field: Field): boolean => {
    const header = headers[at.get(field) ?? -1];
    return header !== undefined && cells.some(cell => isHeader(cell, header));
  };
  if (!has('title') || (at.has('price') && !has('price'))) return undefined;
  return headers.every((header, index) => isHeader(cells[index] ?? '', header)) ? 'same' : at.has('price') ? 'other' : undefined;
}

/** By its length first: this is asked of every cell of the file. */
function isHeader(cell: string, header: string): boolean {
  return cell.length <= header.length + 2 && cell.trim().toLowerCase() === header;
}

function mappedColumns(headers: readonly string[], map: Readonly<Record<string, Field>>): Map<Field, number> {
  const found = new Map<Field, number>();
  for (const [header, field] of Object.entries(map)) {
    const index = headers.findIndex(candidate => plainHeader(candidate) === plainHeader(header));
    if (index < 0) throw new ImportError(`The file has no column "${header}"; it has ${quoted(headers)}.`);
    found.set(field, index);
  }
  return found;
}

function recognise(headers: readonly string[], mapped: ReadonlyMap<Field, number>, names: ReadonlyMap<string, Field>): Map<Field, number> {
  const at = new Map(mapped);
  const taken = new Set(mapped.values());
  headers.forEach((header, index) => {
    const plain = plainHeader(header);
    const field = names.get(plain) ?? names.get(plain.replace(/\([^()]*\)$/, '')) ?? ownName(plain);
    if (field && !at.has(field) && !taken.has(index)) at.set(field, index);
  });
  return at;
}

const OWN_NAMES = new Map(Object.keys(FIELDS).map(name => [plainHeader(name), name as Field]));

function ownName(plain: string): Field | undefined {
  return OWN_NAMES.get(plain);
}

/** What a table of one's own may call it. */
function withNameAsTitle(headers: readonly string[], at: Map<Field, number>): Map<Field, number> {
  const name = headers.findIndex(header => plainHeader(header) === 'name');
  return at.has('title') || name < 0 || [...at.values()].includes(name) ? at : new Map([...at, ['title', name]]);
}

/** By names that only WooCommerce gives, or because somebody mapped what only WooCommerce has. A plain "price" it does not write. */
function wooWrote(headers: readonly string[], mapped: ReadonlyMap<Field, number>): boolean {
  const named = new Set(headers.map(header => WOOCOMMERCE_COLUMNS.get(plainHeader(header))));
  const isTable = headers.some(header => plainHeader(header) === 'price');
  return named.has('price') || (!isTable && named.has('kind') && (named.has('title') || named.has('parent'))) || mapped.has('kind') || mapped.has('parent');
}

function shopifyWrote(headers: readonly string[], at: ReadonlyMap<Field, number>): boolean {
  const handle = at.get('handle');
  return handle !== undefined && ['handle', 'urlhandle'].includes(plainHeader(headers[handle] ?? ''));
}

function requireColumns(headers: readonly string[], at: ReadonlyMap<Field, number>, needed: readonly Field[]): void {
  const missing = needed.filter(field => !at.has(field));
  if (!missing.length) return;
  throw new ImportError(
    `These are not the columns of a product export from Shopify or WooCommerce: no column for ${missing.join(' and ')} among ${quoted(headers)}. `
    + `Say which one it is with --map "Their header=${missing[0]}".`,
  );
}

function quoted(headers: readonly string[]): string {
  const shown = headers.slice(0, 12).map(header => `"${beginningOf(safeLine(header), 40)}"`).join(', ');
  return headers.length > 12 ? `${shown} and ${headers.length - 12} more` : shown;
}

function weightUnit(header: string | undefined): readonly [bigint, bigint] {
  const unit = /\(([^()]+)\)$/.exec(header ?? '')?.[1] ?? 'g';
  return GRAMS[unit] ?? GRAMS[unit.replace(/^grams?$/, 'g')] ?? [1n, 1n];
}
