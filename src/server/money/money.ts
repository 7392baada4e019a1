import type {MoneyStory, Services} from '../services.ts';
import {asideOf} from './aside.ts';
import {askAfter} from './ask.ts';
import {complete} from './complete.ts';
import {applyInbox, receive} from './notifications.ts';
import type {PaymentRow} from './payment-row.ts';
import type {RefundRow} from './refund-rows.ts';
import {refundPayment} from './refund.ts';
import {after} from './schedule.ts';
import {standingOf} from './standing.ts';
import {closeTrade} from './take-answer.ts';
import {isOpen} from './transitions.ts';
import {runDueWork} from './worker.ts';

/** A provider is asked about one payment at most this often on behalf of somebody who looks, in ms. */
const LOOK_INTERVAL = 1000;

export interface Money extends MoneyStory {
  /** Does everything that is due; answers how many pieces of work were done. `now`: an instant to stay at, else the clock's. */
  runDueWork(now?: Date): Promise<number>;
  /** Takes a provider's notification: into the inbox, acknowledged, then applied in the background. */
  receiveNotification(handlerId: string, request: Request): Promise<Response>;
  /** `amount`: minor units. `actor`: such as `staff:mei`. Throws `RefundRefused`. */
  refundPayment(paymentId: string, amount: number, reason: string, actor: string): Promise<RefundRow>;
  /** Resolves when nothing that was begun in the background is under way. */
  settled(): Promise<void>;
}

/** Everything that moves money on this server. */
export function createMoney(services: Services): Money {
  const underWay = new Set<Promise<unknown>>();
  const inBackground = (work: Promise<unknown>): void => {
    const watched = work
      .catch((error: unknown) => services.log.error('money.background', {error: error instanceof Error ? error.message : 'unknown'}))
      .finally(() => underWay.delete(watched));
    underWay.add(watched);
  };
  return {
    complete: request => complete(services, request),
    closeLivePayment: (checkoutId, why) => closeLivePayment(services, checkoutId, why),
    refresh: checkoutId => refresh(services, checkoutId),
    standing: (db, checkoutId) => standingOf(db, checkoutId),
    runDueWork: now => runDueWork(services, asideOf(inBackground), now),
    refundPayment: (paymentId, amount, reason, actor) => refundPayment(services, paymentId, amount, reason, actor),
    async receiveNotification(handlerId, request) {
      const {response, inboxId} = await receive(services, handlerId, request);
      if (inboxId !== undefined) inBackground(applyInbox(services, inboxId));
      return response;
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

async function livePayment({database}: Services, checkoutId: string): Promise<PaymentRow | undefined> {
  const [payment] = await database.query<PaymentRow>('select * from payments where checkout_id = $1 and live', [checkoutId]);
  return payment;
}

async function closeLivePayment(services: Services, checkoutId: string, why: 'cancelled' | 'changed' | 'expired'): Promise<'closed' | 'paid' | 'open'> {
  const before = await livePayment(services, checkoutId);
  if (!before) return 'closed';
  if (isOpen(before.status)) {
    await closeTrade(services, before, why, {cause: `close:${why}`, actor: 'buyer'});
  }
  const payment = await livePayment(services, checkoutId);
  if (!payment) return 'closed';
  return payment.status === 'paid' || payment.status === 'honoured' ? 'paid' : 'open';
}

async function refresh(services: Services, checkoutId: string): Promise<void> {
  const now = services.clock();
  const [claimed] = await services.database.query<{id: string}>(
    `update payments set asked_at = $2 where checkout_id = $1 and live and status in ('acting', 'confirming', 'authorised')
       and (asked_at is null or asked_at <= $3) returning id`, [checkoutId, now, after(now, -LOOK_INTERVAL)]);
  if (claimed) await askAfter(services, claimed.id, {cause: 'looked', actor: 'buyer'});
}
