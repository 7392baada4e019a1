import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {FulfillmentRequest} from '../../../src/commerce/checkout.ts';
import {tidyAddress, tidyBuyer} from '../../../src/server/checkout/address.ts';
import {COUNTRIES, readCountry} from '../../../src/server/checkout/countries.ts';
import type {Delivery} from '../../../src/server/checkout/delivery.ts';
import {deliveryOf, rateFor, shipsTo, zoneFor} from '../../../src/server/checkout/delivery.ts';
import {priceFulfillment} from '../../../src/server/checkout/price-fulfillment.ts';
import {storedRequest} from '../../../src/server/checkout/stored-request.ts';
import {totalsOf} from '../../../src/server/checkout/totals.ts';
import {wording} from '../../../src/server/checkout/wording.ts';
import {MerchantConfigSchema} from '../../../src/server/merchant-config.ts';
import {DELIVERY} from '../http/shop.ts';

const words = wording('en', 'en');
const {delivery} = MerchantConfigSchema.parse({delivery: DELIVERY});
const country = fc.constantFrom('HK', 'US', 'DE', 'hkg', 'Hong Kong', 'nowhere', undefined);
const address = fc.record({
  id: fc.constantFrom('a', 'b', '', undefined), street_address: fc.constantFrom('88 Queensway', '', undefined), address_locality: fc.constantFrom('Here', undefined),
  address_region: fc.constantFrom('CA', 'TX', 'ca ', undefined), postal_code: fc.constantFrom('12345', undefined), address_country: country, first_name: fc.constantFrom('Jo', undefined),
});
const method = fc.record({
  type: fc.constantFrom('shipping' as const, 'pickup' as const),
  line_item_ids: fc.option(fc.subarray(['li_1', 'li_2', 'li_3', 'li_9']), {nil: undefined}),
  destinations: fc.option(fc.array(address, {maxLength: 3}), {nil: undefined}),
  selected_destination_id: fc.constantFrom('a', 'dest_1', 'sheung-wan', 'nowhere', null, undefined),
  groups: fc.option(fc.array(fc.record({selected_option_id: fc.constantFrom('courier', 'post', 'west', 'nonsense', null)}), {maxLength: 2}), {nil: undefined}),
});
const request = fc.option(fc.record({methods: fc.array(method, {maxLength: 3})}), {nil: undefined}) as fc.Arbitrary<FulfillmentRequest | undefined>;
const deliverable = fc.subarray(['li_1', 'li_2', 'li_3'], {minLength: 1});
const subtotal = fc.integer({min: 0, max: 200_000});

function priced(lines: readonly string[], asked: FulfillmentRequest | undefined, amount: number, ratesApply = true, own: Delivery = delivery) {
  return priceFulfillment(lines, asked, {delivery: own, ratesApply, subtotal: amount, buyer: {email: 'a@b.example'}, words});
}

test('Every deliverable line goes exactly one way, and nothing else does', () => {
  fc.assert(fc.property(deliverable, request, subtotal, (lines, asked, amount) => {
    const methods = priced(lines, asked, amount).fulfillment.methods ?? [];
    assert.deepEqual(methods.flatMap(one => one.line_item_ids).sort(), [...lines].sort());
    for (const {groups = [], line_item_ids: ids} of methods) for (const group of groups) assert.deepEqual(group.line_item_ids, ids);
  }));
});

test('Totals add up, and delivery is charged exactly as the selected options say', () => {
  fc.assert(fc.property(deliverable, request, subtotal, (lines, asked, amount) => {
    const result = priced(lines, asked, amount);
    const totals = totalsOf(amount, result.charges, {applied: [], reckoned: []}, words);
    const total = totals.find(one => one.type === 'total')?.amount;
    assert.equal(totals.filter(one => one.type !== 'total').reduce((sum, one) => sum + one.amount, 0), total);
    const selected = (result.fulfillment.methods ?? []).flatMap(one => one.groups ?? []).map(group => group.options?.find(option => option.id === group.selected_option_id));
    assert.equal(total, amount + selected.reduce((sum, option) => sum + (option?.totals.find(one => one.type === 'total')?.amount ?? 0), 0));
  }));
});

test('Without an error every line has a place to go and an option that was offered', () => {
  fc.assert(fc.property(deliverable, request, subtotal, (lines, asked, amount) => {
    const {fulfillment, messages} = priced(lines, asked, amount);
    if (messages.some(message => message.type === 'error')) return;
    for (const {line_item_ids: ids, destinations = [], selected_destination_id: selected, groups = [], type} of fulfillment.methods ?? []) {
      if (ids.length === 0) continue;
      const place = destinations.find(one => one.id === selected);
      assert.ok(place);
      if (type === 'shipping') assert.ok(place.street_address && ['HK', 'US'].includes(place.address_country ?? ''));
      assert.ok(groups.length === 1 && groups[0]?.options?.some(option => option.id === groups[0]?.selected_option_id));
    }
  }));
});

test('Every path of a message leads to something in the answer, or to a field that is missing in it', () => {
  fc.assert(fc.property(deliverable, request, subtotal, (lines, asked, amount) => {
    const {fulfillment, messages} = priced(lines, asked, amount);
    for (const {path = ''} of messages) {
      const at = /^\$\.fulfillment\.methods\[(\d+)\](?:\.destinations\[(\d+)\])?/.exec(path);
      assert.ok(at, path);
      const found = fulfillment.methods?.[Number(at[1])];
      assert.ok(found, path);
      if (at[2] !== undefined) assert.ok(found.destinations?.[Number(at[2])], path);
    }
  }));
});

test('Amounts in another currency are never charged', () => {
  const hk = {methods: [{type: 'shipping' as const, destinations: [{street_address: 'x', address_country: 'HK'}]}]};
  for (const amount of [100, 60_000]) assert.ok(priced(['li_1'], hk, amount, false).messages.some(message => message.code === 'address_undeliverable'), 'nor is one compared with what sets delivery free');
  const free: Delivery = {pickup: [], zones: [{id: 'hk', countries: ['HK'], rates: [{id: 'post', title: 'Post', price: 0}, {id: 'van', title: 'Van', price: 900, freeFrom: 0}]}]};
  const offered = priced(['li_1'], hk, 100, false, free);
  assert.deepEqual(offered.charges, [{title: 'Post', amount: 0}], 'what is free is free in every currency');
  assert.equal(offered.fulfillment.methods?.[0]?.groups?.[0]?.options?.length, 2);
});

test('One order goes to one address; a way that is not offered is refused', () => {
  const ship = {type: 'shipping' as const, destinations: [{street_address: 'x', address_country: 'HK'}]};
  assert.equal(priced(['li_1'], {methods: [ship, ship]}, 100).messages.filter(message => message.code === 'multiple_destinations').length, 1);
  const onlyShipping = {...delivery, pickup: []};
  assert.ok(priced(['li_1'], {methods: [{type: 'pickup'}]}, 100, true, onlyShipping).messages.some(message => message.code === 'method_unavailable'));
  assert.ok(priced(['li_1'], undefined, 100, true, {zones: [], pickup: []}).messages.some(message => message.code === 'address_undeliverable'));
});

test('A shop that configured no delivery delivers everywhere for nothing in a test, and nowhere in earnest', () => {
  const config = MerchantConfigSchema.parse({});
  assert.deepEqual(shipsTo(deliveryOf(config, 'test')), COUNTRIES);
  assert.deepEqual(shipsTo(deliveryOf(config, 'live')), []);
});

test('The nearest zone wins, and a zone for everywhere else takes the rest', () => {
  const rates = [{id: 'r', title: 'R', price: 1}];
  const zones = {pickup: [], zones: [{id: 'world', countries: ['*'], rates}, {id: 'us', countries: ['US'], rates}, {id: 'west', countries: ['US'], regions: ['CA'], rates}]};
  const idOf = (place: string, region?: string) => {
    const zone = zoneFor(zones, place, region);
    return typeof zone === 'object' ? zone.id : zone;
  };
  assert.deepEqual([idOf('US', 'ca'), idOf('US', 'TX'), idOf('US'), idOf('FR')], ['west', 'us', 'us', 'world']);
  const parts = {pickup: [], zones: [{id: 'west', countries: ['US'], regions: ['CA'], rates}]};
  assert.deepEqual([zoneFor(parts, 'US', undefined), zoneFor(parts, 'US', 'TX'), zoneFor(parts, 'FR', undefined)], ['region', undefined, undefined]);
});

test('A rate is free exactly from its threshold on', () => {
  fc.assert(fc.property(subtotal, subtotal, fc.nat(9999), (amount, freeFrom, price) => {
    assert.equal(rateFor({id: 'r', title: 'R', price, freeFrom}, amount), amount >= freeFrom ? 0 : price);
    assert.equal(rateFor({id: 'r', title: 'R', price}, amount), price);
  }));
});

test('Every country is read by its codes', () => {
  for (const code of COUNTRIES) assert.equal(readCountry(code.toLowerCase()), code);
  assert.deepEqual(['GBR', 'TWN', 'Macau', 'Japan', '日本', 'USA', ' hk ', 'XX', '', undefined].map(readCountry), ['GB', 'TW', 'MO', 'JP', 'JP', 'US', 'HK', undefined, undefined, undefined]);
});

test('What a buyer typed is tidied, never changed in meaning', () => {
  assert.deepEqual(tidyAddress({street_address: '  1 Main St ', address_country: 'hk', extended_address: '  '}), {street_address: '1 Main St', address_country: 'HK'});
  assert.deepEqual(tidyBuyer({email: ' a@b.example ', phone_number: '+852 9123-4567', last_name: ''}), {email: 'a@b.example', phone_number: '+85291234567'});
});

test('Lines have different ids, keep them, and never take one that was another’s', () => {
  const item = fc.constantFrom('tea', 'cup', 'pot');
  const line = fc.record({id: fc.constantFrom('li_1', 'li_2', 'mine', undefined), item: item.map(id => ({id})), quantity: fc.integer({min: 1, max: 5})});
  const lines = fc.array(line, {minLength: 1, maxLength: 6});
  fc.assert(fc.property(lines, lines, (first, second) => {
    const before = storedRequest({line_items: first});
    const after = storedRequest({line_items: second}, before);
    for (const stored of [before, after]) assert.equal(new Set(stored.line_items.map(one => one.id)).size, stored.line_items.length);
    assert.deepEqual(after.line_items.map(one => [one.item.id, one.quantity]), second.map(one => [one.item.id, one.quantity]));
    const same = storedRequest({line_items: first.map(one => ({...one, id: undefined}))}, before);
    assert.deepEqual(same.line_items.map(one => one.id).sort(), before.line_items.map(one => one.id).sort());
  }));
});
