import type {ApiMoney, ApiOrder} from './order-books.ts';
import {minor, decimal} from './order-books.ts';
import {movementJson, orderJson} from './rest-api.ts';

interface Places {
  readonly api: string;
  readonly pages: string;
}

/** What PayPal notifies of when it is asked about an order as it stands. */
export function newsOf(order: ApiOrder): string {
  if (order.refunds.length > 0) return 'PAYMENT.CAPTURE.REFUNDED';
  const [capture] = order.captures;
  if (capture) return capture.status === 'PENDING' ? 'PAYMENT.CAPTURE.PENDING' : capture.status === 'DECLINED' ? 'PAYMENT.CAPTURE.DECLINED' : 'PAYMENT.CAPTURE.COMPLETED';
  return 'CHECKOUT.ORDER.APPROVED';
}

/** A notification's body. The same thing has the same id, however often it is told. */
export function eventBody(type: string, order: ApiOrder, places: Places, {dispute, twice = false}: {dispute?: object; twice?: boolean} = {}): string {
  const resource = dispute ?? resourceOf(type, order, places);
  const subject = (resource as {id?: string; dispute_id?: string; status?: string});
  return JSON.stringify({
    id: `WH-${type}-${subject.id ?? subject.dispute_id}-${subject.status ?? ''}${type === 'CHECKOUT.ORDER.APPROVED' ? order.update_time : ''}`.replace(/[^\w-]/g, ''),
    event_version: '1.0', create_time: order.update_time, resource_type: type.startsWith('CHECKOUT') ? 'checkout-order' : 'capture', resource_version: '2.0',
    event_type: type, summary: type, resource: twice ? withAnotherAmount(resource) : resource, links: [],
  });
}

function resourceOf(type: string, order: ApiOrder, places: Places): object {
  if (type.startsWith('CHECKOUT.')) return orderJson(order, places);
  const refund = order.refunds.at(-1);
  // A refund tells of itself alone: what it belongs to is a link.
  if (/REFUNDED$|REVERSED$/.test(type) && refund) return movementJson(refund, order, places.api);
  const [capture] = order.captures;
  if (!capture) return orderJson(order, places);
  return {...movementJson(capture, order, places.api), supplementary_data: {related_ids: {order_id: order.id}}};
}

function withAnotherAmount(resource: object): object {
  const double = ({value, currency_code}: ApiMoney): ApiMoney => ({currency_code, value: decimal(2 * minor({value, currency_code}), currency_code)});
  return JSON.parse(JSON.stringify(resource), (key, value: unknown) => (key === 'amount' ? double(value as ApiMoney) : value)) as object;
}
