import type {Checkout, CheckoutRequest, CompleteRequest, LineItem, Message, PaymentStatus} from '../commerce/checkout.ts';
import type {Instrument, SandboxCredential, SandboxEnding} from '../commerce/instrument.ts';
import type {Offer} from '../commerce/item.ts';
import {sameMoney} from '../commerce/money.ts';
import {SANDBOX_HANDLER} from '../commerce/ucp.ts';
import {MerchantError} from './merchant.ts';

/** A checkout of a page without a server, as it is remembered: plain data. No money moves here, ever. */
export interface PageCheckout {
  readonly id: string;
  /** ms since the epoch. */
  readonly createdAt: number;
  readonly request: CheckoutRequest;
  readonly currency: string;
  readonly lines: readonly LineItem[];
  readonly payment: PagePayment;
  readonly canceled?: boolean;
  readonly order?: {readonly id: string; readonly label: string};
  /** Why the last payment ended badly, or was not begun. */
  readonly problem?: 'payment_failed' | 'total_changed';
}

export interface PagePayment {
  readonly status: PaymentStatus;
  /** What it becomes by itself, and when, in ms since the epoch. */
  readonly paidAt?: number;
}

const untouched: PagePayment = {status: 'none'};
const lifetime = 60 * 60_000;

/** ms from the press to the money, for the endings that take their time. */
const delays: {readonly [E in SandboxEnding]?: number} = {'pay-later': 8000, 'notify-late': 5000};

/** Opens a checkout for what was asked. Throws `MerchantError` `refused` when it cannot be sold. */
export function openCheckout(id: string, request: CheckoutRequest, find: (id: string) => Offer | undefined, now: number): PageCheckout {
  return {id, createdAt: now, ...priced(request, find), payment: untouched};
}

/** The same checkout with other items or buyer; one that is being paid, or over, stays as it is. */
export function changeCheckout(checkout: PageCheckout, request: CheckoutRequest, find: (id: string) => Offer | undefined, now: number): PageCheckout {
  return isOpen(checkout, now) ? {...checkout, ...priced(request, find), problem: undefined} : checkout;
}

function priced(request: CheckoutRequest, find: (id: string) => Offer | undefined): Pick<PageCheckout, 'request' | 'currency' | 'lines'> {
  const lines = request.line_items.map(({item: {id}, quantity}, at) => lineOf(at, id, quantity, find(id)));
  const currency = lines[0]?.currency;
  if (!currency) throw refused('item_unavailable', 'Nothing was asked for.');
  if (lines.some((line) => line.currency !== currency)) throw refused('item_unavailable', 'These items are sold in different currencies.');
  return {request, currency, lines: lines.map(({line}) => line)};
}

function lineOf(at: number, id: string, quantity: number, offer: Offer | undefined): {readonly currency: string; readonly line: LineItem} {
  if (!offer) throw refused('item_unavailable', 'This is not sold here.');
  const {variant: {price: {amount: price, currency}, title: variant, available, stock = Infinity}, imageUrl} = offer;
  if (!available || quantity > stock) throw refused('out_of_stock', 'Not enough of this is left.');
  const amount = price * quantity;
  if (!Number.isSafeInteger(amount) || quantity < 1) throw refused('item_unavailable', 'This cannot be counted.');
  const title = [offer.title, variant].filter(Boolean).join(', ');
  return {currency, line: {id: `line-${at + 1}`, item: {id, title, price, ...(imageUrl && {image_url: imageUrl})}, quantity, totals: [{type: 'subtotal', amount}, {type: 'total', amount}]}};
}

/**
 * Pays as the sandbox would, and nothing else can: another instrument is refused. The price is looked up again, and must be what the buyer saw. While a
 * payment is under way, another one joins it.
 */
export function payCheckout(checkout: PageCheckout, {instrument, expectedTotal}: CompleteRequest, find: (id: string) => Offer | undefined, now: number): PageCheckout {
  const ending = sandboxEnding(instrument);
  if (!isOpen(checkout, now)) return checkout;
  const current = {...checkout, ...priced(checkout.request, find)};
  if (!sameMoney(expectedTotal, {amount: totalOf(current), currency: current.currency})) return {...current, payment: untouched, problem: 'total_changed'};
  return settle({...current, payment: {status: 'confirming', paidAt: paidAt(ending, now)}, problem: undefined}, ending, now);
}

function paidAt(ending: SandboxEnding, now: number): number | undefined {
  const delay = delays[ending];
  return delay && now + delay;
}

function sandboxEnding({handler_id: handler, type, credential}: Instrument): SandboxEnding {
  if (handler !== 'sandbox' || type !== 'sandbox' || credential?.type !== 'sandbox') throw refused('handler_unavailable', 'A page without a server takes payments of the sandbox only.');
  const {token, ending} = credential as unknown as SandboxCredential;
  if (ending) return ending;
  return token === 'approve' || token === 'decline' ? token : 'never';
}

/** Ends a payment that is under way; any other stays as it is. */
export function settle(checkout: PageCheckout, ending: SandboxEnding, now: number): PageCheckout {
  if (checkout.payment.status !== 'confirming') return checkout;
  if (ending === 'approve' || ending === 'answer-lost') return {...checkout, payment: {status: 'paid'}, order: orderFor(checkout, now)};
  if (ending === 'decline') return {...checkout, payment: {status: 'declined'}, problem: 'payment_failed'};
  if (ending === 'cancel') return {...checkout, payment: {status: 'cancelled'}};
  return checkout;
}

/** What time has done to it. */
export function withTime(checkout: PageCheckout, now: number): PageCheckout {
  const {paidAt} = checkout.payment;
  return paidAt !== undefined && paidAt <= now ? settle(checkout, 'approve', now) : checkout;
}

/** Closes it, unless the money is on its way. */
export function cancelCheckout(checkout: PageCheckout): PageCheckout {
  if (checkout.order) throw refused('not_cancelable', 'This was already bought.');
  const {status, paidAt} = checkout.payment;
  if (paidAt !== undefined) return checkout;
  return {...checkout, canceled: true, payment: status === 'confirming' ? {status: 'cancelled'} : checkout.payment};
}

function isOpen({canceled, order, payment: {status}, createdAt}: PageCheckout, now: number): boolean {
  return !canceled && !order && status !== 'confirming' && now < createdAt + lifetime;
}

function orderFor({id}: PageCheckout, now: number): NonNullable<PageCheckout['order']> {
  return {id: `order-${id}`, label: `TEST-${now.toString(36).slice(-6).toUpperCase()}`};
}

/** The checkout in UCP's words, with our extension. `page` is where its order can be looked at. */
export function shownCheckout(checkout: PageCheckout, page: string, now: number): Checkout {
  const {id, request, currency, lines, payment: {status}, order, problem} = checkout;
  const over = checkout.canceled || (!order && status !== 'confirming' && now >= checkout.createdAt + lifetime);
  const amount = totalOf(checkout);
  return {
    id, currency,
    status: order ? 'completed' : over ? 'canceled' : status === 'confirming' ? 'complete_in_progress' : 'ready_for_complete',
    line_items: lines,
    totals: [{type: 'subtotal', amount}, {type: 'total', amount}],
    messages: messagesOf(problem, request),
    links: [],
    buyer: request.buyer,
    expires_at: new Date(checkout.createdAt + lifetime).toISOString(),
    order: order && {...order, permalink_url: page},
    handlers: [{name: SANDBOX_HANDLER, id: 'sandbox', config: {}}],
    extension: {mode: 'test', payment: {status, closed: status !== 'confirming', ...(status !== 'none' && {handler_id: 'sandbox'})}, needs_delivery: false, poll_after: 1000},
  };
}

const problems = {
  payment_failed: 'The payment was declined. Nothing was charged.',
  total_changed: 'The total has changed. Nothing was charged.',
} as const;

function messagesOf(problem: PageCheckout['problem'], {discounts}: CheckoutRequest): readonly Message[] {
  return [
    ...(problem ? [{type: 'error', code: problem, content: problems[problem], severity: 'recoverable'} as const] : []),
    ...(discounts?.codes ?? []).map((code) => ({type: 'warning', code: 'discount_code_invalid', content: `${code}: a page without a server cannot redeem coupons.`} as const)),
  ];
}

function totalOf({lines}: Pick<PageCheckout, 'lines'>): number {
  return lines.reduce((sum, {item: {price}, quantity}) => sum + price * quantity, 0);
}

function refused(code: string, content: string): MerchantError {
  return new MerchantError('refused', content, {messages: [{type: 'error', code, content, severity: 'unrecoverable'}]});
}
