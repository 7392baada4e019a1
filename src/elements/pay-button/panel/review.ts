import {html, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import type {Checkout, FulfillmentGroup, FulfillmentOption, Link} from '../../../commerce/checkout.ts';
import {safeLink} from '../../../commerce/link.ts';
import {formatMoney} from '../../../commerce/money-format.ts';
import type {Money} from '../../../commerce/money.ts';
import {caution} from '../../../parts/icons.ts';
import {fill} from '../../../words/sentence.ts';
import {sumOf} from '../goods.ts';
import type {Tag} from '../tag.ts';
import {addressLine, chosenDestination, chosenMethod, requestOf} from './fulfillment.ts';
import type {PanelView} from './panel-view.ts';
import {lines, otherNotices, totalsList} from './totals.ts';

/** Everything that is to be seen before paying, and the press that pays. */
export class Review {
  readonly #tag: Tag;
  readonly #change: () => void;
  #working = false;
  #failure = false;

  constructor(tag: Tag, change: () => void) {
    this.#tag = tag;
    this.#change = change;
  }

  render(view: PanelView): TemplateResult {
    const {attempt, words, language} = view;
    const {checkout} = attempt;
    if (!checkout) return html``;
    const total = totalOf(checkout);
    const payable = attempt.state === 'review' && !this.#working;
    return html`
      ${lines(checkout, view)}
      ${this.#delivery(checkout, view)}
      <div aria-busy=${this.#working ? 'true' : nothing}>${totalsList(checkout, view)}</div>
      ${otherNotices(checkout)}
      <div role="alert">${this.#trouble(checkout, view)}</div>
      <button type="button" class="go" part="pay" aria-disabled=${payable ? nothing : 'true'} @click=${() => payable && view.story?.confirm()}>
        ${this.#working ? words.updating : fill(words.pay, {total: formatMoney(total, language)})}
      </button>
      ${policies(checkout.links, view)}
    `;
  }

  /** What changed or stands in the way. */
  #trouble(checkout: Checkout, {attempt, words, language, goods}: PanelView): TemplateResult | readonly TemplateResult[] | typeof nothing {
    const note = (text: string): TemplateResult => html`<p class="note bad">${caution()}<span>${text}</span></p>`;
    if (this.#failure) return note(words.unreachable);
    if (attempt.problem) return note(attempt.problem.message ?? words[attempt.problem.code === 'declined' ? 'declinedHow' : attempt.problem.code]);
    const errors = checkout.messages.filter(({type}) => type === 'error');
    if (errors.length) return errors.map(({content}) => note(content));
    const [before, now] = [sumOf(goods), totalOf(checkout)];
    const explained = checkout.totals.some(({type}) => !/^(sub)?total$/.test(type));
    if (!before || explained || (before.amount === now.amount && before.currency === now.currency)) return nothing;
    return note(fill(words.changed, {before: formatMoney(before, language), after: formatMoney(now, language)}));
  }

  #delivery(checkout: Checkout, view: PanelView): TemplateResult | typeof nothing {
    const method = chosenMethod(checkout);
    const destination = chosenDestination(method);
    if (!method || !destination) return nothing;
    const {words} = view;
    return html`<section class="where">
        <h3>${method.type === 'pickup' ? words.collectAt : words.to}</h3>
        <p dir="auto">${addressLine(destination, checkout, view.language)}</p>
        <button type="button" class="inline" @click=${this.#change}>${words.change}</button>
      </section>
      ${method.groups?.map((group) => this.#rates(group, checkout, view))}`;
  }

  #rates(group: FulfillmentGroup, checkout: Checkout, view: PanelView): TemplateResult | typeof nothing {
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
    return html`<fieldset class="cards"><legend>${view.words.rate}</legend>${options.map(option)}</fieldset>`;
  }

  #choose(checkout: Checkout, group: string, option: string, {story}: PanelView): void {
    this.#working = true;
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

function policies(links: readonly Link[], {words}: PanelView): TemplateResult | typeof nothing {
  const names: Readonly<Record<string, string | undefined>> = {...words};
  const shown = links.flatMap(({type, url, title}) => {
    const href = safeLink(url);
    const name = title ?? (Object.hasOwn(names, type) ? names[type] : undefined) ?? type;
    return href ? [html`<a href=${href} target="_blank" rel="noopener">${name}<span class="spoken"> (${words.newTab})</span></a>`] : [];
  });
  return shown.length ? html`<p class="policies">${words.policies} ${shown}</p>` : nothing;
}
