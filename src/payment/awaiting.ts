import {purchaseHash} from '../commerce/item.ts';

/**
 * True when it is worth loading the payment's code to take something up: the address carries a handle, or this browser remembers an attempt.
 * Small enough for a tag's first code. `tag`: the purchase key of the tag as its author wrote it.
 */
export function mayAwait(tag: string, page: Window = window): boolean {
  if (page.location.hash.startsWith('#hangtag=')) return page.location.hash.includes(`.${purchaseHash(tag)}`);
  try {
    return Object.keys(page.localStorage).some((key) => key.startsWith('hangtag.1.attempt.'));
  } catch {
    return false;
  }
}
