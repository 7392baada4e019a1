import type {Checkout, CheckoutExtension, CheckoutHandler, Message} from './checkout.ts';
import {safeLink} from './link.ts';
import type {Money} from './money.ts';
import type {PaymentAction} from './payment-action.ts';
import type {Read} from './wire.ts';
import {WireError, dictionary, flag, kept, kind, list, loose, maybe, natural, oneOf, optional, orElse, record, records, shape, text, whole} from './wire.ts';

const link = (value: unknown): string | undefined => safeLink(value);
const currency = kind<string>('an ISO 4217 code', (value) => typeof value === 'string' && /^[A-Z]{3}$/.test(value));
const maybeText = optional(text);

export const totals = list(shape({type: text, display_text: maybeText, amount: whole}));

/** A price, `{amount, currency}`. */
export const readPrice: Read<Money> = shape({amount: natural, currency});

// What we do not know is never taken for harmless: another type is a warning, another severity ends it.
export const readMessages: Read<readonly Message[]> = kept(shape({
  type: orElse(oneOf('error', 'info'), 'warning'),
  code: maybeText,
  path: maybeText,
  content: text,
  severity: optional(orElse(oneOf('recoverable', 'requires_buyer_input', 'requires_buyer_review'), 'unrecoverable')),
  url: link,
}));

const url: Read<string> = (value, path) => safeLink(value) ?? fail(path, 'an https address');
// No sheet: that is the page's own, and a merchant could not hear what is answered to it.
const actions = {
  redirect: {url},
  'form-post': {url, fields: dictionary(text)},
  popup: {url},
  qr: {code: text, expiresAt: text, url: link},
  bridge: {bridge: text, method: text, params: record},
  poll: {after: whole},
};

/** What a merchant asks the buyer to do; throws `WireError` when it is of an unknown type or leads to an unsafe address. */
export const readAction: Read<PaymentAction> = (value, path) => {
  const type = oneOf(...(Object.keys(actions) as (keyof typeof actions)[]))(loose(value).type, `${path}.type`);
  return {type, ...shape(actions[type])(value, path)} as PaymentAction;
};

const paymentStatus = oneOf('none', 'acting', 'confirming', 'paid', 'declined', 'cancelled', 'expired', 'failed', 'late_paid', 'refunding', 'refunded', 'held');

const payment = shape({
  status: maybe(paymentStatus),
  closed: (closed) => closed === true,
  handler_id: maybeText,
  action: maybe(readAction),
});

const extension = shape({
  mode: oneOf('test', 'live'),
  shop: maybeText,
  // A status that we do not know is not final.
  payment: (value, path): CheckoutExtension['payment'] => {
    const {status, ...read} = payment(value, path);
    return status ? {...read, status} : {...read, status: 'confirming', closed: false};
  },
  needs_delivery: flag,
  ships_to: optional(list(text)),
  poll_after: maybe(whole),
});

const checkout = shape({
  id: text,
  status: oneOf('incomplete', 'requires_escalation', 'ready_for_complete', 'complete_in_progress', 'completed', 'canceled'),
  currency,
  line_items: list(shape({
    id: text,
    item: shape({id: text, title: text, price: natural, image_url: link}),
    quantity: whole,
    totals: orElse(totals, []),
  })),
  totals,
  messages: readMessages,
  links: kept((value, path) => {
    const read = shape({type: text, url: link, title: maybeText})(value, path);
    return read.url ? (read as Checkout['links'][number]) : undefined;
  }),
  expires_at: maybeText,
  continue_url: link,
  // A link that may not be shown does not make the order unreadable.
  order: optional(shape({id: text, label: maybeText, permalink_url: (value) => safeLink(value) ?? ''})),
  'dev.hangtag': optional(extension),
});

/** `ucp.payment_handlers`, flattened; what cannot be read is no handler. */
export function readHandlers(ucp: unknown): readonly CheckoutHandler[] {
  return Object.entries(loose(loose(ucp).payment_handlers)).flatMap(([name, instances]) =>
    records(instances, '').map(({id, config}) => ({name, id: typeof id === 'string' ? id : name, config: loose(config)})));
}

/**
 * A checkout as a merchant answered it, but for who buys and where it is delivered, which `readDetails` reads. Unknown words never become success: an
 * unknown status of the checkout is an error, one of the payment means that it is still going on, and `completed` without an order is an error too.
 * Throws `WireError`.
 */
export function readCheckout(json: unknown): Checkout {
  const {'dev.hangtag': extension, ...read} = checkout(json, '$');
  if (read.status === 'completed' && !read.order) fail('$.order', 'there, though the checkout is completed');
  if (read.totals.filter(({type}) => type === 'total').length !== 1) fail('$.totals', 'a list with one total');
  return {...read, handlers: readHandlers(loose(json).ucp), extension};
}

function fail(path: string, expected: string): never {
  throw new WireError(path, expected);
}
