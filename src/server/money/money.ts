import type {MoneyStory, Services} from '../services.ts';
import {askAfter} from './ask.ts';
import {complete} from './complete.ts';
import type {HeldChoice} from './decide-held.ts';
import {decideHeld} from './decide-held.ts';
import type {Decision} from './decision-row.ts';
import type {HeldThing} from './held.ts';
import {readHeld} from './held.ts';
import {createLanes} from './lanes.ts';
import {hear, receive} from './notifications.ts';
import type {PaymentRow} from './payment-row.ts';
import type {RefundRow} from './refund-rows.ts';
import {refundPayment} from './refund.ts';
import {after} from './schedule.ts';
import {standingOf} from './standing.ts';
import {closeTrade} from './take-answer.ts';
import {isOpen} from './transitions.ts';

/** A provider is asked about one payment at most this often on behalf of somebody who looks, in ms. */
const LOOK_INTERVAL = 1000;

export interface Money extends MoneyStory {
  /** Does everything that is due and waits for it; answers how many pieces of work were done. `now`: an instant to stay at, else the clock's. */
  runDueWork(now?: Date): Promise<number>;
  /** Begins everything that is due and not under way, and does not wait for it. */
  beginDueWork(): Promise<void>;
  /** Takes a provider's notification: into the inbox, acknowledged, then applied in the background. */
  receiveNotification(handlerId: string, request: Request): Promise<Response>;
  /** `amount`: minor units. `actor`: such as `staff:mei`. Throws `RefundRefused`. */
  refundPayment(paymentId: string, amount: number, reason: string, actor: string): Promise<RefundRow>;
  /** What waits for a person, the oldest first. */
  held(): Promise<readonly HeldThing[]>;
  /** Does what a person decided about such a thing, and keeps who decided it and why. Throws `DecisionRefused`. */
  decideHeld(choice: HeldChoice): Promise<Decision>;
  /** Resolves when nothing that was begun in the background is under way. */
  settled(): Promise<void>;
  /** Begins no more due work, and resolves when what was begun is finished. */
  close(): Promise<void>;
}

/** Notifications that are applied as they come; what is more waits for the worker. */
const MOST_AT_ONCE = 32;
/** ms; what is due after it is due at the next run. */
const LONGEST_RUN = 30_000;

/** Everything that moves money on this server. */
export function createMoney(given: Services): Money {
  const stop = new AbortController();
  const services: Services = {...given, stopping: stop.signal};
  const underWay = new Set<Promise<unknown>>();
  const lanes = createLanes(services);
  const inBackground = (work: Promise<unknown>): void => {
    const watched = work
      .catch((error: unknown) => services.log.error('money.background', {error: error instanceof Error ? error.message : 'unknown'}))
      .finally(() => underWay.delete(watched));
    underWay.add(watched);
  };
  const settled = async (): Promise<void> => {
    while (underWay.size > 0) await Promise.all(underWay);
  };
  return {
    complete: request => complete(services, request),
    closeLivePayment: (checkoutId, why) => closeLivePayment(services, checkoutId, why),
    refresh: checkoutId => refresh(services, checkoutId),
    standing: (db, checkoutId) => standingOf(db, checkoutId),
    async runDueWork(now) {
      const until = performance.now() + LONGEST_RUN;
      let done = 0;
      for (let found = 1; found > 0 && performance.now() < until; done += found) {
        const {begun, busy} = await lanes.begin(now);
        found = sum(await Promise.all([...begun, ...busy]));
      }
      return done;
    },
    async beginDueWork() {
      for (const lane of (await lanes.begin()).begun) inBackground(lane);
    },
    refundPayment: (paymentId, amount, reason, actor) => refundPayment(services, paymentId, amount, reason, actor),
    held: () => readHeld(services.database),
    decideHeld: choice => decideHeld(services, choice),
    async receiveNotification(handlerId, request) {
      const {response, news} = await receive(services, handlerId, request);
      if (news && underWay.size < MOST_AT_ONCE) inBackground(hear(services, news));
      return response;
    },
    settled,
    async close() {
      lanes.stop();
      stop.abort();
      await settled();
    },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

async function livePayment({database}: Services, checkoutId: string): Promise<PaymentRow | undefined> {
  const [payment] = await database.query<PaymentRow>('select * from payments where checkout_id = $1 and live', [checkoutId]);
  return payment;
}

async function closeLivePayment(services: Services, checkoutId: string, why: 'cancelled' | 'changed'): Promise<'closed' | 'paid' | 'open'> {
  const before = await livePayment(services, checkoutId);
  if (!before) return 'closed';
  if (before.mode !== services.mode) return 'open';
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
    `update payments set asked_at = $2 where checkout_id = $1 and live and status in ('acting', 'confirming', 'authorised') and mode = $4
       and (asked_at is null or asked_at <= $3) returning id`, [checkoutId, now, after(now, -LOOK_INTERVAL), services.mode]);
  if (claimed) await askAfter(services, claimed.id, {cause: 'looked', actor: 'buyer'});
}
