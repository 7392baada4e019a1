import {readCheckout} from '../commerce/checkout-reader.ts';
import type {Checkout, CompleteRequest} from '../commerce/checkout.ts';
import {loose} from '../commerce/wire.ts';
import type {AskOptions, Checkouts} from './merchant.ts';
import type {Ask} from './ucp-request.ts';

/** Asks for a checkout of `id`, or for a new one. */
type AskCheckout = (id: string | undefined, ask: Partial<Ask>, options: AskOptions) => Promise<Checkout>;

/** The checkouts of a merchant. `ask` sends to a path of its and answers what the reader makes of the answer. */
export function ucpCheckouts(ask: (ask: Ask, read: (json: unknown) => Promise<Checkout>, options: AskOptions) => Promise<Checkout>): Checkouts {
  const on: AskCheckout = (id, {url = '', ...more}, options) =>
    ask({...more, url: `/checkout-sessions${id === undefined ? '' : `/${encodeURIComponent(id)}`}${url}`}, (json) => readWhole(json, id), options);
  const change = (body: unknown, key: string, more?: Partial<Ask>): Partial<Ask> => ({method: 'POST', body, headers: {'idempotency-key': key}, repeats: 2, ...more});
  return {
    create: (request, key, options) => on(undefined, change(request, key), options),
    get: (id, options) => on(id, {}, options),
    update: (id, request, key, options) => on(id, change(request, key, {method: 'PUT'}), options),
    // When the answer to this one is lost, the story asks where the payment stands before it sends anything again.
    complete: (id, request, key, options) => on(id, change(completion(request), key, {url: '/complete', repeats: 0, keepalive: true, patience: 30_000}), options),
    cancel: (id, key, options) => on(id, change({}, key, {url: '/cancel', keepalive: true}), options),
  };
}

async function readWhole(json: unknown, id: string | undefined): Promise<Checkout> {
  const checkout = readCheckout(json);
  if (id !== undefined && checkout.id !== id) throw new Error(`Another checkout than ${id}`);
  const {buyer, fulfillment} = loose(json);
  // Most of what is sold on a page needs neither.
  return buyer == null && fulfillment == null ? checkout : {...checkout, ...(await import('../commerce/details-reader.ts')).readDetails(json, '$')};
}

function completion({instrument, expectedTotal: {amount, currency}, returnUrl}: CompleteRequest): unknown {
  return {
    payment: {instruments: [{...instrument, selected: true}]},
    'dev.hangtag': {expected_total: {amount, currency}, return_url: returnUrl},
  };
}
