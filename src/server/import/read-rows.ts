import {once} from 'node:events';
import {parse} from 'csv-parse';
import type {CsvError, Parser} from 'csv-parse';
import {refuseForeignText} from './file-kind.ts';
import {ImportError} from './import-report.ts';

export interface Row {
  /** Where the row begins in the file, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A row longer than this is a quote that was never closed. */
const MAX_ROW_BYTES = 4 * 1024 * 1024;
const DELIMITERS = [',', ';', '\t', '|'];

/** The file broke off: rows from `line` on could not be told apart. What came before is good. */
export class BrokenRows extends Error {
  override readonly name = 'BrokenRows';
  readonly line: number;
  constructor(line: number, message = 'A quotation mark is opened here and never closed: nothing from here on was read.') {
    super(message);
    this.line = line;
  }
}

/**
 * Reads delimited text as it arrives: quoted cells may hold line breaks, line ends may be mixed, empty lines are passed over, and the
 * delimiter is the one that the first line has most of. Throws `BrokenRows` after the last good row; a file whose rows are all as wide as
 * its header, but for a last one without a line end, was cut off there.
 */
export async function* readRows(text: AsyncIterable<string>): AsyncGenerator<Row> {
  const {opening, rest} = await firstLine(text);
  refuseForeignText(opening.trimStart());
  const {delimiter, body, skipped} = delimiterOf(opening);
  const rows: Row[] = [];
  let broken: CsvError | undefined;
  const at = {line: skipped + 1};
  const widths: Widths = {narrowest: Infinity};
  let lastCharacter = body.slice(-1);
  const parser = rowParser(delimiter, skipped, (row, next) => {
    rows.push(row);
    at.line = next;
  });
  parser.on('error', (error: CsvError) => { broken = error; });
  parser.resume();
  await write(parser, body, () => broken);
  yield* measured(rows.splice(0), widths);
  for await (const chunk of rest) {
    if (broken) break;
    lastCharacter = chunk.slice(-1);
    await write(parser, chunk, () => broken);
    yield* measured(rows.splice(0), widths);
  }
  if (!broken) {
    parser.end();
    await Promise.race([once(parser, 'end'), once(parser, 'close')]).catch(() => undefined);
    yield* measured(rows.splice(0, rows.length - 1), widths);
    if (!/[\r\n]/.test(lastCharacter)) requireWhole(rows[0], widths);
  }
  yield* rows.splice(0);
  if (broken) throw brokenAt(broken, at.line);
}

interface Widths {
  header?: number;
  narrowest: number;
}

function measured(rows: readonly Row[], widths: Widths): readonly Row[] {
  for (const {cells} of rows) {
    widths.header ??= cells.length;
    widths.narrowest = Math.min(widths.narrowest, cells.length);
  }
  return rows;
}

function requireWhole(last: Row | undefined, {header, narrowest}: Widths): void {
  if (!last || header === undefined || narrowest < header || last.cells.length >= header) return;
  throw new BrokenRows(last.line, 'The file ends in the middle of this row: it was cut off when it was saved or sent.');
}

function rowParser(delimiter: string, skipped: number, take: (row: Row, next: number) => void): Parser {
  let end = skipped;
  let emptyBefore = 0;
  return parse({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: MAX_ROW_BYTES,
    // Rows are taken here, not from the stream: it drops the good rows of a chunk that breaks later on.
    on_record(cells: string[], {lines, empty_lines}) {
      const line = end + 1 + (empty_lines - emptyBefore);
      end = lines + skipped;
      emptyBefore = empty_lines;
      take({line, cells}, end + 1);
      return null;
    },
  });
}

async function write(parser: Parser, chunk: string, broken: () => CsvError | undefined): Promise<void> {
  if (!chunk || broken()) return;
  await new Promise<void>(resolve => {
    parser.write(chunk, () => resolve());
  });
}

function brokenAt(error: CsvError, line: number): Error {
  if (error.code === 'CSV_MAX_RECORD_SIZE') return new BrokenRows(line, 'This row is longer than 4 MB, as where a quotation mark is opened and never closed: nothing from here on was read.');
  return error.code === 'CSV_QUOTE_NOT_CLOSED' ? new BrokenRows(line) : error;
}

interface Opening {
  readonly opening: string;
  readonly rest: AsyncIterable<string>;
}

async function firstLine(text: AsyncIterable<string>): Promise<Opening> {
  const iterator = text[Symbol.asyncIterator]();
  let opening = '';
  for (;;) {
    const next = await iterator.next();
    if (next.done) break;
    opening += next.value;
    if (endOfLine(opening.trimStart()) >= 0) break;
    if (opening.length > MAX_ROW_BYTES) throw new ImportError('The first line of the file is too long to be column names.');
  }
  if (!opening.trim()) throw new ImportError('The file is empty.');
  return {opening, rest: {[Symbol.asyncIterator]: () => iterator}};
}

/** Where the first line ends, quoted line breaks aside; -1 while it has not ended. */
function endOfLine(text: string): number {
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    // A carriage return at the very end may be half of a line end.
    else if (!quoted && (character === '\n' || (character === '\r' && at + 1 < text.length))) return at;
  }
  return -1;
}

/** Excel may say `sep=;` in a line of its own. */
function delimiterOf(opening: string): {delimiter: string; body: string; skipped: number} {
  const said = /^\s*("?)sep=(.)\1(?:\r\n|\r|\n)/i.exec(opening);
  if (said?.[2]) return {delimiter: said[2], body: opening.slice(said[0].length), skipped: said[0].split(/\r\n|\r|\n/).length - 1};
  const text = opening.trimStart();
  const end = endOfLine(text);
  const header = (end < 0 ? text : text.slice(0, end)).replace(/"[^"]*"/g, '');
  const count = (delimiter: string): number => header.split(delimiter).length;
  const delimiter = DELIMITERS.reduce((best, next) => (count(next) > count(best) ? next : best));
  return {delimiter, body: opening, skipped: 0};
}
