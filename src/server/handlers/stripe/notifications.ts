import {createHmac} from 'node:crypto';
import {z} from 'zod';
import {sameText} from '../../same-text.ts';
import type {VerifiedNotification} from '../payment-handler.ts';
import {tradeNoIn} from './our-mark.ts';
import type {StripeSettings} from './stripe-options.ts';

/** Seconds that a signature holds: as long as Stripe's own libraries allow. */
const TOLERANCE = 300;

const Subject = z.object({
  // Such as a balance has none.
  id: z.string().max(255).optional(), object: z.string().max(100),
  metadata: z.record(z.string(), z.string()).nullish(), payment_intent: z.union([z.string(), z.object({id: z.string()})]).nullish(), client_reference_id: z.string().nullish(),
});
const Event = z.object({
  id: z.string().min(1).max(255), object: z.literal('event'), type: z.string().max(100), livemode: z.boolean(), account: z.string().nullish(), data: z.object({object: Subject}),
});
type Event = z.output<typeof Event>;

/** Whether a PaymentIntent is one of our trades, and which; asked only where the event does not say. */
export type TradeOf = (paymentIntent: string) => Promise<string | undefined>;

/**
 * Reads a notification: the signature of the raw body, fresh, by one of the endpoint's secrets; of this mode and this account. `undefined` when it is not
 * genuine, or cannot have been meant for this shop. What it says of amounts is not even read.
 */
export async function readNotification(settings: StripeSettings, header: string | null, body: string, tradeOf: TradeOf): Promise<VerifiedNotification | undefined> {
  if (!isSigned(settings, header ?? '', body)) return undefined;
  const event = Event.parse(JSON.parse(body));
  const subject = isForUs(settings, event) ? await subjectOf(event, settings.id, tradeOf) : othersNews(settings, event);
  return subject && {...subject, eventId: event.id, payload: {type: event.type, id: event.data.object.id ?? null}};
}

function isSigned({webhookSecrets, clock}: StripeSettings, header: string, body: string): boolean {
  const parts = header.split(',').map(part => part.trim().split('='));
  const timestamp = parts.find(([name]) => name === 't')?.[1] ?? '';
  const age = Math.abs(clock().getTime() / 1000 - Number(timestamp));
  if (!/^\d{1,12}$/.test(timestamp) || !(age <= TOLERANCE)) return false;
  // Only `v1` counts: other schemes are for tests, or not ours to trust.
  const given = parts.flatMap(([name, value]) => name === 'v1' && value !== undefined ? [value] : []);
  const expected = webhookSecrets.map(secret => createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex'));
  return expected.some(one => given.some(other => sameText(one, other)));
}

function isForUs({mode, account}: StripeSettings, event: Event): boolean {
  return event.livemode === (mode === 'live') && (event.account ?? undefined) === account;
}

/**
 * A platform's endpoint hears of all its sellers, and of both modes; refused, Stripe would send that again for days and then switch the endpoint off. An endpoint of the
 * shop's own account hears of nobody else.
 */
function othersNews({account}: StripeSettings, event: Event): About | undefined {
  return account !== undefined && event.account ? {about: 'nothing'} : undefined;
}

type About = Pick<VerifiedNotification, 'about' | 'tradeNo' | 'providerTradeNo'>;

/** What is not of this handler is about nothing: on one account several handlers hear of everything. */
async function subjectOf({type, data: {object}}: Event, handler: string, tradeOf: TradeOf): Promise<About> {
  const ours = tradeNoIn(object.metadata, handler);
  if (object.object === 'payment_intent' || object.object === 'checkout.session') {
    return ours === undefined || object.id === undefined ? {about: 'nothing'} : {about: 'trade', tradeNo: ours, providerTradeNo: object.id};
  }
  const about = object.object === 'refund' || type === 'charge.refunded' ? 'refund' : object.object === 'dispute' ? 'dispute' : 'nothing';
  const paymentIntent = typeof object.payment_intent === 'string' ? object.payment_intent : object.payment_intent?.id;
  if (about === 'nothing' || paymentIntent === undefined) return {about: 'nothing'};
  // A refund and a charge that name another handler's trade are not asked after.
  const tradeNo = ours ?? (object.metadata?.['trade_no'] === undefined ? await tradeOf(paymentIntent) : undefined);
  return tradeNo === undefined ? {about: 'nothing'} : {about, tradeNo, providerTradeNo: paymentIntent};
}
