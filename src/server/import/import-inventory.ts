import type {Database, Queryable} from '../database/database.ts';
import type {Reading} from './cells.ts';
import {Cells} from './cells.ts';
import {groupBy} from './group-by.ts';
import {isTooWide} from './gather-products.ts';
import type {ImportOptions, ImportReport} from './import-report.ts';
import {ImportError, Problems, RowError} from './import-report.ts';
import type {InventoryColumns} from './inventory-columns.ts';
import {availableIn} from './inventory-columns.ts';
import type {VariantDraft} from './product-draft.ts';
import type {Row} from './read-rows.ts';
import {BrokenRows} from './read-rows.ts';
import {lockVariants, writeStock} from './set-stock.ts';
import {handleProductId} from './shopify-product.ts';
import type {StoredVariant} from './variant-ids.ts';
import {matchVariants} from './variant-ids.ts';

/** Products whose stock is written in one transaction. */
const BATCH = 250;
const MOST = 2_147_483_647;
const OPTION_NUMBERS = [1, 2, 3] as const;

/** A variant as the file names it, with what all of its rows say together. */
interface Counted {
  readonly line: number;
  readonly handle: string;
  readonly sku: string;
  readonly names: readonly string[];
  readonly labels: readonly string[];
  /** `undefined`: no location has it in stock. */
  available: number | undefined;
  broken: boolean;
}

/**
 * Sets the stock of variants that are in the shop from Shopify's export of the inventory: what is available at all locations together, less what
 * payments that are not finished hold. Throws `ImportError` when the file cannot be read to its end, or is not meant to set stock; nothing is written then.
 */
export async function importInventory(database: Database, rows: AsyncIterable<Row>, columns: InventoryColumns, reading: Reading): Promise<ImportReport> {
  const {options} = reading;
  requireMeant(options);
  await requireProducts(database);
  const problems = new Problems();
  const {counted, count} = await readCounted(rows, columns, reading, problems);
  const known = counted.filter(({broken, available}) => !broken && available !== undefined);
  const nowhere = counted.filter(({broken, available}) => !broken && available === undefined).length;
  if (nowhere) problems.add('warning', undefined, undefined, `Variants without a number at any location: ${nowhere}. Their stock stays as it is.`);
  const variants = {created: 0, updated: 0, unchanged: 0, archived: 0};
  const products = [...groupBy(known, ({handle}) => handle).values()];
  let done = 0;
  for (let at = 0; at < products.length && !options.signal?.aborted; at += BATCH) {
    const batch = products.slice(at, at + BATCH);
    const {updated, unchanged} = await writeBatch(database, batch, options, problems);
    variants.updated += updated;
    variants.unchanged += unchanged;
    done += batch.length;
    options.onProgress?.({phase: 'writing', done, total: products.length});
  }
  return {
    format: 'inventory', dryRun: options.dryRun ?? false, currency: options.currency, rows: count,
    products: {created: 0, updated: 0, unchanged: 0, failed: 0, skipped: 0}, variants, translations: 0,
    missing: {products: 0, archived: false, examples: []}, problems: problems.list(), problemCount: problems.count, stopped: done < products.length,
  };
}

function requireMeant({stock, locale, archiveMissing}: ImportOptions): void {
  if (locale !== undefined) throw new ImportError('This is Shopify’s export of the inventory: it holds no texts to translate.');
  if (archiveMissing) throw new ImportError('This is Shopify’s export of the inventory: it cannot archive products.');
  if (stock === 'set') return;
  throw new ImportError('This is Shopify’s export of the inventory, which sets the stock of variants that are in the shop. If that is meant, and nothing was sold here since it was made, say --stock set.');
}

/** Else every line of the file would be an error. */
async function requireProducts(database: Database): Promise<void> {
  const any = await database.query('select 1 from variants limit 1');
  if (any.length === 0) throw new ImportError('This is Shopify’s export of the inventory, and the shop has no products yet: import Shopify’s export of the products first, then this one.');
}

async function readCounted(rows: AsyncIterable<Row>, columns: InventoryColumns, reading: Reading, problems: Problems): Promise<{counted: readonly Counted[]; count: number}> {
  const counted = new Map<string, Counted>();
  let count = 0;
  try {
    for await (const row of rows) {
      count++;
      if (row.cells.every(cell => cell.trim() === '')) continue;
      reading.options.signal?.throwIfAborted();
      readRow(new Cells(row, reading), isTooWide(row, reading), columns, counted, problems);
    }
  } catch (error) {
    if (error instanceof BrokenRows) throw new ImportError(`Line ${error.line}: ${error.message} No stock was set: a number may be missing for some location.`);
    throw error;
  }
  return {counted: [...counted.values()], count};
}

/** One that cannot be read leaves its variant out: what the other locations have is not all there is. */
function readRow(row: Cells, tooWide: boolean, columns: InventoryColumns, counted: Map<string, Counted>, problems: Problems): void {
  const handle = row.text('handle');
  if (handle === '') return problems.add('error', row.line, undefined, 'The row names no product: it has no handle.');
  const labels = OPTION_NUMBERS.map(number => row.text(`option${number}_value`));
  const key = JSON.stringify([handle, row.text('sku'), labels]);
  const names = OPTION_NUMBERS.map(number => row.text(`option${number}_name`));
  const one = counted.get(key) ?? {line: row.line, handle, sku: row.text('sku'), names, labels, available: undefined, broken: false};
  counted.set(key, one);
  try {
    if (tooWide) throw new RowError(row.line, 'The row has more cells than there are columns: a comma or quotation mark is out of place.');
    const here = availableIn(row, columns);
    if (here !== undefined) one.available = (one.available ?? 0) + here;
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    one.broken = true;
    problems.add('error', error.line, handle, error.message);
  }
}

/** Ends the transaction of a dry run. */
class DryRun extends Error {}

async function writeBatch(database: Database, products: readonly (readonly Counted[])[], {dryRun}: ImportOptions, problems: Problems): Promise<{updated: number; unchanged: number}> {
  let outcome = {updated: 0, unchanged: 0, unknown: [] as readonly Counted[]};
  const work = async (tx: Queryable): Promise<void> => {
    const {found, unknown} = await findVariants(tx, products);
    await lockVariants(tx, found.map(({id}) => id));
    const changed = await writeStock(tx, found);
    outcome = {updated: changed.length, unchanged: found.length - changed.length, unknown};
    if (dryRun) throw new DryRun();
  };
  await database.transaction(work).catch((error: unknown) => {
    if (!(error instanceof DryRun)) throw error;
  });
  for (const {line, handle} of outcome.unknown) problems.add('error', line, handle, 'The shop has no such variant: its stock is not set.');
  return outcome;
}

async function findVariants(tx: Queryable, products: readonly (readonly Counted[])[]): Promise<{found: {id: string; stock: number}[]; unknown: Counted[]}> {
  const ids = products.flatMap(([first]) => (first ? [handleProductId(first.handle)] : []));
  const rows = await tx.query<StoredVariant>('select id, product_id, sku, options, status from variants where product_id = any($1::text[])', [ids]);
  const stored = groupBy(rows, row => row.product_id);
  const found: {id: string; stock: number}[] = [];
  const unknown: Counted[] = [];
  for (const product of products) {
    const drafts = new Map(product.map(one => [draftOf(one, product), one]));
    const matches = matchVariants([...drafts.keys()], stored.get(handleProductId(product[0]?.handle ?? '')) ?? []);
    for (const [draft, one] of drafts) {
      const match = matches.get(draft);
      if (match) found.push({id: match.id, stock: Math.min(Math.max(0, one.available ?? 0), MOST)});
      else unknown.push(one);
    }
  }
  return {found, unknown};
}

/** Names of options may stand on a product's first row only. */
function draftOf({line, sku, labels}: Counted, product: readonly Counted[]): VariantDraft {
  const isOnly = labels.filter(Boolean).length === 1 && labels[0]?.toLowerCase() === 'default title';
  const options = labels.map((label, index) => ({name: product.map(({names}) => names[index]).find(Boolean) ?? '', label})).filter(({label}) => label !== '');
  return {line, sku: sku || undefined, title: '', options: isOnly ? [] : options};
}
