import type {Checkout} from '../commerce/checkout.ts';
import type {TakeUpRequest} from './attempt.ts';
import type {Inquiry} from './inquiry.ts';
import type {Journal} from './journal.ts';
import type {Payment, PaymentProvider, Presentation, ProviderEnding, Step} from './provider.ts';
import {PaymentInterrupted} from './provider.ts';
import type {Scene} from './scene.ts';

/** One press. The provider's part of it may go on after the story has turned elsewhere, and is then no longer heard. */
export interface Run {
  readonly abort: AbortController;
  /** True while the provider is at it. */
  playing?: boolean;
  /** True once the buyer may pay on the merchant's own page. */
  entrusted?: boolean;
}

/** The provider's part in a story. */
export interface Play {
  readonly run: Run | undefined;
  /** A new press: what belongs to an earlier one is stale. */
  begin(): Run;
  /** True when the story has turned elsewhere since. */
  isStale(run: Run): boolean;
  /** Throws `PaymentInterrupted` when the story has turned elsewhere. */
  expect(run: Run): void;
  /** Calls the provider in this very tick. It cannot end before `led` tells which page leads. */
  start(run: Run, checkout: Promise<Checkout>, led: Promise<boolean>): void;
  /** Has a provider take up what an earlier page began. */
  resume(by: PaymentProvider, checkout: Promise<Checkout>): void;
}

const settled: Presentation = {done: Promise.resolve({how: 'settled'}), close: () => undefined};

/** `isOver`: the story has ended. `isAtRest`: it waits for the buyer. `concluded` hears how the provider's part ended; what it throws is reported, and means that it failed, as does no word at all. */
export function openPlay(request: TakeUpRequest, journal: Journal, inquiry: Inquiry, scene: Scene, report: (error: unknown) => void, isOver: () => boolean, isAtRest: () => boolean, concluded: (how: ProviderEnding) => void): Play {
  const {merchant, locale, display} = request;
  const isStale = (run: Run): boolean => isOver() || run !== play.run || run.abort.signal.aborted;

  const paymentOf = (run: Run, {handlers}: PaymentProvider, checkout: Promise<Checkout>): Payment => {
    const {id, total, checkout: known} = journal.attempt;
    return {
      id, total, locale, display, checkout,
      frame: request.frame,
      handlers: (known?.handlers ?? merchant.handlers)?.filter(({name}) => handlers.includes(name)),
      signal: run.abort.signal,
      merchant: {id: merchant.id, mode: merchant.mode},
      present: (action) => (isStale(run) || isAtRest() ? settled : scene.show(action)),
      async submit(instrument) {
        await checkout;
        play.expect(run);
        // The buyer looks at something before another press.
        if (isAtRest()) throw new PaymentInterrupted('review');
        return inquiry.submit(instrument);
      },
      ask: () => ask(run),
      entrust() {
        play.expect(run);
        run.entrusted = true;
        journal.note({submitted: true});
        inquiry.start();
      },
    };
  };

  const ask = async (run: Run): Promise<Step> => {
    const {state, order, checkout, submitted} = journal.attempt;
    if (state === 'paid' && order && checkout) return {status: 'paid', order, checkout};
    return submitted && !isStale(run) ? inquiry.ask() : {status: 'unknown'};
  };

  const perform = (run: Run, checkout: Promise<Checkout>, provider: PaymentProvider, part: PaymentProvider['start'], led?: Promise<boolean>): void => {
    run.playing = true;
    // A provider need not look at it.
    checkout.catch(() => undefined);
    const ending = new Promise<ProviderEnding>((resolve) => resolve(part.call(provider, paymentOf(run, provider, checkout))));
    const known = ending.catch((error: unknown) => {
      if (!(error instanceof PaymentInterrupted)) report(error);
    });
    void known.then(async (how) => {
      await led?.catch(() => undefined);
      run.playing = false;
      if (!isStale(run)) concluded(how || {ending: 'failed', code: 'provider_failed'});
    });
  };

  const play: Play & {run: Run | undefined} = {
    run: undefined,
    isStale,
    begin: () => (play.run = {abort: new AbortController()}),
    expect(run) {
      if (isStale(run)) throw new PaymentInterrupted('ended');
    },
    start: (run, checkout, led) => perform(run, checkout, request.provider, request.provider.start, led),
    resume(by, checkout) {
      if (by.resume) perform(play.begin(), checkout, by, by.resume);
    },
  };
  return play;
}
