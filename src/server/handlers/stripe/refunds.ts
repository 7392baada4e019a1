import type Stripe from 'stripe';
import {fromStripeAmount, toStripeAmount} from '../../../commerce/stripe-amount.ts';
import type {PaymentIntent, ProviderRefund, RefundAnswer, RefundIntent} from '../payment-handler.ts';
import {markOf} from './our-mark.ts';
import type {StripeCall} from './payment-intents.ts';
import {refusalIn} from './stripe-client.ts';

/** More than a payment can have. */
const MOST = 1000;

async function refundsOf({stripe}: StripeCall, paymentIntent: string): Promise<readonly Stripe.Refund[]> {
  return stripe.refunds.list({payment_intent: paymentIntent, limit: 100}).autoPagingToArray({limit: MOST});
}

/**
 * Gives back once. What is there already under our number is the answer, so that a repeat is safe for longer than Stripe remembers the key; the key
 * covers two requests at the same moment.
 */
export async function refundOnce(call: StripeCall, paymentIntent: string, {tradeNo}: PaymentIntent, refund: RefundIntent): Promise<RefundAnswer> {
  const before = await findRefund(call, paymentIntent, refund);
  if (before) return answerFrom(before);
  const amount = toStripeAmount(refund.amount);
  if (amount === undefined) return {status: 'failed', reason: 'amount_not_refundable'};
  try {
    const made = await call.stripe.refunds.create({
      payment_intent: paymentIntent, amount, metadata: {refund_no: refund.refundNo, ...markOf(tradeNo, call.settings.id), reason: refund.reason.slice(0, 500)},
    }, {idempotencyKey: refund.refundNo});
    return answerFrom(made);
  } catch (error) {
    const refusal = refusalIn(error);
    // Said of a refund that our list does not have: an older request with this number is not to be mistaken for a refusal.
    if (!refusal || refusal.type === 'StripeIdempotencyError' || refusal.statusCode !== 400) throw error;
    return {status: 'failed', reason: refusal.code ?? 'refused'};
  }
}

async function findRefund(call: StripeCall, paymentIntent: string, {refundNo}: RefundIntent): Promise<Stripe.Refund | undefined> {
  return (await refundsOf(call, paymentIntent)).find(({metadata}) => metadata?.['refund_no'] === refundNo);
}

export async function queryRefundOf(call: StripeCall, paymentIntent: string, refund: RefundIntent): Promise<RefundAnswer> {
  const found = await findRefund(call, paymentIntent, refund);
  return found ? answerFrom(found) : {status: 'unknown'};
}

function answerFrom({id, status, failure_reason: why}: Stripe.Refund): RefundAnswer {
  switch (status) {
    case 'succeeded':
      return {status: 'done', providerRefundNo: id};
    case 'pending':
    case 'requires_action':
      return {status: 'pending', providerRefundNo: id};
    case 'failed':
    case 'canceled':
      return {status: 'failed', reason: why ?? status};
    default:
      return {status: 'unknown'};
  }
}

/** A status that nobody knows is under way: never done, and no reason to read none of the others. */
function standingOf(status: string | null): ProviderRefund['status'] {
  if (status === 'succeeded') return 'done';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'pending';
}

export async function listRefundsOf(call: StripeCall, paymentIntent: string): Promise<readonly ProviderRefund[]> {
  const refunds = await refundsOf(call, paymentIntent);
  return refunds.map(({id, amount: counted, currency, status, metadata}) => {
    const amount = fromStripeAmount(counted, currency);
    if (!amount) throw new Error(`The amount of the refund ${id} cannot be read`);
    const ours = metadata?.['refund_no'];
    return {providerRefundNo: id, amount, status: standingOf(status), ...(ours === undefined ? {} : {refundNo: ours})};
  });
}
