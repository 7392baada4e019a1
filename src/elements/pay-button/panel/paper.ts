import {html, render} from 'lit';
import type {TemplateResult} from 'lit';
import {tokens} from '../../../parts/tokens.styles.ts';
import type {PanelView} from './panel-view.ts';
import {panelStyles} from './panel.styles.ts';
import {paperStyles} from './paper.styles.ts';

/** Prints the receipt alone: a copy that is seen on paper only, while everything else of the page is not. */
export function printReceipt(view: PanelView, receipt: TemplateResult): void {
  document.querySelector('[data-hangtag-print]')?.remove();
  const sheet = document.createElement('div');
  sheet.lang = view.language;
  sheet.dataset.hangtagPrint = '';
  const root = sheet.attachShadow({mode: 'open'});
  root.adoptedStyleSheets = [tokens, panelStyles, paperStyles].flatMap(({styleSheet}) => styleSheet ?? []);
  render(html`<div class="paper"><h2>${view.words.receipt}</h2>${receipt}<p class="quiet">${view.attempt.order?.permalink_url}</p></div>`, root);
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
