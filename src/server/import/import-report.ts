import type {Field} from './columns.ts';
import type {Encoding} from './decode-text.ts';
import {safeLine} from './safe-text.ts';
import type {DateOrder} from './sale-date.ts';

/** How one product file is read and what may be changed by it. */
export interface ImportOptions {
  /** ISO 4217; the currency of every price in the file. */
  readonly currency: string;
  /** IANA zone in which the file's sale dates are local, such as `Asia/Hong_Kong`. */
  readonly timeZone: string;
  /** BCP 47. The file translates products that are there already; prices and stock in it are not looked at. */
  readonly locale?: string;
  /** Columns that have other names, by header: `{"Artikelnummer": "sku"}`. */
  readonly map?: Readonly<Record<string, Field>>;
  /** `keep` (default): variants that exist keep their stock. `set`: the file's number, less what unfinished payments hold. */
  readonly stock?: 'keep' | 'set';
  /** Reads and reports everything, writes nothing. */
  readonly dryRun?: boolean;
  /** Products of the same kind of file that are no longer in it are archived; without it they stay as they are. */
  readonly archiveMissing?: boolean;
  /** Of sale dates that have the year last, such as `31/1/2026`; absent: such dates are refused. */
  readonly dateOrder?: DateOrder;
  /** Absent: UTF-8, or UTF-16 when the file says so. */
  readonly encoding?: Encoding;
  /** Stops after the batch at hand; what is written by then are whole products. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
}

export interface ImportProgress {
  readonly phase: 'reading' | 'writing';
  /** Rows read so far, or products done so far. */
  readonly done: number;
  /** Products in the file; known when writing. */
  readonly total?: number;
}

export type FileFormat = 'shopify' | 'woocommerce' | 'table';

/** `error`: a product did not land. `warning`: it landed, but not as the file says. `note`: nothing is wrong. */
export type ProblemLevel = 'error' | 'warning' | 'note';

export interface ImportProblem {
  readonly level: ProblemLevel;
  /** First line of the row in the file, counted from 1; absent when no single row is meant. */
  readonly line?: number;
  /** The product's handle, as far as it is known. */
  readonly product?: string;
  /** A sentence. */
  readonly message: string;
}

export interface ImportReport {
  /** `inventory`: it sets the stock of variants and brings no products. */
  readonly format: FileFormat | 'inventory';
  readonly dryRun: boolean;
  readonly locale?: string;
  /** ISO 4217; what the prices were taken to be. */
  readonly currency: string;
  /** Rows after the header. */
  readonly rows: number;
  readonly products: Readonly<Record<'created' | 'updated' | 'unchanged' | 'failed' | 'skipped', number>>;
  readonly variants: Readonly<Record<'created' | 'updated' | 'unchanged' | 'archived', number>>;
  /** Texts written for `locale`. */
  readonly translations: number;
  /** Products of this kind of file that are in the shop but not in the file. */
  readonly missing: {readonly products: number; readonly archived: boolean; readonly examples: readonly string[]};
  /** At most `MAX_PROBLEMS`, in the order of the file; `problemCount` counts them all. */
  readonly problems: readonly ImportProblem[];
  readonly problemCount: Readonly<Record<ProblemLevel, number>>;
  /** The signal stopped it before the end; running it again carries on. */
  readonly stopped: boolean;
}

export const MAX_PROBLEMS = 1000;

/** The file as a whole cannot be imported; nothing was written. The message is for the person who runs the import. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

/** A product cannot be imported. The message becomes a line of the report. */
export class RowError extends Error {
  override readonly name = 'RowError';
  readonly line: number | undefined;
  constructor(line: number | undefined, message: string) {
    super(message);
    this.line = line;
  }
}

/** One line without what a terminal would obey, cut off in the middle when cells are quoted that hold a book. */
function inBrief(text: string, length: number): string {
  const line = safeLine(text);
  return line.length <= length ? line : `${line.slice(0, length / 2)} … ${line.slice(-length / 2)}`.toWellFormed();
}

/** Collects what the report says; what is said of the whole file is never crowded out, and errors not by warnings. */
export class Problems {
  readonly count: Record<ProblemLevel, number> = {error: 0, warning: 0, note: 0};
  readonly #kept: Record<ProblemLevel, ImportProblem[]> = {error: [], warning: [], note: []};
  /** Those of no single row, which are few. */
  readonly #ofFile: ImportProblem[] = [];

  add(level: ProblemLevel, line: number | undefined, product: string | undefined, message: string): void {
    this.count[level]++;
    const kept = line === undefined ? this.#ofFile : this.#kept[level];
    if (kept.length >= MAX_PROBLEMS) return;
    kept.push({level, line, product: product === undefined ? undefined : inBrief(product, 200), message: inBrief(message, 500)});
  }

  list(): ImportProblem[] {
    const first = [...this.#ofFile, ...this.#kept.error, ...this.#kept.warning, ...this.#kept.note].slice(0, MAX_PROBLEMS);
    return first.sort((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity));
  }
}
