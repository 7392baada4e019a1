import {createHash, timingSafeEqual} from 'node:crypto';

/** Compares in constant time, whatever the lengths: for signatures, keys and tokens that somebody sent. */
export function sameText(expected: string, given: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}
