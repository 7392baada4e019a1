import type {UpdateCheckoutBody} from '../http/request-schemas.ts';
import {readBody, requestSchemas} from '../http/request-schemas.ts';
import type {CheckoutRow} from '../checkout/checkout-row.ts';
import {internationalNumber} from '../checkout/phone-number.ts';

const ADDRESS = ['street_address', 'extended_address', 'address_locality', 'address_region', 'address_country', 'postal_code'] as const;
const BUYER = ['first_name', 'last_name', 'email', 'phone_number'] as const;

type Form = Readonly<Record<string, unknown>>;

/**
 * What the buyer filled in, as the update of a checkout that keeps everything else. A phone number without a country code
 * is one of the address, or of `home` where there is none. Throws `TransportError` 400 for a form that our page did not make.
 */
export function readDetails(row: CheckoutRow, form: Form, home: string | undefined): UpdateCheckoutBody {
  const {line_items, context, attribution, discounts, fulfillment} = row.request;
  const collects = form['way'] === 'pickup';
  const buyer = withNumber(pick(form, BUYER), (collects ? undefined : text(form['address_country'])) ?? home);
  const methods = row.priced.needs_delivery ? [collects ? pickup(form) : shipping(form, buyer)] : fulfillment?.methods;
  return readBody(requestSchemas.updateCheckout, {
    line_items, buyer, context, attribution, discounts, ...(methods ? {fulfillment: {methods}} : {}),
  });
}

function withNumber(buyer: Readonly<Record<string, string>>, country: string | undefined): Readonly<Record<string, string>> {
  const number = internationalNumber(buyer['phone_number'] ?? '', country);
  return number === undefined ? buyer : {...buyer, phone_number: number};
}

function pickup(form: Form): object {
  return {type: 'pickup', selected_destination_id: text(form['shop'])};
}

function shipping(form: Form, buyer: Readonly<Record<string, string>>): object {
  const {first_name, last_name, phone_number} = buyer;
  const address = pick(form, ADDRESS);
  const given = Object.keys(address).length > 0;
  const option = text(form['option']);
  return {
    type: 'shipping',
    ...(given ? {destinations: [{id: 'home', first_name, last_name, phone_number, ...address}], selected_destination_id: 'home'} : {}),
    ...(option === undefined ? {} : {groups: [{id: 'parcel', selected_option_id: option}]}),
  };
}

function pick(form: Form, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap(name => {
    const value = text(form[name]);
    return value === undefined ? [] : [[name, value]];
  }));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
