import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {addressFields, phone} from '../../../src/elements/pay-button/panel/address-fields.ts';
import {detailsOf, mistakesIn, phoneNumber} from '../../../src/elements/pay-button/panel/details.ts';
import {addressLine} from '../../../src/elements/pay-button/panel/fulfillment.ts';
import type {Checkout} from '../../../src/commerce/checkout.ts';
import {deliveryWords} from '../../../src/words/delivery.ts';

const names = (code: string): string[] => addressFields(code).map(({name, optional}) => `${name}${optional ? '?' : ''}`);
const checkout = {line_items: [{id: 'l1'}, {id: 'l2'}], fulfillment: {methods: [{id: 'shipping', type: 'shipping', line_item_ids: ['l1']}, {id: 'pickup', type: 'pickup', line_item_ids: []}]}} as unknown as Checkout;

describe('The fields of an address', () => {
  it('are those that are written in the country', () => {
    assert.deepEqual(names('HK'), ['extended_address?', 'street_address', 'address_locality', 'address_region?']);
    assert.deepEqual(names('CN'), ['address_region', 'address_locality', 'street_address', 'extended_address?', 'postal_code?']);
    assert.deepEqual(names('US'), ['street_address', 'extended_address?', 'address_locality', 'address_region', 'postal_code']);
    assert.deepEqual(names('SG'), ['street_address', 'extended_address?', 'postal_code']);
    assert.deepEqual(names('GB'), ['street_address', 'extended_address?', 'address_locality', 'address_region?', 'postal_code']);
  });
});

describe('A phone number', () => {
  it('is written as people write it and sent as E.164', () => {
    assert.equal(phoneNumber('9123 4567'), '+85291234567');
    assert.equal(phoneNumber('+852 9123-4567', 'GB'), '+85291234567');
    assert.equal(phoneNumber('0085291234567'), '+85291234567');
    assert.equal(phoneNumber('020 7946 0958', 'GB'), '+442079460958');
    assert.equal(phoneNumber('138 0013 8000', 'CN'), '+8613800138000');
    // Some write the code and leave out the plus.
    for (const [text, country] of [['852 9123 4567', 'HK'], ['8613800138000', 'CN'], ['1 201 555 0123', 'US'], ['65 8123 4567', 'SG']] as const) assert.equal(phoneNumber(text, country), `+${text.replaceAll(' ', '')}`);
    assert.equal(phoneNumber('6512 3456', 'SG'), '+6565123456');
  });

  it('is refused when it is none, or nobody knows its country', () => {
    for (const text of ['call me', '12', '+0123456789', '+852 9123 4567 ext 3']) assert.equal(phoneNumber(text), undefined, text);
    assert.equal(phoneNumber('12345678', 'AQ'), undefined);
  });
});

describe('What the buyer gave', () => {
  it('lacks what is required and cannot be wrong where it is optional', async () => {
    const words = await deliveryWords('en');
    const mistakes = mistakesIn(addressFields('HK'), {street_address: ' ', address_locality: 'Central'}, words);
    assert.deepEqual([...mistakes], [['street_address', 'Please fill this in.']]);
  });

  it('goes to the merchant with every deliverable line, the one way that was chosen', () => {
    const fields = addressFields('HK');
    const {fulfillment} = detailsOf(checkout, fields, {method: 'shipping', street_address: ' 88 Hollywood Road ', address_locality: 'Sheung Wan'});
    assert.deepEqual(fulfillment?.methods[0]?.line_item_ids, ['l1']);
    assert.equal(fulfillment?.methods[0]?.destinations?.[0]?.street_address, '88 Hollywood Road');
    const pickup = detailsOf(checkout, [], {method: 'pickup', shop: 'sw'}).fulfillment?.methods[0];
    assert.deepEqual(pickup, {id: 'pickup', type: 'pickup', line_item_ids: ['l1'], selected_destination_id: 'sw'});
  });

  it('has a phone number of the country where the shop to collect from is', () => {
    const shops = {...checkout, fulfillment: {methods: [{id: 'pickup', type: 'pickup', line_item_ids: ['l1'], destinations: [{id: 'soho', name: 'Soho', address: {address_country: 'GB'}}]}]}} as unknown as Checkout;
    const {buyer} = detailsOf(shops, [phone], {method: 'pickup', shop: 'soho', phone_number: '020 7946 0958'});
    assert.equal(buyer?.phone_number, '+442079460958');
  });

  it('is read back in the order in which it is written, the name in that of the reader’s language', () => {
    const there = {id: 'd', first_name: '美玲', last_name: '陳', street_address: '荷李活道 88 號', address_locality: '上環', extended_address: '6 樓'};
    assert.equal(addressLine(there, checkout, 'zh-Hant'), '陳美玲，上環，荷李活道 88 號，6 樓');
    assert.equal(addressLine({...there, first_name: 'Mei Ling', last_name: 'Chan'}, checkout, 'en'), 'Mei Ling Chan，上環，荷李活道 88 號，6 樓');
    const latin = {id: 'd', first_name: 'Mei Ling', last_name: 'Chan', street_address: '88 Hollywood Road', address_locality: 'Sheung Wan', extended_address: '6/F'};
    assert.equal(addressLine(latin, checkout, 'zh-Hant'), 'Chan Mei Ling, 6/F, 88 Hollywood Road, Sheung Wan');
  });

  it('is read back with its country, in the reader’s language', () => {
    const there = {id: 'd', first_name: 'Jo', last_name: 'Day', street_address: '1 High Street', address_locality: 'Leeds', address_country: 'GB'};
    assert.equal(addressLine(there, checkout, 'en'), 'Jo Day, 1 High Street, Leeds, United Kingdom');
    assert.equal(addressLine({...there, street_address: '中环路 1 号', address_locality: '上海', address_country: 'CN'}, checkout, 'zh-Hans'), 'Day Jo，中国，上海，中环路 1 号');
    assert.equal(addressLine({...there, address_country: 'not a code'}, checkout, 'en'), 'Jo Day, 1 High Street, Leeds, not a code');
    assert.equal(addressLine({id: 's', name: 'Sheung Wan', address: {street_address: '9 Tai On Lane', address_country: 'HK'}}, checkout, 'en'), 'Sheung Wan, 9 Tai On Lane');  });
});
