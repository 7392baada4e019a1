import {html} from 'lit';
import type {TemplateResult} from 'lit';

// Our own, on a grid of 20; what they mean is always said in words beside them.
const icon = (path: string): TemplateResult => html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=${path}></path></svg>`;

export const tick = (): TemplateResult => icon('M4 10.5l4 4 8-9');
export const cross = (): TemplateResult => icon('M5 5l10 10M15 5L5 15');
export const pause = (): TemplateResult => icon('M10 5v5l3 2M10 2.5a7.5 7.5 0 1 0 .01 0');
export const caution = (): TemplateResult => icon('M10 6v5M10 14v.01M10 2.5a7.5 7.5 0 1 0 .01 0');
