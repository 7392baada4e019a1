import {html, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import {caution} from '../../../parts/icons.ts';
import {figure} from '../../../parts/price.ts';
import type {PanelView} from './panel-view.ts';

type Act = () => unknown;

/** The one button of a stage that goes on or pays. */
export const go = (text: string, act: Act, off = false): TemplateResult =>
  html`<button type="button" class="go" part="pay" aria-disabled=${off ? 'true' : nothing} @click=${() => off || act()}>${text}</button>`;

export const plain = (text: string, act: Act, look = 'plain'): TemplateResult => html`<button type="button" class=${look} @click=${act}>${text}</button>`;

/** Something is on its way; what, in words. */
export const waiting = (text: string | TemplateResult): TemplateResult => html`<p class="busy" role="status"><span class="dots" aria-hidden="true"><i></i></span>${text}</p>`;

/** A sentence that must not be missed. */
export const note = (text: string | TemplateResult): TemplateResult => html`<p class="note bad">${caution()}<span>${text}</span></p>`;

/** What is being paid. */
export const amount = ({attempt, language}: PanelView): TemplateResult => html`<p class="amount"><span>${figure(attempt.total, language)}</span></p>`;

export const stop = ({story, words}: PanelView): TemplateResult => plain(words.stop, () => story?.stop());
