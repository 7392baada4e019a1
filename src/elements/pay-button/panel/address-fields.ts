import type {DeliveryWords} from '../../../words/delivery.ts';

/** A field of the delivery form, named as UCP names it. */
export interface Field {
  readonly name: FieldName;
  readonly label: keyof DeliveryWords;
  readonly autocomplete: string;
  readonly type?: 'email' | 'tel';
  readonly optional?: boolean;
  readonly why?: keyof DeliveryWords;
  readonly inputmode?: 'numeric';
}

export type FieldName =
  | 'first_name'
  | 'last_name'
  | 'email'
  | 'phone_number'
  | 'address_country'
  | 'street_address'
  | 'extended_address'
  | 'address_locality'
  | 'address_region'
  | 'postal_code';

export const email: Field = {name: 'email', label: 'email', autocomplete: 'email', type: 'email', why: 'emailWhy'};
export const phone: Field = {name: 'phone_number', label: 'phone', autocomplete: 'tel', type: 'tel', why: 'phoneWhy'};
const given: Field = {name: 'first_name', label: 'given', autocomplete: 'given-name'};
const family: Field = {name: 'last_name', label: 'family', autocomplete: 'family-name'};
export const country: Field = {name: 'address_country', label: 'country', autocomplete: 'country'};

/** Both parts of a name, in the order in which readers of the language say them. */
export const nameFields = (language: string): readonly Field[] => (language.startsWith('zh') ? [family, given] : [given, family]);

const street: Field = {name: 'street_address', label: 'street', autocomplete: 'address-line1'};
const extra: Field = {name: 'extended_address', label: 'extra', autocomplete: 'address-line2', optional: true};
const city: Field = {name: 'address_locality', label: 'city', autocomplete: 'address-level2'};
const region: Field = {name: 'address_region', label: 'region', autocomplete: 'address-level1', optional: true};
const postcode: Field = {name: 'postal_code', label: 'postcode', autocomplete: 'postal-code'};

/** Countries and regions whose addresses have no postcode. */
const noPostcode = /^(HK|MO|AE|QA)$/;
/** Those to which mail does not go without one; elsewhere it is welcome. */
const needsPostcode = /^(US|CA|GB|AU|NZ|JP|KR|SG|MY|TH|IN|BR|MX|DE|FR|IT|ES|PT|NL|BE|LU|AT|CH|DK|SE|NO|FI|PL|CZ|SK|HU|GR)$/;
const needsRegion = /^(US|CA|AU|CN|BR|MX)$/;
/** The country is the town. */
const noCity = /^(SG|MC|VA|GI)$/;

/** The fields of an address in a country, in the order in which they are written there. */
export function addressFields(code: string): readonly Field[] {
  if (code === 'HK') return [extra, street, {...city, label: 'district'}, {...region, label: 'area'}];
  if (code === 'MO') return [extra, street, {...city, label: 'district', optional: true}];
  const province: Field = {...region, label: code === 'CN' || code === 'CA' ? 'province' : 'region', optional: !needsRegion.test(code)};
  const post = noPostcode.test(code) ? [] : [{...postcode, optional: !needsPostcode.test(code)}];
  if (code === 'CN') return [province, city, street, extra, ...post];
  return noCity.test(code) ? [street, extra, ...post] : [street, extra, city, province, ...post];
}
