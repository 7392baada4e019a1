import {z} from 'zod';
import {Amount, inOurWords} from './api-amount.ts';
import type {Transport} from './transport.ts';

const Capture = z.object({
  custom_id: z.string().optional(), invoice_id: z.string().optional(),
  supplementary_data: z.object({related_ids: z.object({order_id: z.string().optional()}).optional()}).optional(),
});
const Refund = z.object({status: z.string(), amount: Amount, invoice_id: z.string().optional(), create_time: z.string()});
const Order = z.object({purchase_units: z.array(z.object({payments: z.object({refunds: z.array(Refund).default([])}).optional()}))});

/** The capture that a dispute is about, by the number of the seller's transaction; `undefined` where that is no capture. */
export async function captureBehind(transport: Transport, id: string | undefined, signal: AbortSignal): Promise<z.output<typeof Capture> | undefined> {
  if (id === undefined) return undefined;
  const {status, body} = await transport.json(`/v2/payments/captures/${encodeURIComponent(id)}`, {signal, also: [404]});
  return status === 404 ? undefined : Capture.parse(body);
}

/**
 * Minor units that PayPal, or somebody in its dashboard, has given back since the dispute began. PayPal settles a dispute by a refund, or reverses the capture, which its
 * order lists as a refund too. Refunds of ours are none of the dispute: while one is open we make none.
 */
export async function refundedSince(transport: Transport, captureId: string | undefined, {currency, begun}: {readonly currency: string; readonly begun: string}, signal: AbortSignal): Promise<number> {
  const orderId = (await captureBehind(transport, captureId, signal))?.supplementary_data?.related_ids?.order_id;
  if (orderId === undefined) return 0;
  const {purchase_units: [unit]} = Order.parse((await transport.json(`/v2/checkout/orders/${encodeURIComponent(orderId)}`, {signal})).body);
  const settled = (unit?.payments?.refunds ?? []).filter(({status, invoice_id: invoice = '', create_time: made}) =>
    (status === 'COMPLETED' || status === 'PENDING') && !/^refund_/.test(invoice) && Date.parse(made) >= Date.parse(begun));
  return settled.map(({amount}) => inOurWords(amount)).reduce((sum, money) => sum + (money?.currency === currency ? money.amount : 0), 0);
}
