import {timingSafeEqual} from 'node:crypto';
import type {Context} from 'hono';
import {Hono} from 'hono';
import {html} from 'hono/html';
import type {Message} from '../../commerce/checkout.ts';
import {deliveryWords} from '../../words/delivery.ts';
import {cancelCheckout, updateCheckout} from '../checkout/change-checkout.ts';
import {readCheckoutRow} from '../checkout/checkout-row.ts';
import {completeCheckout} from '../checkout/complete-checkout.ts';
import {renderCheckout} from '../checkout/render-checkout.ts';
import {withReadBody} from '../http/request-body.ts';
import {ownPageVisit} from '../http/visit.ts';
import {readAdjustments, readOrderRow} from '../orders/order-row.ts';
import type {MoneyStory, Services} from '../services.ts';
import {checkoutPage} from './checkout-page.ts';
import {notFoundPage, page, standingSheet, viewOf} from './page.ts';
import {pageStyle} from './page-style.ts';
import {readDetails} from './read-details.ts';
import {receiptPage} from './receipt-page.ts';

/** How long a checkout's page links to the receipt after the order, in ms; later only whoever kept the link can. */
const RECEIPT_TIME = 24 * 3600 * 1000;

/** The pages that people see: the hosted checkout (`continue_url`) and the receipt (`permalink_url`). No script anywhere. */
export function hostedPages(services: Services, money: MoneyStory): Hono {
  const app = new Hono();
  app.get('/pages/style.css', c => c.body(pageStyle, 200, {'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=300'}));
  app.use('/checkout/*', async (c, next) => {
    if (c.req.method === 'POST') c.req.raw = await withReadBody(c.req.raw);
    await next();
  });
  const {home} = services.config;
  if (home !== undefined) app.get('/', c => c.redirect(home, 302));
  app.get('/checkout/:id', c => showCheckout(c, services, money));
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
    await updateCheckout({services, money}, visitOf(c, services), row.id, readDetails(row, await c.req.parseBody()));
    return c.redirect(`/checkout/${row.id}${languageOf(c)}`, 303);
  });
  app.get('/orders/:id', c => showReceipt(c, services));
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
    details: await deliveryWords(view.locale), ...(order ? {order} : {}), ...(payment ? {deadline: payment.deadline} : {}),
  });
}

/** Begins a payment from our own page, for exactly the total that the page showed. */
async function payHere(c: Context, services: Services, money: MoneyStory): Promise<Response> {
  const row = await readCheckoutRow(services.database, c.req.param('id') ?? '');
  if (!row) return notFoundPage(viewOf(c, services));
  const form = await c.req.parseBody();
  const handler = services.handlers.find(one => one.id === form['handler']);
  const instrument = handler?.hostedMethods?.(row)[0]?.instrument ?? {id: 'hosted', handler_id: '', type: 'none'};
  const [total, currency] = [Number(form['total']), form['currency']];
  const seen = Number.isSafeInteger(total) && typeof currency === 'string' ? {amount: total, currency} : {amount: -1, currency: row.currency};
  const reply = await completeCheckout({services, money}, visitOf(c, services), row.id, {
    payment: {instruments: [{...instrument, selected: true}]},
    'dev.hangtag': {expected_total: seen, return_url: `${services.origin}/checkout/${row.id}${languageOf(c)}`},
  });
  const stopped = messagesOf(reply.body).some(message => message.code === 'total_changed' || message.code === 'out_of_stock');
  if (stopped) return showCheckout(c, services, money, {messages: messagesOf(reply.body)});
  const standing = await money.standing(services.database, row.id);
  const lang = c.req.query('lang');
  const query = new URLSearchParams({...(standing.status === 'acting' ? {go: 'wallet'} : {}), ...(lang ? {lang} : {})}).toString();
  return c.redirect(`/checkout/${row.id}${query ? `?${query}` : ''}`, 303);
}

function languageOf(c: Context): string {
  const lang = c.req.query('lang');
  return lang === undefined ? '' : `?${new URLSearchParams({lang}).toString()}`;
}

function visitOf(c: Context, services: Services): ReturnType<typeof ownPageVisit> {
  return ownPageVisit(services, c.req.header('accept-language') ?? null);
}

function messagesOf(answer: Readonly<Record<string, unknown>>): readonly Message[] {
  return (answer['messages'] as readonly Message[] | undefined) ?? [];
}

async function orderOf({database, clock}: Services, checkoutId: string): Promise<{label: string; receipt: string} | undefined> {
  const [order] = await database.query<{id: string; label: string; reading_key: string; created_at: Date}>(
    'select id, label, reading_key, created_at from orders where checkout_id = $1', [checkoutId]);
  if (!order || clock().getTime() - order.created_at.getTime() > RECEIPT_TIME) return undefined;
  return {label: order.label, receipt: `/orders/${order.id}?key=${order.reading_key}`};
}

async function showReceipt(c: Context, services: Services): Promise<Response> {
  const order = await readOrderRow(services.database, c.req.param('id') ?? '');
  const view = viewOf(c, services, order?.snapshot.locale);
  if (!order || !sameText(c.req.query('key') ?? '', order.reading_key)) return notFoundPage(view);
  const [payment] = await services.database.query<{handler_id: string}>('select handler_id from payments where id = $1', [order.payment_id]);
  const handler = services.handlers.find(one => one.id === payment?.handler_id);
  return receiptPage(view, order, await readAdjustments(services.database, order.id), handler?.hostedMethods?.({locale: view.locale, currency: order.currency})[0]?.label ?? payment?.handler_id);
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

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
