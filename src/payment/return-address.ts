import {purchaseHash} from '../commerce/item.ts';

/** What a page finds in its address when a wallet sends the buyer back, in this browser or another. */
export interface Handle {
  /** Unguessable; enough to ask the merchant how it stands. */
  readonly checkoutId: string;
  /** `purchaseHash` of the tag's purchase key. */
  readonly tag: string;
}

const sign = '#hangtag=';

/** `page` with the handle as its fragment; a fragment of the page's own follows behind `&` and is put back on return. */
export function returnAddress(page: string, checkoutId: string, tag: string): string {
  const [address = '', ...fragment] = page.split('#');
  const own = fragment.length && !page.includes(sign) ? `&${fragment.join('#')}` : '';
  return `${address}${sign}${encodeURIComponent(checkoutId)}.${purchaseHash(tag)}${own}`;
}

/** The handle in an address, and the address as it was before; `undefined` when there is none. What a wallet wrote behind the fragment is left out. */
export function readReturn(page: string): {readonly handle: Handle; readonly page: string} | undefined {
  const [address = '', fragment] = page.split(sign);
  const [, id = '', tag = '', own] = /^([^&]+)\.(\w{10})(?:&(.*)|\?.*)?$/.exec(fragment ?? '') ?? [];
  try {
    const checkoutId = decodeURIComponent(id);
    return checkoutId ? {handle: {checkoutId, tag}, page: own === undefined ? address : `${address}#${own}`} : undefined;
  } catch {
    return undefined;
  }
}
