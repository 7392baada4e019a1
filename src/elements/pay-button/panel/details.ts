import type {Checkout, FulfillmentMethod, PostalAddress} from '../../../commerce/checkout.ts';
import type {BuyerDetails} from '../../../payment/attempt.ts';
import type {DeliveryWords} from '../../../words/delivery.ts';
import type {Field, FieldName} from './address-fields.ts';

/** What the buyer typed and chose. */
export type Answers = Readonly<Partial<Record<FieldName, string>>> & {
  readonly method?: FulfillmentMethod['type'];
  /** Id of the shop to collect from. */
  readonly shop?: string;
};

type Errors = ReadonlyMap<FieldName | 'shop', string>;

const typed = (answers: Answers, name: FieldName): string => answers[name]?.trim() ?? '';

/** What can be seen to be missing or wrong without asking the merchant. */
export function mistakesIn(fields: readonly Field[], answers: Answers, words: DeliveryWords): Errors {
  const errors = new Map<FieldName | 'shop', string>();
  if (answers.method === 'pickup' && !answers.shop) errors.set('shop', words.noShop);
  for (const {name, type, optional} of fields) {
    const value = typed(answers, name);
    if (!value) {
      if (!optional) errors.set(name, words.missing);
    } else if (type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) errors.set(name, words.badEmail);
    else if (type === 'tel' && !phoneNumber(value, answers.address_country)) errors.set(name, words.badPhone);
  }
  return errors;
}

/** The merchant's own words about fields, by the last name of each path. */
export function fieldErrors({messages}: Checkout, fields: readonly Field[]): Errors {
  const errors = new Map<FieldName | 'shop', string>();
  for (const {type, path, content} of messages) {
    const parts = type === 'error' && path ? path.split(/[.[\]]+/).reverse() : [];
    const field = parts.map((part) => fields.find(({name}) => name === part)).find(Boolean);
    if (field) errors.set(field.name, content);
  }
  return errors;
}

const callingCodes: Readonly<Record<string, string>> = {HK: '852', MO: '853', CN: '86', TW: '886', SG: '65', MY: '60', JP: '81', KR: '82', GB: '44', US: '1', CA: '1', AU: '61'};

/** E.164; a number without a country code is taken to be one of `country`. `undefined` for what is no number. */
export function phoneNumber(text: string, country = 'HK'): string | undefined {
  const digits = text.replace(/[\s().\-–]/g, '').replace(/^00/, '+');
  if (/^\+[1-9]\d{6,14}$/.test(digits)) return digits;
  const code = callingCodes[country];
  if (!code || !/^\d{6,13}$/.test(digits)) return undefined;
  // With its code, only the plus is missing: within a country no number is that long and begins so.
  return digits.startsWith(code) && digits.length > code.length + 7 ? `+${digits}` : `+${code}${digits.replace(/^0/, '')}`;
}

/** What is sent to the merchant. */
export function detailsOf(checkout: Checkout, fields: readonly Field[], answers: Answers): BuyerDetails {
  const value = (name: FieldName): string | undefined => (fields.some((field) => field.name === name) && typed(answers, name)) || undefined;
  const name = {first_name: value('first_name'), last_name: value('last_name')};
  const methods = checkout.fulfillment?.methods ?? [];
  const known = methods.find(({type}) => type === answers.method);
  const shop = known?.destinations?.find(({id}) => id === answers.shop);
  const phone_number = phoneNumber(value('phone_number') ?? '', shop?.address?.address_country ?? answers.address_country);
  const buyer = {...name, email: value('email'), phone_number};
  if (!answers.method) return {buyer};
  // Everything that is delivered at all goes the one way that the buyer chose.
  const delivered = [...new Set(methods.flatMap(({line_item_ids: ids}) => ids))];
  const method = {id: known?.id, type: answers.method, line_item_ids: delivered.length ? delivered : checkout.line_items.map(({id}) => id)};
  if (answers.method === 'pickup') return {buyer, fulfillment: {methods: [{...method, selected_destination_id: answers.shop}]}};
  const id = 'buyer-address';
  const address: PostalAddress & {id: string} = {
    id, ...name, phone_number,
    street_address: value('street_address'),
    extended_address: value('extended_address'),
    address_locality: value('address_locality'),
    address_region: value('address_region'),
    address_country: value('address_country'),
    postal_code: value('postal_code'),
  };
  return {buyer, fulfillment: {methods: [{...method, destinations: [address], selected_destination_id: id}]}};
}
