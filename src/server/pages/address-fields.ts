import {html} from 'hono/html';
import type {FulfillmentOption, PostalAddress} from '../../commerce/checkout.ts';
import type {CheckoutRow} from '../checkout/checkout-row.ts';
import {addressNeeds, countryName} from '../checkout/countries.ts';
import type {Delivery} from '../checkout/delivery.ts';
import {shipsTo} from '../checkout/delivery.ts';
import type {DetailsShown} from './form-field.ts';
import {choice, field, marks, problemAt} from './form-field.ts';
import {likelyCountry} from './likely-country.ts';
import type {Html, View} from './page.ts';
import {priceOf} from './page.ts';

/** Addresses without a postcode. */
const NO_POSTCODE = new Set(['HK', 'MO', 'AE', 'QA']);
/** The country is the town. */
const NO_TOWN = new Set(['SG', 'MC', 'VA', 'GI']);
const NO_REGION = new Set(['MO', ...NO_TOWN]);
/** Its parts are districts. */
const DISTRICTS = new Set(['HK', 'MO']);

/** Where it goes, as people write it in the country that is chosen: without script, the style sheet does that. */
export function addressFields(view: View, shown: DetailsShown, delivery: Delivery): Html {
  const {row, words} = shown;
  const address = addressOf(row);
  const country = address.address_country ?? likelyCountry(view.services);
  const label = (text: string | Html): Html => html`${text}<span class="optional">${view.locale.startsWith('zh') ? `（${words.optional}）` : ` (${words.optional})`}</span>`;
  const own = (name: keyof PostalAddress, text: string | Html, autocomplete: string, most: number, part = ''): Html =>
    field(shown, {name, label: text, value: address[name], autocomplete: `shipping ${autocomplete}`, most, part});
  return html`<fieldset class="address ${marksOf(country)}"><legend>${words.address}</legend>
    ${delegatedAddress(view, row)}
    ${countryField(view, shown, delivery, country)}
    ${own('street_address', words.street, 'address-line1', 300)}
    ${own('extended_address', label(words.extra), 'address-line2', 300)}
    <div class="pair">
      ${own('address_locality', label(eitherOf(words.city, words.district)), 'address-level2', 100, 'town')}
      ${own('address_region', label(eitherOf(words.region, words.area)), 'address-level1', 100, 'region')}
    </div>
    ${own('postal_code', label(words.postcode), 'postal-code', 32, 'postcode')}
    ${optionFields(view, shown)}
  </fieldset>`;
}

/** What the style sheet has to know of a country; where none is chosen yet, nothing is called optional. */
function marksOf(country: string | undefined): string {
  const {locality, region, postcode} = country === undefined ? {locality: true, region: true, postcode: true} : addressNeeds(country);
  const known = (countries: ReadonlySet<string>): boolean => country !== undefined && countries.has(country);
  const marked = {
    'needs-town': locality, 'needs-region': region, 'needs-postcode': postcode,
    'no-town': known(NO_TOWN), 'no-region': known(NO_REGION), 'no-postcode': known(NO_POSTCODE), districts: known(DISTRICTS),
  };
  return Object.entries(marked).flatMap(([name, is]) => (is ? [name] : [])).join(' ');
}

function eitherOf(town: string, district: string): Html {
  return html`<span class="as-town">${town}</span><span class="as-district">${district}</span>`;
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

function countryField({locale}: View, shown: DetailsShown, delivery: Delivery, selected: string | undefined): Html {
  const option = (code: string): Html => html`<option value="${code}" class="${marksOf(code)}" ${code === selected ? html`selected` : ''}>${countryName(code, locale)}</option>`;
  const byName = (codes: readonly string[]): readonly string[] =>
    [...codes].sort((a, b) => countryName(a, locale).localeCompare(countryName(b, locale), locale));
  const named = namedCountries(delivery);
  const others = byName(shipsTo(delivery).filter(code => !named.includes(code)));
  return html`<p class="field">
    <label for="address_country">${shown.words.country}</label>
    <select id="address_country" name="address_country" autocomplete="shipping country" ${marks(shown, 'address_country')}>
      ${selected === undefined ? html`<option value="" class="${marksOf(undefined)}"></option>` : ''}
      ${others.length === 0 ? byName(named).map(option) : [named.map(option), named.length === 0 ? '' : html`<hr>`, others.map(option)]}
    </select>
    ${problemAt(shown, 'address_country')}
  </p>`;
}

/** Those that the shop names itself, in its order: they come before all the others. */
function namedCountries({zones}: Delivery): readonly string[] {
  return [...new Set(zones.flatMap(zone => zone.countries))].filter(code => code !== '*');
}

/** The ways of sending it to this address, once that is known. */
function optionFields(view: View, {row, words}: DetailsShown): Html | '' {
  const group = row.priced.fulfillment?.methods?.find(method => method.type === 'shipping')?.groups?.[0];
  if (!group?.options || group.options.length < 2) return '';
  const price = ({totals}: FulfillmentOption): string =>
    priceOf(view, {amount: totals.find(total => total.type === 'total')?.amount ?? 0, currency: row.currency});
  return html`<div class="options" role="radiogroup" aria-label="${words.shipping}">${group.options.map(option => choice({
    group: 'option', value: option.id, label: `${option.title} · ${price(option)}`, checked: option.id === group.selected_option_id,
    ...(option.description === undefined ? {} : {note: option.description})}))}</div>`;
}
