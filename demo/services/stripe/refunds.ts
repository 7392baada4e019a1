import type Stripe from 'stripe';
import {invalid, missing} from './api-error.ts';
import type {Form} from './form.ts';
import {needed, part, texts, wholeNumber} from './form.ts';
import {chargeJson, findIntent} from './payment-intents.ts';
import type {SimDispute, SimRefund, World} from './world.ts';

const DAY = 86_400;
/** Days within which a wallet gives money back. */
const LIMIT: Readonly<Record<string, number>> = {alipay: 90, wechat_pay: 180};

export function createRefund(world: World, form: Form): SimRefund {
  const intent = findIntent(world, needed(form, 'payment_intent'));
  const charge = world.charges.get(intent.charge ?? '');
  if (!charge || intent.status !== 'succeeded') throw invalid(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`);
  if (charge.disputed) throw invalid('This charge has been charged back.', {code: 'charge_disputed'});
  const left = charge.amount - charge.refunded;
  if (left === 0) throw invalid('The charge has already been refunded.', {code: 'charge_already_refunded'});
  const amount = wholeNumber(form, 'amount') ?? left;
  if (amount > left || amount <= 0) throw invalid(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, {param: 'amount'});
  const type = intent.method?.type ?? 'card';
  if (world.now - charge.created > (LIMIT[type] ?? Infinity) * DAY) throw invalid('This charge is too old to be refunded.', {code: 'charge_expired_for_refund'});
  const refund: SimRefund = {
    id: world.id('re'), charge: charge.id, intent: intent.id, created: world.now, amount, currency: charge.currency, metadata: texts(part(form, 'metadata')),
    // Wallets take minutes and say so.
    status: type === 'alipay' || type === 'wechat_pay' ? 'pending' : 'succeeded',
  };
  charge.refunded += amount;
  world.refunds.set(refund.id, refund);
  world.tell('refund.created', refundJson(refund), intent.id);
  world.tell('charge.refunded', chargeJson(charge), intent.id);
  return refund;
}

/** What was pending is decided; and money that was given may come back when the buyer's account is closed. */
export function finishRefund(world: World, refund: SimRefund, status: 'succeeded' | 'failed'): void {
  if (refund.status !== 'pending' && !(refund.status === 'succeeded' && status === 'failed')) return;
  refund.status = status;
  const charge = world.charges.get(refund.charge);
  if (status === 'failed') {
    refund.failure = 'declined';
    if (charge) charge.refunded -= refund.amount;
  }
  world.tell(status === 'failed' ? 'refund.failed' : 'refund.updated', refundJson(refund), refund.intent);
}

export function findRefund(world: World, id: string): SimRefund {
  const refund = world.refunds.get(id);
  if (!refund) throw missing('refund', id);
  return refund;
}

export function refundJson({id, amount, currency, charge, intent, created, metadata, status, failure}: SimRefund): Partial<Stripe.Refund> {
  return {id, object: 'refund', amount, currency, charge, payment_intent: intent, created, metadata: {...metadata}, status, ...(failure === undefined ? {} : {failure_reason: failure})};
}

/** The buyer's bank takes the money back, until it is decided. */
export function openDispute(world: World, intentId: string): SimDispute {
  const charge = world.charges.get(findIntent(world, intentId).charge ?? '');
  if (!charge || charge.status !== 'succeeded') throw invalid('There is nothing to dispute.');
  charge.disputed = true;
  const {amount, currency} = charge;
  const dispute: SimDispute = {
    id: world.id('du'), charge: charge.id, intent: intentId, created: world.now, amount, currency, moves: [{amount: -amount, currency}], status: 'needs_response'};
  world.disputes.set(dispute.id, dispute);
  for (const what of ['created', 'funds_withdrawn']) world.tell(`charge.dispute.${what}`, disputeJson(world, dispute), intentId);
  return dispute;
}

export function decideDispute(world: World, dispute: SimDispute, outcome: 'won' | 'lost'): void {
  dispute.status = outcome;
  if (outcome === 'won') {
    dispute.moves.push({amount: dispute.amount, currency: dispute.currency});
    world.tell('charge.dispute.funds_reinstated', disputeJson(world, dispute), dispute.intent);
  }
  world.tell('charge.dispute.closed', disputeJson(world, dispute), dispute.intent);
}

export function findDispute(world: World, id: string): SimDispute {
  const dispute = world.disputes.get(id);
  if (!dispute) throw missing('dispute', id);
  return dispute;
}

export function disputeJson(world: World, {id, amount, currency, charge, intent, created, status, moves}: SimDispute, expanded?: object): Partial<Stripe.Dispute> {
  return {
    id, object: 'dispute', amount, currency, charge, created, status, reason: 'fraudulent', livemode: world.live, metadata: {},
    payment_intent: (expanded ?? intent) as Stripe.Dispute['payment_intent'], balance_transactions: moves as Stripe.BalanceTransaction[],
    evidence_details: {due_by: status === 'needs_response' ? world.now + 7 * DAY : null, has_evidence: false, past_due: false, submission_count: 0} as Stripe.Dispute.EvidenceDetails,
  };
}
