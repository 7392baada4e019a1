// Weighs what a page loads against what we promise. What one purchase loads is measured in a browser: click-to-paid.driven.ts.
import {existsSync, readFileSync} from 'node:fs';
import {check, finish} from './checks.ts';
import {fixedClosure, wholeClosure} from './module-graph.ts';
import {afterStart, plainSale, promised, reached, reachedAfterStart} from './plain-sale.ts';
import {heaviestFirst, kilobytes} from './weight.ts';

const start = 'dist/pay-button.js';

await weigh('loader', 'dist/loader.js', 1.5);
await weigh('pay-button at start', start, 12);
await check('pay-button starts without a schema library', () =>
  [...fixedClosure(start)].filter((file) => /\b_zod\b|~standard/.test(readFileSync(file, 'utf8'))).map((file) => `${file} contains zod`),
);
await ratchet('click to paid, a plain sale with the QR code', plainSale, 'reached', reached);
await ratchet('of these after the tag’s start', afterStart, 'reachedAfterStart', reachedAfterStart);
if (existsSync(start)) {
  const all = inOneLanguage(wholeClosure(start));
  console.log(`${kilobytes(all).toFixed(2).padStart(6)}            pay-button, all that it can ever ask for in one language (${all.size} files)`);
}
finish();

/** Checks what must be loaded before an entry runs; `most` is in KB. */
async function weigh(what: string, entry: string, most: number): Promise<void> {
  await check(`${what} is at most ${most} KB`, () => {
    if (!existsSync(entry)) return [`There is no ${entry}: run \`npm run build\`.`];
    const files = fixedClosure(entry);
    const weight = kilobytes(files);
    console.log(`${weight.toFixed(2).padStart(6)} of ${most.toFixed(1).padStart(4)} KB  ${what} (${files.size} files)`);
    return weight <= most ? [] : [`It is ${weight.toFixed(2)} KB:`, ...heaviestFirst(files)];
  });
}

/** Checks what may only fall until it is what we promise; `reached` is in KB. */
async function ratchet(what: string, filesOf: () => Set<string>, name: string, reached: number): Promise<void> {
  await check(`${what}: at most the ${reached} KB that it was`, () => {
    const files = filesOf();
    const weight = kilobytes(files);
    console.log(`${weight.toFixed(2).padStart(6)} of ${promised.toFixed(1)} KB  ${what} (${files.size} files)${weight > promised ? ': THE PROMISE IS NOT MET YET' : ''}`);
    if (weight < reached - 0.25) console.log(`                   It has fallen: lower \`${name}\` from ${reached} in plain-sale.ts.`);
    return weight <= reached ? [] : [`It is ${weight.toFixed(2)} KB:`, ...heaviestFirst(files)];
  });
}

function inOneLanguage(files: Set<string>): Set<string> {
  return new Set([...files].filter((file) => !/-zh-han[st]-/.test(file)));
}
