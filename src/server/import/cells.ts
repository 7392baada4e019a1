import type {Columns, Field} from './columns.ts';
import type {ImportOptions, ImportProblem} from './import-report.ts';
import {RowError} from './import-report.ts';
import {PriceError, readPrice} from './price.ts';
import type {Row} from './read-rows.ts';
import {safeLine, safeText} from './safe-text.ts';
import {SaleDateError, saleEnd, saleStart} from './sale-date.ts';

const MAX_STOCK = 2_147_483_647;
const YES = new Set(['1', 'true', 'yes', 'y', 'continue', 'notify', 'on', '是']);
const NO = new Set(['0', 'false', 'no', 'n', 'deny', 'off', '否']);

/** What every reader of rows needs. */
export interface Reading {
  readonly columns: Columns;
  readonly options: ImportOptions;
}

/** One row with its columns by name. Readers throw `RowError` with the row's line. */
export class Cells {
  readonly line: number;
  readonly #cells: readonly string[];
  readonly #reading: Reading;

  constructor(row: Row, reading: Reading) {
    this.line = row.line;
    this.#cells = row.cells;
    this.#reading = reading;
  }

  has(field: Field): boolean {
    return this.#reading.columns.at.has(field);
  }

  /**
   * As it stands, but for white space around it and the apostrophe that keeps spreadsheets from taking the cell for a formula, or, as in
   * Shopify's article numbers, from taking the zeros off a number.
   */
  raw(field: Field): string {
    return this.at(this.#reading.columns.at.get(field));
  }

  at(index: number | undefined): string {
    const cell = index === undefined ? '' : (this.#cells[index] ?? '').trim();
    return /^'(?:[=+\-@\t\r]|\d+$)/.test(cell) ? cell.slice(1) : cell;
  }

  /** One line of clean text. */
  text(field: Field): string {
    return safeLine(this.raw(field));
  }

  limited(field: Field, length: number): string {
    return this.#within(this.text(field), field, length);
  }

  /** What people call something, as its shop shows it: WordPress keeps names as HTML. */
  name(field: Field, length = Infinity): string {
    return this.#within(this.#shown(this.raw(field)), field, length);
  }

  /** Names between commas, as `listOf`. */
  names(cell: string): string[] {
    return listOf(cell).map(name => this.#shown(name)).filter(name => name !== '');
  }

  #shown(name: string): string {
    return safeLine(this.#reading.columns.format === 'woocommerce' ? safeText(name) : name);
  }

  #within(text: string, field: Field, length: number): string {
    if (text.length > length) throw new RowError(this.line, `The ${field} is longer than ${length} characters.`);
    return text;
  }

  /** Minor units, or `undefined` for an empty cell. */
  price(field: Field): number | undefined {
    const cell = this.raw(field);
    return cell === '' ? undefined : this.#read(field, () => readPrice(cell, this.#reading.options.currency));
  }

  saleStart(): string | undefined {
    const cell = this.raw('sale_starts');
    const {timeZone, dateOrder} = this.#reading.options;
    return cell === '' ? undefined : this.#read('sale_starts', () => saleStart(cell, timeZone, dateOrder));
  }

  saleEnd(): string | undefined {
    const cell = this.raw('sale_ends');
    const {timeZone, dateOrder} = this.#reading.options;
    return cell === '' ? undefined : this.#read('sale_ends', () => saleEnd(cell, timeZone, dateOrder));
  }

  /** `undefined` for an empty cell. */
  flag(field: Field): boolean | undefined {
    const cell = this.raw(field).toLowerCase();
    if (cell === '') return undefined;
    if (YES.has(cell)) return true;
    if (NO.has(cell)) return false;
    throw new RowError(this.line, `The ${field} "${this.raw(field)}" is neither yes nor no.`);
  }

  /** A whole number of pieces, at least 0; `undefined` for an empty cell. */
  stock(): number | undefined {
    const cell = this.raw('stock').normalize('NFKC').replace(/(?<=^\d{1,3}(?:,\d{3})*),(?=\d{3}(?:,|\.|$))/g, '');
    if (cell === '') return undefined;
    if (!/^-?\d+(?:\.\d+)?$/.test(cell)) throw new RowError(this.line, `The stock "${cell}" is not a number.`);
    const [whole = '0'] = cell.split('.');
    const count = Math.max(0, Number(whole));
    if (count > MAX_STOCK) throw new RowError(this.line, `The stock ${cell} is too large.`);
    return count;
  }

  /** Whole grams; `undefined` for an empty cell and, with a remark, for one that cannot be read: nothing is lost with a weight. */
  grams(remarks: ImportProblem[]): number | undefined {
    const cell = this.raw('weight').normalize('NFKC');
    if (cell === '') return undefined;
    const grams = gramsOf(cell, this.#reading.columns.gramsPerUnit);
    if (grams === undefined) remarks.push(this.remark('warning', `The weight "${cell}" is not a number, or too large, and is left out.`));
    return grams;
  }

  remark(level: ImportProblem['level'], message: string): ImportProblem {
    return {level, line: this.line, message};
  }

  #read<Value>(field: Field, read: () => Value): Value {
    try {
      return read();
    } catch (error) {
      if (error instanceof PriceError || error instanceof SaleDateError) throw new RowError(this.line, `The ${field} ${error.message}.`);
      throw error;
    }
  }
}

/** Values between commas; `\,` is a comma inside a value. */
export function listOf(cell: string): string[] {
  return cell.split(/(?<!\\),/).map(value => safeLine(value.replaceAll('\\,', ','))).filter(value => value !== '');
}

/** Each value once, in the order of its first appearance. */
export function distinct<Value>(values: Iterable<Value>): Value[] {
  return [...new Set(values)];
}

/** A comma before three digits parts thousands of grams, but is the point of heavier units: nobody sells 1,250 kg. */
function gramsOf(cell: string, [grams, units]: Columns['gramsPerUnit']): number | undefined {
  const thousands = grams === units ? cell.replace(/(?<=^\d{1,3}(?:,\d{3})*),(?=\d{3}(?:,|\.|$))/g, '') : cell;
  const [whole, digits = '', fraction = ''] = /^(\d*)(?:[.,](\d+))?$/.exec(thousands) ?? [];
  if (!whole) return undefined;
  const scale = 10n ** BigInt(fraction.length);
  const rounded = (BigInt(digits + fraction) * grams * 2n + units * scale) / (units * scale * 2n);
  return rounded > BigInt(MAX_STOCK) ? undefined : Number(rounded);
}
