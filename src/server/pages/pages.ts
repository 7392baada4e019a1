import type {Context} from 'hono';
import {Hono} from 'hono';
import {html} from 'hono/html';
import type {Message} from '../../commerce/checkout.ts';
import type {Instrument} from '../../commerce/instrument.ts';
import {deliveryWords} from '../../words/delivery.ts';
import {cancelCheckout, updateCheckout} from '../checkout/change-checkout.ts';
import {readCheckoutRow} from '../checkout/checkout-row.ts';
import {completeCheckout} from '../checkout/complete-checkout.ts';
import {renderCheckout} from '../checkout/render-checkout.ts';
import {takesCodes} from '../discount/discount-row.ts';
import {withReadBody} from '../http/request-body.ts';
import {ownPageVisit} from '../http/visit.ts';
import {readAdjustments, readOrderRow} from '../orders/order-row.ts';
import {sameText} from '../same-text.ts';
import type {MoneyStory, Services} from '../services.ts';
import {checkoutPage} from './checkout-page.ts';
import type {CheckoutShown} from './checkout-page.ts';
import {CODES_PLACE, readCode} from './discount-field.ts';
import {embeddedScript} from './embedded-script.ts';
import {offersOf, serviceName} from './hosted-offers.ts';
import {likelyCountry} from './likely-country.ts';
import {notFoundPage, page, standingSheet, stepOf, viewOf} from './page.ts';
import {pageStyle} from './page-style.ts';
import {purchaseLinks} from './purchase-links.ts';
import {readDetails} from './read-details.ts';
import {receiptPage} from './receipt-page.ts';
import {serveFile} from './served-file.ts';

/** How long a checkout's page links to the receipt after the order, in ms; later only whoever kept the link can. */
const RECEIPT_TIME = 24 * 3600 * 1000;

/**
 * The pages that people see: the hosted checkout (`continue_url`), the receipt (`permalink_url`), and the links that lead to a checkout. No script is
 * needed anywhere; there is one only to speak with a page that shows the checkout.
 */
export function hostedPages(services: Services, money: MoneyStory): Hono {
  const app = new Hono();
  serveFile(app, pageStyle);
  serveFile(app, embeddedScript);
  app.use('/checkout/*', async (c, next) => {
    if (c.req.method === 'POST') c.req.raw = await withReadBody(c.req.raw);
    await next();
  });
  const {home} = services.config;
  if (home !== undefined) app.get('/', c => c.redirect(home, 302));
  app.get('/checkout/:id', c => showCheckout(c, services, money));
  for (const step of ['pay', 'cancel', 'details', 'code']) app.get(`/checkout/:id/${step}`, c => backToCheckout(c, services));
  app.post('/checkout/:id/pay', async c => {
    if (!fromOurPage(c, services)) return foreign(c, services);
    return payHere(c, services, money);
  });
  app.post('/checkout/:id/cancel', async c => {
    if (!fromOurPage(c, services)) return foreign(c, services);
    const row = await readCheckoutRow(services.database, c.req.param('id'));
    if (!row) return notFoundPage(viewOf(c, services));
    const {body} = await cancelCheckout({services, money}, visitOf(c, services), row.id);
    return showCheckout(c, services, money, {messages: messagesOf(body)});
  });
  app.post('/checkout/:id/details', async c => {
    if (!fromOurPage(c, services)) return foreign(c, services);
    const row = await readCheckoutRow(services.database, c.req.param('id'));
    if (!row) return notFoundPage(viewOf(c, services));
    await updateCheckout({services, money}, visitOf(c, services), row.id, readDetails(row, await c.req.parseBody(), likelyCountry(services)));
    return c.redirect(stepOf(viewOf(c, services), `/checkout/${row.id}`), 303);
  });
  app.post('/checkout/:id/code', async c => {
    if (!fromOurPage(c, services)) return foreign(c, services);
    const row = await readCheckoutRow(services.database, c.req.param('id'));
    if (!row) return notFoundPage(viewOf(c, services));
    await updateCheckout({services, money}, visitOf(c, services), row.id, readCode(row, await c.req.parseBody()));
    return c.redirect(`${stepOf(viewOf(c, services), `/checkout/${row.id}`)}#${CODES_PLACE}`, 303);
  });
  app.get('/orders/:id', c => showReceipt(c, services));
  purchaseLinks(app, {services, money});
  return app;
}

async function showCheckout(c: Context, services: Services, money: MoneyStory, step: {messages?: readonly Message[]} = {}): Promise<Response> {
  const id = c.req.param('id') ?? '';
  await money.refresh(id);
  const row = await readCheckoutRow(services.database, id);
  const view = viewOf(c, services, row?.locale);
  if (!row) return notFoundPage(view);
  const answer = await renderCheckout(services, money, id);
  const [payment] = await services.database.query<{deadline: Date}>('select deadline from payments where checkout_id = $1 and live', [id]);
  const order = await orderOf(services, id);
  return checkoutPage(view, {
    row, standing: await money.standing(services.database, id), messages: step.messages ?? messagesOf(answer ?? {}), goOn: c.req.query('go') === 'wallet',
    details: await deliveryWords(view.locale), takesCodes: await takesCodes(services.database, services.clock()),
    ...(order ? {order} : {}), ...(payment ? {deadline: payment.deadline} : {}), ...(answer ? {answer} : {}),
  });
}

/** Whoever reloads the answer to a form asks for the form's address, and means the checkout. */
function backToCheckout(c: Context, services: Services): Response {
  return c.redirect(stepOf(viewOf(c, services), `/checkout/${encodeURIComponent(c.req.param('id') ?? '')}`), 303);
}

/** Begins a payment from our own page, for exactly the total that the page showed. */
async function payHere(c: Context, services: Services, money: MoneyStory): Promise<Response> {
  const row = await readCheckoutRow(services.database, c.req.param('id') ?? '');
  const view = viewOf(c, services, row?.locale);
  if (!row) return notFoundPage(view);
  const form = await c.req.parseBody();
  const offers = offersOf(services, row, {locale: view.locale, userAgent: c.req.header('user-agent')});
  const instrument = offers.find(({key}) => key === form['offer'])?.instrument ?? {id: 'hosted', handler_id: 'none', type: 'none'};
  const [total, currency] = [Number(form['total']), form['currency']];
  const seen = Number.isSafeInteger(total) && typeof currency === 'string' ? {amount: total, currency} : {amount: -1, currency: row.currency};
  const path = `/checkout/${row.id}`;
  const reply = await completeCheckout({services, money}, visitOf(c, services), row.id, {
    payment: {instruments: [{...instrument, selected: true}]},
    'dev.hangtag': {expected_total: seen, return_url: `${services.origin}${stepOf(view, path)}`},
  });
  if (messagesOf(reply.body).some(isNews)) return showCheckout(c, services, money, {messages: messagesOf(reply.body)});
  const standing = await money.standing(services.database, row.id);
  return c.redirect(stepOf(view, path, standing.status === 'acting' ? {go: 'wallet'} : {}), 303);
}

/** What only this answer says: looking again would not show it. */
function isNews({code}: Message): boolean {
  return code === 'total_changed' || code === 'out_of_stock' || code === 'payment_failed' || code === 'invalid_instrument';
}

function visitOf(c: Context, services: Services): ReturnType<typeof ownPageVisit> {
  return ownPageVisit(services, c.req.header('accept-language') ?? null);
}

function messagesOf(answer: Readonly<Record<string, unknown>>): readonly Message[] {
  return (answer['messages'] as readonly Message[] | undefined) ?? [];
}

async function orderOf({database, clock}: Services, checkoutId: string): Promise<CheckoutShown['order']> {
  const [order] = await database.query<{id: string; label: string; reading_key: string; created_at: Date}>(
    'select id, label, reading_key, created_at from orders where checkout_id = $1', [checkoutId]);
  if (!order || clock().getTime() - order.created_at.getTime() > RECEIPT_TIME) return undefined;
  return {label: order.label, receipt: {path: `/orders/${order.id}`, key: order.reading_key}};
}

async function showReceipt(c: Context, services: Services): Promise<Response> {
  const order = await readOrderRow(services.database, c.req.param('id') ?? '');
  const view = viewOf(c, services, order?.snapshot.locale);
  if (!order || !sameText(c.req.query('key') ?? '', order.reading_key)) return notFoundPage(view);
  const [payment] = await services.database.query<{handler_id: string; instrument: Partial<Instrument>}>('select handler_id, instrument from payments where id = $1', [order.payment_id]);
  const handler = services.handlers.find(one => one.id === payment?.handler_id);
  const service = payment && serviceName(handler, payment.instrument, {locale: view.locale, currency: order.currency});
  return receiptPage(view, order, await readAdjustments(services.database, order.id), service ?? payment?.handler_id);
}

/** A form is taken only from a page of ours: browsers say where a post comes from. */
function fromOurPage(c: Context, {origin}: Services): boolean {
  const from = c.req.header('origin');
  return from !== undefined && (from === origin || from === new URL(c.req.url).origin);
}

function foreign(c: Context, services: Services): Response | Promise<Response> {
  const view = viewOf(c, services);
  const {checkout, foreign: text} = view.words;
  return page(view, {status: 403, title: checkout, body: html`<div class="sheets single">${standingSheet('bad', checkout, text)}</div>`});
}
