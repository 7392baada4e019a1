/** The version of the Universal Commerce Protocol that this package speaks. */
export const UCP_VERSION = '2026-04-08';

/** The profile that our tags name in `UCP-Agent`; our server knows it in advance and never fetches it. */
export const TAG_PROFILE_URL = 'https://hangtag.dev/profiles/tags-2026-04-08.json';

export const capability = {
  checkout: 'dev.ucp.shopping.checkout',
  cart: 'dev.ucp.shopping.cart',
  order: 'dev.ucp.shopping.order',
  fulfillment: 'dev.ucp.shopping.fulfillment',
  discount: 'dev.ucp.shopping.discount',
  catalogSearch: 'dev.ucp.shopping.catalog.search',
  catalogLookup: 'dev.ucp.shopping.catalog.lookup',
  /** Ours: the total the buyer saw, the payment action to show in place, the status of the payment. Extends checkout. */
  payment: 'dev.hangtag.payment',
} as const;

/** The UCP payment handler of the sandbox. */
export const SANDBOX_HANDLER = 'dev.hangtag.sandbox';
