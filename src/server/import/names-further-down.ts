import {ImportError} from './import-report.ts';
import type {Row} from './read-rows.ts';

/** A title, a date and an empty line or two are what people put above a table. */
const LOOKED_AT = 10;

/**
 * What to say of a file whose first row names no columns, when a row soon after it does, between whichever delimiters; `undefined` when none does.
 * `isHeader` says whether a row's cells name the columns of a product file.
 */
export async function namesFurtherDown(rows: AsyncGenerator<Row>, isHeader: (cells: readonly string[]) => boolean): Promise<ImportError | undefined> {
  for (let looked = 0; looked < LOOKED_AT; looked++) {
    const next = await rows.next().catch(() => undefined);
    if (!next || next.done) return undefined;
    const {line, cells} = next.value;
    // What stands above may have had other delimiters, or none.
    if (isHeader(cells) || isHeader(cells.flatMap(cell => cell.split(/[;\t|]/)).map(unquoted))) {
      return new ImportError(`The names of the columns stand on line ${line}, and other things above them: take out what stands above that line.`);
    }
  }
  return undefined;
}

function unquoted(cell: string): string {
  return cell.replace(/^"(.*)"$/, '$1');
}
