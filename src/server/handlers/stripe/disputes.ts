import type Stripe from 'stripe';
import {fromStripeAmount} from '../../../commerce/stripe-amount.ts';
import {eachOf} from '../each-of.ts';
import type {ProviderDispute} from '../payment-handler.ts';
import {tradeNoIn} from './our-mark.ts';
import type {StripeCall} from './payment-intents.ts';
import {refusalIn} from './stripe-client.ts';
import type {StripeClient} from './stripe-client.ts';

const MOST = 1000;
/** Disputes that are asked for at the same time. */
const AT_ONCE = 5;
const CHANGES = ['charge.dispute.created', 'charge.dispute.updated', 'charge.dispute.closed', 'charge.dispute.funds_withdrawn', 'charge.dispute.funds_reinstated'];
const WITH_INTENT = {expand: ['payment_intent']};

/**
 * Disputes that are new or have changed. Stripe lists them by when they were made, so the changes of older ones come from its events, which it keeps for
 * 30 days. One that cannot be read is left out, so that it hides no other.
 */
export async function disputesSince({stripe, settings}: StripeCall, since: Date): Promise<readonly ProviderDispute[]> {
  const created = {gte: Math.floor(since.getTime() / 1000)};
  const fresh = await stripe.disputes.list({created, limit: 100, expand: ['data.payment_intent']}).autoPagingToArray({limit: MOST});
  const events = await stripe.events.list({created, types: CHANGES, limit: 100}).autoPagingToArray({limit: MOST});
  const known = new Set(fresh.map(({id}) => id));
  const changed = new Set(events.flatMap(({data}) => 'id' in data.object && typeof data.object.id === 'string' && !known.has(data.object.id) ? [data.object.id] : []));
  const older = await eachOf([...changed], AT_ONCE, id => retrieve(stripe, id));
  return [...fresh, ...older.flat()].flatMap(dispute => readable(dispute, settings.id));
}

/** None when Stripe says that it has no such dispute to show. */
async function retrieve(stripe: StripeClient, id: string): Promise<readonly Stripe.Dispute[]> {
  try {
    return [await stripe.disputes.retrieve(id, WITH_INTENT)];
  } catch (error) {
    if (refusalIn(error)?.statusCode !== 404) throw error;
    return [];
  }
}

function readable(dispute: Stripe.Dispute, handler: string): readonly ProviderDispute[] {
  try {
    return readDispute(dispute, handler);
  } catch {
    return [];
  }
}

/** None for a dispute of a payment that is not one of this handler's trades. */
function readDispute(dispute: Stripe.Dispute, handler: string): readonly ProviderDispute[] {
  const {id, amount: counted, currency, reason, evidence_details: evidence, payment_intent: paymentIntent} = dispute;
  const amount = fromStripeAmount(counted, currency);
  const tradeNo = typeof paymentIntent === 'object' ? tradeNoIn(paymentIntent?.metadata, handler) : undefined;
  if (!amount || !tradeNo || typeof paymentIntent !== 'object' || !paymentIntent) return [];
  const due = evidence.due_by;
  return [{
    providerDisputeNo: id, tradeNo, providerTradeNo: paymentIntent.id, amount, reason, status: statusOf(dispute.status), withdrawn: isWithdrawn(dispute),
    ...(due === null ? {} : {respondBy: new Date(due * 1000)}),
  }];
}

function statusOf(status: string): ProviderDispute['status'] {
  if (status === 'lost') return 'lost';
  // `prevented`: settled before it became one. `warning_closed`: an inquiry that went no further. What we have never heard of is still open.
  return status === 'won' || status === 'warning_closed' || status === 'prevented' ? 'won' : 'open';
}

/** Stripe writes what it takes and what it gives back; an inquiry takes nothing. */
function isWithdrawn({balance_transactions: moves}: Stripe.Dispute): boolean {
  return moves.reduce((sum, {amount}) => sum + amount, 0) < 0;
}
