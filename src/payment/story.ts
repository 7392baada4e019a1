import {checkoutTotal} from '../commerce/checkout.ts';
import type {Checkout} from '../commerce/checkout.ts';
import type {Attempt, AttemptState, BuyerDetails, PaymentStory, TakeUpRequest} from './attempt.ts';
import type {AttemptBook, AttemptRecord} from './attempts.ts';
import {openDesk} from './desk.ts';
import {openInquiry} from './inquiry.ts';
import {openJournal} from './journal.ts';
import {loadKnown} from './known-providers.ts';
import type {Run} from './play.ts';
import {openPlay} from './play.ts';
import type {ProviderEnding} from './provider.ts';
import {PaymentInterrupted} from './provider.ts';
import {openScene} from './scene.ts';
import type {Standing} from './standing.ts';
import {isLost, obstacle, problemBehind, standingOf, standsOpen, stopover} from './standing.ts';
import type {Surroundings} from './surroundings.ts';
import {isEnding} from './transitions.ts';

/** What a provider may give as the reason of its failure. */
const isCode = (code: string): code is 'popup_blocked' | 'invalid_input' | 'declined' => /^(popup_blocked|invalid_input|declined)$/.test(code);

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

export function openStory(request: TakeUpRequest, begun: AttemptRecord, book: AttemptBook, surroundings: Surroundings): Story {
  const {merchant} = request;
  const {purchase} = begun;
  const {report, now, uuid} = surroundings;
  let end: (attempt: Attempt) => void = () => undefined;
  const ended = new Promise<Attempt>((resolve) => (end = resolve));
  let over = false;
  let provided: Promise<unknown> = Promise.resolve();

  const journal = openJournal(begun, book, surroundings, {
    follows: () => rest(),
    looksOn: () => void lookAtCheckout(),
    ended: () => finish(),
    goesOn: () => void goOn(),
  });
  const desk = openDesk(request, journal, surroundings);
  /** The tag may have another provider by now than the one that began, here or on an earlier page. */
  const isOurs = (): boolean => journal.attempt.provider === request.provider.id;
  /** To a buyer who stopped, a checkout that can go on elsewhere is not over. */
  const read = (checkout: Checkout): Standing => {
    const elsewhere = isOurs() && request.provider.continues;
    const standing = standingOf(checkout, now(), elsewhere && !inquiry.closing);
    // What stands open can still be paid there.
    return elsewhere && inquiry.closing && standing.status === 'review' ? {status: 'waiting', pollAfter: 0} : standing;
  };
  const inquiry = openInquiry(desk, journal, surroundings, merchant, read, (standing) => hear(standing));
  const scene = openScene(journal, surroundings, inquiry.prompt, () => stop());
  const isAtRest = (): boolean => !over && /^(needs-buyer|review)$/.test(journal.attempt.state);
  const play = openPlay(request, journal, inquiry, scene, report, () => over, isAtRest, (how) => concluded(how));

  const refusal = (what: string): Error => new Error(`There is nothing to ${what} while a purchase is ${journal.attempt.state}`);

  // The press

  /** `starts`: the provider does its part now. */
  const begin = (starts: boolean, reviewed?: Checkout): void => {
    if (!journal.move('opening', {provider: request.provider.id, problem: undefined, action: undefined})) return;
    const run = play.begin();
    const led = journal.claim().catch((error: unknown) => {
      // Its code may be lost on its way.
      settle('failed', {problem: problemBehind(error)});
      return false;
    });
    const checkout = opened(run, led, starts, reviewed);
    if (starts) play.start(run, checkout, led);
    else checkout.catch(() => undefined);
  };

  /** Resolves with a checkout that may be paid as it stands; everything else interrupts the provider. */
  const opened = async (run: Run, led: Promise<boolean>, starts: boolean, reviewed?: Checkout): Promise<Checkout> => {
    if (!(await led)) throw new PaymentInterrupted('ended');
    play.expect(run);
    const checkout = reviewed ?? (await open());
    play.expect(run);
    if (!reviewed && turnsAside(checkout, !starts)) throw new PaymentInterrupted(isAtRest() ? 'review' : 'ended');
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
    const standing = read(checkout);
    if (/^(paid|action|waiting)$/.test(standing.status)) {
      journal.move('confirming', {submitted: true, checkout, action: undefined});
      inquiry.start();
      hear(standing);
    } else if (always || obstacle(checkout) || stopover(checkout, journal.attempt.total)) toBuyer(checkout);
    else return false;
    return true;
  };

  /** The provider has done its part. */
  const concluded = (how: ProviderEnding): void => {
    if (isAtRest()) return;
    if (how.ending === 'handed-off') settle('handed-off', {action: {type: 'popup', url: how.url}});
    else if (how.ending === 'stopped') stop();
    else if (journal.attempt.submitted) {
      // From here the merchant is asked until it decides.
      if (journal.attempt.state === 'acting' && scene.empty) journal.move('confirming', {action: undefined});
      inquiry.start();
      inquiry.prompt();
    } else {
      const {code = '', message} = how.ending === 'failed' ? how : {};
      settle('failed', {problem: {code: isCode(code) ? code : 'provider_failed', message}});
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
      const run = play.begin();
      // When it cannot be opened, the story has ended.
      const checkout = await open().catch(() => undefined);
      if (checkout && !play.isStale(run)) turnsAside(checkout, true);
      return;
    }
    if (journal.attempt.state !== 'pending') journal.move('confirming', {action: undefined});
    inquiry.start();
    await inquiry.ask();
    const by = isOurs() ? request.provider : await loadKnown(journal.attempt.provider).catch(() => undefined);
    if (by?.resume && !over && story.leads) play.resume(by, desk.look());
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
    const {entrusted, playing} = play.run ?? {};
    if (over || !story.leads || (entrusted && playing && standsOpen(standing))) return;
    if (standing.status === 'paid') {
      if (isAtRest()) journal.move('confirming', {submitted: true});
      settle('paid', {order: standing.order, checkout: standing.checkout, problem: undefined});
    } else if (isAtRest()) return;
    else if (standing.status === 'review') toBuyer(standing.checkout);
    else if ('over' in standing) {
      const {status, message, problem = {code: status === 'failed' ? 'unknown' : status, message}} = standing;
      settle(status === 'declined' ? 'failed' : status, {problem}, standing.over);
    } else if (standing.status === 'action' && !play.run?.playing && !inquiry.closing) scene.offer(standing.action);
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

  /** Nothing is shown and nobody is asked; a provider that is still at it is told only when another page has taken over, or when it had entrusted the buyer to the merchant and will hear nothing more. */
  const rest = (): void => {
    inquiry.stop();
    if (journal.mode === 'follows' || play.run?.entrusted) play.run?.abort.abort();
    scene.leave();
  };

  const stop = (): void => {
    if (over || inquiry.closing) return;
    journal.seize();
    if (over) return;
    play.run?.abort.abort();
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
    get playing() {
      return play.run?.playing === true;
    },
    get over() {
      return over;
    },
    press: (collectFirst = false) => begin(!collectFirst),
    takeUp: (record) => void journal.takeUp(record),
    async provide(details) {
      if (isAtRest()) journal.seize();
      if (!isAtRest()) throw refusal('provide');
      story.details = {...story.details, ...details};
      const answer = provided.then(update);
      provided = answer.catch(() => undefined);
      return answer;
    },
    confirm() {
      const {checkout, state} = journal.attempt;
      if (over || state !== 'review' || !checkout) return report(refusal('confirm'));
      journal.seize();
      if (!isAtRest()) return;
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
