import {mkdtemp, open, rm} from 'node:fs/promises';
import type {FileHandle} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Row} from './read-rows.ts';

/** Where a row lies in the spool. */
export interface Spooled {
  readonly line: number;
  readonly offset: number;
  readonly length: number;
}

const BUFFER = 256 * 1024;

/**
 * A file on disk that holds the rows while the import finds out which belong together: exports may have a product's rows anywhere, and
 * may be larger than memory. Only its owner can read it, and nothing of it is left when the process ends in whatever way.
 */
export class Spool {
  readonly #folder: string;
  readonly #file: FileHandle;
  #pending: Buffer[] = [];
  #pendingLength = 0;
  #written = 0;

  private constructor(folder: string, file: FileHandle) {
    this.#folder = folder;
    this.#file = file;
  }

  static async open(): Promise<Spool> {
    const folder = await mkdtemp(join(tmpdir(), 'hangtag-import-'));
    const file = await open(join(folder, 'rows'), 'w+', 0o600);
    // An open file without a name is gone with its process, even when that is killed. Windows refuses; there it goes in `close`.
    await rm(folder, {recursive: true, force: true}).catch(() => undefined);
    return new Spool(folder, file);
  }

  async add({line, cells}: Row): Promise<Spooled> {
    const bytes = Buffer.from(JSON.stringify(cells));
    const offset = this.#written + this.#pendingLength;
    this.#pending.push(bytes);
    this.#pendingLength += bytes.length;
    if (this.#pendingLength >= BUFFER) await this.flush();
    return {line, offset, length: bytes.length};
  }

  async flush(): Promise<void> {
    const bytes = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingLength = 0;
    let done = 0;
    while (done < bytes.length) {
      const {bytesWritten} = await this.#file.write(bytes, done, bytes.length - done, this.#written + done);
      done += bytesWritten;
    }
    this.#written += bytes.length;
  }

  /** Rows in the order given; neighbours in the file are read at once. */
  async read(places: readonly Spooled[]): Promise<Row[]> {
    const rows: Row[] = [];
    for (let from = 0; from < places.length;) {
      let to = from + 1;
      while (to < places.length && places[to]?.offset === end(places[to - 1])) to++;
      rows.push(...await this.#readRun(places.slice(from, to)));
      from = to;
    }
    return rows;
  }

  async #readRun(run: readonly Spooled[]): Promise<Row[]> {
    const start = run[0]?.offset ?? 0;
    const bytes = Buffer.alloc(end(run.at(-1)) - start);
    for (let done = 0; done < bytes.length;) {
      const {bytesRead} = await this.#file.read(bytes, done, bytes.length - done, start + done);
      if (!bytesRead) throw new Error('The temporary file of the import was cut short.');
      done += bytesRead;
    }
    return run.map(({line, offset, length}) => ({
      line,
      cells: JSON.parse(bytes.toString('utf8', offset - start, offset - start + length)) as string[],
    }));
  }

  async close(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#folder, {recursive: true, force: true});
  }
}

function end(place: Spooled | undefined): number {
  return place ? place.offset + place.length : 0;
}
