import {html, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import type {Checkout, FulfillmentGroup, FulfillmentOption, Link, Message} from '../../../commerce/checkout.ts';
import {safeLink} from '../../../commerce/link.ts';
import {formatMoney} from '../../../commerce/money-format.ts';
import type {Money} from '../../../commerce/money.ts';
import {adopt} from '../../../parts/adopt.ts';
import {detourWords} from '../../../words/detours.ts';
import type {DetourWords} from '../../../words/detours.ts';
import {reviewWords} from '../../../words/review.ts';
import type {ReviewWords} from '../../../words/review.ts';
import type {WordsLocale} from '../../../words/locale.ts';
import {fill} from '../../../words/sentence.ts';
import {sumOf} from '../goods.ts';
import type {Tag} from '../tag.ts';
import {addressLine, chosenDestination, chosenMethod, requestOf} from './fulfillment.ts';
import {go, note} from './buttons.ts';
import {cardStyles} from './card.styles.ts';
import type {AskingView, PanelView} from './panel-view.ts';
import {noteStyles} from './note.styles.ts';
import {reviewStyles} from './review.styles.ts';
import {lines, notice, totalsList} from './totals.ts';

/** `change`: the buyer wants to give other details. */
export const review = (tag: Tag, change: (attempt: undefined) => void): AskingView => new Review(tag, () => change(undefined));

/** Everything that is to be seen before paying, and the press that pays. */
class Review implements AskingView {
  readonly #tag: Tag;
  readonly #change: () => void;
  #working = false;
  #failure = false;
  /** The total has changed by what was chosen here. */
  #chosen = false;
  #words: (ReviewWords & DetourWords) | undefined;
  language: WordsLocale | undefined;

  constructor(tag: Tag, change: () => void) {
    this.#tag = tag;
    this.#change = change;
    adopt(tag, cardStyles, noteStyles, reviewStyles);
  }

  async prepare(language: WordsLocale): Promise<void> {
    const [review, detours] = await Promise.all([reviewWords(language), detourWords(language)]);
    this.#words = {...detours, ...review};
    this.language = language;
  }

  render(view: PanelView): TemplateResult {
    const {attempt, language} = view;
    const {checkout} = attempt;
    const words = this.#words;
    if (!checkout || !words) return html``;
    const total = totalOf(checkout);
    const payable = attempt.state === 'review' && !this.#working;
    return html`
      ${lines(checkout, view)}
      ${this.#delivery(checkout, view, words)}
      <div aria-busy=${this.#working ? 'true' : nothing}>${totalsList(checkout, view)}</div>
      <p class="spoken" role="status">${this.#working ? words.updating : this.#chosen ? `${view.words.total} ${formatMoney(total, language)}` : nothing}</p>
      ${otherNotices(checkout).map(notice)}
      <div role="alert">${this.#trouble(checkout, view, words)}</div>
      ${payable && view.ownButton ? view.ownButton : go(this.#working ? words.updating : fill(words.pay, {total: formatMoney(total, language)}), () => view.story?.confirm(), !payable)}
      ${policies(checkout.links, view, words)}
    `;
  }

  /** What changed or stands in the way. */
  #trouble(checkout: Checkout, {attempt, words, language, goods}: PanelView, own: ReviewWords & DetourWords): TemplateResult | readonly TemplateResult[] | typeof nothing {
    if (this.#failure) return note(words.unreachable);
    if (attempt.problem) return note(attempt.problem.message ?? {...words, ...own}[attempt.problem.code === 'declined' ? 'declinedHow' : attempt.problem.code]);
    const errors = checkout.messages.filter(({type}) => type === 'error');
    if (errors.length) return errors.map(({content}) => note(content));
    const [before, now] = [sumOf(goods), totalOf(checkout)];
    const explained = checkout.totals.some(({type}) => !/^(sub)?total$/.test(type));
    if (!before || explained || (before.amount === now.amount && before.currency === now.currency)) return nothing;
    return note(fill(own.changed, {before: formatMoney(before, language), after: formatMoney(now, language)}));
  }

  #delivery(checkout: Checkout, view: PanelView, words: ReviewWords): TemplateResult | typeof nothing {
    const method = chosenMethod(checkout);
    const destination = chosenDestination(method);
    if (!method || !destination) return nothing;
    return html`<section class="where">
        <h3>${method.type === 'pickup' ? words.collectAt : words.to}</h3>
        <p dir="auto">${addressLine(destination, checkout, view.language)}</p>
        <button type="button" class="inline" @click=${this.#change}>${words.change}</button>
      </section>
      ${method.groups?.map((group) => this.#rates(group, checkout, view, words))}`;
  }

  #rates(group: FulfillmentGroup, checkout: Checkout, view: PanelView, words: ReviewWords): TemplateResult | typeof nothing {
    const {options = []} = group;
    if (!options.length) return nothing;
    const option = ({id, title, description, totals}: FulfillmentOption): TemplateResult => {
      const amount = totals.find(({type}) => type === 'total')?.amount;
      return html`<label class="card">
        <input type="radio" name="rate-${group.id}" .checked=${id === group.selected_option_id} @change=${() => this.#choose(checkout, group.id, id, view)} />
        <span>${title}${description ? html`<small>${description}</small>` : nothing}</span>
        <span class="figures">${amount === undefined ? nothing : amount === 0 ? view.words.free : formatMoney({amount, currency: checkout.currency}, view.language)}</span>
      </label>`;
    };
    return html`<fieldset class="cards"><legend>${words.rate}</legend>${options.map(option)}</fieldset>`;
  }

  #choose(checkout: Checkout, group: string, option: string, {story}: PanelView): void {
    this.#working = this.#chosen = true;
    this.#failure = false;
    this.#tag.requestUpdate();
    const details = {buyer: checkout.buyer, fulfillment: requestOf(checkout, {[group]: option})};
    story?.provide(details).then(
      () => this.#done(false),
      () => this.#done(true),
    );
  }

  #done(failure: boolean): void {
    this.#working = false;
    this.#failure = failure;
    this.#tag.requestUpdate();
  }
}

function totalOf({totals, currency}: Checkout): Money {
  return {amount: totals.find(({type}) => type === 'total')?.amount ?? 0, currency};
}

/** Warnings and news that belong to no line shown elsewhere. */
const otherNotices = ({messages}: Checkout): readonly Message[] => messages.filter(({type, path = ''}) => type !== 'error' && !/^\$\.(line_items|totals)\[\d+\]/.test(path));

/** What is accepted by paying, and what can only be read. */
function policies(links: readonly Link[], {words: {newTab}}: PanelView, words: ReviewWords): TemplateResult {
  const names: Readonly<Record<string, string | undefined>> = {...words};
  const row = (before: string, chosen: readonly Link[]): TemplateResult | typeof nothing => {
    const shown = chosen.flatMap(({type, url, title}) => {
      const href = safeLink(url);
      const name = title ?? (Object.hasOwn(names, type) ? names[type] : undefined) ?? type;
      return href ? [html`<a href=${href} target="_blank" rel="noopener">${name}<span class="spoken"> (${newTab})</span></a>`] : [];
    });
    return shown.length ? html`<p class="policies">${before} ${shown}</p>` : nothing;
  };
  const binding = ({type}: Link): boolean => /^terms|policy$/.test(type);
  return html`${row(words.policies, links.filter(binding))}${row('', links.filter((link) => !binding(link)))}`;
}
