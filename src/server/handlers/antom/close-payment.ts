import type {PaymentIntent, Trade} from '../payment-handler.ts';
import type {AntomGateway} from './gateway.ts';
import {NOT_THERE, readPayment} from './read-payment.ts';

export async function askAfter(gateway: AntomGateway, {tradeNo}: PaymentIntent, now: Date, signal: AbortSignal): Promise<Trade> {
  return readPayment(await gateway.call('inquiryPayment', {paymentRequestId: tradeNo}, signal), tradeNo, now);
}

/**
 * Cancels what is still open. Antom's `cancel` gives the money of a paid payment back, so the payment is asked after first, and one that the buyer has finished
 * (`PENDING`) is left alone. Should the buyer pay between the two calls, Antom gives all of it back by its own rule: a cancelled payment brings no money.
 * A payment that Antom does not know has no address that anybody could open: only the answer to `pay` has it.
 */
export async function closePayment(gateway: AntomGateway, intent: PaymentIntent, now: Date, signal: AbortSignal): Promise<Trade> {
  const inquiry = await gateway.call('inquiryPayment', {paymentRequestId: intent.tradeNo}, signal);
  const payment = readPayment(inquiry, intent.tradeNo, now);
  if (payment.status !== 'waiting' || inquiry.body['paymentStatus'] === 'PENDING') return payment;
  const {status, code, body} = await gateway.call('cancel', {paymentRequestId: intent.tradeNo}, signal);
  const done = status === 'S' && body['paymentRequestId'] === intent.tradeNo;
  if (done) return {...payment, status: 'closed', reason: 'cancelled'};
  if (status !== 'F') return {status: 'unknown'};
  return code === NOT_THERE ? {status: 'absent'} : askAfter(gateway, intent, now, signal);
}
