import {html, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import type {Checkout, Destination, FulfillmentMethod} from '../../../commerce/checkout.ts';
import {adopt} from '../../../parts/adopt.ts';
import type {BuyerDetails} from '../../../payment/attempt.ts';
import {deliveryWords} from '../../../words/delivery.ts';
import type {DeliveryWords} from '../../../words/delivery.ts';
import {fill} from '../../../words/sentence.ts';
import type {WordsLocale} from '../../../words/locale.ts';
import type {Tag} from '../tag.ts';
import {addressFields, country, email, nameFields, phone} from './address-fields.ts';
import type {Field, FieldName} from './address-fields.ts';
import {detailsOf, fieldErrors, mistakesIn} from './details.ts';
import type {Answers} from './details.ts';
import {fieldStyles} from '../field.styles.ts';
import {note} from './buttons.ts';
import {cardStyles} from './card.styles.ts';
import {deliveryFormStyles} from './delivery-form.styles.ts';
import {chosenDestination, chosenMethod, regionName} from './fulfillment.ts';
import {noteStyles} from './note.styles.ts';
import type {AskingView, PanelView} from './panel-view.ts';

/** `given`: contact and delivery of an attempt are with the merchant. */
export const deliveryForm = (tag: Tag, given: (attempt: string) => void): AskingView => new DeliveryForm(tag, given);

/** Asks for contact and, when something is delivered, where to. What was typed stays while the page does, and is stored nowhere. */
class DeliveryForm implements AskingView {
  readonly #tag: Tag;
  readonly #given: (attempt: string) => void;
  #words: DeliveryWords | undefined;
  #answers: Answers = {};
  #errors: ReadonlyMap<FieldName | 'shop', string> = new Map();
  #failure: string | undefined;
  #sending = false;
  language: WordsLocale | undefined;

  constructor(tag: Tag, given: (attempt: string) => void) {
    this.#tag = tag;
    this.#given = given;
    adopt(tag, fieldStyles, cardStyles, noteStyles, deliveryFormStyles);
  }

  async prepare(language: WordsLocale): Promise<void> {
    this.#words = await deliveryWords(language);
    this.language = language;
  }

  title({attempt: {checkout}}: PanelView): string | undefined {
    return checkout && methodsOf(checkout).length ? this.#words?.details : this.#words?.contact;
  }

  render(view: PanelView): TemplateResult {
    const words = this.#words;
    const {checkout} = view.attempt;
    if (!words || !checkout) return html``;
    const methods = methodsOf(checkout);
    const method = this.#method(checkout);
    const delivers = methods.length > 0;
    const fields = this.#fields(checkout);
    return html`<form class="form" novalidate @submit=${(event: SubmitEvent) => this.#submit(event, view, words)} @input=${this.#typed}>
      ${this.#summary(fields, words)}
      ${methods.length > 1 ? this.#methods(methods, method, words) : nothing}
      ${method === 'pickup' ? this.#shops(methods.find(({type}) => type === 'pickup'), words) : nothing}
      ${delivers ? html`<div class="pair">${nameFields(view.language).map((field) => this.#field(field, words))}</div>` : nothing}
      <div class="pair roomy">${[email, ...(delivers ? [phone] : [])].map((field) => this.#field(field, words))}</div>
      ${method === 'shipping' ? this.#address(checkout, view, words) : nothing}
      <button class="go" part="pay" aria-disabled=${this.#sending ? 'true' : nothing} aria-busy=${this.#sending ? 'true' : nothing}>
        ${this.#sending ? words.updating : words.next}
      </button>
    </form>`;
  }

  #fields(checkout: Checkout): readonly Field[] {
    const method = this.#method(checkout);
    if (!method) return [email];
    const contact = [...nameFields('en'), email, phone];
    return method === 'shipping' ? [...contact, country, ...addressFields(this.#country(checkout))] : contact;
  }

  #method(checkout: Checkout): FulfillmentMethod['type'] | undefined {
    const methods = methodsOf(checkout);
    const wanted = this.#answers.method ?? chosenMethod(checkout)?.type;
    return methods.some(({type}) => type === wanted) ? wanted : methods[0]?.type;
  }

  /** What was chosen, else where the buyer's browser is from, else where the merchant has shops, else the first of those that it serves. */
  #country(checkout: Checkout): string {
    const {extension} = checkout;
    const served = extension?.ships_to ?? [];
    const serves = (code: string | undefined): boolean => Boolean(code && (!served.length || served.includes(code)));
    const given = [this.#answers.address_country, chosenDestination(chosenMethod(checkout))?.address_country, ...buyerRegions(this.#tag), ...shopCountries(checkout)];
    return given.find(serves) ?? served[0] ?? '';
  }

  #methods(methods: readonly Method[], chosen: Method['type'] | undefined, words: DeliveryWords): TemplateResult {
    return html`<fieldset>
      <legend>${words.method}</legend>
      <div class="pair">
        ${methods.map(({type}) => html`<label class="card"><input type="radio" name="method" value=${type} .checked=${type === chosen} @change=${() => this.#answer('method', type)} /><span>${words[type]}</span></label>`)}
      </div>
    </fieldset>`;
  }

  #shops(method: Method | undefined, words: DeliveryWords): TemplateResult {
    const error = this.#errors.get('shop');
    const shop = ({id, name, address}: Destination): TemplateResult => {
      const where = [address?.extended_address, address?.street_address, address?.address_locality].filter(Boolean).join(', ');
      return html`<label class="card">
        <input type="radio" name="shop" value=${id} .checked=${id === this.#answers.shop} aria-describedby=${error ? 'shop-error' : nothing} @change=${() => this.#answer('shop', id)} />
        <span>${name}<small>${where}</small></span>
      </label>`;
    };
    return html`<fieldset id="shop" tabindex="-1">
      <legend>${words.shop}</legend>
      ${method?.destinations?.map(shop)}${error ? html`<span class="error" id="shop-error">${error}</span>` : nothing}
    </fieldset>`;
  }

  #address(checkout: Checkout, view: PanelView, words: DeliveryWords): TemplateResult {
    const code = this.#country(checkout);
    const [pairs, singles] = [['address_locality', 'address_region', 'postal_code'], addressFields(code)];
    const small = singles.filter(({name}) => pairs.includes(name));
    const wide = singles.filter(({name}) => !pairs.includes(name));
    const regionFirst = singles[0]?.name === 'address_region';
    const smallOnes = html`<div class="pair">${small.map((field) => this.#field(field, words))}</div>`;
    return html`${this.#countries(checkout, code, view, words)} ${regionFirst ? smallOnes : nothing}${wide.map((field) => this.#field(field, words))}${regionFirst ? nothing : smallOnes}`;
  }

  #countries({extension}: Checkout, chosen: string, {language}: PanelView, words: DeliveryWords): TemplateResult {
    const {compare} = new Intl.Collator(language);
    const served = (extension?.ships_to ?? []).map((code) => ({code, name: regionName(code, language)})).sort((one, other) => compare(one.name, other.name));
    if (!served.length) return this.#field(country, words);
    return this.#labelled(country, words, html`<select id="address_country" name="address_country" autocomplete="country" @change=${(event: Event) => this.#answer('address_country', (event.target as HTMLSelectElement).value)}>
      ${served.map(({code, name}) => html`<option value=${code} ?selected=${code === chosen}>${name}</option>`)}
    </select>`);
  }

  #field(field: Field, words: DeliveryWords): TemplateResult {
    const {name, autocomplete, type = 'text', optional, why, inputmode} = field;
    const described = [this.#errors.has(name) ? `${name}-error` : '', why ? `${name}-why` : ''].filter(Boolean).join(' ');
    return this.#labelled(field, words, html`<input
      id=${name} name=${name} type=${type} autocomplete=${autocomplete} inputmode=${inputmode ?? nothing} .value=${this.#answers[name] ?? ''}
      aria-required=${optional ? nothing : 'true'} aria-invalid=${this.#errors.has(name) ? 'true' : nothing} aria-describedby=${described || nothing}
    />`);
  }

  #labelled({name, label, optional, why}: Field, words: DeliveryWords, control: TemplateResult): TemplateResult {
    const error = this.#errors.get(name);
    return html`<div class="field">
      <label for=${name}>${words[label]}${optional ? html` <span class="quiet">(${words.optional})</span>` : nothing}</label>
      ${control}
      ${error ? html`<span class="error" id="${name}-error">${error}</span>` : nothing}
      ${why ? html`<span class="hint" id="${name}-why">${words[why]}</span>` : nothing}
    </div>`;
  }

  #summary(fields: readonly Field[], words: DeliveryWords): TemplateResult {
    const count = this.#errors.size;
    if (!count && !this.#failure) return html`<div id="summary" tabindex="-1" hidden></div>`;
    const labels = new Map<string, string>(fields.map(({name, label}) => [name, words[label]]));
    return html`<div class="summary" id="summary" tabindex="-1" role="alert">
      ${this.#failure ? note(this.#failure) : nothing}
      ${count ? html`<strong>${count > 1 ? fill(words.checkMany, {count}) : words.checkOne}</strong>` : nothing}
      <ul>${[...this.#errors].map(([name, text]) => html`<li><a href="#${name}" @click=${(event: Event) => this.#goTo(event, name)}>${labels.get(name) ?? words.shop}</a> – ${text}</li>`)}</ul>
    </div>`;
  }

  readonly #typed = ({target}: Event): void => {
    const {name, value} = target as HTMLInputElement;
    this.#answers = {...this.#answers, [name]: value};
  };

  #answer(name: keyof Answers, value: string): void {
    this.#answers = {...this.#answers, [name]: value};
    this.#errors = new Map();
    this.#tag.requestUpdate();
  }

  #goTo(event: Event, name: string): void {
    event.preventDefault();
    this.#tag.shadowRoot?.getElementById(name)?.focus();
  }

  async #submit(event: SubmitEvent, view: PanelView, words: DeliveryWords): Promise<void> {
    event.preventDefault();
    const {attempt, story} = view;
    const {checkout} = attempt;
    if (!checkout || !story || this.#sending) return;
    const method = this.#method(checkout);
    const answers: Answers = {...this.#answers, method, ...(method === 'shipping' ? {address_country: this.#country(checkout)} : {})};
    const fields = this.#fields(checkout);
    this.#errors = mistakesIn(fields, answers, words);
    this.#failure = undefined;
    if (!this.#errors.size) await this.#send(view, fields, detailsOf(checkout, fields, answers));
    this.#tag.requestUpdate();
    await this.#tag.updateComplete;
    if (this.#errors.size || this.#failure) this.#tag.shadowRoot?.getElementById('summary')?.focus();
  }

  async #send({attempt, story, words}: PanelView, fields: readonly Field[], details: BuyerDetails): Promise<void> {
    this.#sending = true;
    this.#tag.requestUpdate();
    try {
      const answer = await story?.provide(details);
      if (!answer) return;
      this.#errors = fieldErrors(answer, fields);
      const other = answer.messages.find(({type, severity}) => type === 'error' && severity !== 'requires_buyer_review');
      if (!this.#errors.size && other && !chosenDestination(chosenMethod(answer)) && methodsOf(answer).length) this.#failure = other.content;
      if (!this.#errors.size && !this.#failure) this.#given(attempt.id);
    } catch (error) {
      this.#failure = words.unreachable;
      console.error('Hangtag: the details could not be sent:', error);
    } finally {
      this.#sending = false;
    }
  }
}

type Method = Pick<FulfillmentMethod, 'type' | 'destinations'>;

/** What the merchant offers; plain delivery when something must be delivered and it does not say how. */
function methodsOf({fulfillment, extension}: Checkout): readonly Method[] {
  const methods = fulfillment?.methods ?? [];
  return methods.length || !extension?.needs_delivery ? methods : [{type: 'shipping'}];
}

const shopCountries = (checkout: Checkout): readonly (string | undefined)[] =>
  methodsOf(checkout).flatMap(({destinations}) => (destinations ?? []).map(({address}) => address?.address_country));

/** Regions that the languages around the tag and those of the browser name, such as HK of `zh-HK`. */
function buyerRegions(tag: Tag): readonly string[] {
  const around = [tag.getAttribute('locale'), tag.closest<HTMLElement>('[lang]')?.lang];
  return [...around, ...navigator.languages].flatMap((language) => /[-_]([A-Z]{2})\b/i.exec(language ?? '')?.[1]?.toUpperCase() ?? []);
}
