import {createHash} from 'node:crypto';
import {beginningOf} from './safe-text.ts';

/** The longest handle or id that is taken. */
export const MAX_ID_LENGTH = 255;

/** Letters, digits and marks of every script in lower case, hyphens for the rest: `Red / XL` is `red-xl`, `粉青` stays. */
export function slugOf(text: string): string {
  const hyphened = text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}\p{M}]+/gu, '-');
  return beginningOf(hyphened.replace(/^-+|-+$/g, ''), 120);
}

/** Eight hexadecimal digits that depend on every character. */
export function shortHash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
}
