import {html} from 'hono/html';
import type {CheckoutExtension, Message} from '../../commerce/checkout.ts';
import {formatMoney} from '../../commerce/money-format.ts';
import type {PaymentAction} from '../../commerce/payment-action.ts';
import type {DeliveryWords} from '../../words/delivery.ts';
import type {CheckoutRow} from '../checkout/checkout-row.ts';
import {isOpen} from '../checkout/checkout-row.ts';
import {totalsWithoutCodes} from '../checkout/shown-discounts.ts';
import {wording} from '../checkout/wording.ts';
import type {Answer} from '../http/envelope.ts';
import {givenFacts} from './delivery-facts.ts';
import {detailsForm, wayOf} from './details-form.ts';
import {elsewhere, sameAgain} from './elsewhere.ts';
import {asksForCodes, discountField, isAboutCodes} from './discount-field.ts';
import {sessionError} from './embedding.ts';
import {offersOf} from './hosted-offers.ts';
import type {HostedOffer} from './hosted-offers.ts';
import type {Mistake} from './mistakes.ts';
import {countOf, isAboutForm, mistakesIn} from './mistakes.ts';
import type {Bought, Html, PageParts, View} from './page.ts';
import {bought, onwards, page, policies, shopTime, standingSheet, stepOf, wayBack} from './page.ts';
import {drawQr} from './qr-svg.ts';

export interface CheckoutShown {
  readonly row: CheckoutRow;
  readonly standing: CheckoutExtension['payment'];
  /** What the last step had to say. */
  readonly messages: readonly Message[];
  readonly order?: {readonly label: string; readonly receipt: {readonly path: string; readonly key: string}};
  /** Straight on to the wallet: the buyer has just pressed the button. */
  readonly goOn?: boolean;
  readonly deadline?: Date;
  /** The sentences of the form for contact and delivery. */
  readonly details: DeliveryWords;
  /** The shop takes discount codes. */
  readonly takesCodes?: boolean;
  /** The checkout as the protocol shows it, for a host that listens. */
  readonly answer?: Answer;
}

type Sheet = Pick<PageParts, 'refresh' | 'postsTo'> & {readonly title: string; readonly sheet: Html};

/** One checkout as its buyer sees it: what is bought, every total, how the payment stands, and what to do next. */
export function checkoutPage(view: View, shown: CheckoutShown): Response | Promise<Response> {
  const codes = asksForCodes(shown);
  const {title, sheet, ...parts} = sheetFor(view, codes ? {...shown, messages: shown.messages.filter(message => !isAboutCodes(message))} : shown);
  const {row, answer} = shown;
  const session = answer ? {checkout: answer} : {error: sessionError('not_found', view.words.unknownText)};
  return page(view, {
    ...parts, title, mode: row.mode, session,
    // The answer to a form stands at the form's address, where only forms are taken.
    ...(view.c.req.method === 'POST' ? {path: `/checkout/${row.id}`} : {}),
    body: html`${row.status === 'incomplete' ? glance(view, row) : ''}<div class="sheets">${sheet}<section class="sheet" id="${GOODS_PLACE}">${bought(view, boughtIn(view, row))}${codes ? discountField(view, shown) : ''}</section></div>`,
  });
}

function boughtIn({services: {config}}: View, {priced, currency, locale, status}: CheckoutRow): Bought {
  const deliveryLater = status === 'incomplete' && priced.needs_delivery && priced.totals.every(({type}) => type !== 'fulfillment');
  const totals = isOpen({status}) ? priced.totals : totalsWithoutCodes(priced.totals, priced.discounts ?? [], wording(locale, config.defaultLocale));
  return {...priced, totals, currency, language: locale, done: status === 'completed', deliveryLater};
}

const GOODS_PLACE = 'goods';

/** On a phone a long form stands before the goods: what they cost is in sight anyway. */
function glance({words, locale}: View, {total, currency}: CheckoutRow): Html {
  return html`<p class="glance"><a href="#${GOODS_PLACE}">${words.youBuy}</a> <strong>${formatMoney({amount: total, currency}, locale)}</strong></p>`;
}

function sheetFor(view: View, shown: CheckoutShown): Sheet {
  const {words} = view;
  const {row, standing, order} = shown;
  if (row.status === 'completed') {
    const text = row.total === 0 ? words.freeText : words.paidText(order?.label ?? '');
    return plain('good', words.paid, text, html`${order ? receiptLink(view, order) : ''}${onwards(view)}`);
  }
  if (row.status === 'canceled') return endedSheet(view, shown);
  switch (standing.status) {
    case 'acting':
      return actingSheet(view, shown, standing.action);
    case 'confirming':
      return {...plain('wait', words.confirming, words.confirmingText, lookAgain(view, row)), refresh: {seconds: 3}};
    case 'held':
      return plain('warn', words.held, words.heldText);
    default:
      return row.status === 'incomplete' ? incompleteSheet(view, shown) : readySheet(view, shown);
  }
}

function receiptLink(view: View, {receipt}: NonNullable<CheckoutShown['order']>): Html {
  return html`<a class="button" href="${stepOf(view, receipt.path, {key: receipt.key})}">${view.words.openReceipt}</a>`;
}

function plain(tone: Parameters<typeof standingSheet>[0], title: string, text: string, rest: Html | '' = ''): Sheet {
  return {title, sheet: standingSheet(tone, title, text, rest)};
}

function endedSheet(view: View, {row, standing}: CheckoutShown): Sheet {
  const {words, embedding} = view;
  const title = row.priced.ended === 'expired' ? words.expired : words.ended;
  if (standing.status === 'refunding' || standing.status === 'late_paid') return plain('plain', title, words.lateText);
  if (standing.status === 'refunded') return plain('plain', title, words.backText);
  // A host has opened this one checkout, and is told that it is over.
  const again = embedding ? '' : html`<a class="button" href="${sameAgain(view, row)}">${words.sameAgain}</a>`;
  return plain('plain', title, words.endedText, html`${again}${wayBack(view)}`);
}

function incompleteSheet(view: View, shown: CheckoutShown): Sheet {
  const {words} = view;
  const mistakes = mistakesOf(shown);
  const others = shown.messages.filter(message => !isAboutForm(message));
  const sheet = standingSheet('go', words.incomplete, words.incompleteText, html`${elsewhere(view, shown.row) ?? ''}${notes({...shown, messages: others})}${form(view, shown, mistakes)}${cancelForm(view, shown.row)}`);
  return {title: mistakes.length === 0 ? words.incomplete : `${countOf(shown.details, mistakes)} · ${words.incomplete}`, sheet};
}

/** A form that nobody has sent yet finds no fault. */
function mistakesOf({row, messages}: CheckoutShown): readonly Mistake[] {
  const touched = row.request.buyer !== undefined || row.request.fulfillment !== undefined;
  return touched ? mistakesIn(messages, wayOf(row) ?? 'shipping') : [];
}

function form(view: View, {row, details}: CheckoutShown, mistakes: readonly Mistake[]): Html {
  return detailsForm(view, {row, mistakes, words: details, action: actionOf(view, row, 'details')});
}

/** Also what was filled in elsewhere may be put right here, before paying. */
function changeDetails(view: View, shown: CheckoutShown): Html | '' {
  const {needs_delivery: needed} = shown.row.priced;
  return needed ? html`<details><summary>${view.words.change}</summary>${form(view, shown, [])}</details>` : '';
}

function readySheet(view: View, shown: CheckoutShown): Sheet {
  const {words} = view;
  const {row, standing} = shown;
  const failed = standing.status === 'declined' || standing.status === 'failed';
  const offers = offersOf(view.services, row, {locale: view.locale, userAgent: view.c.req.header('user-agent')});
  const away = elsewhere(view, row);
  if (away) return plain('warn', words.elsewhere, words.readyText, html`${away}${cancelForm(view, row)}`);
  const buttons = row.total === 0 ? payForm(view, row, undefined) : offers.map(offer => payForm(view, row, offer));
  const none = row.total > 0 && offers.length === 0 ? html`<p class="notes"><span class="warning">${words.noWay}</span></p>` : '';
  const rest = html`${failed ? '' : notes(shown)}${none}${givenFacts(view, row, shown.details)}${terms(view)}${buttons}${changeDetails(view, shown)}${cancelForm(view, row)}`;
  const title = failed ? words.failed : words.ready;
  return {title, sheet: standingSheet(failed ? 'bad' : 'go', title, failed ? words.failedText : words.readyText, rest)};
}

/** What the buyer agrees to stands before the button that does it. */
function terms(view: View): Html | '' {
  const links = policies(view, ['terms_of_service', 'privacy_policy', 'refund_policy']);
  return links.length === 0 ? '' : html`<p class="quiet terms">${view.words.beforePaying} ${links.map((link, at) => html`${at === 0 ? '' : ' · '}${link}`)}</p>`;
}

function payForm(view: View, row: CheckoutRow, offer: HostedOffer | undefined): Html {
  const {words, locale} = view;
  const total = formatMoney({amount: row.total, currency: row.currency}, locale);
  return html`<form method="post" action="${actionOf(view, row, 'pay')}">
    <input type="hidden" name="total" value="${row.total}"><input type="hidden" name="currency" value="${row.currency}">
    <input type="hidden" name="offer" value="${offer?.key ?? ''}">
    <button class="button">${offer ? words.payWith(total, offer.label) : words.pay(total)}</button>
  </form>`;
}

function cancelForm(view: View, row: CheckoutRow): Html {
  return html`<form method="post" action="${actionOf(view, row, 'cancel')}"><button class="textual">${view.words.cancel}</button></form>`;
}

function actionOf(view: View, row: CheckoutRow, step: 'pay' | 'cancel' | 'details'): string {
  return stepOf(view, `/checkout/${row.id}/${step}`);
}

function lookAgain(view: View, row: CheckoutRow): Html {
  return html`<p><a class="textual" href="${stepOf(view, `/checkout/${row.id}`)}">${view.words.checkAgain}</a></p>`;
}

function notes({messages}: CheckoutShown): Html | '' {
  const told = messages.filter(message => message.content !== '');
  return told.length === 0 ? '' : html`<ul class="notes">${told.map(({type, content}) => html`<li class="${type}">${content}</li>`)}</ul>`;
}

/** Seconds between two looks while the buyer acts elsewhere. */
const WAITING = 5;

function actingSheet(view: View, shown: CheckoutShown, action: PaymentAction | undefined): Sheet {
  const {words, framed} = view;
  const {row, goOn, deadline} = shown;
  const until = deadline ? html`<p class="quiet">${timeLimit(view, deadline)}</p>` : '';
  const again = {seconds: WAITING};
  const problems = notes({...shown, messages: shown.messages.filter(({code}) => code === 'payment_in_progress')});
  const below = html`${action?.type === 'qr' ? '' : until}${lookAgain(view, row)}${cancelForm(view, row)}`;
  const beside = framed ? html`target="_blank" rel="noopener"` : '';
  switch (action?.type) {
    case 'redirect':
    case 'popup': {
      const url = typeof action.url === 'string' ? action.url : '';
      const rest = html`${problems}<a class="button away" href="${url}" ${beside}>${words.openWallet}</a>${below}`;
      return {...plain('go', words.acting, words.actingText, rest), refresh: goOn && !framed ? {seconds: 0, to: url} : again};
    }
    case 'form-post': {
      const fields = Object.entries(action.fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
      const rest = html`${problems}<form class="away" method="post" action="${action.url}" ${beside}>${fields}<button class="button">${words.openWallet}</button></form>${below}`;
      return {...plain('go', words.acting, words.actingText, rest), refresh: again, postsTo: [new URL(action.url).origin]};
    }
    case 'qr':
      return {...plain('go', words.scan, words.scanText, html`${problems}${qrCode(view, action)}${below}`), refresh: again};
    default:
      return {...plain('wait', words.confirming, words.confirmingText, html`${problems}${below}`), refresh: again};
  }
}

function qrCode(view: View, {code, url, expiresAt}: Extract<PaymentAction, {type: 'qr'}>): Html {
  const {words, services, framed} = view;
  const left = minutesUntil(new Date(expiresAt), services.clock());
  if (left === 0) return html`<p class="notes"><span class="warning">${words.codeOver}</span></p>`;
  const {viewBox, path} = drawQr(code);
  const beside = framed ? html`target="_blank" rel="noopener"` : '';
  return html`<svg class="qr" role="img" aria-label="${words.qr}" viewBox="${viewBox}" shape-rendering="crispEdges"><path d="${path}"/></svg>
    ${left === undefined ? '' : html`<p class="quiet timer">${words.minutesLeft(left)}</p>`}
    ${url === undefined ? '' : html`<p><a class="button away" href="${url}" ${beside}>${words.onThisPhone}</a></p>`}`;
}

/** Whole minutes, the last one counted until it is over; undefined for what is no time. */
function minutesUntil(end: Date, now: Date): number | undefined {
  const left = end.getTime() - now.getTime();
  return Number.isNaN(left) ? undefined : Math.max(0, Math.ceil(left / 60_000));
}

function timeLimit(view: View, deadline: Date): Html {
  const [before = '', behind = ''] = view.words.until('\u0000').split('\u0000');
  return html`${before}${shopTime(view, deadline, 'time')}${behind}`;
}
