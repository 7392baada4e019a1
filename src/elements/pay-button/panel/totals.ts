import {html, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import type {Checkout, LineItem, Message, Total} from '../../../commerce/checkout.ts';
import {formatMoney} from '../../../commerce/money-format.ts';
import type {PayButtonWords} from '../../../words/pay-button.ts';
import {fill} from '../../../words/sentence.ts';

interface Shown {
  readonly words: PayButtonWords;
  readonly language: string;
}

/** What is bought, each with its sum and with what the merchant must disclose about it. */
export function lines(checkout: Checkout, {words, language}: Shown): TemplateResult {
  const line = ({item, quantity, totals}: LineItem, at: number): TemplateResult => {
    const amount = totals.find(({type}) => type === 'total' || type === 'subtotal')?.amount ?? item.price * quantity;
    return html`<li>
      <span dir="auto">${quantity > 1 ? fill(words.times, {count: quantity, title: item.title}) : item.title}</span>
      <span class="figures">${formatMoney({amount, currency: checkout.currency}, language)}</span>
      ${noticesAt(checkout, `$.line_items[${at}]`).map(notice)}
    </li>`;
  };
  return html`<ul class="lines" aria-label=${words.items}>${checkout.line_items.map(line)}</ul>`;
}

/** Every total, in the merchant's order and in its words, and below each what it is made of. */
export function totalsList(checkout: Checkout, {words, language}: Shown): TemplateResult {
  const names: Readonly<Record<string, string | undefined>> = words;
  const {totals, currency} = checkout;
  const row = (total: Total): TemplateResult => {
    const {type, display_text: text, amount} = total;
    const at = totals.indexOf(total);
    return html`<div class=${at < 0 ? 'part' : type === 'total' ? 'sum' : ''}>
      <dt>${text ?? (Object.hasOwn(names, type) ? names[type] : type)}</dt>
      <dd class="figures">${type === 'fulfillment' && amount === 0 ? words.free : formatMoney({amount, currency}, language)}</dd>
      ${noticesAt(checkout, `$.totals[${at}]`).map(notice)}
    </div>`;
  };
  return html`<dl class="totals">${totals.flatMap((total) => [total, ...(total.lines ?? []).map((line) => ({...line, type: total.type}))]).map(row)}</dl>`;
}

const noticesAt = ({messages}: Checkout, place: string): readonly Message[] => messages.filter(({type, path}) => type !== 'error' && path?.startsWith(place));

export const notice = ({type, content, url}: Message): TemplateResult =>
  html`<p class="notice ${type}" dir="auto">${content}${url ? html` <a href=${url} target="_blank" rel="noopener">${new URL(url).hostname}</a>` : nothing}</p>`;
