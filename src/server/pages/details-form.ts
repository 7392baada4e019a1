import {html} from 'hono/html';
import type {Buyer, FulfillmentOption, PostalAddress} from '../../commerce/checkout.ts';
import {formatMoney} from '../../commerce/money-format.ts';
import type {DeliveryWords} from '../../words/delivery.ts';
import type {CheckoutRow} from '../checkout/checkout-row.ts';
import {addressNeeds, countryName} from '../checkout/countries.ts';
import {localText} from '../http/locale.ts';
import type {PickupShop} from '../checkout/delivery.ts';
import {deliveryOf, shipsTo} from '../checkout/delivery.ts';
import {likelyCountry} from './likely-country.ts';
import type {Mistake} from './mistakes.ts';
import {summary} from './mistakes.ts';
import type {Html, View} from './page.ts';

export interface DetailsShown {
  readonly row: CheckoutRow;
  readonly mistakes: readonly Mistake[];
  readonly words: DeliveryWords;
  /** Where the form posts to. */
  readonly action: string;
}

/** Who buys and where it goes: everything that the shop needs before a payment, in one form that works without script. */
export function detailsForm(view: View, shown: DetailsShown): Html {
  const {row, words, action, mistakes} = shown;
  const delivery = row.priced.needs_delivery ? deliveryFields(view, shown) : '';
  return html`<form class="details" method="post" action="${action}">
    ${summary(words, mistakes)}
    ${contactFields(view, shown)}
    ${delivery}
    <button class="button">${words.next}</button>
  </form>`;
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly autocomplete: string;
  readonly type?: 'text' | 'email' | 'tel';
  readonly why?: string;
}

function field(shown: DetailsShown, {name, label, value, autocomplete, type = 'text', why}: Field): Html {
  const problem = problemAt(shown, name);
  return html`<p class="field">
    <label for="${name}">${label}</label>
    <input id="${name}" name="${name}" type="${type}" value="${value ?? ''}" autocomplete="${autocomplete}" maxlength="300" ${marks(shown, name, why !== undefined)}>
    ${problem}${why === undefined ? '' : html`<span class="why" id="${name}-why">${why}</span>`}
  </p>`;
}

function problemAt({mistakes}: DetailsShown, name: string): Html | '' {
  const mistake = mistakes.find(({field}) => field === name);
  return mistake ? html`<span class="problem" id="${name}-problem">${mistake.content}</span>` : '';
}

/** Ties a field to what is said about it. The first mistake has the focus when the page comes, also without script. */
function marks({mistakes}: DetailsShown, name: string, explained = false): Html | '' {
  const wrong = mistakes.some(({field}) => field === name);
  if (!wrong) return explained ? html`aria-describedby="${name}-why"` : '';
  return html`aria-invalid="true" aria-describedby="${name}-problem${explained ? ` ${name}-why` : ''}"${focus(mistakes, name)}`;
}

function focus([first]: readonly Mistake[], name: string): Html | '' {
  return first?.field === name ? html` autofocus` : '';
}

function contactFields({locale}: View, shown: DetailsShown): Html {
  const {row: {request}, words} = shown;
  const buyer: Buyer = request.buyer ?? {};
  const given = field(shown, {name: 'first_name', label: words.given, value: buyer.first_name, autocomplete: 'given-name'});
  const family = field(shown, {name: 'last_name', label: words.family, value: buyer.last_name, autocomplete: 'family-name'});
  return html`<fieldset><legend>${words.contact}</legend>
    ${locale.startsWith('zh') ? [family, given] : [given, family]}
    ${field(shown, {name: 'email', label: words.email, value: buyer.email, autocomplete: 'email', type: 'email', why: words.emailWhy})}
    ${field(shown, {name: 'phone_number', label: words.phone, value: buyer.phone_number, autocomplete: 'tel', type: 'tel', why: words.phoneWhy})}
  </fieldset>`;
}

function deliveryFields(view: View, shown: DetailsShown): Html {
  const {services} = view;
  const {row, words} = shown;
  const delivery = deliveryOf(services.config, row.mode);
  const [ships, collects] = [delivery.zones.length > 0, delivery.pickup.length > 0];
  const way = wayOf(row) ?? (ships ? 'shipping' : 'pickup');
  const ways = html`<fieldset class="ways"><legend>${words.method}</legend>
    ${choice({group: 'way', value: 'shipping', label: words.shipping, checked: way === 'shipping'})}
    ${choice({group: 'way', value: 'pickup', label: words.pickup, checked: way === 'pickup'})}
  </fieldset>`;
  return html`
    ${ships && collects ? ways : html`<input type="hidden" name="way" value="${way}">`}
    ${ships ? addressFields(view, shown, shipsTo(delivery)) : ''}
    ${collects ? shopFields(view, shown, delivery.pickup) : ''}`;
}

/** How the buyer wants to get it, once that is known. */
export function wayOf({priced}: CheckoutRow): 'shipping' | 'pickup' | undefined {
  return priced.fulfillment?.methods?.find(method => method.line_item_ids.length > 0)?.type;
}

interface Choice {
  readonly group: string;
  readonly value: string;
  readonly label: string;
  readonly note?: string;
  readonly checked: boolean;
  /** More of its field. */
  readonly marks?: Html | '';
}

function choice({group, value, label, note, checked, marks = ''}: Choice): Html {
  return html`<label class="choice"><input ${marks} type="radio" name="${group}" value="${value}" ${checked ? html`checked` : ''}>
    <span>${label}${note === undefined ? '' : html`<small>${note}</small>`}</span></label>`;
}

function addressFields(view: View, shown: DetailsShown, countries: readonly string[]): Html {
  const {row, words} = shown;
  const address = addressOf(row);
  const country = address.address_country ?? likelyCountry(view.services);
  const needs = country === undefined ? undefined : addressNeeds(country);
  const own = (name: keyof PostalAddress, label: string, autocomplete: string, needed = true): Html =>
    field(shown, {name, label: needed ? label : `${label} (${words.optional})`, value: address[name], autocomplete: `shipping ${autocomplete}`});
  return html`<fieldset class="address"><legend>${words.address}</legend>
    ${delegatedAddress(view, row)}
    ${countryField(view, shown, countries, country)}
    ${own('street_address', words.street, 'address-line1')}
    ${own('extended_address', words.extra, 'address-line2', false)}
    ${own('address_locality', words.city, 'address-level2', needs?.locality)}
    ${own('address_region', words.region, 'address-level1', needs?.region)}
    ${own('postal_code', words.postcode, 'postal-code', needs?.postcode)}
    ${optionFields(view, shown)}
  </fieldset>`;
}

/** In place of the fields, once the host has taken it upon itself to ask for the address. */
function delegatedAddress({embedding, words}: View, row: CheckoutRow): Html | '' {
  if (!embedding?.delegate.includes('fulfillment.address_change')) return '';
  const {street_address: street, address_locality: town, address_country: country} = addressOf(row);
  const lines = [street, town, country].filter(Boolean).join(', ');
  return html`<div class="chosen">${street === undefined ? '' : html`<p>${lines}</p>`}<button type="button" class="button" data-delegate>${words.chooseAddress}</button></div>`;
}

/** The address given before; else what is known of the place. */
function addressOf({request}: CheckoutRow): PostalAddress {
  const given = request.fulfillment?.methods.find(method => method.type === 'shipping')?.destinations ?? [];
  return given[0] ?? {...request.context};
}

function countryField({locale}: View, shown: DetailsShown, countries: readonly string[], selected: string | undefined): Html {
  const named = countries.map(code => ({code, name: countryName(code, locale)})).sort((a, b) => a.name.localeCompare(b.name, locale));
  return html`<p class="field">
    <label for="address_country">${shown.words.country}</label>
    <select id="address_country" name="address_country" autocomplete="shipping country" ${marks(shown, 'address_country')}>
      ${selected === undefined ? html`<option value=""></option>` : ''}
      ${named.map(({code, name}) => html`<option value="${code}" ${code === selected ? html`selected` : ''}>${name}</option>`)}
    </select>
    ${problemAt(shown, 'address_country')}
  </p>`;
}

/** The ways of sending it to this address, once that is known. */
function optionFields({locale}: View, {row, words}: DetailsShown): Html | '' {
  const group = row.priced.fulfillment?.methods?.find(method => method.type === 'shipping')?.groups?.[0];
  if (!group?.options || group.options.length < 2) return '';
  const price = ({totals}: FulfillmentOption): string =>
    formatMoney({amount: totals.find(total => total.type === 'total')?.amount ?? 0, currency: row.currency}, locale);
  return html`<div class="options" role="radiogroup" aria-label="${words.shipping}">${group.options.map(option => choice({
    group: 'option', value: option.id, label: `${option.title} · ${price(option)}`, checked: option.id === group.selected_option_id,
    ...(option.description === undefined ? {} : {note: option.description})}))}</div>`;
}

function shopFields({services, locale}: View, shown: DetailsShown, shops: readonly PickupShop[]): Html {
  const {row, words, mistakes} = shown;
  const selected = row.priced.fulfillment?.methods?.find(method => method.type === 'pickup')?.selected_destination_id;
  const said = (text: PickupShop['name']): string => localText(text, locale, services.config.defaultLocale);
  const problem = problemAt(shown, 'shop');
  return html`<fieldset class="shops" ${problem ? html`aria-describedby="shop-problem"` : ''}><legend>${words.shop}</legend>${problem}
    ${shops.map((shop, at) => choice({
      group: 'shop', value: shop.id, label: said(shop.name), checked: shop.id === selected || shops.length === 1,
      ...(at === 0 ? {marks: html`id="shop"${focus(mistakes, 'shop')}`} : {}),
      note: [shop.address.street_address, shop.address.address_locality, shop.note && said(shop.note)].filter(Boolean).join(' · ')}))}
  </fieldset>`;
}
