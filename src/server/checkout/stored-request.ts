import type {FulfillmentRequest} from '../../commerce/checkout.ts';
import type {CartBody, MethodBody, UpdateCheckoutBody} from '../http/request-schemas.ts';
import {tidyBuyer} from './address.ts';
import type {RequestedLine, StoredRequest} from './checkout-row.ts';

/**
 * What a platform sent, as it is kept: a full replacement. Lines keep their ids where the platform names them, or where
 * the same item was there before; addresses that are only referred to by their id are kept too.
 */
export function storedRequest(body: CartBody | UpdateCheckoutBody, before?: StoredRequest): StoredRequest {
  const buyer = body.buyer ? tidyBuyer(body.buyer, countryOf(body)) : {};
  const methods = 'fulfillment' in body ? body.fulfillment?.methods : undefined;
  const codes = body.discounts?.codes;
  return {
    line_items: namedLines(body.line_items, before?.line_items ?? []),
    ...(Object.keys(buyer).length > 0 ? {buyer} : {}),
    ...(body.context ? {context: body.context} : {}),
    ...(methods ? {fulfillment: {methods: methods.map(method => storedMethod(method, before?.fulfillment))}} : {}),
    ...(body.attribution ? {attribution: body.attribution} : {}),
    ...(codes && codes.length > 0 ? {discounts: {codes}} : {}),
  };
}

/** Where the buyer is, as far as the request tells: where it is to go, else the context. */
function countryOf(body: CartBody | UpdateCheckoutBody): string | undefined {
  const methods = 'fulfillment' in body ? body.fulfillment?.methods ?? [] : [];
  const destinations = methods.flatMap(method => method.destinations ?? []);
  return destinations.find(one => one.address_country)?.address_country ?? body.context?.address_country;
}

function namedLines(lines: CartBody['line_items'], before: readonly RequestedLine[]): readonly RequestedLine[] {
  const named = new Set(lines.flatMap(line => line.id ?? []));
  const taken = new Set<string>();
  const free = (id: string) => !taken.has(id) && !named.has(id);
  return lines.map(({id: wanted, item, quantity}) => {
    const same = before.find(line => line.item.id === item.id && free(line.id))?.id;
    const id = wanted && !taken.has(wanted) ? wanted : same ?? nextId(before, taken, named);
    taken.add(id);
    return {id, item: {id: item.id}, quantity};
  });
}

function nextId(before: readonly RequestedLine[], taken: ReadonlySet<string>, named: ReadonlySet<string>): string {
  const used = new Set([...taken, ...named, ...before.map(line => line.id)]);
  for (let number = 1; ; number++) if (!used.has(`li_${number}`)) return `li_${number}`;
}

function storedMethod(method: MethodBody, before: FulfillmentRequest | undefined): FulfillmentRequest['methods'][number] {
  const type = method.type ?? (method.id === 'pickup' ? 'pickup' : 'shipping');
  const known = before?.methods.find(one => one.type === type)?.destinations;
  const referred = method.selected_destination_id !== undefined && known?.some((one, at) => (one.id ?? `dest_${at + 1}`) === method.selected_destination_id);
  const destinations = method.destinations ?? (referred ? known : undefined);
  return {
    type,
    ...(method.line_item_ids ? {line_item_ids: method.line_item_ids} : {}),
    ...(destinations && type === 'shipping' ? {destinations} : {}),
    ...(method.selected_destination_id === undefined ? {} : {selected_destination_id: method.selected_destination_id}),
    ...(method.groups ? {groups: method.groups} : {}),
  };
}
