import type {CheckoutExtension, Destination, Fulfillment, Message, OrderConfirmation} from '../../commerce/checkout.ts';
import {capability} from '../../commerce/ucp.ts';
import {takes} from '../handlers/takes.ts';
import type {Agreed} from '../http/capabilities.ts';
import type {Answer} from '../http/envelope.ts';
import {embeddedService, paymentHandlers, ucpMetadata} from '../http/envelope.ts';
import type {PlatformInstruments} from '../http/instruments.ts';
import {localText} from '../http/locale.ts';
import {ownPageVisit} from '../http/visit.ts';
import {messagesAbout} from '../money/messages.ts';
import type {MoneyStory, Services} from '../services.ts';
import type {CheckoutRow} from './checkout-row.ts';
import {isOpen, readCheckoutRow} from './checkout-row.ts';
import {handOver} from './fulfillment-handoff.ts';
import {discountsWithoutCodes, shownDiscounts, totalsWithoutCodes} from './shown-discounts.ts';
import type {Wording} from './wording.ts';
import {wording} from './wording.ts';

/** How a checkout is shown. */
export interface Viewing {
  readonly agreed: Agreed;
  /** What the platform can collect; absent: whatever is offered. */
  readonly instruments?: PlatformInstruments | undefined;
  /** Shows the buyer's data after the end too: only to whom `sees` lets. */
  readonly trusted?: boolean;
  /** What the operation just done has to say. */
  readonly messages?: readonly Message[];
  /** The checkout was just changed: how an earlier payment ended is old news. */
  readonly changed?: boolean;
}

/** How soon to ask again while a payment is open, in ms. */
const POLL_AFTER = 2000;
/** How long the answer about a placed order carries the buyer's own key to it, in ms. */
const ORDER_LINK_TIME = 24 * 3600 * 1000;

/** The checkout as the protocol shows it, as it stands now; undefined when there is none. */
export async function renderCheckout(
  services: Services, money: MoneyStory, id: string, viewing: Viewing = {agreed: ownPageVisit(services).agreed},
): Promise<Answer | undefined> {
  const row = await readCheckoutRow(services.database, id);
  if (!row) return undefined;
  const standing = await money.standing(services.database, id);
  const order = row.status === 'completed' ? await confirmationOf(services, id) : undefined;
  const words = wording(row.locale, services.config.defaultLocale);
  const answer = checkoutAnswer(services, row, {standing, order, words, viewing});
  return viewing.agreed.has(capability.fulfillment) ? answer : handOver(answer, words);
}

interface Known {
  readonly standing: CheckoutExtension['payment'];
  readonly order: OrderConfirmation | undefined;
  readonly words: Wording;
  readonly viewing: Viewing;
}

function checkoutAnswer(services: Services, row: CheckoutRow, {standing, order, words, viewing}: Known): Answer {
  const {request, priced} = row;
  const open = isOpen(row);
  const secret = !open && viewing.trusted !== true;
  const {discounts = []} = priced;
  const fulfillment = priced.fulfillment && (secret ? withoutAddresses(priced.fulfillment) : priced.fulfillment);
  return {
    ucp: {
      ...ucpMetadata(capability.checkout, viewing.agreed), ...(open ? embeddedIn(services) : {}),
      payment_handlers: paymentHandlers(usable(services, row), services.origin, viewing.instruments),
    },
    id: row.id,
    status: row.status,
    currency: row.currency,
    line_items: priced.line_items,
    totals: secret ? totalsWithoutCodes(priced.totals, discounts, words) : priced.totals,
    messages: messagesOf(row, {standing, words, viewing}),
    links: linksOf(services, row.locale),
    ...(request.buyer && !secret ? {buyer: request.buyer} : {}),
    ...(request.context && !secret ? {context: request.context} : {}),
    ...(fulfillment ? {fulfillment} : {}),
    ...(secret ? discountsWithoutCodes(viewing.agreed, discounts, words) : shownDiscounts(viewing.agreed, request, discounts)),
    ...(request.attribution ? {attribution: request.attribution} : {}),
    expires_at: row.expires_at.toISOString(),
    ...(open ? {continue_url: `${services.origin}/checkout/${row.id}`} : {}),
    ...(order ? {order} : {}),
    ...(viewing.agreed.has(capability.payment) ? {'dev.hangtag': extensionOf(services, row, standing)} : {}),
  };
}

/** Where this checkout can be gone on with inside of another page. */
function embeddedIn({config}: Services): Answer {
  const services = embeddedService(config);
  return services.length === 0 ? {} : {services: {'dev.ucp.shopping': services}};
}

/** The handlers that can take what this checkout costs. */
function usable({handlers, mode}: Services, {total, currency}: CheckoutRow): Services['handlers'] {
  return handlers.filter(handler => takes(handler, {amount: total, currency}, mode));
}

function messagesOf(row: CheckoutRow, {standing, words, viewing}: Omit<Known, 'order'>): readonly Message[] {
  const about = viewing.changed && standing.closed ? [] : messagesAbout(standing, row.locale);
  const all = [...(viewing.messages ?? []), ...about, ...ownMessages(row, words)];
  const said = new Set<string>();
  return all.filter(({code = '', path = '', content}) => {
    const key = `${code} ${path} ${content}`;
    return code === '' || (!said.has(key) && said.add(key));
  });
}

function ownMessages({status, priced}: CheckoutRow, words: Wording): readonly Message[] {
  if (status === 'completed') return [];
  if (status !== 'canceled') return priced.messages;
  const code = priced.ended ?? 'canceled';
  return [{type: 'info', code: `checkout_${code}`, content: words.say(code)}];
}

function linksOf({config}: Services, locale: string): Answer[] {
  return config.links.map(({type, url, title}) => ({
    type, url, ...(title === undefined ? {} : {title: localText(title, locale, config.defaultLocale)}),
  }));
}

function extensionOf({config}: Services, {mode, status, priced, locale}: CheckoutRow, payment: CheckoutExtension['payment']): CheckoutExtension {
  const waiting = status === 'complete_in_progress' || status === 'requires_escalation';
  return {
    mode,
    shop: localText(config.name, locale, config.defaultLocale),
    payment,
    needs_delivery: priced.needs_delivery,
    ...(priced.ships_to ? {ships_to: priced.ships_to} : {}),
    ...(waiting ? {poll_after: POLL_AFTER} : {}),
  };
}

/** Shops stay, of addresses only the country. */
function withoutAddresses({methods = []}: Fulfillment): Fulfillment {
  const hidden = ({id, address_country: country}: Destination): Destination => ({id, ...(country === undefined ? {} : {address_country: country})});
  return {methods: methods.map(method => (method.type === 'pickup' || !method.destinations ? method : {...method, destinations: method.destinations.map(hidden)}))};
}

/** For a day the link opens the buyer's receipt; later only whoever kept it can. */
async function confirmationOf({database, origin, clock}: Services, checkoutId: string): Promise<OrderConfirmation | undefined> {
  const [order] = await database.query<{id: string; label: string; reading_key: string; created_at: Date}>(
    'select id, label, reading_key, created_at from orders where checkout_id = $1', [checkoutId]);
  if (!order) return undefined;
  const recent = clock().getTime() - order.created_at.getTime() < ORDER_LINK_TIME;
  return {id: order.id, label: order.label, permalink_url: `${origin}/orders/${order.id}${recent ? `?key=${order.reading_key}` : ''}`};
}
