import type {Fulfillment, FulfillmentRequest, Message} from '../../commerce/checkout.ts';
import type {Delivery} from './delivery.ts';
import type {FulfillmentPricing} from './priced-method.ts';
import {pricePickup} from './price-pickup.ts';
import {priceShipping} from './price-shipping.ts';
import type {Wording} from './wording.ts';

type RequestedMethod = FulfillmentRequest['methods'][number];

export interface PricedFulfillment {
  readonly fulfillment: Fulfillment;
  readonly messages: readonly Message[];
  readonly charges: readonly {readonly title: string; readonly amount: number}[];
}

/**
 * Assigns what must be delivered to the shop's ways of delivery and prices them. Every way that the shop has is shown,
 * one without lines as an offer. A line goes where the platform put it; what it put nowhere goes to the first way that
 * was asked for, else to the shop's first.
 */
export function priceFulfillment(deliverable: readonly string[], request: FulfillmentRequest | undefined, pricing: FulfillmentPricing): PricedFulfillment {
  const offered = offeredTypes(pricing.delivery);
  const asked = (request?.methods ?? []).map((method, at) => ({method, at}));
  const [usual] = offered;
  if (usual === undefined) {
    return {fulfillment: {methods: []}, messages: [pricing.words.error('address_undeliverable', '$.fulfillment', 'nothingDelivers')], charges: []};
  }
  const taken = asked.filter(({method}, at) => offered.includes(method.type) && asked.findIndex(one => one.method.type === method.type) === at);
  const refused = asked.filter(one => !taken.includes(one)).map(({method, at}) => refusal(method, at, offered, pricing.words));
  const lines = assign(deliverable, taken.map(({method}) => method), usual);
  const priced = offered.map((type, at) => {
    const own = taken.find(({method}) => method.type === type)?.method;
    const price = type === 'shipping' ? priceShipping : pricePickup;
    return price(own, lines.get(type) ?? [], `$.fulfillment.methods[${at}]`, pricing);
  });
  return {
    fulfillment: {methods: priced.map(({method}) => method)},
    messages: [...refused, ...priced.flatMap(({messages}) => messages)],
    charges: priced.flatMap(({charge}) => charge ?? []),
  };
}

function offeredTypes({zones, pickup}: Delivery): readonly ('shipping' | 'pickup')[] {
  return [...(zones.length > 0 ? ['shipping' as const] : []), ...(pickup.length > 0 ? ['pickup' as const] : [])];
}

function refusal(method: RequestedMethod, at: number, offered: readonly string[], words: Wording): Message {
  const path = `$.fulfillment.methods[${Math.min(at, Math.max(offered.length - 1, 0))}]`;
  return offered.includes(method.type)
    ? words.error('multiple_destinations', path, 'oneDestination')
    : words.error('method_unavailable', path, 'methodUnavailable');
}

function assign(deliverable: readonly string[], methods: readonly RequestedMethod[], usual: 'shipping' | 'pickup'): ReadonlyMap<string, readonly string[]> {
  const lines = new Map<string, string[]>();
  const fallback = methods.find(wantsAll)?.type ?? methods.find(method => (method.line_item_ids?.length ?? 0) > 0)?.type ?? usual;
  for (const id of deliverable) {
    const type = methods.find(method => method.line_item_ids?.includes(id))?.type ?? fallback;
    lines.set(type, [...(lines.get(type) ?? []), id]);
  }
  return lines;
}

/** A way of delivery that names no lines takes what no other names. */
function wantsAll(method: RequestedMethod): boolean {
  return method.line_item_ids === undefined || method.line_item_ids === null;
}
