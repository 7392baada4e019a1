import {totals} from './checkout-reader.ts';
import type {Buyer, Fulfillment} from './checkout.ts';
import type {Read} from './wire.ts';
import {kept, list, oneOf, optional, shape, text} from './wire.ts';

const maybeText = optional(text);

const person = {first_name: maybeText, last_name: maybeText, phone_number: maybeText};
const postal = {
  ...person,
  street_address: maybeText, extended_address: maybeText, address_locality: maybeText, address_region: maybeText, address_country: maybeText, postal_code: maybeText,
};

const group = shape({
  id: text,
  line_item_ids: kept(text),
  options: optional(list(shape({id: text, title: text, description: maybeText, totals}))),
  selected_option_id: maybeText,
});

const method = shape({
  id: text,
  type: oneOf('shipping', 'pickup'),
  line_item_ids: kept(text),
  destinations: optional(list(shape({id: text, name: maybeText, address: optional(shape(postal)), ...postal}))),
  selected_destination_id: maybeText,
  groups: optional(list(group)),
});

/** Who buys a checkout, and how it is delivered or fetched. Throws `WireError`. */
export const readDetails: Read<{readonly buyer?: Buyer; readonly fulfillment?: Fulfillment}> = shape({
  buyer: optional(shape({...person, email: maybeText})),
  fulfillment: optional(shape({methods: optional(list(method))})),
});
