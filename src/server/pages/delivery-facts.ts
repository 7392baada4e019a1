import {html} from 'hono/html';
import type {Destination, FulfillmentMethod, PostalAddress} from '../../commerce/checkout.ts';
import type {DeliveryWords} from '../../words/delivery.ts';
import type {CheckoutRow} from '../checkout/checkout-row.ts';
import {countryName} from '../checkout/countries.ts';
import type {Html, View} from './page.ts';

/** Who buys and where it goes, to be looked over before paying; nothing where nothing was filled in. */
export function givenFacts(view: View, {request: {buyer = {}}, priced}: CheckoutRow, words: DeliveryWords): Html | '' {
  const methods = priced.fulfillment?.methods ?? [];
  // The label of a parcel carries the number already.
  const isSent = methods.some(({type, line_item_ids: ids}) => type === 'shipping' && ids.length > 0);
  const {email, phone_number: phone} = buyer;
  const facts = [
    ...(email ? [html`<dt>${words.email}</dt><dd>${email}</dd>`] : []),
    ...(phone && !isSent ? [html`<dt>${words.phone}</dt><dd>${phone}</dd>`] : []),
    ...methods.map(method => deliveryFact(view, method)),
  ];
  return facts.some(fact => fact !== '') ? html`<dl class="facts">${facts}</dl>` : '';
}

/** How and where one delivery goes, as a term and its description in a list. */
export function deliveryFact({words, locale}: View, method: FulfillmentMethod): Html | '' {
  const place = method.destinations?.find(one => one.id === method.selected_destination_id);
  const group = method.groups?.[0];
  const option = group?.options?.find(one => one.id === group.selected_option_id);
  if (method.line_item_ids.length === 0 || (!place && !option)) return '';
  const lines = [option?.title, ...(place ? placeLines(place, locale) : [])].filter(Boolean).join('\n');
  return html`<dt>${method.type === 'pickup' ? words.pickUp : words.deliverTo}</dt><dd>${lines}</dd>`;
}

function placeLines({name, address, ...own}: Destination, locale: string): readonly (string | undefined)[] {
  const postal: PostalAddress = address ?? own;
  const {street_address: street, extended_address: extra, address_locality: town, address_region: region, postal_code: postcode, address_country: code} = postal;
  const country = code && countryName(code, locale);
  const person = [name, personName(postal)];
  // In Chinese the larger place comes first.
  const lines = /\p{Script=Han}/u.test(`${street}${town}`)
    ? [...person, [country, postcode, region, town].filter(Boolean).join(' '), street, extra]
    : [...person, extra, street, [town, region, postcode].filter(Boolean).join(', '), country];
  return [...lines, postal.phone_number];
}

/** As it is written where the person lives: in Chinese the family comes first, and nothing parts the two. */
function personName({first_name: given = '', last_name: family = ''}: PostalAddress): string {
  return /\p{Script=Han}/u.test(given + family) ? `${family}${given}` : `${given} ${family}`.trim();
}
