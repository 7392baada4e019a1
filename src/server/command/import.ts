import {createReadStream} from 'node:fs';
import {stat} from 'node:fs/promises';
import type {Readable} from 'node:stream';
import {FIELDS, isField} from '../import/columns.ts';
import type {Field} from '../import/columns.ts';
import type {Encoding} from '../import/decode-text.ts';
import {ENCODINGS, encodingNamed} from '../import/decode-text.ts';
import type {ImportProgress, ImportReport} from '../import/import-report.ts';
import {DATE_ORDERS} from '../import/sale-date.ts';
import {isKnownCurrency} from '../known-currency.ts';
import {CommandError, reasonOf} from './command-error.ts';
import {readConfig} from './config-file.ts';
import {importThrough} from './control-client.ts';
import {DEFAULT_FOLDER, FolderHeld, holdFolder} from './data-folder.ts';
import {printImport, showProgress} from './import-printing.ts';
import type {ImportRequest} from './import-request.ts';
import type {Command} from './options.ts';
import {COMMON, oneOf, readOptions} from './options.ts';
import {runImport} from './run-import.ts';
import {databaseUrl, openShopDatabase} from './shop-database.ts';

const HELP = `Usage: hangtag import <file.csv> [options]

Brings products into the shop from the product CSV that Shopify or WooCommerce exports, or from any table whose columns are
named with --map. "-" reads standard input. Each product lands whole or not at all; every row that does not is named by line
and reason. Running it again updates texts and prices and never gives back stock that was sold. While a server works with the
data folder, the import goes through that server.

  --currency <code>      currency of the prices, ISO 4217 (default: the shop's)
  --locale <tag>         the file holds translations: en, zh-Hans or zh-Hant; prices and stock in it are not looked at
  --map "Header=field"   what a column of another name holds; may be given several times
  --stock keep|set       keep: variants that exist keep their stock (default); set: the file's number, less what payments
                         that are not finished yet hold. Shopify's export of the inventory needs set, and changes nothing else
  --archive-missing      archives products that are no longer in the file
  --dry-run              reports everything, writes nothing
  --encoding <name>      ${ENCODINGS.join(', ')}
                         (default: UTF-8, or UTF-16 with a byte order mark)
  --date-order dmy|mdy   sale dates have the year last, and the day or the month first: 31/1/2026 or 1/31/2026
  --config <file>        the shop's settings: its currency, and the time zone of sale dates
  --data <folder>        where the shop lives (default: ${DEFAULT_FOLDER})
  --json                 prints the report as JSON
  --debug                shows where an error comes from

Ids: a variant is called by its SKU. Without a SKU, or when several have the same, it is called by its product's handle,
followed by its values when there are several, as in "celadon-gaiwan--rice-white". A variant keeps its id for good.

Exit code: 0 when everything landed, 1 when a row did not, 2 when the file could not be imported.

Fields for --map: ${wrapped(Object.keys(FIELDS), 18)}.
`;

const OPTIONS = {
  ...COMMON,
  currency: {type: 'string'},
  locale: {type: 'string'},
  map: {type: 'string', multiple: true},
  stock: {type: 'string'},
  'archive-missing': {type: 'boolean'},
  'dry-run': {type: 'boolean'},
  encoding: {type: 'string'},
  'date-order': {type: 'string'},
  config: {type: 'string'},
  data: {type: 'string', default: DEFAULT_FOLDER},
  json: {type: 'boolean'},
} as const;

export const importCommand: Command = {summary: 'brings products in from a CSV of Shopify, WooCommerce or your own', help: HELP, run};

async function run(args: readonly string[]): Promise<number> {
  const {values, positionals} = readOptions(args, OPTIONS, 'import');
  const [path, ...others] = positionals;
  if (path === undefined) throw new CommandError('Which file? "hangtag import products.csv" imports one.');
  if (others.length) throw new CommandError(`One file at a time: "${others[0]}" is one too many.`);
  const request: ImportRequest = {
    currency: values.currency === undefined ? undefined : readCurrency(values.currency),
    locale: values.locale,
    map: readMap(values.map ?? []),
    stock: values.stock === undefined ? undefined : oneOf('stock', values.stock, ['keep', 'set']),
    dryRun: values['dry-run'],
    archiveMissing: values['archive-missing'],
    encoding: values.encoding === undefined ? undefined : readEncoding(values.encoding),
    dateOrder: values['date-order'] === undefined ? undefined : oneOf('date-order', values['date-order'], DATE_ORDERS),
  };
  const file = await openFile(path);
  const progress = showProgress(process.stderr);
  const report = await importFile(file, request, values, shown => progress.show(shown)).finally(() => {
    progress.end();
    file.destroy();
  });
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : printImport(report));
  return report.problemCount.error || report.stopped ? 1 : 0;
}

async function importFile(
  file: Readable, request: ImportRequest, where: {readonly data: string; readonly config?: string}, onProgress: (progress: ImportProgress) => void,
): Promise<ImportReport> {
  const config = {...await readConfig(where.config), given: where.config !== undefined};
  if (databaseUrl() !== undefined) return directly();
  try {
    const folder = await holdFolder(where.data, 'import');
    return await directly(folder.path).finally(() => folder.release());
  } catch (error) {
    if (!(error instanceof FolderHeld) || error.holder.url === undefined) throw error;
    const own = config.given ? {currency: config.currency, timeZone: config.timeZone} : {};
    return importThrough({url: error.holder.url, token: error.holder.token}, file, {...own, ...withoutGaps(request)}, onProgress);
  }

  async function directly(folder = where.data): Promise<ImportReport> {
    const database = await openShopDatabase(folder);
    const stop = new AbortController();
    const onSignal = (): void => stop.abort();
    process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
    return runImport(database, file, request, config, {signal: stop.signal, onProgress}).finally(async () => {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      await database.close();
    });
  }
}

function withoutGaps(request: ImportRequest): ImportRequest {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}

async function openFile(path: string): Promise<Readable> {
  if (path === '-') return process.stdin;
  const refuse = (reason: string, cause?: unknown): never => {
    throw new CommandError(`The file ${path} cannot be read: ${reason}.`, {cause});
  };
  const found = await stat(path).catch((error: unknown) => refuse(reasonOf(error), error));
  if (found.isDirectory()) refuse('it is a folder');
  const file = createReadStream(path);
  await new Promise<void>((resolve, reject) => file.once('open', () => resolve()).once('error', reject)).catch((error: unknown) => refuse(reasonOf(error), error));
  return file;
}

function readCurrency(code: string): string {
  const upper = code.toUpperCase();
  if (!isKnownCurrency(upper)) throw new CommandError(`--currency must be an ISO 4217 code such as HKD, not "${code}".`);
  return upper;
}

function readEncoding(name: string): Encoding {
  return encodingNamed(name) ?? oneOf('encoding', name, ENCODINGS);
}

function readMap(pairs: readonly string[]): Record<string, Field> | undefined {
  if (!pairs.length) return undefined;
  return Object.fromEntries(pairs.map(pair => {
    const at = pair.lastIndexOf('=');
    const field = pair.slice(at + 1).trim();
    if (at < 1) throw new CommandError(`--map must be "Their header=our field", not "${pair}".`);
    if (!isField(field)) throw new CommandError(`There is no field "${field}" for --map; "hangtag import --help" lists them.`);
    return [pair.slice(0, at).trim(), field];
  }));
}

function wrapped(words: readonly string[], indent: number): string {
  const lines = words.reduce<string[]>((all, word) => {
    const last = all.at(-1) ?? '';
    return last.length + word.length > 90 - indent ? [...all, word] : [...all.slice(0, -1), last ? `${last}, ${word}` : word];
  }, []);
  return lines.join(`,\n${' '.repeat(indent)}`);
}
