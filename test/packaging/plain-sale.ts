import {globSync} from 'node:fs';
import {fixedClosure} from './module-graph.ts';

/** KB of script from the first byte to paid, the start of the tag and the QR code included. */
export const promised = 28;

/** KB that it is today: it may only fall. Lower this with every step, until it is what we promise. */
export const reached = 37.82;

/** KB of these that are loaded after the start of the tag, because somebody may buy; they may only fall, too. */
export const reachedAfterStart = 27.85;

/** The one line of a plain page, and what it loads. */
const start = ['dist/hangtag.js', 'dist/pay-button.js'];

/** The files of the build that the sale of one thing at a merchant's server loads in English, with nothing to choose, to deliver or to review; and the QR code. */
export function plainSale(): Set<string> {
  const later = ['sale', 'pay-button-en', 'qr'].map(chunk);
  return fixedClosure(...start, ...later, 'dist/providers/sandbox.js');
}

/** Those of them that a tag does not need at its start: what a page loads because somebody may buy. */
export function afterStart(): Set<string> {
  const started = fixedClosure(...start);
  return new Set([...plainSale()].filter((file) => !started.has(file)));
}

function chunk(name: string): string {
  const [found, ...others] = globSync(`dist/chunks/${name}-????????.js`);
  if (!found || others.length) throw new Error(`There must be one chunk "${name}" in dist/: run \`npm run build\`.`);
  return found;
}
