import {html} from 'hono/html';
import type {Destination, FulfillmentMethod, PostalAddress} from '../../commerce/checkout.ts';
import {formatMoney} from '../../commerce/money-format.ts';
import type {AdjustmentRow, OrderRow} from '../orders/order-row.ts';
import type {Html, View} from './page.ts';
import {bought, page, shopTime, standingSheet} from './page.ts';

/** The buyer's receipt: what was bought, where it goes, what was given back; to be kept or printed. */
export function receiptPage(view: View, order: OrderRow, adjustments: readonly AdjustmentRow[], service: string | undefined): Response | Promise<Response> {
  const {words} = view;
  const {priced, request} = order.snapshot;
  const facts = html`<dl class="facts">
    <dt>${words.order}</dt><dd>${order.label}</dd>
    <dt>${words.date}</dt><dd>${shopTime(view, order.created_at, 'date')}</dd>
    ${service === undefined ? '' : html`<dt>${words.paidWith}</dt><dd>${service}</dd>`}
    ${request.buyer?.email ? html`<dt>${words.email}</dt><dd>${request.buyer.email}</dd>` : ''}
    ${(priced.fulfillment?.methods ?? []).map(method => delivery(view, method))}
    ${adjustments.map(adjustment => givenBack(view, adjustment, order.currency))}
  </dl>
  <p class="quiet screen">${words.print}</p>`;
  return page(view, {
    title: `${words.receipt} ${order.label}`, mode: order.mode,
    body: html`<div class="sheets">
      ${standingSheet('good', words.paid, words.paidText(order.label), facts)}
      <section class="sheet">${bought(view, {...priced, currency: order.currency, language: order.snapshot.locale, done: true})}</section>
    </div>`,
  });
}

function delivery({words}: View, method: FulfillmentMethod): Html | '' {
  const place = method.destinations?.find(one => one.id === method.selected_destination_id);
  const group = method.groups?.[0];
  const option = group?.options?.find(one => one.id === group.selected_option_id);
  if (method.line_item_ids.length === 0 || (!place && !option)) return '';
  const lines = [option?.title, ...(place ? placeLines(place) : [])].filter(Boolean).join('\n');
  return html`<dt>${method.type === 'pickup' ? words.pickUp : words.deliverTo}</dt><dd>${lines}</dd>`;
}

function placeLines({name, address, ...own}: Destination): readonly (string | undefined)[] {
  const postal: PostalAddress = address ?? own;
  const person = personName(postal);
  const town = [postal.address_locality, postal.address_region, postal.postal_code, postal.address_country].filter(Boolean).join(', ');
  return [name, person, postal.extended_address, postal.street_address, town, postal.phone_number];
}

/** As it is written where the person lives: in Chinese the family comes first, and nothing parts the two. */
function personName({first_name: given = '', last_name: family = ''}: PostalAddress): string {
  return /\p{Script=Han}/u.test(given + family) ? `${family}${given}` : `${given} ${family}`.trim();
}

function givenBack(view: View, {type, status, amount, occurred_at: at}: AdjustmentRow, currency: string): Html | '' {
  if (type !== 'refund' || amount === null || status === 'failed') return '';
  const {words, locale} = view;
  return html`<dt>${status === 'completed' ? words.refunded : words.refundPending}</dt>
    <dd>${formatMoney({amount: Math.abs(amount), currency}, locale)} · ${shopTime(view, at, 'date')}</dd>`;
}
