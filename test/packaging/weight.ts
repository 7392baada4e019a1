import {readFileSync} from 'node:fs';
import {gzipSync} from 'node:zlib';

/** What files weigh as a server sends them: gzipped one by one. 1 KB is 1,000 bytes. */
export function kilobytes(files: Iterable<string>): number {
  return weigh(files).reduce((sum, {bytes}) => sum + bytes, 0) / 1000;
}

/** A line a file, the heaviest first. */
export function heaviestFirst(files: Iterable<string>): string[] {
  return weigh(files).map(({file, bytes}) => `  ${String(bytes).padStart(6)}  ${file}`);
}

function weigh(files: Iterable<string>): {file: string; bytes: number}[] {
  const weighed = [...files].map((file) => ({file, bytes: gzipSync(readFileSync(file)).length}));
  return weighed.sort((a, b) => b.bytes - a.bytes);
}
