import type {Destination, FulfillmentRequest} from '../../commerce/checkout.ts';
import type {PickupShop} from './delivery.ts';
import type {FulfillmentPricing, PricedMethod} from './priced-method.ts';
import type {Wording} from './wording.ts';

/** Collecting some lines in one of the shops, which costs nothing; `path` is the method's JSONPath in the checkout. */
export function pricePickup(
  asked: FulfillmentRequest['methods'][number] | undefined, lineIds: readonly string[], path: string, {delivery, words}: FulfillmentPricing,
): PricedMethod {
  const shops = delivery.pickup;
  const selected = shops.length === 1 ? shops[0] : shops.find(shop => shop.id === asked?.selected_destination_id);
  const base = {
    id: 'pickup',
    type: 'pickup' as const,
    line_item_ids: lineIds,
    destinations: shops.map(shop => locationOf(shop, words)),
    selected_destination_id: lineIds.length > 0 ? (selected?.id ?? null) : null,
  };
  if (lineIds.length === 0) return {method: base, messages: []};
  if (!selected) return {method: base, messages: [words.error('missing', `${path}.selected_destination_id`, 'shopChoice')]};
  const option = {
    id: 'collect',
    title: words.say('pickupTitle'),
    description: selected.note === undefined ? words.text(selected.name) : words.text(selected.note),
    totals: [{type: 'fulfillment', amount: 0}, {type: 'total', amount: 0}],
  };
  return {
    method: {...base, groups: [{id: 'collection', line_item_ids: lineIds, options: [option], selected_option_id: option.id}]},
    messages: [],
    charge: {title: option.title, amount: 0},
  };
}

/**
 * A retail location. The published schema lets a destination be either an address or a location, never both, yet reads
 * any location as an address too; a `street_address` that is no text leaves only the location.
 */
function locationOf(shop: PickupShop, words: Wording): Destination {
  return {id: shop.id, name: words.text(shop.name), address: shop.address, street_address: null} as unknown as Destination;
}
