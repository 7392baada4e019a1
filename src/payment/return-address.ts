import {purchaseHash} from '../commerce/item.ts';

/** Begins the fragment with the handle. */
export const sign = '#hangtag=';

/** `page` with the handle as its fragment; a fragment of the page's own follows behind `&` and is put back on return. */
export function returnAddress(page: string, checkoutId: string, tag: string): string {
  const [address = '', ...fragment] = page.split('#');
  const own = fragment.length && !page.includes(sign) ? `&${fragment.join('#')}` : '';
  return `${address}${sign}${encodeURIComponent(checkoutId)}.${purchaseHash(tag)}${own}`;
}
