import {html, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import {formatMoney} from '../../commerce/money-format.ts';
import type {OfferVariant} from '../../commerce/item.ts';
import {adopt} from '../../parts/adopt.ts';
import {choicesWords} from '../../words/choices.ts';
import type {ChoicesWords} from '../../words/choices.ts';
import type {WordsLocale} from '../../words/locale.ts';
import type {PayButtonWords} from '../../words/pay-button.ts';
import {fill} from '../../words/sentence.ts';
import {choicesStyles} from './choices.styles.ts';
import {fieldStyles} from './field.styles.ts';
import {quantityLimit, sumOf} from './goods.ts';
import type {Choice, Good} from './goods.ts';
import {reconsider} from './limits.ts';
import type {Supplies} from './supplies.ts';

/** Renders the choices of a tag. */
export type Choices = (view: ChoicesView) => TemplateResult | typeof nothing;

/** From how many left on a tag says so. */
const few = 5;

export interface ChoicesView {
  readonly goods: readonly Good[];
  readonly maxQuantity: number;
  readonly words: Pick<PayButtonWords, 'soldOut'>;
  readonly language: string;
  /** A purchase is under way: nothing can be chosen. */
  readonly fixed: boolean;
  choose(choice: Choice): void;
  /** Another choice may be another total, and need another provider. */
  readonly supplies: Supplies;
}

interface SpokenView extends ChoicesView {
  readonly words: ChoicesWords & ChoicesView['words'];
}

/** Gives a tag what its choices need: their styles, and their words in its language. */
export async function prepareChoices(tag: Element, language: WordsLocale): Promise<Choices> {
  const words = await choicesWords(language);
  adopt(tag, fieldStyles, choicesStyles);
  return (view) => choices({...view, words: {...words, ...view.words}, choose: (choice) => choose(view, choice)});
}

function choose(view: ChoicesView, choice: Choice): void {
  const {place} = view.supplies;
  view.choose(choice);
  void reconsider(view.supplies, place).catch(reportError);
}

/** What the buyer can choose on the tag itself: a variant when there are several, how many when the author allows it. */
function choices(view: SpokenView): TemplateResult | typeof nothing {
  const [good, ...others] = view.goods;
  if (!good || others.length) return nothing;
  const variants = good.offer.variants.length > 1;
  const quantity = quantityLimit(good.variant, view.maxQuantity) > 1;
  if (!variants && !quantity) return nothing;
  return html`<div class="choices" part="choices">${variants ? variantChoice(good, view) : nothing}${quantity ? quantityChoice(good, view) : nothing}</div>`;
}

function variantChoice({offer, variant}: Good, view: SpokenView): TemplateResult {
  const choose = ({target}: Event): void => view.choose({variant: (target as HTMLSelectElement).value});
  return html`<label class="choice grows" lang=${offer.language ?? nothing}>
    <span class="choice-name" lang=${view.language}>${view.words.option}</span>
    <select part="variants" ?disabled=${view.fixed} @change=${choose}>
      ${offer.variants.map((each) => html`<option value=${each.id} ?selected=${each.id === variant.id} ?disabled=${!each.available}>${variantLine(each, view)}</option>`)}
    </select>
  </label>`;
}

function variantLine({title, price, available, stock = Infinity}: OfferVariant, {words, language}: SpokenView): string {
  const left = available ? (stock <= few ? fill(words.left, {count: stock}) : '') : words.soldOut;
  return [title, formatMoney(price, language), left].filter(Boolean).join(' · ');
}

function quantityChoice({variant, quantity}: Good, {goods, words, language, maxQuantity, fixed, choose}: SpokenView): TemplateResult {
  const total = sumOf(goods);
  const limit = quantityLimit(variant, maxQuantity);
  const set = (count: number): void => choose({quantity: Math.min(limit, Math.max(1, Math.trunc(count) || 1))});
  const typed = ({target}: Event): void => {
    const field = target as HTMLInputElement;
    set(field.valueAsNumber);
    field.value = String(Math.min(limit, Math.max(1, Math.trunc(field.valueAsNumber) || 1)));
  };
  const step = (by: -1 | 1, name: string, sign: string): TemplateResult => {
    const off = fixed || quantity + by < 1 || quantity + by > limit;
    return html`<button type="button" class="step" aria-label=${name} aria-disabled=${off} @click=${() => off || set(quantity + by)}>${sign}</button>`;
  };
  return html`<div class="choice">
    <label class="choice-name" for="quantity">${words.quantity}</label>
    <div class="steps" part="quantity">
      ${step(-1, words.fewer, '−')}
      <input id="quantity" type="number" inputmode="numeric" min="1" max=${limit} step="1" .value=${String(quantity)} ?disabled=${fixed} @change=${typed} />
      ${step(1, words.more, '+')}
    </div>
    <span class="spoken" role="status">${total && [quantity, formatMoney(total, language)].join(' · ')}</span>
  </div>`;
}
