import {html, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import {safeLink} from '../../../commerce/link.ts';
import {figure} from '../../../parts/price.ts';
import {tick} from '../../../parts/icons.ts';
import {plain} from './buttons.ts';
import type {PanelView} from './panel-view.ts';
import {lines, totalsList} from './totals.ts';

/** What the buyer keeps: order, date, items, totals, and a link that can be opened again. */
export function receipt(view: PanelView): TemplateResult {
  const {attempt, words, again} = view;
  const href = safeLink(attempt.order?.permalink_url);
  return html`
    <div class="receipt" part="receipt">${receiptBody(view)}</div>
    <div class="stack">
      ${href ? html`<a class="go" href=${href} target="_blank" rel="noopener">${words.seeOrder}<span class="spoken"> (${words.newTab})</span></a>` : nothing}
      ${plain(words.keep, () => print(view))}${plain(words.again, again)}
    </div>
  `;
}

/** What is on the receipt, on the screen and on paper. */
function receiptBody(view: PanelView): TemplateResult {
  const {attempt, words, language, mode, shop} = view;
  const {checkout, order} = attempt;
  const date = new Intl.DateTimeFormat(language, {dateStyle: 'long', timeStyle: 'short'}).format(attempt.updatedAt);
  return html`
    ${shop ? html`<p class="centred">${shop}</p>` : nothing}
    <p class="amount">${tick()}<span>${figure(attempt.total, language)}</span></p>
    <dl class="facts">
      <div><dt>${words.order}</dt><dd class="figures">${order?.label ?? order?.id}</dd></div>
      <div><dt>${words.date}</dt><dd>${date}</dd></div>
    </dl>
    ${checkout ? html`${lines(checkout, view)}${totalsList(checkout, view)}` : nothing}
    ${mode === 'test' ? html`<p class="quiet">${words.testReceipt}</p>` : nothing}
  `;
}

/** With what prints it alone out of reach, the page is printed as it is. */
const print = (view: PanelView): Promise<void> => import('./paper.ts').then(({printReceipt}) => printReceipt(view, receiptBody(view)), () => window.print());
