import {html} from 'lit';
import type {TemplateResult} from 'lit';
import {mistakesOf} from '../../page/reports.ts';
import {adopt} from '../../parts/adopt.ts';
import {mistakesStyles} from './mistakes.styles.ts';

/** What the author did wrong, on the tag itself; only on their own machine is there anything to show. */
export function renderMistakes(tag: Element): readonly TemplateResult[] {
  adopt(tag, mistakesStyles);
  return mistakesOf(tag).map((mistake) => html`<p class="mistake" lang="en">${mistake}</p>`);
}
