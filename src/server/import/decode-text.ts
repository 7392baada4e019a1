import {ImportError} from './import-report.ts';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export type ByteSource = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/** Decodes the file as it arrives. Throws `ImportError` when the bytes are not text in that encoding. */
export async function* decodeText(source: ByteSource, encoding?: Encoding): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let opening: Uint8Array = new Uint8Array();
  let line = 1;
  for await (const chunk of bytesOf(source)) {
    let bytes = chunk;
    if (!decoder) {
      opening = joined(opening, chunk);
      if (opening.length < 4) continue;
      decoder = decoderFor(opening, encoding);
      bytes = opening;
    }
    const text = decoded(decoder, bytes, line, true);
    line += newlines(text);
    if (text) yield text;
  }
  decoder ??= decoderFor(opening, encoding);
  const rest = decoded(decoder, opening.length < 4 ? opening : new Uint8Array(), line, false);
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

function decoderFor(opening: Uint8Array, encoding?: Encoding): TextDecoder {
  return new TextDecoder(encoding ?? announced(opening), {fatal: true});
}

/** What a byte order mark says, or the zero bytes that plain ASCII headers have in UTF-16. */
function announced([a, b, c, d]: Uint8Array): Encoding {
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a && b === 0 && c && d === 0) return 'utf-16le';
  if (a === 0 && b && c === 0 && d) return 'utf-16be';
  return 'utf-8';
}

function decoded(decoder: TextDecoder, bytes: Uint8Array, line: number, stream: boolean): string {
  try {
    return decoder.decode(bytes, {stream});
  } catch {
    const advice = decoder.encoding === 'utf-8' ? ': save it as "CSV UTF-8", or say what it is with --encoding gb18030 or --encoding big5' : '';
    throw new ImportError(`The file is not ${decoder.encoding.toUpperCase()} text, somewhere after line ${line}${advice}.`);
  }
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
