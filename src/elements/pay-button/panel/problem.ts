import {html} from 'lit';
import type {TemplateResult} from 'lit';
import {caution} from '../../../parts/icons.ts';
import type {PanelView} from './panel-view.ts';

/** A sentence that must not be missed. */
export const note = (text: string | TemplateResult): TemplateResult => html`<p class="note bad">${caution()}<span>${text}</span></p>`;

/** A confirmed bad ending: what happened, that nothing was charged, and what to do next. */
export function problem({attempt: {problem: found, state}, words, again}: PanelView): TemplateResult {
  const code = found?.code ?? (state === 'expired' ? 'expired' : 'unknown');
  const ours = code === 'declined' ? words.declinedHow : code === 'expired' || code === 'cancelled' ? words.expiredHow : words[code];
  return html`
    ${note(found?.message ? html`${found.message}<br />${ours}` : ours)}
    <button type="button" class="go" part="pay" @click=${again}>${words.retry}</button>
  `;
}
