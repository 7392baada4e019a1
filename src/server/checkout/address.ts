import type {Buyer, Destination, Message, PostalAddress} from '../../commerce/checkout.ts';
import {addressNeeds, countryName, readCountry} from './countries.ts';
import type {Delivery, Zone} from './delivery.ts';
import {zoneFor} from './delivery.ts';
import {internationalNumber, isInternational} from './phone-number.ts';
import type {Wording} from './wording.ts';

export interface CheckedAddress {
  readonly messages: readonly Message[];
  /** Where it lies; absent when the shop does not deliver there, or that cannot be told yet. */
  readonly zone?: Zone;
}

const FIELDS = [
  'first_name', 'last_name', 'phone_number', 'street_address', 'extended_address', 'address_locality', 'address_region', 'address_country', 'postal_code',
] as const;

/** The postal fields, trimmed, empty ones left out, the country as alpha-2 where it can be read, a phone number as E.164 where it can be told. */
export function tidyAddress(address: PostalAddress): PostalAddress {
  const country = readCountry(address.address_country);
  return Object.fromEntries(FIELDS.flatMap(field => {
    const value = field === 'address_country' ? country ?? address[field] : address[field];
    const tidy = field === 'phone_number' ? tidyNumber(value, country) : value?.trim();
    return tidy ? [[field, tidy]] : [];
  }));
}

/** Checks a delivery address; `path` is its JSONPath in the checkout. */
export function checkAddress(address: Destination, delivery: Delivery, path: string, words: Wording): CheckedAddress {
  const country = readCountry(address.address_country);
  if (address.address_country === undefined) return {messages: [words.error('missing', `${path}.address_country`, 'countryMissing'), ...street(address, path, words)]};
  const zone = country === undefined ? undefined : zoneFor(delivery, country, address.address_region);
  if (country === undefined || zone === undefined) {
    const place = country === undefined ? address.address_country : countryName(country, words.locale);
    return {messages: [words.error('address_undeliverable', `${path}.address_country`, 'undeliverable', {place})]};
  }
  const needs = addressNeeds(country);
  const regionMissing = !address.address_region && (needs.region || zone === 'region');
  return {
    messages: [
      ...street(address, path, words),
      ...(needs.locality && !address.address_locality ? [words.error('missing', `${path}.address_locality`, 'localityMissing')] : []),
      ...(regionMissing ? [words.error('missing', `${path}.address_region`, 'regionMissing')] : []),
      ...(needs.postcode && !address.postal_code ? [words.error('missing', `${path}.postal_code`, 'postcodeMissing')] : []),
      ...phone(address.phone_number, `${path}.phone_number`, words),
    ],
    ...(zone === 'region' ? {} : {zone}),
  };
}

function street(address: Destination, path: string, words: Wording): readonly Message[] {
  return address.street_address ? [] : [words.error('missing', `${path}.street_address`, 'streetMissing')];
}

/**
 * Checks how the buyer can be reached. `needed`: something is delivered or collected, an email or a phone number will
 * do. `emailNeeded`: the shop asks for an email whatever is sold.
 */
export function checkContact(buyer: Buyer | undefined, needed: boolean, emailNeeded: boolean, words: Wording): readonly Message[] {
  const {email, phone_number: phoneNumber} = buyer ?? {};
  if (emailNeeded && !email) return [words.error('missing', '$.buyer.email', 'emailMissing'), ...phone(phoneNumber, '$.buyer.phone_number', words)];
  if (needed && !email && !phoneNumber) return [words.error('missing', '$.buyer.email', 'contactMissing')];
  return [
    ...(email && !isEmail(email) ? [words.error('invalid', '$.buyer.email', 'emailInvalid')] : []),
    ...phone(phoneNumber, '$.buyer.phone_number', words),
  ];
}

function phone(number: string | undefined, path: string, words: Wording): readonly Message[] {
  return number === undefined || isInternational(number) ? [] : [words.error('invalid', path, 'phoneInvalid')];
}

function isEmail(text: string): boolean {
  return /^[^\s@<>(),;:"[\]\\]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text);
}

/** Buyer's fields trimmed, empty ones left out, the phone number as E.164 where it can be told; `country`: whose it is when it does not say. */
export function tidyBuyer(buyer: Readonly<Record<string, string | undefined>>, country?: string): Buyer {
  return Object.fromEntries(Object.entries(buyer).flatMap(([field, value]) => {
    const tidy = field === 'phone_number' ? tidyNumber(value, readCountry(country)) : value?.trim();
    return tidy ? [[field, tidy]] : [];
  }));
}

/** What cannot be read stays, for the buyer to put right. */
function tidyNumber(number: string | undefined, country: string | undefined): string | undefined {
  return number === undefined ? undefined : internationalNumber(number, country) ?? number.trim();
}

/** Whether anybody is named on the parcel. */
export function hasRecipient(address: PostalAddress, buyer: Buyer | undefined): boolean {
  const named = {...buyer} as Readonly<Record<string, string | undefined>>;
  return [address.first_name, address.last_name, named['first_name'], named['last_name'], named['full_name']].some(Boolean);
}
