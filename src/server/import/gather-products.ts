import type {Reading} from './cells.ts';
import {Cells} from './cells.ts';
import {headersIn} from './columns.ts';
import type {ImportOptions, Problems} from './import-report.ts';
import type {Row} from './read-rows.ts';
import {BrokenRows} from './read-rows.ts';
import {handleProductId, shopifyHandle} from './shopify-product.ts';
import type {Spool, Spooled} from './spool.ts';
import type {FileNames} from './variant-ids.ts';
import {kindsOf, wooKind} from './woocommerce-kind.ts';
import {wooHandle, wooProductId} from './woocommerce-product.ts';

/** The rows of one product, wherever they stood in the file. */
export interface GatheredProduct {
  /** Primary key of `products`. */
  readonly id: string;
  readonly handle: string;
  /** More rows of it may follow anywhere. */
  readonly open: boolean;
  readonly rows: Spooled[];
  /** A row of it could not be read, so none of it may land. */
  broken: boolean;
}

export interface Gathered {
  readonly products: readonly GatheredProduct[];
  readonly rows: number;
  readonly skipped: number;
  /** False when the end of the file could not be read. */
  readonly whole: boolean;
  readonly names: FileNames;
}

/** Reads the file once, keeps every row in the spool and finds out which rows are one product. Nothing is written to the shop. */
export async function gatherProducts(rows: AsyncIterable<Row>, reading: Reading, spool: Spool, problems: Problems): Promise<Gathered> {
  const gathering = reading.columns.format === 'woocommerce' ? new WooGathering(problems) : new HandleGathering(problems);
  const skus = new SkuCount();
  let count = 0;
  let whole = true;
  try {
    for await (const row of rows) {
      count++;
      if (count % 1000 === 0) await pause(reading.options, count);
      if (row.cells.every(cell => cell.trim() === '') || isHeader(row, reading, problems)) continue;
      const cells = new Cells(row, reading);
      skus.add(cells.text('sku'));
      gathering.add(cells, await spool.add(row), isTooWide(row, reading));
    }
  } catch (error) {
    if (!(error instanceof BrokenRows)) throw error;
    whole = false;
    problems.add('error', error.line, undefined, error.message);
    gathering.breakLast();
  }
  await spool.flush();
  const {products, skipped} = gathering.finish();
  return {products, skipped, rows: count, whole, names: {skus: skus.seen, sharedSkus: skus.shared, handles: new Set(products.map(({handle}) => handle))}};
}

async function pause({onProgress, signal}: ImportOptions, done: number): Promise<void> {
  onProgress?.({phase: 'reading', done});
  signal?.throwIfAborted();
  await new Promise(resolve => setImmediate(resolve));
}

/** Throws `BrokenRows` where the columns become others. */
function isHeader({cells, line}: Row, {columns}: Reading, problems: Problems): boolean {
  const found = headersIn(cells, columns);
  if (found === 'other') throw new BrokenRows(line, 'The names of other columns stand here: nothing from here on was read. Import what follows as a file of its own.');
  if (found === 'same') problems.add('note', line, undefined, 'The names of the columns stand here again: the row is passed over.');
  return found === 'same';
}

/** More cells than columns: a comma or quotation mark in the row is not as it should be. */
export function isTooWide(row: Row, {columns}: Reading): boolean {
  return row.cells.slice(columns.headers.length).some(cell => cell.trim() !== '');
}

class SkuCount {
  readonly shared = new Set<string>();
  readonly seen = new Set<string>();

  add(sku: string): void {
    if (sku && this.seen.has(sku)) this.shared.add(sku);
    this.seen.add(sku);
  }
}

/** Rows that say by a handle which product they are of. */
class HandleGathering {
  readonly #products = new Map<string, GatheredProduct>();
  readonly #problems: Problems;
  #last: GatheredProduct | undefined;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  add(cells: Cells, place: Spooled, tooWide: boolean): void {
    const handle = shopifyHandle(cells);
    if (handle === '') {
      this.#problems.add('error', cells.line, undefined, 'The row has neither a handle nor a title.');
      return;
    }
    const product = this.#products.get(handle) ?? {id: handleProductId(handle), handle, open: true, rows: [], broken: false};
    this.#products.set(handle, product);
    product.rows.push(place);
    this.#last = product;
    if (tooWide) breakRow(product, cells, this.#problems);
  }

  breakLast(): void {
    if (this.#last) breakEnd(this.#last, this.#problems);
  }

  finish(): {products: GatheredProduct[]; skipped: number} {
    return {products: [...this.#products.values()], skipped: 0};
  }
}

/** WooCommerce has one row a product, and rows of variations that name their product by SKU or number. */
class WooGathering {
  readonly #products = new Map<string, GatheredProduct>();
  /** `undefined`: the reference of several products. */
  readonly #byReference = new Map<string, GatheredProduct | undefined>();
  readonly #variations: {readonly parent: string; readonly place: Spooled; readonly tooWide: boolean; readonly cells: Pick<Cells, 'line'>}[] = [];
  readonly #problems: Problems;
  #skipped = 0;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  add(cells: Cells, place: Spooled, tooWide: boolean): void {
    const kind = wooKind(cells);
    if (kind === 'other') this.#skip(cells);
    else if (kind === 'variation') this.#variations.push({parent: cells.text('parent'), place, tooWide, cells: {line: cells.line}});
    else this.#addProduct(kind, cells, place, tooWide);
  }

  #skip(cells: Cells): void {
    this.#skipped++;
    const kind = kindsOf(cells)[0] ?? '';
    const why = {
      grouped: 'a group of other products, which are imported on their own',
      external: 'sold on another site',
    }[kind] ?? `of the type "${kind}", which a tag cannot sell`;
    this.#problems.add('note', cells.line, cells.text('title'), `The product is ${why}: it is left out.`);
  }

  #addProduct(kind: 'simple' | 'variable', cells: Cells, place: Spooled, tooWide: boolean): void {
    const handle = wooHandle(cells);
    const id = wooProductId(cells);
    const earlier = this.#products.get(id);
    if (handle === '' || earlier) {
      const why = earlier ? `The row is the same product as the one on line ${earlier.rows[0]?.line}.` : 'The row has neither a number, a SKU nor a name.';
      this.#problems.add('error', cells.line, handle || undefined, why);
      return;
    }
    const product: GatheredProduct = {id, handle, open: kind === 'variable', rows: [place], broken: false};
    this.#products.set(id, product);
    for (const reference of [`id:${cells.text('id')}`, cells.text('sku')]) {
      if (!['id:', ''].includes(reference)) this.#byReference.set(reference, this.#byReference.has(reference) ? undefined : product);
    }
    if (tooWide) breakRow(product, cells, this.#problems);
  }

  /** Variations may come long after their product, so no variable product can be told to be complete. */
  breakLast(): void {
    for (const product of this.#products.values()) if (product.open) breakEnd(product, this.#problems);
  }

  finish(): {products: GatheredProduct[]; skipped: number} {
    for (const {parent, place, tooWide, cells} of this.#variations) {
      const product = this.#byReference.get(parent);
      if (!product) {
        this.#problems.add('error', cells.line, undefined, `The product of this variation ${this.#whose(parent)}.`);
        continue;
      }
      product.rows.push(place);
      if (tooWide) breakRow(product, cells, this.#problems);
    }
    return {products: [...this.#products.values()], skipped: this.#skipped};
  }

  #whose(parent: string): string {
    if (!parent) return 'is not named';
    return this.#byReference.has(parent) ? `cannot be told: "${parent}" is the SKU of several` : `"${parent}" is not in the file`;
  }
}

function breakRow(product: GatheredProduct, cells: Pick<Cells, 'line'>, problems: Problems): void {
  product.broken = true;
  problems.add('error', cells.line, product.handle, 'The row has more cells than there are columns: a comma or quotation mark is out of place.');
}

function breakEnd(product: GatheredProduct, problems: Problems): void {
  product.broken = true;
  problems.add('error', product.rows.at(-1)?.line, product.handle, 'The product may go on in the part that was not read: it is left out.');
}
