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

/** Who gets it and where, in one line: from the large to the small where the address is written in Chinese. A shop is where it is; of others the country is told. */
export function addressLine(destination: Destination, {buyer}: Checkout, language: string): string {
  const {name, address = destination} = destination;
  const {address_country: code} = address;
  const {first_name: given, last_name: family} = address.last_name ? address : (buyer ?? {});
  const fromLarge = [name === undefined && code ? regionName(code, language) : '', address.postal_code, address.address_region, address.address_locality, address.street_address, address.extended_address];
  const chinese = isChinese([address.address_locality, address.street_address].join(''));
  return [name ?? personName(given, family, language), ...(chinese ? fromLarge : fromLarge.reverse())].filter(Boolean).join(chinese ? '，' : ', ');
}

const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text);

function personName(given: string | undefined, family: string | undefined, language: string): string {
  if (isChinese(`${family}${given}`)) return [family, given].join('');
  return (language.startsWith('zh') ? [family, given] : [given, family]).filter(Boolean).join(' ');
}

/** Of an ISO 3166-1 code. The long names of Hong Kong and Macau are long indeed; the short ones of others are abbreviations in English. */
export function regionName(code: string, language: string): string {
  const style = language !== 'en' || /^(HK|MO)$/.test(code) ? 'short' : 'long';
  try {
    return new Intl.DisplayNames(language, {type: 'region', style}).of(code) ?? code;
  } catch {
    return code;
  }
}
