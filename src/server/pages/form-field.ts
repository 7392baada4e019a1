import {html} from 'hono/html';
import type {DeliveryWords} from '../../words/delivery.ts';
import type {CheckoutRow} from '../checkout/checkout-row.ts';
import type {Mistake} from './mistakes.ts';
import type {Html} from './page.ts';

export interface DetailsShown {
  readonly row: CheckoutRow;
  readonly mistakes: readonly Mistake[];
  readonly words: DeliveryWords;
  /** Where the form posts to. */
  readonly action: string;
}

export interface Field {
  readonly name: string;
  readonly label: string | Html;
  readonly value: string | undefined;
  readonly autocomplete: string;
  readonly type?: 'text' | 'email' | 'tel';
  readonly why?: string;
  /** How many characters the shop keeps. */
  readonly most: number;
  /** By which the style sheet finds it. */
  readonly part?: string;
}

export function field(shown: DetailsShown, {name, label, value, autocomplete, type = 'text', why, most, part = ''}: Field): Html {
  const problem = problemAt(shown, name);
  return html`<p class="field ${part}">
    <label for="${name}">${label}</label>
    <input id="${name}" name="${name}" type="${type}" value="${value ?? ''}" autocomplete="${autocomplete}" maxlength="${most}" ${marks(shown, name, why !== undefined)}>
    ${problem}${why === undefined ? '' : html`<span class="why" id="${name}-why">${why}</span>`}
  </p>`;
}

export function problemAt({mistakes}: DetailsShown, name: string): Html | '' {
  const mistake = mistakes.find(({field}) => field === name);
  return mistake ? html`<span class="problem" id="${name}-problem">${mistake.content}</span>` : '';
}

/** Ties a field to what is said about it. The first mistake has the focus when the page comes, also without script. */
export function marks({mistakes}: DetailsShown, name: string, explained = false): Html | '' {
  const wrong = mistakes.some(({field}) => field === name);
  if (!wrong) return explained ? html`aria-describedby="${name}-why"` : '';
  return html`aria-invalid="true" aria-describedby="${name}-problem${explained ? ` ${name}-why` : ''}"${focus(mistakes, name)}`;
}

export function focus([first]: readonly Mistake[], name: string): Html | '' {
  return first?.field === name ? html` autofocus` : '';
}

export interface Choice {
  readonly group: string;
  readonly value: string;
  readonly label: string;
  readonly note?: string;
  readonly checked: boolean;
  /** More of its field. */
  readonly marks?: Html | '';
}

export function choice({group, value, label, note, checked, marks = ''}: Choice): Html {
  return html`<label class="choice"><input ${marks} type="radio" name="${group}" value="${value}" ${checked ? html`checked` : ''}>
    <span>${label}${note === undefined ? '' : html`<small>${note}</small>`}</span></label>`;
}
