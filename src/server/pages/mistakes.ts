import {html} from 'hono/html';
import type {Message} from '../../commerce/checkout.ts';
import type {DeliveryWords} from '../../words/delivery.ts';
import type {Html} from './page.ts';

/** Something to put right, and the id of the field where that is done. */
export interface Mistake {
  readonly field: string;
  readonly content: string;
}

/** In the order of the page. `shop` stands for the choice of a shop to collect from. */
const FIELDS = [
  'first_name', 'last_name', 'email', 'phone_number', 'address_country', 'street_address', 'extended_address', 'address_locality', 'address_region', 'postal_code', 'shop',
];

/** Whether the form says it, or it can wait until the form is filled in. */
export function isAboutForm({path = ''}: Message): boolean {
  return /^\$\.(buyer|fulfillment)\b/.test(path);
}

/** Every mistake once, each at a field that the form has: what is wrong with an address as a whole is put right where it begins. */
export function mistakesIn(messages: readonly Message[], way: 'shipping' | 'pickup'): readonly Mistake[] {
  const found = messages.filter(message => message.type === 'error' && isAboutForm(message)).map(({path = '', content}) => ({field: fieldOf(path, way), content}));
  return FIELDS.flatMap(field => found.find(mistake => mistake.field === field) ?? []);
}

function fieldOf(path: string, way: 'shipping' | 'pickup'): string {
  const last = path.split('.').at(-1) ?? '';
  if (FIELDS.includes(last)) return last;
  if (path.startsWith('$.buyer')) return 'email';
  if (/\.destinations\[\d+\]$/.test(path)) return 'address_country';
  return way === 'pickup' ? 'shop' : 'street_address';
}

/** How many there are, for the title of the page, which is read out first. */
export function countOf({checkOne, checkMany}: DeliveryWords, mistakes: readonly Mistake[]): string {
  return (mistakes.length === 1 ? checkOne : checkMany.replace('{count}', String(mistakes.length))).replace(/[:：]$/, '');
}

/** All of them at the beginning of the form, as links to their fields. */
export function summary({checkOne, checkMany}: DeliveryWords, mistakes: readonly Mistake[]): Html | '' {
  if (mistakes.length === 0) return '';
  const heading = mistakes.length === 1 ? checkOne : checkMany.replace('{count}', String(mistakes.length));
  return html`<div class="mistakes" role="group" aria-labelledby="mistakes"><p id="mistakes">${heading}</p>
    <ul>${mistakes.map(({field, content}) => html`<li><a href="#${field}">${content}</a></li>`)}</ul></div>`;
}
