import type {Checkout} from '../commerce/checkout.ts';
import type {Instrument} from '../commerce/instrument.ts';
import type {Merchant} from '../merchant/merchant.ts';
import type {StoredComplete} from './attempts.ts';
import type {Desk} from './desk.ts';
import type {Journal} from './journal.ts';
import {PaymentInterrupted} from './provider.ts';
import type {Standing} from './standing.ts';
import {isGone, isLost, isRefused, problemBehind, standsOpen, unheard} from './standing.ts';
import type {Surroundings} from './surroundings.ts';
import type {Watch} from './watch.ts';
import {watch} from './watch.ts';

/** After this long without a final word, `confirming` is called `pending`; ms. */
const patience = 8000;
/** How often a merchant that cannot close a payment yet is asked for it again. */
const tries = 3;

/** Gets the merchant's word on a submitted payment, and lets nothing pass that a request still on its way could prove wrong. */
export interface Inquiry {
  /** True while the buyer wants the payment closed. */
  readonly closing: boolean;
  /** Sends the instrument, or answers what comes of the one that is on its way. Throws `PaymentInterrupted` when this page may not. */
  submit(instrument: Instrument): Promise<Standing>;
  /** Asks how the payment stands. */
  ask(): Promise<Standing>;
  /** Has the merchant close the payment; what comes of it is heard. */
  close(): Promise<void>;
  /** Keeps asking until `stop`. */
  start(): void;
  /** Asks now instead of at the next turn. */
  prompt(): void;
  stop(): void;
}

/** `read` tells what a checkout says of the payment. `hear` is given every word that counts; a word may come more than once. */
export function openInquiry(desk: Desk, journal: Journal, surroundings: Surroundings, merchant: Pick<Merchant, 'mode'>, read: (checkout: Checkout) => Standing, hear: (standing: Standing) => void): Inquiry {
  const {now} = surroundings;
  let watching: Watch | undefined;
  let asking: Promise<Standing> | undefined;
  /** Rises with every change that is sent or answered: what was asked before it may be out of date. */
  let changes = 0;
  /** How many completes of this page have no answer yet and are not given up. */
  let sending = 0;
  let submitting: Promise<Standing> | undefined;
  let closings = 0;
  let spared = false;

  const glance = async (): Promise<Standing> => {
    const asked = changes;
    try {
      const standing = read(await desk.look());
      return asked === changes || standing.status === 'paid' ? standing : unheard;
    } catch (error) {
      // Where no money moves, books that are gone cannot charge. Elsewhere a lost checkout proves nothing.
      return merchant.mode === 'test' && isGone(error) ? {status: 'expired', over: true} : unheard;
    }
  };

  /** Ends the doubts about these completes; false when there were none. */
  const answered = (...keys: readonly string[]): boolean => {
    changes++;
    const {doubts} = journal.attempt;
    const left = doubts.filter(({key}) => !keys.includes(key));
    return left.length < doubts.length && journal.note({doubts: left});
  };

  const send = async (key: string): Promise<Standing> => {
    changes++;
    sending++;
    try {
      const checkout = await desk.complete(key);
      if (!checkout) return unheard;
      const standing = read(checkout);
      // A repeat was answered meanwhile, and much may have happened since.
      return answered(key) || standing.status === 'paid' ? standing : unheard;
    } catch (error) {
      if (!isRefused(error) || !answered(key)) return unheard;
      const standing = await glance();
      return standsOpen(standing) ? {status: 'failed', over: false, problem: problemBehind(error)} : standing;
    } finally {
      sending--;
    }
  };

  /**
   * While a complete has no answer, "nothing is being paid" and "declined" may speak of the time before it arrived. Such a complete is repeated with
   * its key and body where its credential is still at hand; else only a cancelled checkout ends the doubt.
   */
  const sure = async (standing: Standing): Promise<Standing> => {
    const {doubts} = journal.attempt;
    if (!standsOpen(standing)) return standing;
    if (!doubts.length) return closings ? closed(standing) : standing;
    for (const {key} of doubts) {
      const answer = await send(key);
      if (answer.status !== 'unknown') return sure(answer);
    }
    if (sending) return unheard;
    // What a page sent with its last breath may arrive any moment: one round of grace.
    if (spared) return ruleOut();
    spared = true;
    return unheard;
  };

  /** To a buyer who stopped, a checkout on which nothing is being paid is a payment that was cancelled. */
  const closed = (standing: Standing): Standing => (standing.status === 'review' ? {status: 'cancelled', over: false} : standing);

  const ruleOut = async (): Promise<Standing> => {
    const standing = await cancel();
    const {doubts} = journal.attempt;
    if ('over' in standing && standing.over) answered(...doubts.map(({key}) => key));
    else if (doubts.length && standsOpen(standing)) return unheard;
    return closed(standing);
  };

  const cancel = async (): Promise<Standing> => {
    changes++;
    try {
      return read(await desk.cancel().finally(() => changes++));
    } catch (error) {
      return isLost(error) ? unheard : glance();
    }
  };

  const askOnce = async (): Promise<Standing> => {
    const first = await glance();
    const again = closings > 1 && /^(action|waiting)$/.test(first.status);
    if (again) closings--;
    const standing = await (again ? ruleOut() : sure(first));
    hear(standing);
    return standing;
  };

  const ask = (): Promise<Standing> => (asking ??= askOnce().finally(() => (asking = undefined)));

  const look = async (): Promise<number | undefined> => {
    const standing = await ask();
    const {state, updatedAt} = journal.attempt;
    if (watching && state === 'confirming' && Math.abs(now() - updatedAt) > patience) journal.move('pending');
    return standing.status === 'waiting' ? standing.pollAfter : undefined;
  };

  const submit = async (instrument: Instrument): Promise<Standing> => {
    const {key, body} = desk.prepare(instrument);
    const {credential: _, display: __, ...bare} = body.instrument;
    const stored: StoredComplete = {...body, instrument: bare};
    const doubts = [...journal.attempt.doubts, {key, body: stored}];
    if (!journal.move('confirming', {submitted: true, action: undefined, doubts})) throw new PaymentInterrupted('ended');
    start();
    const answer = await sure(await send(key));
    if (answer.status === 'unknown') return ask();
    hear(answer);
    return answer;
  };

  const start = (): void => void (watching ??= watch(look, surroundings));

  return {
    get closing() {
      return closings > 0;
    },
    submit: (instrument) => (submitting ??= submit(instrument).finally(() => (submitting = undefined))),
    ask,
    async close() {
      closings = tries;
      if (journal.attempt.state !== 'pending') journal.move('confirming', {action: undefined});
      start();
      hear(await ruleOut());
      if (watching && journal.attempt.state === 'confirming') journal.move('pending');
    },
    start,
    prompt: () => watching?.ask(),
    stop() {
      watching?.stop();
      watching = undefined;
      closings = 0;
    },
  };
}
