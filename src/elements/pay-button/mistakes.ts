import {html} from 'lit';
import type {TemplateResult} from 'lit';
import {itemFault} from '../../commerce/item.ts';
import {mistakesOf, report} from '../../page/reports.ts';
import {adopt} from '../../parts/adopt.ts';
import {mistakesStyles} from './mistakes.styles.ts';
import type {Mistake, Mistakes, Topic} from './settings.ts';

const sentences: Readonly<Record<Topic, (...mistake: Mistake) => string>> = {
  merchant: (written) => `merchant="${written}" must be the origin of a shop, such as https://shop.example.`,
  item: (written, wrong) => (written ? `item="${written}" cannot be read: ${typeof wrong === 'object' ? itemFault(wrong) : ''}.` : 'item is missing: write the id of what is sold, such as item="tea-tin" or item="tea-tin:2".'),
  'checkout-href': (written) => `checkout-href="${written}" must be an https: address.`,
  'max-quantity': (written, wrong) => (wrong ? 'max-quantity works with one item only; item names several.' : `max-quantity="${written}" must be a whole number from 1 to 9999.`),
};

/** Tells the author what to change on a tag, and takes back what is put right. */
export function reportMistakes(tag: Element, mistakes: Mistakes): void {
  for (const [topic, sentence] of Object.entries(sentences)) {
    const mistake = mistakes.get(topic as Topic);
    report(tag, topic, mistake && sentence(...mistake));
  }
}

/** What the author did wrong, on the tag itself; only on their own machine is there anything to show. */
export function renderMistakes(tag: Element): readonly TemplateResult[] {
  adopt(tag, mistakesStyles);
  return mistakesOf(tag).map((mistake) => html`<p class="mistake" lang="en">${mistake}</p>`);
}
