import type {Checkout, Destination, FulfillmentMethod, FulfillmentRequest} from '../../../commerce/checkout.ts';

/** The method that delivers: the one with a destination chosen, else the only one. */
export function chosenMethod({fulfillment}: Checkout): FulfillmentMethod | undefined {
  const methods = fulfillment?.methods ?? [];
  return methods.find(({selected_destination_id: id}) => id) ?? (methods.length === 1 ? methods[0] : undefined);
}

export const chosenDestination = (method: FulfillmentMethod | undefined): Destination | undefined =>
  method?.destinations?.find(({id}) => id === method.selected_destination_id);

/** What the merchant last said about delivery, as a request: unchanged but for the options chosen, by group. */
export function requestOf(checkout: Checkout, options: Readonly<Record<string, string>>): FulfillmentRequest {
  const method = chosenMethod(checkout);
  if (!method) return {methods: []};
  const {id, type, line_item_ids, destinations = [], selected_destination_id, groups = []} = method;
  return {
    methods: [{
      id,
      type,
      line_item_ids,
      ...(type === 'shipping' ? {destinations} : {}),
      selected_destination_id,
      groups: groups.map((group) => ({id: group.id, selected_option_id: options[group.id] ?? group.selected_option_id})),
    }],
  };
}

/** Who gets it and where, in one line, in the order of the reader's language. */
export function addressLine(destination: Destination, {buyer}: Checkout, language: string): string {
  const chinese = language.startsWith('zh');
  const {name, address = destination} = destination;
  const {first_name: given, last_name: family} = address.last_name ? address : (buyer ?? {});
  const person = (chinese ? [family, given] : [given, family]).filter(Boolean).join(chinese && !/[a-z]/i.test(`${family}${given}`) ? '' : ' ');
  const fromSmall = [address.extended_address, address.street_address, address.address_locality, address.address_region, address.postal_code];
  const fromLarge = [address.postal_code, address.address_region, address.address_locality, address.street_address, address.extended_address];
  return [name ?? person, ...(chinese ? fromLarge : fromSmall)].filter(Boolean).join(chinese ? '，' : ', ');
}
