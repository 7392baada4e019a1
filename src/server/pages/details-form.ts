import {html} from 'hono/html';
import type {Buyer} from '../../commerce/checkout.ts';
import type {CheckoutRow} from '../checkout/checkout-row.ts';
import type {PickupShop} from '../checkout/delivery.ts';
import {deliveryOf} from '../checkout/delivery.ts';
import {localText} from '../http/locale.ts';
import {addressFields} from './address-fields.ts';
import type {DetailsShown} from './form-field.ts';
import {choice, field, focus, problemAt} from './form-field.ts';
import {summary} from './mistakes.ts';
import type {Html, View} from './page.ts';

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

function contactFields({locale}: View, shown: DetailsShown): Html {
  const {row: {request}, words} = shown;
  const buyer: Buyer = request.buyer ?? {};
  const given = field(shown, {name: 'first_name', label: words.given, value: buyer.first_name, autocomplete: 'given-name', most: 100});
  const family = field(shown, {name: 'last_name', label: words.family, value: buyer.last_name, autocomplete: 'family-name', most: 100});
  return html`<fieldset><legend>${words.contact}</legend>
    <div class="pair">${locale.startsWith('zh') ? [family, given] : [given, family]}</div>
    ${field(shown, {name: 'email', label: words.email, value: buyer.email, autocomplete: 'email', type: 'email', why: words.emailWhy, most: 254})}
    ${field(shown, {name: 'phone_number', label: words.phone, value: buyer.phone_number, autocomplete: 'tel', type: 'tel', why: words.phoneWhy, most: 40})}
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
    ${ships ? addressFields(view, shown, delivery) : ''}
    ${collects ? shopFields(view, shown, delivery.pickup) : ''}`;
}

/** How the buyer wants to get it, once that is known. */
export function wayOf({priced}: CheckoutRow): 'shipping' | 'pickup' | undefined {
  return priced.fulfillment?.methods?.find(method => method.line_item_ids.length > 0)?.type;
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
