import {html} from 'hono/html';
import {formatMoney} from '../../commerce/money-format.ts';
import type {AdjustmentRow, OrderRow} from '../orders/order-row.ts';
import {deliveryFact} from './delivery-facts.ts';
import type {Html, View} from './page.ts';
import {bought, onwards, page, shopTime, standingSheet} from './page.ts';

/** The buyer's receipt: what was bought, where it goes, what was given back; to be kept or printed. */
export function receiptPage(view: View, order: OrderRow, adjustments: readonly AdjustmentRow[], service: string | undefined): Response | Promise<Response> {
  const {words} = view;
  const {priced, request} = order.snapshot;
  const facts = html`<dl class="facts">
    <dt>${words.order}</dt><dd>${order.label}</dd>
    <dt>${words.date}</dt><dd>${shopTime(view, order.created_at, 'date')}</dd>
    ${service === undefined ? '' : html`<dt>${words.paidWith}</dt><dd>${service}</dd>`}
    ${request.buyer?.email ? html`<dt>${words.email}</dt><dd>${request.buyer.email}</dd>` : ''}
    ${(priced.fulfillment?.methods ?? []).map(method => deliveryFact(view, method))}
    ${adjustments.map(adjustment => givenBack(view, adjustment, order.currency))}
  </dl>
  <p class="quiet screen">${words.print}</p>${onwards(view)}`;
  return page(view, {
    title: `${words.receipt} ${order.label}`, mode: order.mode,
    body: html`<div class="sheets">
      ${standingSheet('good', words.paid, words.paidText(order.label), facts)}
      <section class="sheet">${bought(view, {...priced, currency: order.currency, language: order.snapshot.locale, done: true})}</section>
    </div>`,
  });
}

function givenBack(view: View, {type, status, amount, occurred_at: at}: AdjustmentRow, currency: string): Html | '' {
  if (type !== 'refund' || amount === null || status === 'failed') return '';
  const {words, locale} = view;
  return html`<dt>${status === 'completed' ? words.refunded : words.refundPending}</dt>
    <dd>${formatMoney({amount: Math.abs(amount), currency}, locale)} · ${shopTime(view, at, 'date')}</dd>`;
}
