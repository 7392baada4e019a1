import {ItemError, itemFault, parseItems} from '../../commerce/item.ts';
import type {ItemChoice} from '../../commerce/item.ts';
import type {CreateCheckoutBody} from '../http/request-schemas.ts';
import {readBody, requestSchemas} from '../http/request-schemas.ts';

/** What a permalink wants to be bought, and where else it would have the buyer go. */
export interface Permalink {
  readonly request: CreateCheckoutBody;
  /** A path of this shop, checked. */
  readonly continueTo?: string;
  /** Parameters that are nobody's here, for the address of the checkout. */
  readonly rest: Readonly<Record<string, string>>;
}

/** A link that cannot be understood; the message is for developers. */
export class PermalinkError extends Error {
  override readonly name = 'PermalinkError';
}

/** Members of a cart or checkout: a parameter that begins with one belongs to the protocol, and goes no further. */
const ROOTS = new Set([
  'ucp', 'id', 'status', 'line_items', 'buyer', 'context', 'signals', 'attribution', 'discounts', 'fulfillment', 'payment', 'currency', 'totals', 'messages',
  'links', 'order', 'continue_url', 'expires_at', 'cart_id', 'dev.hangtag',
]);
const BUYER = ['first_name', 'last_name', 'full_name', 'email', 'phone_number'];
const CONTEXT = ['address_country', 'address_region', 'postal_code', 'language', 'currency'];
const METHOD = ['type', 'selected_destination_id'];
const ADDRESS = [
  'first_name', 'last_name', 'phone_number', 'street_address', 'extended_address', 'address_locality', 'address_region', 'address_country', 'postal_code',
];
/** Names under which people put what must not travel in an address. */
const SENSITIVE = /token|secret|passw|api_?key|auth|credential|session|^key$|^go$/i;
const MOST_OTHERS = 20;

/**
 * Reads the UCP permalink `<endpoint>/<items>?<query>`. `items` and `query` as they stand in the address; `origin`: of this server. Throws
 * `PermalinkError`.
 */
export function readPermalink(items: string, query: URLSearchParams, origin: string): Permalink {
  const {fields, others, continueTo} = sort(query);
  const next = continueTo.length === 1 ? ownPath(continueTo[0] ?? '', origin) : undefined;
  return {request: requestOf(itemsOf(items), fields), ...(next === undefined ? {} : {continueTo: next}), rest: others};
}

interface Sorted {
  /** By pointer without the slash at its beginning, such as `buyer/email`. */
  readonly fields: ReadonlyMap<string, string>;
  readonly others: Readonly<Record<string, string>>;
  readonly continueTo: readonly string[];
}

function sort(query: URLSearchParams): Sorted {
  const fields = new Map<string, string>();
  const others = new Map<string, string>();
  for (const [name, value] of query) {
    const pointer = name.replace(/^\/+/, '');
    if (name === 'continue_to') continue;
    if (!ROOTS.has(pointer.split('/')[0] ?? '')) {
      if (others.size < MOST_OTHERS && !SENSITIVE.test(name) && name.length <= 64 && value.length <= 256) others.set(name, value);
    } else if (fields.has(pointer)) {
      throw new PermalinkError(`"${pointer}" is there twice`);
    } else fields.set(pointer, value);
  }
  return {fields, others: Object.fromEntries(others), continueTo: query.getAll('continue_to')};
}

function itemsOf(items: string): readonly ItemChoice[] {
  try {
    return parseItems(items);
  } catch (cause) {
    throw new PermalinkError(cause instanceof ItemError ? itemFault(cause) : 'The items cannot be read', {cause});
  }
}

function requestOf(items: readonly ItemChoice[], fields: ReadonlyMap<string, string>): CreateCheckoutBody {
  const part = (prefix: string, names: readonly string[]) => definite(names.map(name => [name, fields.get(`${prefix}/${name}`)]));
  const codes = [...fields].filter(([name]) => /^discounts\/codes\/\d{1,2}$/.test(name)).sort(([a], [b]) => indexOf(a) - indexOf(b)).map(([, code]) => code);
  const attribution = definite([...fields].map(([name, value]) => [/^attribution\/([\w.-]+)$/.exec(name)?.[1], value]));
  const address = part('fulfillment/methods/0/destinations/0', ADDRESS);
  const method = {...part('fulfillment/methods/0', METHOD), ...(address ? {destinations: [address]} : {})};
  try {
    return readBody(requestSchemas.createCheckout, {
      line_items: items.map(({id, quantity}) => ({item: {id}, quantity})),
      buyer: part('buyer', BUYER), context: part('context', CONTEXT), attribution,
      ...(codes.length > 0 ? {discounts: {codes}} : {}),
      ...(Object.keys(method).length > 0 ? {fulfillment: {methods: [method]}} : {}),
    });
  } catch (cause) {
    throw new PermalinkError(cause instanceof Error ? cause.message : 'The link cannot be read', {cause});
  }
}

const indexOf = (name: string): number => Number(name.split('/').at(-1));

function definite(pairs: readonly (readonly [string | undefined, string | undefined])[]): Record<string, string> | undefined {
  const known = pairs.flatMap(([name, value]) => (name === undefined || value === undefined ? [] : [[name, value] as const]));
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** A path on this origin, in its one spelling; `undefined` for anything that could lead elsewhere. */
export function ownPath(path: string, origin: string): string | undefined {
  // Control characters, white space and backslashes are read differently by different browsers.
  // eslint-disable-next-line no-control-regex
  if (!/^\/(?!\/)/.test(path) || /[\s\\\u0000-\u001f\u007f]/.test(path) || path.length > 1000) return undefined;
  try {
    const url = new URL(path, origin);
    return url.origin === origin ? `${url.pathname}${url.search}${url.hash}`.replace(/^\/{2,}/, '/') : undefined;
  } catch {
    return undefined;
  }
}
