import type Stripe from 'stripe';
import {fromStripeAmount} from '../../../commerce/stripe-amount.ts';
import {eachOf} from '../each-of.ts';
import type {ProviderDispute} from '../payment-handler.ts';
import {tradeNoIn} from './our-mark.ts';
import type {StripeCall} from './payment-intents.ts';
import {mustBeOf} from './read-intent.ts';
import {refusalIn} from './stripe-client.ts';
import type {StripeClient} from './stripe-client.ts';
import type {StripeSettings} from './stripe-options.ts';

/** Disputes that are asked for at the same time. */
const AT_ONCE = 5;
const CHANGES = ['charge.dispute.created', 'charge.dispute.updated', 'charge.dispute.closed', 'charge.dispute.funds_withdrawn', 'charge.dispute.funds_reinstated'];
const WITH_INTENT = {expand: ['payment_intent']};

/**
 * Disputes that are new or have changed. Stripe lists them by when they were made, so the changes of older ones come from its events, which it keeps for
 * 30 days. One that cannot be read is left out, so that it hides no other.
 */
export async function disputesSince({stripe, settings}: StripeCall, since: Date, until?: Date): Promise<readonly ProviderDispute[]> {
  const created = {gte: Math.floor(since.getTime() / 1000), ...(until && {lte: Math.ceil(until.getTime() / 1000)})};
  const fresh = await all(stripe.disputes.list({created, limit: 100, expand: ['data.payment_intent']}));
  const events = await all(stripe.events.list({created, types: CHANGES, limit: 100}));
  const known = new Set(fresh.map(({id}) => id));
  const changed = new Set(events.flatMap(({data}) => 'id' in data.object && typeof data.object.id === 'string' && !known.has(data.object.id) ? [data.object.id] : []));
  const older = await eachOf([...changed], AT_ONCE, id => retrieve(stripe, id));
  return [...fresh, ...older.flat()].flatMap(dispute => readable(dispute, settings));
}

/** However many there are: what is left out of one reading is never read again. The call's patience is what bounds it. */
async function all<One>(list: AsyncIterable<One>): Promise<readonly One[]> {
  const found: One[] = [];
  for await (const one of list) found.push(one);
  return found;
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

function readable(dispute: Stripe.Dispute, settings: StripeSettings): readonly ProviderDispute[] {
  try {
    return readDispute(dispute, settings);
  } catch {
    return [];
  }
}

/** None for a dispute of a payment that is not one of this handler's trades. */
function readDispute(dispute: Stripe.Dispute, {id: handler, mode}: StripeSettings): readonly ProviderDispute[] {
  const {id, currency, reason, evidence_details: evidence, payment_intent: paymentIntent} = dispute;
  const tradeNo = typeof paymentIntent === 'object' ? tradeNoIn(paymentIntent?.metadata, handler) : undefined;
  if (!tradeNo || typeof paymentIntent !== 'object' || !paymentIntent) return [];
  mustBeOf(mode, dispute);
  const {counted, withdrawn, status} = standingOf(dispute);
  const amount = fromStripeAmount(counted, currency);
  if (!amount) return [];
  const due = evidence.due_by;
  return [{
    providerDisputeNo: id, tradeNo, providerTradeNo: paymentIntent.id, amount, reason, status, withdrawn, ...(due === null ? {} : {respondBy: new Date(due * 1000)}),
  }];
}

/** How a dispute stands. `counted`: what it is about, in Stripe's units of its currency; what was really taken, where Stripe says so. */
interface DisputeStanding {
  readonly counted: number;
  readonly withdrawn: boolean;
  readonly status: ProviderDispute['status'];
}

/**
 * Stripe writes what it takes and what it gives back. In the dispute's own currency that adds up; converted, it was converted at two rates, so only the number of moves
 * tells whether the money is gone. Of a dispute that was won in part, the rest is lost; so is what Stripe gave back by itself to prevent one.
 */
function standingOf({amount, currency, status, balance_transactions: moves}: Stripe.Dispute): DisputeStanding {
  const converted = moves.some(move => move.currency !== currency);
  const gone = converted ? amount * Math.sign(moves.reduce((sum, move) => sum - Math.sign(move.amount), 0)) : moves.reduce((sum, move) => sum - move.amount, 0);
  const withdrawn = gone > 0;
  const cameBack = moves.some(move => move.amount > 0);
  const keptForGood = withdrawn && (status === 'prevented' || (status === 'won' && cameBack));
  return {counted: withdrawn ? gone : amount, withdrawn, status: keptForGood ? 'lost' : endingOf(status)};
}

function endingOf(status: string): ProviderDispute['status'] {
  if (status === 'lost') return 'lost';
  // `warning_closed`: an inquiry that went no further. What we have never heard of is still open, and so is an appeal.
  return status === 'won' || status === 'warning_closed' || status === 'prevented' ? 'won' : 'open';
}
