import {html, nothing, render} from 'lit';
import type {TemplateResult} from 'lit';
import {safeLink} from '../../../commerce/link.ts';
import {figure} from '../../../parts/price.ts';
import {tokens} from '../../../parts/tokens.styles.ts';
import {tick} from '../../../parts/icons.ts';
import type {PanelView} from './panel-view.ts';
import {panelStyles} from './panel.styles.ts';
import {lines, totalsList} from './totals.ts';

/** What the buyer keeps: order, date, items, totals, and a link that can be opened again. */
export function receipt(view: PanelView): TemplateResult {
  const {attempt, words, again, language} = view;
  const href = safeLink(attempt.order?.permalink_url);
  return html`
    <div class="receipt" part="receipt">${receiptBody(view)}</div>
    <div class="stack">
      ${href ? html`<a class="go" href=${href} target="_blank" rel="noopener" lang=${language}>${words.seeOrder}<span class="spoken"> (${words.newTab})</span></a>` : nothing}
      <button type="button" class="plain" @click=${() => print(view)}>${words.keep}</button>
      <button type="button" class="plain" @click=${again}>${words.again}</button>
    </div>
  `;
}

function receiptBody(view: PanelView): TemplateResult {
  const {attempt, words, language, mode} = view;
  const {checkout, order} = attempt;
  const date = new Intl.DateTimeFormat(language, {dateStyle: 'long', timeStyle: 'short'}).format(attempt.updatedAt);
  return html`
    <p class="amount good">${tick()}<span>${figure(attempt.total, language)}</span></p>
    <dl class="facts">
      <div><dt>${words.order}</dt><dd class="figures">${order?.label ?? order?.id}</dd></div>
      <div><dt>${words.date}</dt><dd>${date}</dd></div>
    </dl>
    ${checkout ? html`${lines(checkout, view)}${totalsList(checkout, view)}` : nothing}
    ${mode === 'test' ? html`<p class="quiet">${words.testReceipt}</p>` : nothing}
  `;
}

/** Prints the receipt alone: a copy that is seen on paper only, while everything else of the page is not. */
function print(view: PanelView): void {
  document.querySelector('[data-hangtag-print]')?.remove();
  const sheet = document.createElement('div');
  sheet.lang = view.language;
  sheet.dataset.hangtagPrint = '';
  const root = sheet.attachShadow({mode: 'open'});
  root.adoptedStyleSheets = [tokens, panelStyles].flatMap(({styleSheet}) => styleSheet ?? []);
  render(html`<div class="paper"><h2>${view.words.receipt}</h2>${receiptBody(view)}<p class="quiet">${view.attempt.order?.permalink_url}</p></div>`, root);
  const rules = new CSSStyleSheet();
  rules.replaceSync('[data-hangtag-print]{display:none!important}@media print{body>:not([data-hangtag-print]){display:none!important}body>[data-hangtag-print]{display:block!important}}');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, rules];
  document.body.append(sheet);
  const done = (): void => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== rules);
    sheet.remove();
  };
  // Some browsers print after window.print() has returned.
  addEventListener('afterprint', done, {once: true});
  window.print();
}
