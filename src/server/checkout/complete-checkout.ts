import type {Message} from '../../commerce/checkout.ts';
import type {Instrument} from '../../commerce/instrument.ts';
import type {Money} from '../../commerce/money.ts';
import type {CompleteCheckoutBody} from '../http/request-schemas.ts';
import type {Visit} from '../http/visit.ts';
import {rememberWebhook} from '../orders/platform-webhooks.ts';
import {hasLivePayment, isOpen, lockCheckoutRow} from './checkout-row.ts';
import type {Desk, Reply} from './desk.ts';
import {minutesAfter} from './desk.ts';
import {priceCheckout} from './price-checkout.ts';
import {endedMessage, showCheckout, unknownCheckout} from './show-checkout.ts';
import {wording} from './wording.ts';
import {writeEnd, writePrice} from './write-checkout.ts';

type Prepared =
  | {readonly step: 'unknown'}
  /** Nothing is charged; the checkout is answered with these messages. */
  | {readonly step: 'stop'; readonly messages: readonly Message[]}
  /** A payment is under way: it is joined. Should it end first, nothing but `total`, which the buyer saw, may be charged. */
  | {readonly step: 'join'; readonly total: Money}
  | {readonly step: 'pay'; readonly total: Money};

/**
 * `complete_checkout`. The checkout is priced once more; what the buyer has not seen is not charged. Then the payment
 * begins, or the one that is under way is joined. Every outcome of business is an answer of 200.
 */
export async function completeCheckout(desk: Desk, visit: Visit, id: string, body: CompleteCheckoutBody): Promise<Reply> {
  await rememberWebhook(desk.services, visit);
  const at = chosenAt(body);
  const instrument = instrumentAt(body, at);
  const seen = body['dev.hangtag']?.expected_total;
  const prepared = await prepare(desk, id, seen, body.attribution);
  if (prepared.step === 'unknown') return unknownCheckout(desk, visit);
  if (prepared.step === 'stop') return showCheckout(desk, visit, id, {messages: prepared.messages});
  const refused = prepared.step === 'pay' && prepared.total.amount > 0 ? await unacceptable(desk, id, instrument, `$.payment.instruments[${at}]`) : undefined;
  if (refused) return showCheckout(desk, visit, id, {messages: [refused]});
  const returnUrl = body['dev.hangtag']?.return_url;
  const answer = await desk.money.complete({
    checkoutId: id,
    instrument: instrument ?? NONE,
    expectedTotal: prepared.total,
    ...(returnUrl === undefined ? {} : {returnUrl}),
  });
  const outdated = answer.messages.some(({code}) => code === 'total_changed' || code === 'out_of_stock');
  const found = outdated ? await priceAnew(desk, id) : [];
  const said = ({code, path}: Message) => found.some(one => one.code === code && path !== undefined && one.path?.startsWith(path));
  return showCheckout(desk, visit, id, {messages: answer.messages.filter(message => !said(message))});
}

/**
 * Somebody else was faster, to the last piece or the last use of a discount: the buyer sees what can be had now, and at what price. Answers what
 * the new price says.
 */
async function priceAnew({services}: Desk, id: string): Promise<readonly Message[]> {
  return services.database.transaction(async tx => {
    const row = await lockCheckoutRow(tx, id);
    if (!row || !isOpen(row) || await hasLivePayment(tx, id)) return [];
    const price = await priceCheckout(tx, services, row.request, row.locale);
    await writePrice(tx, row, price, {}, services.clock());
    return price.priced.messages;
  });
}

/** Enough for a checkout that costs nothing. */
const NONE: Instrument = {id: 'none', handler_id: '', type: 'none'};

/** Which of the instruments is meant: the one that is selected, else the first. */
function chosenAt({payment: {instruments}}: CompleteCheckoutBody): number {
  return Math.max(0, instruments?.findIndex(one => one.selected) ?? 0);
}

function instrumentAt({payment: {instruments}}: CompleteCheckoutBody, at: number): Instrument | undefined {
  const chosen = instruments?.[at];
  if (!chosen) return undefined;
  const {id, handler_id, type, credential, display} = chosen;
  return {id, handler_id, type, ...(credential ? {credential} : {}), ...(display ? {display} : {})};
}

/** Prices the checkout again and makes it last as long as a payment may take. */
async function prepare(desk: Desk, id: string, seen: Money | undefined, attribution: CompleteCheckoutBody['attribution']): Promise<Prepared> {
  const {database, config, clock} = desk.services;
  return database.transaction(async tx => {
    const row = await lockCheckoutRow(tx, id);
    if (!row) return {step: 'unknown'};
    if (row.status === 'completed') return {step: 'stop', messages: []};
    if (!isOpen(row)) return {step: 'stop', messages: [endedMessage(desk, row)]};
    const expected = seen ?? {amount: row.total, currency: row.currency};
    if (await hasLivePayment(tx, id)) return {step: 'join', total: expected};
    const now = clock();
    if (row.expires_at <= now) return {step: 'stop', messages: [endedMessage(desk, await writeEnd(tx, row, 'expired', now))]};
    const request = attribution ? {...row.request, attribution} : row.request;
    const price = await priceCheckout(tx, desk.services, request, row.locale);
    const until = new Date(Math.max(row.expires_at.getTime(), minutesAfter(now, config.holdMinutes).getTime()));
    await writePrice(tx, row, price, {request, expires_at: until}, now);
    const total = {amount: price.total, currency: price.currency};
    if (expected.amount !== total.amount || expected.currency !== total.currency) {
      return {step: 'stop', messages: [wording(row.locale, config.defaultLocale).error('total_changed', '$.totals', 'totalChanged')]};
    }
    return price.status === 'incomplete' ? {step: 'stop', messages: []} : {step: 'pay', total};
  });
}

/** Why nothing can be paid this way here and now; `path`: the instrument's JSONPath in the request. */
async function unacceptable({services}: Desk, id: string, instrument: Instrument | undefined, path: string): Promise<Message | undefined> {
  const handler = services.handlers.find(one => one.id === instrument?.handler_id && one.mode === services.mode);
  const accepted = instrument && handler?.accepts(instrument);
  if (accepted === true) return undefined;
  const [row] = await services.database.query<{locale: string}>('select locale from checkouts where id = $1', [id]);
  const words = wording(row?.locale ?? 'en', services.config.defaultLocale);
  if (!instrument) return words.error('payment_required', '$.payment.instruments', 'wayMissing');
  if (!accepted) return words.error('payment_failed', `${path}.handler_id`, 'handlerUnknown');
  services.log.info('checkout.instrument_refused', {checkout: id, reason: accepted.reason});
  return words.error('payment_failed', path, 'instrumentRefused');
}
