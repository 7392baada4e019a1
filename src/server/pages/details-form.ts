import {html} from 'hono/html';
import type {Buyer, FulfillmentOption, Message, PostalAddress} from '../../commerce/checkout.ts';
import {formatMoney} from '../../commerce/money-format.ts';
import type {DeliveryWords} from '../../words/delivery.ts';
import type {CheckoutRow} from '../checkout/checkout-row.ts';
import {countryName} from '../checkout/countries.ts';
import {localText} from '../http/locale.ts';
import type {PickupShop} from '../checkout/delivery.ts';
import {deliveryOf, shipsTo} from '../checkout/delivery.ts';
import type {Html, View} from './page.ts';

export interface DetailsShown {
  readonly row: CheckoutRow;
  readonly messages: readonly Message[];
  readonly words: DeliveryWords;
  /** Where the form posts to. */
  readonly action: string;
}

/** Who buys and where it goes: everything that the shop needs before a payment, in one form that works without script. */
export function detailsForm(view: View, shown: DetailsShown): Html {
  const {row, words, action} = shown;
  const delivery = row.priced.needs_delivery ? deliveryFields(view, shown) : '';
  return html`<form class="details" method="post" action="${action}">
    ${contactFields(shown)}
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

function field({messages}: DetailsShown, {name, label, value, autocomplete, type = 'text', why}: Field): Html {
  const problem = messages.find(message => message.type === 'error' && message.path?.endsWith(`.${name}`));
  const about = problem ? `${name}-problem` : why === undefined ? '' : `${name}-why`;
  return html`<p class="field">
    <label for="${name}">${label}</label>
    <input id="${name}" name="${name}" type="${type}" value="${value ?? ''}" autocomplete="${autocomplete}" maxlength="300"
      ${problem ? html`aria-invalid="true"` : ''} ${about ? html`aria-describedby="${about}"` : ''}>
    ${problem ? html`<span class="problem" id="${name}-problem">${problem.content}</span>` : why === undefined ? '' : html`<span class="why" id="${name}-why">${why}</span>`}
  </p>`;
}

function contactFields(shown: DetailsShown): Html {
  const {row: {request}, words} = shown;
  const buyer: Buyer = request.buyer ?? {};
  return html`<fieldset><legend>${words.contact}</legend>
    ${field(shown, {name: 'first_name', label: words.given, value: buyer.first_name, autocomplete: 'given-name'})}
    ${field(shown, {name: 'last_name', label: words.family, value: buyer.last_name, autocomplete: 'family-name'})}
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

function wayOf({priced}: CheckoutRow): 'shipping' | 'pickup' | undefined {
  return priced.fulfillment?.methods?.find(method => method.line_item_ids.length > 0)?.type;
}

function choice({group, value, label, note, checked}: {group: string; value: string; label: string; note?: string; checked: boolean}): Html {
  return html`<label class="choice"><input type="radio" name="${group}" value="${value}" ${checked ? html`checked` : ''}>
    <span>${label}${note === undefined ? '' : html`<small>${note}</small>`}</span></label>`;
}

function addressFields(view: View, shown: DetailsShown, countries: readonly string[]): Html {
  const {row, words} = shown;
  const address = addressOf(row);
  const own = (name: keyof PostalAddress, label: string, autocomplete: string): Html =>
    field(shown, {name, label, value: address[name], autocomplete: `shipping ${autocomplete}`});
  return html`<fieldset class="address"><legend>${words.address}</legend>
    ${delegatedAddress(view, row)}
    ${countryField(view, shown, countries, address.address_country)}
    ${own('street_address', words.street, 'address-line1')}
    ${own('extended_address', `${words.extra} (${words.optional})`, 'address-line2')}
    ${own('address_locality', words.city, 'address-level2')}
    ${own('address_region', words.region, 'address-level1')}
    ${own('postal_code', words.postcode, 'postal-code')}
    ${optionFields(view, row)}
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

function countryField({locale, services}: View, {words, messages}: DetailsShown, countries: readonly string[], chosen: string | undefined): Html {
  const named = countries.map(code => ({code, name: countryName(code, locale)})).sort((a, b) => a.name.localeCompare(b.name, locale));
  const home = services.config.delivery.pickup[0]?.address.address_country;
  const selected = chosen ?? (countries.length === 1 ? countries[0] : home);
  const problem = messages.find(message => message.type === 'error' && message.path?.endsWith('.address_country'));
  return html`<p class="field">
    <label for="address_country">${words.country}</label>
    <select id="address_country" name="address_country" autocomplete="shipping country" ${problem ? html`aria-invalid="true" aria-describedby="address_country-problem"` : ''}>
      ${selected === undefined ? html`<option value=""></option>` : ''}
      ${named.map(({code, name}) => html`<option value="${code}" ${code === selected ? html`selected` : ''}>${name}</option>`)}
    </select>
    ${problem ? html`<span class="problem" id="address_country-problem">${problem.content}</span>` : ''}
  </p>`;
}

/** The ways of sending it to this address, once that is known. */
function optionFields({locale}: View, row: CheckoutRow): Html | '' {
  const group = row.priced.fulfillment?.methods?.find(method => method.type === 'shipping')?.groups?.[0];
  if (!group?.options || group.options.length < 2) return '';
  const price = ({totals}: FulfillmentOption): string =>
    formatMoney({amount: totals.find(total => total.type === 'total')?.amount ?? 0, currency: row.currency}, locale);
  return html`<div class="options">${group.options.map(option => choice({
    group: 'option', value: option.id, label: `${option.title} · ${price(option)}`, checked: option.id === group.selected_option_id,
    ...(option.description === undefined ? {} : {note: option.description})}))}</div>`;
}

function shopFields({services, locale}: View, {row, words}: DetailsShown, shops: readonly PickupShop[]): Html {
  const selected = row.priced.fulfillment?.methods?.find(method => method.type === 'pickup')?.selected_destination_id;
  const said = (text: PickupShop['name']): string => localText(text, locale, services.config.defaultLocale);
  return html`<fieldset class="shops"><legend>${words.shop}</legend>
    ${shops.map(shop => choice({
      group: 'shop', value: shop.id, label: said(shop.name), checked: shop.id === selected || shops.length === 1,
      note: [shop.address.street_address, shop.address.address_locality, shop.note && said(shop.note)].filter(Boolean).join(' · ')}))}
  </fieldset>`;
}
