import {html, render} from 'lit';
import type {TemplateResult} from 'lit';
import {tokens} from '../../../parts/tokens.styles.ts';
import type {PanelView} from './panel-view.ts';
import {panelStyles} from './panel.styles.ts';
import {aroundPaper, besidePaper, paperStyles} from './paper.styles.ts';

/** Prints the receipt alone: a copy that is seen on paper only, while everything else of the page is not. */
export function printReceipt(view: PanelView, receipt: TemplateResult): void {
  document.querySelector('[data-hangtag-print]')?.remove();
  const {body} = document;
  // What stands beside it may insist on being shown, as our own tags do: its inner rules win over the page's, so it gets one more.
  const beside = [...body.children].flatMap(({shadowRoot}) => shadowRoot ?? []);
  const sheet = document.createElement('div');
  sheet.lang = view.language;
  sheet.dir = 'ltr';
  sheet.dataset.hangtagPrint = '';
  sheet.style.setProperty('--_font', getComputedStyle(body).fontFamily);
  const root = sheet.attachShadow({mode: 'open'});
  root.adoptedStyleSheets = [tokens, panelStyles, paperStyles].flatMap(({styleSheet}) => styleSheet ?? []);
  render(html`<div class="paper"><h2>${view.words.receipt}</h2>${receipt}<p class="quiet">${view.attempt.order?.permalink_url}</p></div>`, root);
  const rules = [wear(document, aroundPaper), ...beside.map((inner) => wear(inner, besidePaper))];
  body.append(sheet);
  const done = (): void => {
    for (const takeOff of rules) takeOff();
    sheet.remove();
  };
  // Some browsers print after window.print() has returned.
  addEventListener('afterprint', done, {once: true});
  window.print();
}

/** Puts rules on; what it answers with takes them off. */
function wear(root: DocumentOrShadowRoot, rules: string): () => void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return () => void (root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet));
}
