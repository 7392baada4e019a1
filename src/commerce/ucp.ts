/** The version of the Universal Commerce Protocol that this package speaks. */
export const UCP_VERSION = '2026-04-08';

/** The profile that our tags name in `UCP-Agent`; our server knows it in advance and never fetches it. */
export const TAG_PROFILE_URL = 'https://hangtag.dev/profiles/tags-2026-04-08.json';

// Those that a page needs stand alone, so that it does not load the others.
export const CHECKOUT_CAPABILITY = 'dev.ucp.shopping.checkout';
export const CATALOG_LOOKUP_CAPABILITY = 'dev.ucp.shopping.catalog.lookup';
/** Ours: the total the buyer saw, the payment action to show in place, the status of the payment. Extends checkout. */
export const PAYMENT_CAPABILITY = 'dev.hangtag.payment';

export const capability = {
  checkout: CHECKOUT_CAPABILITY,
  cart: 'dev.ucp.shopping.cart',
  order: 'dev.ucp.shopping.order',
  fulfillment: 'dev.ucp.shopping.fulfillment',
  discount: 'dev.ucp.shopping.discount',
  catalogSearch: 'dev.ucp.shopping.catalog.search',
  catalogLookup: CATALOG_LOOKUP_CAPABILITY,
  payment: PAYMENT_CAPABILITY,
} as const;

/** The UCP payment handler of the sandbox. */
export const SANDBOX_HANDLER = 'dev.hangtag.sandbox';
