import type {ImportProblem, ImportProgress, ImportReport} from '../import/import-report.ts';
import {MAX_PROBLEMS} from '../import/import-report.ts';

/** The report of an import, for people. */
export function printImport(report: ImportReport): string {
  const {products, variants, problems, problemCount, missing, locale} = report;
  const lines = problems.map(problem => printProblem(problem));
  const unlisted = Object.values(problemCount).reduce((sum, count) => sum + count, 0) - problems.length;
  if (unlisted > 0) lines.push(`… and ${unlisted} more, of which the first ${MAX_PROBLEMS} are shown.`);
  if (lines.length) lines.push('');
  const verb = report.dryRun ? 'would be ' : '';
  const isPriced = locale === undefined && report.format !== 'inventory';
  lines.push(`${FORMATS[report.format]}, ${counted(report.rows, 'row')}${isPriced ? `, prices in ${report.currency}` : ''}${report.dryRun ? '; a dry run: nothing was written' : ''}.`);
  if (report.format === 'inventory') lines.push(`Stock: ${verb}${parts(variants, ['updated', 'unchanged'])}.`);
  else if (locale) lines.push(`Translated into ${locale}: ${counted(products.updated, 'product')}, ${counted(report.translations, 'text')}.`);
  else lines.push(`Products: ${verb}${parts(products, ['created', 'updated', 'unchanged'])}.`, `Variants: ${verb}${parts(variants, ['created', 'updated', 'unchanged', 'archived'])}.`);
  if (products.failed || products.skipped) lines.push(`Not imported: ${counted(products.failed, 'product')} with errors, ${products.skipped} of kinds that are not sold here.`);
  if (missing.products) lines.push(printMissing(missing));
  if (report.stopped) lines.push('Stopped before the end; run it again to carry on.');
  return `${lines.join('\n')}\n`;
}

const FORMATS = {shopify: 'A product export of Shopify', woocommerce: 'A product export of WooCommerce', table: 'A table of products', inventory: 'An inventory export of Shopify'};

function printProblem({level, line, product, message}: ImportProblem): string {
  return `${level}: ${line === undefined ? '' : `line ${line}: `}${product ? `${product}: ` : ''}${message}`;
}

function printMissing({products, archived, examples}: ImportReport['missing']): string {
  const named = `${examples.slice(0, 3).join(', ')}${products > 3 ? ' …' : ''}`;
  return archived
    ? `Archived, as they are no longer in the file: ${counted(products, 'product')} (${named}).`
    : `In the shop but not in this file, and left as they are: ${counted(products, 'product')} (${named}); --archive-missing archives them.`;
}

function parts<Key extends string>(counts: Readonly<Record<Key, number>>, keys: readonly Key[]): string {
  return keys.map(key => `${counts[key]} ${key}`).join(', ');
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** ms between two lines of progress. */
const PACE = {terminal: 100, plain: 2000};

/** Shows progress: one line that changes on a terminal, now and then a line of its own elsewhere. */
export function showProgress(terminal: Terminal): {show(progress: ImportProgress): void; end(): void} {
  const pace = terminal.isTTY ? PACE.terminal : PACE.plain;
  let last: number | undefined;
  let shown = false;
  return {
    show({phase, done, total}) {
      last ??= Date.now();
      if (Date.now() - last < pace) return;
      last = Date.now();
      shown = true;
      const text = phase === 'reading' ? `Reading: ${counted(done, 'row')}` : `Writing: ${done} of ${counted(total ?? done, 'product')}`;
      terminal.write(terminal.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
    },
    end() {
      if (terminal.isTTY && shown) terminal.write('\r\u001b[K');
    },
  };
}
