import type {Message} from '../../commerce/checkout.ts';
import type {Instrument} from '../../commerce/instrument.ts';
import type {CheckoutRow} from '../checkout/checkout-row.ts';
import {lockCheckoutRow} from '../checkout/checkout-row.ts';
import type {Queryable} from '../database/database.ts';
import {json} from '../database/database.ts';
import type {PaymentHandler, Trade} from '../handlers/payment-handler.ts';
import {takes} from '../handlers/takes.ts';
import {mayUseDiscounts, writeUses} from '../discount/count-uses.ts';
import {placeOrder} from '../orders/place-order.ts';
import type {CompletePayment, PaymentAnswer, Services} from '../services.ts';
import {hashOfContent} from './content-hash.ts';
import {messagesAbout, refusal, shortageMessages} from './messages.ts';
import type {PaymentRow} from './payment-row.ts';
import {intentOf, newId, writeEvent} from './payment-row.ts';
import {grandTotal, subjectOf} from './priced.ts';
import {askProvider} from './provider-call.ts';
import {deadlinesFor, firstCheck} from './schedule.ts';
import {standingOf} from './standing.ts';
import {takeStock, writeHolds} from './stock.ts';
import {takeAnswer} from './take-answer.ts';

type Begun =
  | {readonly step: 'refused'; readonly messages: readonly Message[]}
  /** Paid already, costs nothing, or a live payment is there: answered as it stands. */
  | {readonly step: 'joined'}
  | {readonly step: 'begun'; readonly payment: PaymentRow};

/**
 * Pays an open checkout. Transaction 1 checks, takes stock and writes the intent; the provider is called outside any
 * transaction; transaction 2 records. A live payment of the checkout is joined: nobody is charged twice.
 */
export async function complete(services: Services, request: CompletePayment): Promise<PaymentAnswer> {
  const handler = services.handlers.find(one => one.id === request.instrument.handler_id);
  const begun = await services.database.transaction(tx => begin(tx, services, request, handler));
  if (begun.step === 'refused') return {messages: begun.messages};
  if (begun.step === 'begun' && handler) await callProvider(services, handler, begun.payment, request.instrument);
  return asItStands(services.database, request.checkoutId);
}

async function callProvider(services: Services, handler: PaymentHandler, payment: PaymentRow, instrument: Instrument): Promise<void> {
  const trade = await askProvider<Trade>(services, 'create', payment, signal => handler.create(intentOf(payment, services), instrument, signal));
  await takeAnswer(services, payment.id, trade, {cause: 'complete', actor: 'buyer'});
}

async function asItStands(db: Queryable, checkoutId: string): Promise<PaymentAnswer> {
  const [checkout] = await db.query<{locale: string}>('select locale from checkouts where id = $1', [checkoutId]);
  return {messages: messagesAbout(await standingOf(db, checkoutId), checkout?.locale ?? 'en')};
}

async function begin(tx: Queryable, services: Services, request: CompletePayment, handler: PaymentHandler | undefined): Promise<Begun> {
  const now = services.clock();
  const checkout = await lockCheckoutRow(tx, request.checkoutId);
  if (!checkout) throw new Error(`There is no checkout ${request.checkoutId}`);
  const live = await tx.query('select 1 from payments where checkout_id = $1 and live', [checkout.id]);
  if (live.length > 0 || checkout.status === 'completed') return {step: 'joined'};
  const messages = whyNot(services, checkout, request, handler, now);
  if (messages) return {step: 'refused', messages};
  if (!await mayUseDiscounts(tx, checkout, now)) return {step: 'refused', messages: refusal('total_changed', checkout.locale, '$.totals')};
  const stock = await takeStock(tx, checkout.priced);
  if ('short' in stock) return {step: 'refused', messages: shortageMessages(checkout.priced, stock.short, checkout.locale)};
  if (checkout.total === 0 || !handler) {
    await writeUses(tx, checkout, {state: 'used'}, now);
    await placeOrder(tx, services, checkout, undefined, now);
    return {step: 'joined'};
  }
  const {holdUntil} = deadlinesFor(services.config, checkout.expires_at, now);
  const payment = await writeIntent(tx, services, {checkout, request, handler, now});
  await writeUses(tx, checkout, {paymentId: payment.id, state: 'reserved'}, now);
  await writeHolds(tx, stock.taken, {paymentId: payment.id, checkoutId: checkout.id, until: holdUntil, state: 'held'}, now);
  return {step: 'begun', payment};
}

function whyNot(
  {mode}: Services, checkout: CheckoutRow, request: CompletePayment, handler: PaymentHandler | undefined, now: Date,
): readonly Message[] | undefined {
  const {locale} = checkout;
  // Test and live never mix: a checkout of the other kind is over here.
  if (checkout.expires_at <= now || checkout.status === 'canceled' || checkout.mode !== mode) return refusal('checkout_expired', locale);
  if (checkout.status !== 'ready_for_complete') return refusal('not_ready', locale);
  if (grandTotal(checkout.priced) !== checkout.total) throw new Error(`Checkout ${checkout.id} is not priced as its total says`);
  const {expectedTotal} = request;
  const asSeen = !expectedTotal || (expectedTotal.amount === checkout.total && expectedTotal.currency === checkout.currency);
  if (!asSeen) return refusal('total_changed', locale, '$.totals');
  if (checkout.total === 0) return undefined;
  const total = {amount: checkout.total, currency: checkout.currency};
  const fits = handler && takes(handler, total, checkout.mode) && handler.accepts(request.instrument) === true;
  return fits ? undefined : refusal('invalid_instrument', locale, '$.payment.instruments[0]');
}

interface NewIntent {
  readonly checkout: CheckoutRow;
  readonly request: CompletePayment;
  readonly handler: PaymentHandler;
  readonly now: Date;
}

async function writeIntent(tx: Queryable, {config}: Services, {checkout, request, handler, now}: NewIntent): Promise<PaymentRow> {
  const {deadline, checkoutUntil} = deadlinesFor(config, checkout.expires_at, now);
  const {credential: _never, ...instrument} = request.instrument;
  const [payment] = await tx.query<PaymentRow>(
    `insert into payments (id, checkout_id, handler, handler_id, mode, status, subject, locale, content_hash, amount, currency, trade_no,
       instrument, return_url, deadline, next_check_at, created_at, updated_at)
     values ($1, $2, $3, $4, $5, 'intent', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16) returning *`,
    [newId('pay'), checkout.id, handler.name, handler.id, checkout.mode, subjectOf(checkout.priced), checkout.locale,
      await hashOfContent(tx, checkout.id), checkout.total, checkout.currency, newId('ht'), json(instrument), request.returnUrl ?? null,
      deadline, firstCheck(now), now]);
  if (!payment) throw new Error('The payment was not written');
  await writeEvent(tx, payment.id, null, 'intent', {cause: 'complete', actor: 'buyer'}, now);
  await tx.query(`update checkouts set status = 'complete_in_progress', expires_at = $2, updated_at = $3 where id = $1`, [
    checkout.id, checkoutUntil, now]);
  return payment;
}
