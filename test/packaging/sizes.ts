// Weighs what a page loads, gzipped and file by file as a server sends it, against the promises of the README. 1 KB is 1,000 bytes.
import {existsSync, readFileSync} from 'node:fs';
import {gzipSync} from 'node:zlib';
import {check, finish} from './checks.ts';
import {fixedClosure, wholeClosure} from './module-graph.ts';

interface Weight {
  what: string;
  entry: string;
  /** Of everything that the entry leads to, what counts. */
  closure(entry: string): Set<string>;
  /** The most it may be, in KB. */
  most: number;
}

const weights: readonly Weight[] = [
  {what: 'loader', entry: 'dist/loader.js', closure: fixedClosure, most: 1.5},
  {what: 'pay-button at start', entry: 'dist/pay-button.js', closure: fixedClosure, most: 12},
  // All that it can ever ask for, whichever way a sale goes; but a buyer reads one language.
  {what: 'pay-button, from click to paid in the sandbox', entry: 'dist/pay-button.js', closure: (entry) => inOneLanguage(wholeClosure(entry)), most: 28},
];

for (const {what, entry, closure, most} of weights) {
  await check(`${what} is at most ${most} KB`, () => {
    if (!existsSync(entry)) return [`There is no ${entry}: run \`npm run build\`.`];
    const files = closure(entry);
    const sum = [...files].reduce((total, file) => total + gzipSync(readFileSync(file)).length / 1000, 0);
    console.log(`${sum.toFixed(2).padStart(6)} of ${most.toFixed(1).padStart(4)} KB  ${what} (${files.size} files)`);
    return sum <= most ? [] : [`It is ${sum.toFixed(2)} KB:`, ...heaviest(files)];
  });
}

await check('pay-button starts without a schema library', () =>
  [...fixedClosure('dist/pay-button.js')].filter((file) => /\b_zod\b|~standard/.test(readFileSync(file, 'utf8'))).map((file) => `${file} contains zod`),
);
finish();

function inOneLanguage(files: Set<string>): Set<string> {
  return new Set([...files].filter((file) => !/\/zh-han[st]-/.test(file)));
}

function heaviest(files: Set<string>): string[] {
  const weighed = [...files].map((file) => ({file, bytes: gzipSync(readFileSync(file)).length}));
  return weighed.sort((a, b) => b.bytes - a.bytes).map(({file, bytes}) => `  ${String(bytes).padStart(6)}  ${file}`);
}
