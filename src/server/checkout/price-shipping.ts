import type {Destination, FulfillmentGroup, FulfillmentOption, FulfillmentRequest, Message} from '../../commerce/checkout.ts';
import {checkAddress, hasRecipient, tidyAddress} from './address.ts';
import type {Zone} from './delivery.ts';
import {rateFor} from './delivery.ts';
import type {FulfillmentPricing, PricedMethod} from './priced-method.ts';

type RequestedMethod = FulfillmentRequest['methods'][number];

/** Shipping of some lines to one address; `path` is the method's JSONPath in the checkout. */
export function priceShipping(asked: RequestedMethod | undefined, lineIds: readonly string[], path: string, pricing: FulfillmentPricing): PricedMethod {
  const destinations = withIds(asked?.destinations ?? []);
  const selected = select(destinations, asked?.selected_destination_id);
  const base = {
    id: 'shipping',
    type: 'shipping' as const,
    line_item_ids: lineIds,
    ...(destinations.length > 0 ? {destinations} : {}),
    selected_destination_id: selected?.id ?? null,
  };
  if (lineIds.length === 0) return {method: base, messages: []};
  if (!selected) return {method: base, messages: [selectionMissing(destinations, path, pricing)]};
  const at = `${path}.destinations[${destinations.indexOf(selected)}]`;
  const checked = checkAddress(selected, pricing.delivery, at, pricing.words);
  const recipient = hasRecipient(selected, pricing.buyer) ? [] : [pricing.words.warning('recipient_missing', at, 'recipientMissing')];
  const options = checked.zone ? optionsOf(checked.zone, pricing) : [];
  if (checked.zone && options.length === 0) {
    return {method: base, messages: [pricing.words.error('address_undeliverable', at, 'undeliverable', {place: selected.address_country ?? ''})]};
  }
  const group = groupOf(options, lineIds, asked, `${path}.groups[0]`, pricing);
  return {
    method: {...base, ...(options.length > 0 ? {groups: [group.group]} : {})},
    messages: [...checked.messages, ...recipient, ...group.messages],
    ...(group.charge ? {charge: group.charge} : {}),
  };
}

function withIds(destinations: NonNullable<RequestedMethod['destinations']>): readonly Destination[] {
  const taken = new Set<string>();
  return destinations.map((destination, at) => {
    const wanted = destination.id || `dest_${at + 1}`;
    const id = taken.has(wanted) ? `${wanted}_${at + 1}` : wanted;
    taken.add(id);
    return {id, ...tidyAddress(destination)};
  });
}

/** The one that was chosen; a single address needs no choosing. */
function select(destinations: readonly Destination[], id: string | null | undefined): Destination | undefined {
  return id ? destinations.find(one => one.id === id) : destinations.length === 1 ? destinations[0] : undefined;
}

function selectionMissing(destinations: readonly Destination[], path: string, {words}: FulfillmentPricing): Message {
  return words.error('missing', `${path}.selected_destination_id`, destinations.length === 0 ? 'destinationMissing' : 'destinationChoice');
}

function optionsOf(zone: Zone, {subtotal, ratesApply, words}: FulfillmentPricing): readonly FulfillmentOption[] {
  return zone.rates.flatMap(rate => {
    // A sum in another currency says nothing about what makes delivery free.
    const amount = rateFor(rate, ratesApply ? subtotal : 0);
    if (amount > 0 && !ratesApply) return [];
    return [{
      id: rate.id,
      title: words.text(rate.title),
      ...(rate.description === undefined ? {} : {description: words.text(rate.description)}),
      totals: [{type: 'fulfillment', amount}, {type: 'total', amount}],
    }];
  });
}

interface PricedGroup {
  readonly group: FulfillmentGroup;
  readonly messages: readonly Message[];
  readonly charge?: {readonly title: string; readonly amount: number};
}

/** One parcel. The zone's first option is selected until another is. */
function groupOf(
  options: readonly FulfillmentOption[], lineIds: readonly string[], asked: RequestedMethod | undefined, path: string, {words}: FulfillmentPricing,
): PricedGroup {
  const wanted = asked?.groups?.[0]?.selected_option_id;
  const selected = options.find(option => option.id === wanted) ?? options[0];
  const changed = Boolean(wanted) && selected !== undefined && selected.id !== wanted;
  const amount = selected?.totals.find(total => total.type === 'total')?.amount;
  return {
    group: {id: 'parcel', line_item_ids: lineIds, options, selected_option_id: selected?.id ?? null},
    messages: changed ? [words.warning('option_changed', `${path}.selected_option_id`, 'optionChanged')] : [],
    ...(selected && amount !== undefined ? {charge: {title: selected.title, amount}} : {}),
  };
}
