import type {Checkout, CheckoutExtension, CheckoutHandler, Message, OrderConfirmation, Total} from './checkout.ts';
import {safeLink} from './link.ts';
import type {Money} from './money.ts';
import type {PaymentAction} from './payment-action.ts';
import type {Read} from './wire.ts';
import {WireError, dictionary, flag, kept, list, loose, matching, natural, oneOf, optional, orElse, record, shape, text, texts, whole} from './wire.ts';

const link: Read<string | undefined> = (value) => safeLink(value);
const currency = matching(/^[A-Z]{3}$/, 'an ISO 4217 code');
const maybeText = optional(text);

const total: Read<Total> = shape({type: text, display_text: maybeText, amount: whole});
const totals = list(total);

/** A price, `{amount, currency}`. */
export const readPrice: Read<Money> = shape({amount: natural, currency});

// What we do not know is never taken for harmless: another type is a warning, another severity ends it.
const message: Read<Message> = shape({
  type: orElse(oneOf('error', 'info'), 'warning'),
  code: maybeText,
  path: maybeText,
  content: text,
  severity: optional(orElse(oneOf('recoverable', 'requires_buyer_input', 'requires_buyer_review'), 'unrecoverable')),
  presentation: maybeText,
  url: link,
});
const messages = kept(message);

const lineItem = shape({
  id: text,
  item: shape({id: text, title: text, price: natural, image_url: link}),
  quantity: whole,
  totals: orElse(totals, []),
});

const person = texts('first_name', 'last_name', 'phone_number');
const postal = {...person, ...texts('street_address', 'extended_address', 'address_locality', 'address_region', 'address_country', 'postal_code')};

const group = shape({
  id: text,
  line_item_ids: kept(text),
  options: optional(list(shape({id: text, title: text, description: maybeText, totals}))),
  selected_option_id: maybeText,
});
const method = shape({
  id: text,
  type: oneOf('shipping', 'pickup'),
  line_item_ids: kept(text),
  destinations: optional(list(shape({id: text, name: maybeText, address: optional(shape(postal)), ...postal}))),
  selected_destination_id: maybeText,
  groups: optional(list(group)),
});

// A link that may not be shown does not make the order unreadable.
const order: Read<OrderConfirmation> = shape({id: text, label: maybeText, permalink_url: (value) => safeLink(value) ?? ''});

const url: Read<string> = (value, path) => safeLink(value) ?? fail(path, 'an https address');
const actions: {readonly [T in PaymentAction['type']]: Read<unknown>} = {
  redirect: shape({type: text, url}),
  'form-post': shape({type: text, url, fields: dictionary(text)}),
  popup: shape({type: text, url}),
  qr: shape({type: text, code: text, expiresAt: text, url: link}),
  bridge: shape({type: text, bridge: text, method: text, params: record}),
  sheet: shape({
    type: text, title: text, text: maybeText,
    choices: list(shape({id: text, label: text, tone: orElse(oneOf('primary', 'plain', 'danger'), undefined)})),
  }),
  poll: shape({type: text, after: whole}),
};

/** An action of a merchant or provider; throws `WireError` when it is of an unknown type or leads to an unsafe address. */
export const readAction: Read<PaymentAction> = (value, path) => {
  const type = oneOf(...(Object.keys(actions) as PaymentAction['type'][]))(record(value, path).type, `${path}.type`);
  return actions[type](value, path) as PaymentAction;
};

const paymentStatus = oneOf('none', 'acting', 'confirming', 'paid', 'declined', 'cancelled', 'expired', 'failed', 'late_paid', 'refunding', 'refunded', 'held');
const maybePaymentStatus = orElse(paymentStatus, undefined);

const payment: Read<CheckoutExtension['payment']> = (value, path) => {
  const status = maybePaymentStatus(record(value, path).status, path);
  return shape({
    // A status that we do not know is not final.
    status: () => status ?? 'confirming',
    closed: (closed) => closed === true && status !== undefined,
    handler_id: maybeText,
    action: orElse(readAction, undefined),
  })(value, path);
};

const extension: Read<CheckoutExtension> = shape({
  mode: oneOf('test', 'live'),
  payment,
  needs_delivery: flag,
  ships_to: optional(list(text)),
  poll_after: orElse(whole, undefined),
});

const checkout = shape({
  id: text,
  status: oneOf('incomplete', 'requires_escalation', 'ready_for_complete', 'complete_in_progress', 'completed', 'canceled'),
  currency,
  line_items: list(lineItem),
  totals,
  messages,
  links: kept((value, path) => {
    const {type, url, title} = shape({type: text, url: link, title: maybeText})(value, path);
    return url ? {type, url, title} : undefined;
  }),
  buyer: optional(shape({...person, email: maybeText})),
  fulfillment: optional(shape({methods: optional(list(method))})),
  expires_at: maybeText,
  continue_url: link,
  order: optional(order),
});

const registry = orElse(dictionary(kept(orElse(record, undefined))), {});

/** `ucp.payment_handlers`, flattened; what cannot be read is no handler. */
export function readHandlers(ucp: unknown): readonly CheckoutHandler[] {
  return Object.entries(registry(loose(ucp, '').payment_handlers, '')).flatMap(([name, instances]) =>
    instances.map((instance) => ({name, id: orElse(text, name)(instance.id, ''), config: loose(instance.config, '')})));
}

/**
 * A checkout as a merchant answered it. Unknown words never become success: an unknown status of the checkout is an error, one of the payment
 * means that it is still going on, and `completed` without an order is an error too. Throws `WireError`.
 */
export function readCheckout(json: unknown): Checkout {
  const read = checkout(json, '$');
  const {ucp, 'dev.hangtag': ours} = json as {ucp?: unknown; 'dev.hangtag'?: unknown};
  if (read.status === 'completed' && !read.order) fail('$.order', 'there, though the checkout is completed');
  if (read.totals.filter(({type}) => type === 'total').length !== 1) fail('$.totals', 'a list with one total');
  return {...read, handlers: readHandlers(ucp), extension: ours == null ? undefined : extension(ours, '$["dev.hangtag"]')};
}

export interface MerchantRefusal {
  readonly messages: readonly Message[];
  readonly continue_url?: string;
}

/** Why a merchant refused: a UCP error envelope, or a protocol error `{code, content}`. Never throws; no messages when it says nothing. */
export function readErrors(json: unknown): MerchantRefusal {
  const from = loose(json, '$');
  const spoken = orElse(messages, [])(from.messages, '$.messages');
  const {code, content} = orElse(shape({code: text, content: maybeText}), {code: undefined, content: undefined})(json, '$');
  const protocol: Message[] = code === undefined ? [] : [{type: 'error', code, content: content ?? code}];
  return {messages: spoken.length ? spoken : protocol, continue_url: safeLink(from.continue_url)};
}

function fail(path: string, expected: string): never {
  throw new WireError(path, expected);
}
