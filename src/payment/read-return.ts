import {sign} from './return-address.ts';

/** What a page finds in its address when a wallet sends the buyer back, in this browser or another. */
export interface Handle {
  /** Unguessable; enough to ask the merchant how it stands. */
  readonly checkoutId: string;
  /** `purchaseHash` of the tag's purchase key. */
  readonly tag: string;
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
