import type {FulfillmentMethod, LineItem, PostalAddress} from '../../commerce/checkout.ts';
import {capability} from '../../commerce/ucp.ts';
import type {Agreed} from '../http/capabilities.ts';
import type {Answer} from '../http/envelope.ts';
import {ucpMetadata} from '../http/envelope.ts';
import type {AdjustmentRow, OrderRow} from './order-row.ts';

/** An order as the protocol shows it, in answers and in events. `origin`: of this server. */
export function orderEntity(order: OrderRow, adjustments: readonly AdjustmentRow[], origin: string, agreed: Agreed): Answer {
  const {priced, request} = order.snapshot;
  return {
    ucp: ucpMetadata(capability.order, agreed),
    id: order.id,
    label: order.label,
    checkout_id: order.checkout_id,
    permalink_url: `${origin}/orders/${order.id}?key=${order.reading_key}`,
    line_items: priced.line_items.map(lineAnswer),
    fulfillment: {expectations: expectationsOf(order), events: []},
    adjustments: adjustments.map(adjustmentAnswer),
    currency: order.currency,
    totals: priced.totals,
    ...(request.attribution ? {attribution: request.attribution} : {}),
  };
}

/** Nothing is marked as sent by this server yet, so every line is being processed. */
function lineAnswer({id, item, quantity, totals}: LineItem): Answer {
  return {id, item, quantity: {original: quantity, total: quantity, fulfilled: 0}, totals, status: 'processing'};
}

function expectationsOf({snapshot}: OrderRow): readonly Answer[] {
  const {line_items: lines, fulfillment} = snapshot.priced;
  const methods = (fulfillment?.methods ?? []).filter(method => method.line_item_ids.length > 0);
  const delivered = new Set(methods.flatMap(method => method.line_item_ids));
  const digital = lines.filter(line => !delivered.has(line.id));
  const expected = methods.map(method => ({
    id: `exp_${method.id}`,
    line_items: quantities(lines.filter(line => method.line_item_ids.includes(line.id))),
    method_type: method.type,
    ...whereAndHow(method),
  }));
  if (digital.length === 0) return expected;
  return [...expected, {id: 'exp_digital', line_items: quantities(digital), method_type: 'digital', destination: {}, fulfillable_on: 'now'}];
}

function quantities(lines: readonly LineItem[]): readonly Answer[] {
  return lines.map(({id, quantity}) => ({id, quantity}));
}

function whereAndHow({destinations, selected_destination_id: selected, groups}: FulfillmentMethod): {destination: PostalAddress; description?: string} {
  const place = destinations?.find(one => one.id === selected);
  const option = groups?.[0]?.options?.find(one => one.id === groups[0]?.selected_option_id);
  const description = [place?.name, option?.title, option?.description].filter(Boolean).join(' · ');
  const {id: _id, name: _name, address, ...postal} = place ?? {id: ''};
  return {destination: address ?? postal, ...(description === '' ? {} : {description})};
}

function adjustmentAnswer({id, type, status, amount, description, occurred_at: at}: AdjustmentRow): Answer {
  return {
    id, type, status,
    occurred_at: at.toISOString(),
    ...(amount === null ? {} : {totals: [{type: 'total', amount}]}),
    ...(description === null ? {} : {description}),
  };
}
