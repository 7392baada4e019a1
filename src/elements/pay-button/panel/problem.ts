import {html} from 'lit';
import type {TemplateResult} from 'lit';
import {go, note} from './buttons.ts';
import type {PanelView} from './panel-view.ts';

/** A confirmed bad ending: what happened, that nothing was charged, and what to do next. */
export function problem({attempt: {problem: found, state}, words, again}: PanelView): TemplateResult {
  const code = found?.code ?? (state === 'expired' ? 'expired' : 'unknown');
  const ours = code === 'declined' ? words.declinedHow : code === 'expired' || code === 'cancelled' ? words.expiredHow : words[code];
  return html`
    ${note(found?.message ? html`${found.message}<br />${ours}` : ours)}
    ${go(words.retry, again)}
  `;
}
