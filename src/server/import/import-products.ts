import {currencyDecimals} from '../../commerce/money.ts';
import {matchLocale} from '../../words/locale.ts';
import type {Database} from '../database/database.ts';
import type {Reading} from './cells.ts';
import {readColumns} from './columns.ts';
import type {Columns} from './columns.ts';
import type {ByteSource} from './decode-text.ts';
import {decodeText} from './decode-text.ts';
import type {Gathered, GatheredProduct} from './gather-products.ts';
import {gatherProducts} from './gather-products.ts';
import type {ImportOptions, ImportReport} from './import-report.ts';
import {ImportError, Problems, RowError} from './import-report.ts';
import {importInventory} from './import-inventory.ts';
import {inventoryColumns} from './inventory-columns.ts';
import {missingProducts} from './missing-products.ts';
import {missingStock, withoutStock} from './missing-stock.ts';
import {namesFurtherDown} from './names-further-down.ts';
import type {ProductDraft} from './product-draft.ts';
import type {Row} from './read-rows.ts';
import {BrokenRows, readRows} from './read-rows.ts';
import {readShopifyProduct} from './shopify-product.ts';
import {Spool} from './spool.ts';
import type {Storing} from './store-products.ts';
import {storeProducts} from './store-products.ts';
import {storeTranslations} from './store-translations.ts';
import {readWooProduct} from './woocommerce-product.ts';

/** Products and variants that are written in one transaction. */
const BATCH = {products: 250, variants: 1000};

/**
 * Imports the product CSV of Shopify or WooCommerce, or a table with columns of our own names. The file is read once as it arrives and
 * kept on disk until the rows of each product are together; then each product lands whole or not at all. Running it again is safe, and
 * whoever stops it leaves whole products behind. Throws `ImportError` when the file as a whole cannot be read; nothing is written then.
 */
export async function importProducts(database: Database, source: ByteSource, options: ImportOptions): Promise<ImportReport> {
  const locale = checkOptions(options);
  const spool = await Spool.open();
  try {
    const rows = readRows(decodeText(source, options.encoding));
    const headers = await readHeader(rows);
    const inventory = inventoryColumns(headers);
    const columns = await columnsOf(headers, rows, options.map, locale === undefined && !inventory);
    const reading = {columns, options: {...options, locale}};
    if (inventory) return await importInventory(database, rows, inventory, reading);
    const problems = new Problems();
    const gathered = await gatherProducts(rows, reading, spool, problems);
    return await writeProducts(database, gathered, reading, spool, problems);
  } catch (error) {
    if (options.signal?.aborted && error === options.signal.reason) throw new ImportError('The import was stopped before anything was written.');
    throw error;
  } finally {
    await spool.close();
  }
}

function checkOptions({currency, timeZone, locale, archiveMissing}: ImportOptions): string | undefined {
  try {
    currencyDecimals(currency);
    new Intl.DateTimeFormat('en', {timeZone});
  } catch (error) {
    throw new ImportError(`${(error as Error).message}.`);
  }
  if (locale === undefined) return undefined;
  if (archiveMissing) throw new ImportError('A file of translations cannot archive products.');
  const match = matchLocale(locale);
  if (!match) throw new ImportError(`"${locale}" is not a language that the shop speaks: en, zh-Hans or zh-Hant.`);
  return match;
}

async function readHeader(rows: AsyncGenerator<Row>): Promise<readonly string[]> {
  const first = await rows.next().catch((error: unknown) => {
    throw error instanceof BrokenRows ? new ImportError('The names of the columns cannot be read: a quotation mark is opened there and never closed.') : error;
  });
  if (first.done) throw new ImportError('The file is empty.');
  return first.value.cells;
}

async function columnsOf(headers: readonly string[], rows: AsyncGenerator<Row>, map: ImportOptions['map'], needsPrice: boolean): Promise<Columns> {
  try {
    return readColumns(headers, map, needsPrice);
  } catch (error) {
    throw (await namesFurtherDown(rows, cells => inventoryColumns(cells) !== undefined || namesColumns(cells, map))) ?? error;
  }
}

function namesColumns(cells: readonly string[], map: ImportOptions['map']): boolean {
  try {
    readColumns(cells, map);
    return true;
  } catch {
    return false;
  }
}

async function writeProducts(database: Database, gathered: Gathered, reading: Reading, spool: Spool, problems: Problems): Promise<ImportReport> {
  const {columns, options} = reading;
  const storing: Storing = {
    database, columns, options, problems,
    names: gathered.names,
    taken: new Map(),
    counts: {
      products: {created: 0, updated: 0, unchanged: 0, failed: 0, skipped: gathered.skipped},
      variants: {created: 0, updated: 0, unchanged: 0, archived: 0},
    },
  };
  const translations = await writeBatches(gathered, reading, spool, storing);
  const stopped = translations === undefined;
  const archives = Boolean(options.archiveMissing && gathered.whole && gathered.products.length && !stopped && !options.dryRun);
  const ids = gathered.products.map(({id}) => id);
  return {
    format: columns.format,
    dryRun: options.dryRun ?? false,
    locale: options.locale,
    currency: options.currency,
    rows: gathered.rows,
    ...storing.counts,
    translations: translations ?? 0,
    missing: options.locale ? {products: 0, archived: false, examples: []} : await missingProducts(database, ids, columns.format, archives),
    problems: problems.list(),
    problemCount: problems.count,
    stopped,
  };
}

/** Answers how many texts were written; `undefined` when it was stopped. */
async function writeBatches({products}: Gathered, reading: Reading, spool: Spool, storing: Storing): Promise<number | undefined> {
  const {onProgress, signal, locale} = reading.options;
  let texts = 0;
  let done = 0;
  let written = 0;
  let uncounted = 0;
  let batch: ProductDraft[] = [];
  const store = async (): Promise<void> => {
    if (locale === undefined) await storeProducts(batch, storing);
    else texts += await storeTranslations(batch, locale, storing);
  };
  const write = async (): Promise<void> => {
    await store().catch((error: unknown) => { throw written && !reading.options.dryRun ? brokenOff(error, written, products.length) : error; });
    written = done;
    batch = [];
    onProgress?.({phase: 'writing', done, total: products.length});
    await new Promise(resolve => setImmediate(resolve));
  };
  for (const product of products) {
    if (signal?.aborted) return undefined;
    const draft = await readProduct(product, reading, spool, storing);
    if (draft) batch.push(draft);
    if (draft) uncounted += withoutStock(draft);
    if (draft) warnOfFree(draft, storing);
    done++;
    if (isFull(batch)) await write();
  }
  if (batch.length || !products.length) await write();
  if (uncounted) storing.problems.add('warning', undefined, undefined, missingStock(uncounted));
  return texts;
}

function brokenOff(cause: unknown, written: number, total: number): Error {
  const reason = (cause as Error).message.replace(/\.$/, '');
  return new Error(`The import broke off after ${written} of ${total} products: ${reason}. What is in stays; run it again when that is put right.`, {cause});
}

function isFull(batch: readonly ProductDraft[]): boolean {
  return batch.length >= BATCH.products || batch.reduce((sum, {variants}) => sum + variants.length, 0) >= BATCH.variants;
}

/** Which is hardly ever meant. */
function warnOfFree({status, handle, variants}: ProductDraft, {problems}: Storing): void {
  const [first, ...others] = status === 'active' ? variants.filter(({offer}) => offer && (offer.salePrice ?? offer.price) === 0) : [];
  if (first) problems.add('warning', first.line, handle, `The price is 0: it is sold for nothing.${others.length ? ` So are ${others.length} more of its variants.` : ''}`);
}

async function readProduct(product: GatheredProduct, reading: Reading, spool: Spool, {counts, problems}: Storing): Promise<ProductDraft | undefined> {
  if (product.broken) {
    counts.products.failed++;
    return undefined;
  }
  const rows = await spool.read(product.rows);
  try {
    return reading.columns.format === 'woocommerce' ? readWooProduct(rows, reading) : readShopifyProduct(rows, reading);
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    counts.products.failed++;
    problems.add('error', error.line, product.handle, error.message);
    return undefined;
  }
}
