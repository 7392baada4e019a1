import {z} from 'zod';
import type {VerifiedNotification} from '../payment-handler.ts';
import {tradeNoIn} from './our-mark.ts';

/** The events that this handler lives on; `hangtag check` looks whether the webhook has them. */
export const NEEDED_EVENTS = [
  'CHECKOUT.ORDER.APPROVED', 'CHECKOUT.PAYMENT-APPROVAL.REVERSED', 'PAYMENT.CAPTURE.COMPLETED', 'PAYMENT.CAPTURE.PENDING', 'PAYMENT.CAPTURE.DECLINED',
  'PAYMENT.CAPTURE.REFUNDED', 'PAYMENT.CAPTURE.REVERSED', 'CUSTOMER.DISPUTE.CREATED', 'CUSTOMER.DISPUTE.UPDATED', 'CUSTOMER.DISPUTE.RESOLVED',
] as const;

const Unit = z.object({custom_id: z.string().optional(), invoice_id: z.string().optional()});
const Event = z.object({
  id: z.string().min(1).max(100),
  event_type: z.string().max(100),
  create_time: z.string().max(50).optional(),
  resource: z.object({
    id: z.string().max(100).optional(),
    order_id: z.string().max(100).optional(),
    custom_id: z.string().max(255).optional(),
    invoice_id: z.string().optional(),
    purchase_units: z.array(Unit).optional(),
    supplementary_data: z.object({related_ids: z.object({order_id: z.string().max(100).optional()}).optional()}).optional(),
    links: z.array(z.object({href: z.string(), rel: z.string()})).optional(),
    dispute_id: z.string().max(100).optional(),
    disputed_transactions: z.array(z.object({custom: z.string().optional(), invoice_number: z.string().optional()})).optional(),
  }).default({}),
});
type Event = z.output<typeof Event>;

export interface ReadEvent {
  readonly notification: VerifiedNotification;
  /** Names the payment when the event itself does not. */
  readonly captureId?: string;
  /** The buyer has agreed to this order. */
  readonly approvedOrder?: string;
}

/** What a genuine event is about, for the handler with that id. Throws when it cannot be read. */
export function readEvent(body: string, handler: string): ReadEvent {
  const event = Event.parse(JSON.parse(body));
  const {id, event_type: type, resource} = event;
  const about = aboutOf(type);
  const isOrder = type.startsWith('CHECKOUT.ORDER.') || type.startsWith('CHECKOUT.PAYMENT-APPROVAL.');
  const providerTradeNo = isOrder ? resource.order_id ?? resource.id : resource.supplementary_data?.related_ids?.order_id;
  const numbers = numbersIn(event);
  const tradeNo = tradeNoIn(numbers, handler);
  const captureId = tradeNo === undefined && providerTradeNo === undefined ? captureIn(resource) : undefined;
  // Of something else that this PayPal account does: it names nothing, or a number that is none of ours.
  const foreign = tradeNo === undefined && captureId === undefined && (providerTradeNo === undefined || numbers.length > 0);
  return {
    notification: {
      eventId: id, about: foreign ? 'nothing' : about, payload: {id, event_type: type, create_time: event.create_time ?? null, resource_id: resource.id ?? resource.dispute_id ?? null},
      ...(tradeNo === undefined ? {} : {tradeNo}), ...(providerTradeNo === undefined ? {} : {providerTradeNo}),
    },
    ...(captureId === undefined ? {} : {captureId}),
    ...(type === 'CHECKOUT.ORDER.APPROVED' && resource.id !== undefined ? {approvedOrder: resource.id} : {}),
  };
}

function aboutOf(type: string): 'trade' | 'refund' | 'dispute' {
  if (/^(CUSTOMER|RISK)\.DISPUTE\./.test(type)) return 'dispute';
  // A reversal may be a refund that PayPal made itself.
  return /^PAYMENT\.(REFUND\.|CAPTURE\.(REFUNDED|REVERSED)$)/.test(type) ? 'refund' : 'trade';
}

/** Our own number travels as `custom_id`, in all that belongs to an order, and in the invoice field; that of a refund holds the refund's number. */
function numbersIn({resource}: Event): readonly string[] {
  const [unit] = resource.purchase_units ?? [];
  const disputed = resource.disputed_transactions ?? [];
  return [resource.custom_id, resource.invoice_id, unit?.custom_id, unit?.invoice_id, ...disputed.flatMap(({custom, invoice_number: invoice}) => [custom, invoice])].filter(one => one !== undefined);
}

function captureIn({links = []}: Event['resource']): string | undefined {
  const up = links.find(({rel}) => rel === 'up');
  return /\/v2\/payments\/captures\/([\w-]+)$/.exec(up?.href ?? '')?.[1];
}
