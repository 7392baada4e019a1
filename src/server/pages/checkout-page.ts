import {html} from 'hono/html';
import type {CheckoutExtension, Message} from '../../commerce/checkout.ts';
import {formatMoney} from '../../commerce/money-format.ts';
import type {PaymentAction} from '../../commerce/payment-action.ts';
import type {DeliveryWords} from '../../words/delivery.ts';
import type {CheckoutRow} from '../checkout/checkout-row.ts';
import type {PaymentHandler} from '../handlers/payment-handler.ts';
import {detailsForm} from './details-form.ts';
import type {Html, PageParts, View} from './page.ts';
import {bought, page, shopTime, standingSheet} from './page.ts';
import {drawQr} from './qr-svg.ts';

export interface CheckoutShown {
  readonly row: CheckoutRow;
  readonly standing: CheckoutExtension['payment'];
  /** What the last step had to say. */
  readonly messages: readonly Message[];
  readonly order?: {readonly label: string; readonly receipt: string};
  /** Straight on to the wallet: the buyer has just pressed the button. */
  readonly goOn?: boolean;
  readonly deadline?: Date;
  /** The sentences of the form for contact and delivery. */
  readonly details: DeliveryWords;
}

type Sheet = Pick<PageParts, 'refresh' | 'postsTo'> & {readonly title: string; readonly sheet: Html};

/** One checkout as its buyer sees it: what is bought, every total, how the payment stands, and what to do next. */
export function checkoutPage(view: View, shown: CheckoutShown): Response | Promise<Response> {
  const {title, sheet, ...parts} = sheetFor(view, shown);
  const {row} = shown;
  return page(view, {
    ...parts, title, mode: row.mode,
    body: html`<div class="sheets">${sheet}<section class="sheet">${bought(view, {...row.priced, currency: row.currency, done: row.status === 'completed'})}</section></div>`,
  });
}

function sheetFor(view: View, shown: CheckoutShown): Sheet {
  const {words} = view;
  const {row, standing, order} = shown;
  if (row.status === 'completed') {
    const text = row.total === 0 ? words.freeText : words.paidText(order?.label ?? '');
    return plain('good', words.paid, text, order ? html`<a class="button" href="${order.receipt}">${words.openReceipt}</a>` : '');
  }
  if (row.status === 'canceled') return endedSheet(view, shown);
  switch (standing.status) {
    case 'acting':
      return actingSheet(view, shown, standing.action);
    case 'confirming':
      return {...plain('wait', words.confirming, words.confirmingText, lookAgain(view)), refresh: {seconds: 3}};
    case 'held':
      return plain('warn', words.held, words.heldText);
    default:
      return row.status === 'incomplete' ? incompleteSheet(view, shown) : readySheet(view, shown);
  }
}

function plain(tone: Parameters<typeof standingSheet>[0], title: string, text: string, rest: Html | '' = ''): Sheet {
  return {title, sheet: standingSheet(tone, title, text, rest)};
}

function endedSheet({words}: View, {row, standing}: CheckoutShown): Sheet {
  const title = row.priced.ended === 'expired' ? words.expired : words.ended;
  const text = standing.status === 'refunding' || standing.status === 'late_paid' ? words.lateText : standing.status === 'refunded' ? words.backText : words.endedText;
  return plain('plain', title, text);
}

function incompleteSheet(view: View, shown: CheckoutShown): Sheet {
  const {words} = view;
  const elsewhere = shown.messages.filter(message => !isAboutDetails(message));
  return plain('plain', words.incomplete, words.incompleteText, html`${notes({...shown, messages: elsewhere})}${form(view, shown)}${cancelForm(view, shown.row)}`);
}

function isAboutDetails({path = ''}: Message): boolean {
  return path.startsWith('$.buyer') || path.startsWith('$.fulfillment');
}

/** A form that nobody has filled in yet finds no fault. */
function form(view: View, {row, messages, details}: CheckoutShown): Html {
  const touched = row.request.buyer !== undefined || row.request.fulfillment !== undefined;
  return detailsForm(view, {row, messages: touched ? messages : [], words: details, action: actionOf(view.c, row, 'details')});
}

/** Also what was filled in elsewhere may be put right here, before paying. */
function changeDetails(view: View, shown: CheckoutShown): Html | '' {
  const {needs_delivery: needed} = shown.row.priced;
  return needed ? html`<details><summary>${view.words.change}</summary>${form(view, shown)}</details>` : '';
}

function readySheet(view: View, shown: CheckoutShown): Sheet {
  const {services, words} = view;
  const {row, standing} = shown;
  const failed = standing.status === 'declined' || standing.status === 'failed';
  const usable = services.handlers.filter(handler => handler.mode === row.mode && (handler.currencies?.includes(row.currency) ?? true));
  const buttons = row.total === 0 ? payForm(view, row, undefined) : usable.map(handler => payForm(view, row, handler));
  const rest = html`${failed ? '' : notes(shown)}${buttons}${changeDetails(view, shown)}${cancelForm(view, row)}`;
  const title = failed ? words.failed : words.ready;
  return {title, sheet: standingSheet(failed ? 'bad' : 'go', title, failed ? words.failedText : words.readyText, rest)};
}

function payForm({words, locale, c}: View, row: CheckoutRow, handler: PaymentHandler | undefined): Html | '' {
  const hosted = handler?.hostedMethods?.({locale, currency: row.currency})[0];
  if (handler && !hosted) return '';
  const total = formatMoney({amount: row.total, currency: row.currency}, locale);
  return html`<form method="post" action="${actionOf(c, row, 'pay')}">
    <input type="hidden" name="total" value="${row.total}"><input type="hidden" name="currency" value="${row.currency}">
    <input type="hidden" name="handler" value="${handler?.id ?? ''}">
    <button class="button">${hosted ? words.payWith(total, hosted.label) : words.pay(total)}</button>
  </form>`;
}

function cancelForm({words, c}: View, row: CheckoutRow): Html {
  return html`<form method="post" action="${actionOf(c, row, 'cancel')}"><button class="textual">${words.cancel}</button></form>`;
}

function actionOf(c: View['c'], row: CheckoutRow, step: 'pay' | 'cancel' | 'details'): string {
  const lang = c.req.query('lang');
  return `/checkout/${row.id}/${step}${lang === undefined ? '' : `?${new URLSearchParams({lang}).toString()}`}`;
}

function lookAgain({words}: View): Html {
  return html`<p><a href="">${words.checkAgain}</a></p>`;
}

function notes({messages}: CheckoutShown): Html | '' {
  const told = messages.filter(message => message.content !== '');
  return told.length === 0 ? '' : html`<ul class="notes">${told.map(({type, content}) => html`<li class="${type}">${content}</li>`)}</ul>`;
}

const WAITING = 5;

function actingSheet(view: View, shown: CheckoutShown, action: PaymentAction | undefined): Sheet {
  const {words} = view;
  const {row, goOn, deadline} = shown;
  const until = deadline ? html`<p class="quiet">${timeLimit(view, deadline)}</p>` : '';
  const again = {seconds: WAITING};
  const problems = notes({...shown, messages: shown.messages.filter(({code}) => code === 'payment_in_progress')});
  const below = html`${until}${cancelForm(view, row)}`;
  switch (action?.type) {
    case 'redirect':
    case 'popup': {
      const url = typeof action.url === 'string' ? action.url : '';
      const rest = html`${problems}<a class="button" href="${url}">${words.openWallet}</a>${below}`;
      return {...plain('go', words.acting, words.actingText, rest), refresh: goOn ? {seconds: 0, to: url} : again};
    }
    case 'form-post': {
      const fields = Object.entries(action.fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
      const rest = html`${problems}<form method="post" action="${action.url}">${fields}<button class="button">${words.openWallet}</button></form>${below}`;
      return {...plain('go', words.acting, words.actingText, rest), refresh: again, postsTo: [new URL(action.url).origin]};
    }
    case 'qr':
      return {...plain('go', words.scan, words.scanText, html`${problems}${qrCode(view, action)}${below}`), refresh: again};
    default:
      return {...plain('wait', words.confirming, words.confirmingText, html`${problems}${lookAgain(view)}${below}`), refresh: again};
  }
}

function qrCode({words}: View, {code, url}: Extract<PaymentAction, {type: 'qr'}>): Html {
  const {viewBox, path} = drawQr(code);
  return html`<svg class="qr" role="img" aria-label="${words.qr}" viewBox="${viewBox}" shape-rendering="crispEdges"><path d="${path}"/></svg>
    ${url === undefined ? '' : html`<p><a class="button" href="${url}">${words.onThisPhone}</a></p>`}`;
}

function timeLimit(view: View, deadline: Date): Html {
  const [before = '', behind = ''] = view.words.until('\u0000').split('\u0000');
  return html`${before}${shopTime(view, deadline, 'time')}${behind}`;
}
