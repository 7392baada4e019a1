import {html} from 'hono/html';
import {permalinkItems} from '../../commerce/item.ts';
import type {CheckoutRow} from '../checkout/checkout-row.ts';
import {offersOf} from './hosted-offers.ts';
import type {Html, View} from './page.ts';

/**
 * What to say where nothing that the shop takes works in this browser, such as Alipay within WeChat: which ways to pay there are, and the page's
 * address to open elsewhere. `undefined` where something works here, or nothing anywhere.
 */
export function elsewhere(view: View, row: CheckoutRow): Html | undefined {
  const {locale, words, c, services: {origin}} = view;
  const userAgent = c.req.header('user-agent') ?? '';
  if (row.total === 0 || offersOf(view.services, row, {locale, userAgent}).length > 0) return undefined;
  const names = shortest(offersOf(view.services, row, {locale, userAgent: undefined}).map(({label}) => label));
  if (names.length === 0) return undefined;
  const text = words.elsewhereText(new Intl.ListFormat(locale).format(names));
  const menu = userAgent.includes('MicroMessenger') ? html`<p>${words.weChatMenu}</p>` : '';
  return html`<div class="elsewhere"><p>${text}</p>${menu}
    <p class="field"><label for="page-address">${words.pageAddress}</label>
      <input id="page-address" type="url" value="${origin}/checkout/${row.id}?lang=${locale}" readonly></p></div>`;
}

/** "Alipay, by QR code" is Alipay as well. */
function shortest(labels: readonly string[]): readonly string[] {
  return [...new Set(labels)].filter(label => !labels.some(other => other !== label && label.startsWith(other)));
}

/** A link that opens a new checkout of the same things, from the same campaign, in the language that is read. */
export function sameAgain({locale}: View, {request}: CheckoutRow): string {
  const items = permalinkItems(request.line_items.map(({item: {id}, quantity}) => ({id, quantity})));
  const attribution = Object.entries(request.attribution ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[`attribution/${name}`, value]] : []));
  const codes = (request.discounts?.codes ?? []).map((code, at) => [`discounts/codes/${at}`, code]);
  return `/buy/${items}?${new URLSearchParams([...attribution, ...codes, ['lang', locale]]).toString()}`;
}
