import {checkoutTotal} from '../commerce/checkout.ts';
import type {Checkout} from '../commerce/checkout.ts';
import type {Instrument} from '../commerce/instrument.ts';
import type {Attempt, AttemptState, BuyerDetails, PaymentStory, TakeUpRequest} from './attempt.ts';
import type {AttemptBook, AttemptRecord} from './attempts.ts';
import {openDesk} from './desk.ts';
import {openInquiry} from './inquiry.ts';
import {openJournal} from './journal.ts';
import type {Payment, PaymentProvider, Presentation, ProviderEnding, Step} from './provider.ts';
import {PaymentInterrupted} from './provider.ts';
import {openScene} from './scene.ts';
import type {Standing} from './standing.ts';
import {isLost, obstacle, problemBehind, standingOf, stopover} from './standing.ts';
import type {Surroundings} from './surroundings.ts';
import {isEnding} from './transitions.ts';

/** One purchase from the press to its one ending. */
export interface Story extends PaymentStory {
  readonly over: boolean;
  /** Kept for the next attempt of the same purchase on this page, and nowhere else. */
  details: BuyerDetails;
  /** The first press. With `collectFirst` the provider waits for the second. */
  press(collectFirst?: boolean): void;
  /** Goes on with what an earlier page began. */
  takeUp(record: AttemptRecord): void;
}

/** One press. The provider's part of it may go on after the story has turned elsewhere, and is then no longer heard. */
interface Run {
  readonly abort: AbortController;
  /** True while the provider is at it. */
  playing?: boolean;
}

const settled: Presentation = {done: Promise.resolve({how: 'settled'}), close: () => undefined};

export function openStory(request: TakeUpRequest, begun: AttemptRecord, book: AttemptBook, surroundings: Surroundings): Story {
  const {provider, merchant, locale, display} = request;
  const {purchase} = begun;
  const {report, now, uuid} = surroundings;
  let end: (attempt: Attempt) => void = () => undefined;
  const ended = new Promise<Attempt>((resolve) => (end = resolve));
  let over = false;
  let run: Run | undefined;
  let provided: Promise<unknown> = Promise.resolve();

  const journal = openJournal(begun, book, surroundings, {
    follows: () => rest(),
    looksOn: () => void lookAtCheckout(),
    ended: () => finish(),
    goesOn: () => void goOn(),
  });
  const desk = openDesk(request, journal, surroundings);
  const inquiry = openInquiry(desk, journal, surroundings, merchant, (standing) => hear(standing));
  const scene = openScene(journal, surroundings, inquiry.prompt, () => stop());

  const isAtRest = (): boolean => !over && /^(needs-buyer|review)$/.test(journal.attempt.state);
  const isStale = (one: Run): boolean => over || one !== run || one.abort.signal.aborted;
  const expect = (one: Run): void => {
    if (isStale(one)) throw new PaymentInterrupted('ended');
  };
  const refusal = (what: string): Error => new Error(`There is nothing to ${what} while a purchase is ${journal.attempt.state}`);

  // The press

  const begin = (play: boolean, reviewed?: Checkout): void => {
    if (!journal.move('opening', {provider: provider.id, problem: undefined, action: undefined})) return;
    const mine = newRun();
    const led = journal.claim();
    const checkout = opened(mine, led, play, reviewed);
    // A provider need not look at it.
    checkout.catch(() => undefined);
    if (play) playPart(mine, checkout, provider.start, led);
  };

  const newRun = (): Run => (run = {abort: new AbortController()});

  /** Resolves with a checkout that may be paid as it stands; everything else interrupts the provider. */
  const opened = async (mine: Run, led: Promise<boolean>, play: boolean, reviewed?: Checkout): Promise<Checkout> => {
    if (!(await led)) throw new PaymentInterrupted('ended');
    expect(mine);
    const checkout = reviewed ?? (await open());
    expect(mine);
    if (!reviewed && turnsAside(checkout, !play)) throw new PaymentInterrupted(isAtRest() ? 'review' : 'ended');
    journal.note({checkout});
    return checkout;
  };

  const open = async (): Promise<Checkout> => {
    try {
      return await desk.open(story.details);
    } catch (error) {
      settle('failed', {problem: problemBehind(error)});
      throw new PaymentInterrupted('ended');
    }
  };

  /** True when the checkout leads elsewhere than to the payment of what the buyer saw; `always` when the buyer is to see it in any case. */
  const turnsAside = (checkout: Checkout, always: boolean): boolean => {
    const standing = standingOf(checkout, now());
    if (/^(paid|action|waiting)$/.test(standing.status)) {
      journal.move('confirming', {submitted: true, checkout, action: undefined});
      inquiry.start();
      hear(standing);
    } else if (always || obstacle(checkout) || stopover(checkout, journal.attempt.total)) toBuyer(checkout);
    else return false;
    return true;
  };

  // The provider's part

  /** Calls it in this very tick. What it throws is reported, and means that it failed. It cannot end before it is known which page leads. */
  const playPart = (mine: Run, checkout: Promise<Checkout>, part: PaymentProvider['start'], led?: Promise<boolean>): void => {
    mine.playing = true;
    const ending = new Promise<ProviderEnding>((resolve) => resolve(part.call(provider, paymentOf(mine, checkout))));
    const known = ending.catch((error: unknown): ProviderEnding => {
      if (!(error instanceof PaymentInterrupted)) report(error);
      return {ending: 'failed', code: 'provider_failed'};
    });
    void known.then(async (how) => {
      await led?.catch(() => undefined);
      mine.playing = false;
      if (!isStale(mine) && !isAtRest()) concluded(how);
    });
  };

  const paymentOf = (mine: Run, checkout: Promise<Checkout>): Payment => {
    const {id, total, checkout: known} = journal.attempt;
    return {
      id, total, locale, display, checkout, frame: request.frame,
      handlers: (known?.handlers ?? merchant.handlers)?.filter(({name}) => provider.handlers.includes(name)),
      signal: mine.abort.signal,
      merchant: {id: merchant.id, mode: merchant.mode},
      present: (action) => (isStale(mine) ? settled : scene.show(action)),
      async submit(instrument: Instrument) {
        await checkout;
        expect(mine);
        return inquiry.submit(instrument);
      },
      ask: () => ask(mine),
    };
  };

  const ask = async (mine: Run): Promise<Step> => {
    const {state, order, checkout, submitted} = journal.attempt;
    if (state === 'paid' && order && checkout) return {status: 'paid', order, checkout};
    return submitted && !isStale(mine) ? inquiry.ask() : {status: 'unknown'};
  };

  const concluded = (how: ProviderEnding): void => {
    if (how.ending === 'handed-off') settle('handed-off', {action: {type: 'popup', url: how.url}});
    else if (how.ending === 'stopped') stop();
    else if (journal.attempt.submitted) {
      // The provider has done its part; from here the merchant is asked until it decides.
      if (journal.attempt.state === 'acting' && scene.empty) journal.move('confirming', {action: undefined});
      inquiry.start();
      inquiry.prompt();
    } else {
      const {code = '', message} = how.ending === 'failed' ? how : {};
      settle('failed', {problem: {code: code === 'popup_blocked' ? code : 'provider_failed', message}});
    }
  };

  // What an earlier page left

  /** The book has no checkouts: what the buyer is to see and confirm here is asked for. */
  const lookAtCheckout = async (): Promise<void> => {
    const {id, updatedAt, checkout, checkoutId} = journal.attempt;
    if (checkout || !isAtRest() || !checkoutId) return;
    const found = await desk.look().catch(() => undefined);
    if (found && journal.attempt.id === id && journal.attempt.updatedAt === updatedAt) journal.show({checkout: found});
  };

  const goOn = async (): Promise<void> => {
    if (!journal.attempt.submitted) {
      // Without a gesture nothing can be opened: the buyer sees the checkout and presses once more.
      const mine = newRun();
      // When it cannot be opened, the story has ended.
      const checkout = await open().catch(() => undefined);
      if (checkout && !isStale(mine)) turnsAside(checkout, true);
      return;
    }
    if (journal.attempt.state !== 'pending') journal.move('confirming', {action: undefined});
    inquiry.start();
    await inquiry.ask();
    if (!provider.resume || over || !story.leads) return;
    const checkout = desk.look();
    checkout.catch(() => undefined);
    playPart(newRun(), checkout, provider.resume);
  };

  const update = async (): Promise<Checkout> => {
    if (!(await journal.claim())) throw new PaymentInterrupted('ended');
    const before = journal.attempt.checkout ?? (await desk.open({}));
    const checkout = await desk.update(before, story.details).catch(async (error: unknown) => {
      const other = isLost(error) ? before : await desk.open(story.details);
      // The merchant had closed the checkout meanwhile: another has taken its place.
      if (other.id === before.id) throw error;
      return other;
    });
    if (isAtRest()) turnsAside(checkout, true);
    return checkout;
  };

  // The merchant's word

  const hear = (standing: Standing): void => {
    if (over || !story.leads) return;
    if (standing.status === 'paid') {
      if (isAtRest()) journal.move('confirming', {submitted: true});
      settle('paid', {order: standing.order, checkout: standing.checkout, problem: undefined});
    } else if (isAtRest()) return;
    else if (standing.status === 'review') toBuyer(standing.checkout);
    else if ('over' in standing) {
      const {status, message, problem = {code: status === 'failed' ? 'unknown' : status, message}} = standing;
      settle(status === 'declined' ? 'failed' : status, {problem}, standing.over);
    } else if (standing.status === 'action' && !run?.playing && !inquiry.closing) scene.offer(standing.action);
  };

  const toBuyer = (checkout: Checkout): void => {
    const problem = obstacle(checkout);
    if (problem) return settle('failed', {problem, checkout});
    if (journal.attempt.visit) return settle('cancelled', {problem: {code: 'cancelled'}});
    rest();
    journal.move(stopover(checkout, journal.attempt.total) ?? 'review', {checkout, submitted: false, action: undefined, problem: undefined});
  };

  /** `closed`: the checkout is closed as well, and the next attempt needs another. */
  const settle = (state: AttemptState, change: Partial<AttemptRecord>, closed = false): void => {
    if (over) return;
    const forgotten = closed || journal.attempt.visit ? {checkoutId: undefined, create: undefined, visit: undefined} : {};
    if (journal.move(state, {submitted: state === 'paid', action: undefined, ...change, ...forgotten})) finish();
  };

  const finish = (): void => {
    over = true;
    rest();
    journal.release();
    end(journal.attempt);
  };

  /** Nothing is shown and nobody is asked; a provider that is still at it is told only when another page has taken over. */
  const rest = (): void => {
    inquiry.stop();
    if (journal.mode === 'follows') run?.abort.abort();
    scene.leave();
  };

  const stop = (): void => {
    if (over || inquiry.closing) return;
    journal.seize();
    run?.abort.abort();
    scene.leave();
    if (journal.attempt.submitted) void inquiry.close();
    else settle('cancelled', {problem: {code: 'cancelled'}});
  };

  const story: Story = {
    purchase,
    ended,
    details: {},
    get attempt() {
      return journal.attempt;
    },
    get leads() {
      return journal.mode === 'leads';
    },
    get over() {
      return over;
    },
    press: (collectFirst = false) => begin(!collectFirst),
    takeUp: (record) => void journal.takeUp(record),
    async provide(details) {
      if (!isAtRest()) throw refusal('provide');
      journal.seize();
      story.details = {...story.details, ...details};
      const answer = provided.then(update);
      provided = answer.catch(() => undefined);
      return answer;
    },
    confirm() {
      const {checkout, state} = journal.attempt;
      if (over || state !== 'review' || !checkout) return report(refusal('confirm'));
      journal.seize();
      journal.note({total: checkoutTotal(checkout)});
      begin(true, checkout);
    },
    stop,
    reopen() {
      if (over || !scene.reopen()) report(refusal('reopen'));
    },
    ask: inquiry.prompt,
    choose: scene.choose,
    reset() {
      const {state} = journal.attempt;
      if (!isEnding(state)) return state === 'ready' ? undefined : report(refusal('reset'));
      // The checkout of a payment that went wrong serves the next attempt; what was bought is bought.
      if (state === 'paid' || state === 'handed-off') book.forget(purchase);
      journal.mode = 'alone';
      journal.move('ready', {id: uuid(), submitted: false, order: undefined, problem: undefined, checkout: undefined});
    },
  };
  return story;
}
