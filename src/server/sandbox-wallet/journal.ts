import {mkdir, open, readFile} from 'node:fs/promises';
import type {FileHandle} from 'node:fs/promises';
import {join} from 'node:path';
import type {JournalEntry} from './books.ts';
import {Books, BrokenBooks} from './books.ts';

const FILE = 'books.ndjson';

export interface Journal {
  readonly books: Books;
  /** Changes the books at once; the line is durable when `settled` resolves. */
  write(entry: JournalEntry): void;
  /** Resolves when every line written so far is on disk: nobody is answered before. Throws for good once a line could not be written. */
  settled(): Promise<void>;
  /** Resolves when a line could not be written: the books in memory then say more than those on disk, and must not be asked any more. */
  readonly broken: Promise<void>;
  close(): Promise<void>;
}

/** The books as the journal in `folder` tells them now, for an auditor. Changes nothing. */
export async function readBooks(folder: string): Promise<Books> {
  return replay(await contentOf(join(folder, FILE))).books;
}

/**
 * Opens the journal of `folder` for its one writer and replays it. A last line that was torn by a crash was never
 * answered to anybody and is cut off; damage anywhere else throws `BrokenBooks`.
 */
export async function openJournal(folder: string): Promise<Journal> {
  await mkdir(folder, {recursive: true, mode: 0o700});
  const path = join(folder, FILE);
  const {books, length} = replay(await contentOf(path));
  const file = await open(path, 'a', 0o600);
  await file.truncate(length);
  return writing(books, file);
}

/** Books that live as long as the process, for tests. */
export function memoryJournal(): Journal {
  const books = new Books();
  return {books, write: entry => books.apply(entry), settled: async () => {}, broken: new Promise(() => {}), close: async () => {}};
}

function writing(books: Books, file: FileHandle): Journal {
  let waiting: string[] = [];
  let flushing: Promise<void> | undefined;
  let broken: Error | undefined;
  let breaks = (): void => {};
  const breaking = new Promise<void>(resolve => { breaks = resolve; });
  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const lines = waiting.join('');
      waiting = [];
      await file.appendFile(lines).then(() => file.datasync()).catch((cause: unknown) => {
        broken = new Error('The journal cannot be written', {cause});
        breaks();
        throw broken;
      });
    }
  };
  const settled = async (): Promise<void> => {
    while (waiting.length > 0 || flushing) {
      flushing ??= flush().finally(() => {
        flushing = undefined;
      });
      await flushing;
    }
    if (broken) throw broken;
  };
  return {
    books,
    write(entry) {
      if (broken) throw broken;
      books.apply(entry);
      waiting.push(`${JSON.stringify(entry)}\n`);
    },
    settled,
    broken: breaking,
    async close() {
      await settled().finally(() => file.close());
    },
  };
}

async function contentOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as {code?: string}).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function replay(content: Buffer): {books: Books; length: number} {
  const books = new Books();
  const length = content.lastIndexOf('\n') + 1;
  const lines = content.subarray(0, length).toString('utf8').split('\n').slice(0, -1);
  lines.forEach((line, at) => books.apply(parse(line, at + 1)));
  return {books, length};
}

function parse(line: string, number: number): JournalEntry {
  try {
    return JSON.parse(line) as JournalEntry;
  } catch (cause) {
    throw new BrokenBooks(`Line ${number} of the sandbox's journal cannot be read`, {cause});
  }
}
