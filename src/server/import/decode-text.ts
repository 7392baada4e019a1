import {refuseForeignBytes} from './file-kind.ts';
import {ImportError} from './import-report.ts';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** What Windows calls the encodings in which Excel saves a "CSV" in China, Hong Kong and the west. */
const CODE_PAGES: Readonly<Record<string, Encoding>> = {cp936: 'gb18030', gbk: 'gb18030', cp950: 'big5'};

/** The encoding that a name stands for: `GBK`, `big5-hkscs`, `latin1`, `cp936`. `undefined` for what is not read. */
export function encodingNamed(name: string): Encoding | undefined {
  const label = name.trim().toLowerCase();
  try {
    const standard = CODE_PAGES[label] ?? new TextDecoder(label).encoding;
    return ENCODINGS.find(encoding => encoding === (CODE_PAGES[standard] ?? standard));
  } catch {
    return undefined;
  }
}

export type ByteSource = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/** Decodes the file as it arrives. Throws `ImportError` when the bytes are not text in that encoding. */
export async function* decodeText(source: ByteSource, encoding?: Encoding): AsyncGenerator<string> {
  let decoder: LineDecoder | undefined;
  let opening: Uint8Array = new Uint8Array();
  for await (const chunk of bytesOf(source)) {
    let bytes = chunk;
    if (!decoder) {
      opening = joined(opening, chunk);
      if (opening.length < 4) continue;
      decoder = decoderFor(opening, encoding);
      bytes = opening;
    }
    const text = decoder.read(bytes, true);
    if (text) yield text;
  }
  decoder ??= decoderFor(opening, encoding);
  const rest = decoder.read(opening.length < 4 ? opening : new Uint8Array(), false);
  if (rest) yield rest;
}

async function* bytesOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  if (Symbol.asyncIterator in source) {
    yield* source;
    return;
  }
  const reader = (source as ReadableStream<Uint8Array>).getReader();
  for (;;) {
    const {done, value} = await reader.read();
    if (done) return;
    yield value;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function decoderFor(opening: Uint8Array, encoding?: Encoding): LineDecoder {
  refuseForeignBytes(opening);
  return new LineDecoder(encoding ?? announced(opening));
}

/** What a byte order mark says, or the zero bytes that plain ASCII headers have in UTF-16. */
function announced([a, b, c, d]: Uint8Array): Encoding {
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a && b === 0 && c && d === 0) return 'utf-16le';
  if (a === 0 && b && c === 0 && d) return 'utf-16be';
  return 'utf-8';
}

const NEWLINE = 0x0a;

/** Decodes piece by piece, and knows the line in which bytes do not fit. */
class LineDecoder {
  readonly #encoding: Encoding;
  readonly #decoder: TextDecoder;
  /** Line ends before `#unfinished`. */
  #lines = 0;
  /** What came since the last line end, so that the line at fault can be looked for from its beginning. */
  #unfinished: Uint8Array = new Uint8Array();

  constructor(encoding: Encoding) {
    this.#encoding = encoding;
    this.#decoder = new TextDecoder(encoding, {fatal: true});
  }

  read(bytes: Uint8Array, more: boolean): string {
    try {
      const text = this.#decoder.decode(bytes, {stream: more});
      this.#keep(bytes);
      return text;
    } catch {
      throw this.#misfit(joined(this.#unfinished, bytes), more);
    }
  }

  #keep(bytes: Uint8Array): void {
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) this.#lines++;
    this.#unfinished = end ? bytes.slice(end) : joined(this.#unfinished, bytes);
  }

  #misfit(bytes: Uint8Array, more: boolean): ImportError {
    const decoder = new TextDecoder(this.#encoding, {fatal: true});
    let line = this.#lines + 1;
    try {
      for (let at = 0; at < bytes.length; line++) {
        const end = bytes.indexOf(NEWLINE, at) + 1 || bytes.length;
        decoder.decode(bytes.subarray(at, end), {stream: more || end < bytes.length});
        at = end;
      }
    } catch {
      // That is the line.
    }
    const advice = this.#encoding === 'utf-8' ? ' Save it as "CSV UTF-8", or say what it is with --encoding gb18030, big5 or windows-1252.' : '';
    return new ImportError(`The file is not ${this.#encoding.toUpperCase()} text: line ${line} has bytes that do not fit.${advice}`);
  }
}
