import {html, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import {formatMoney, moneyParts} from '../commerce/money-format.ts';
import type {Money} from '../commerce/money.ts';

/** An amount with its currency in a span of its own, so that the figure can be set larger. */
export function figure(money: Money, locale: string): TemplateResult {
  const [currency, ...amount] = moneyParts(money, locale);
  return html`<span class="currency">${currency?.value}</span>${amount.map(({value}) => value)}`;
}

/** A price that no longer holds: struck through, and said to be old. `nothing` unless it is higher than `now`. */
export function oldPrice(before: Money | undefined, now: Money, locale: string, oldPriceWord: string): TemplateResult | typeof nothing {
  if (!before || before.currency !== now.currency || before.amount <= now.amount) return nothing;
  return html`<del><span class="spoken">${oldPriceWord} </span>${formatMoney(before, locale)}</del>`;
}
