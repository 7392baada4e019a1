import type {Checkout} from '../commerce/checkout.ts';
import type {Instrument} from '../commerce/instrument.ts';
import type {Attempt, AttemptState, BuyerDetails, PaymentStory, TakeUpRequest} from './attempt.ts';
import type {AttemptBook, AttemptRecord} from './attempts.ts';
import {Desk} from './desk.ts';
import {Inquiry} from './inquiry.ts';
import {Journal} from './journal.ts';
import {Lead} from './lead.ts';
import type {Payment, Presentation, ProviderEnding, Step} from './provider.ts';
import {PaymentInterrupted} from './provider.ts';
import {Run} from './run.ts';
import {Scene} from './scene.ts';
import type {Standing} from './standing.ts';
import {endingOf, isLost, obstacle, problemBehind, standingOf, stepOf, stopover, totalOf} from './standing.ts';
import type {Surroundings} from './surroundings.ts';
import {isEnding} from './transitions.ts';

const settled: Presentation = {done: Promise.resolve({how: 'settled'}), close: () => undefined};

/** One purchase from the press to its one ending. */
export class Story implements PaymentStory {
  readonly purchase: string;
  readonly ended: Promise<Attempt>;
  /** Kept for the next attempt of the same purchase on this page, and nowhere else. */
  details: BuyerDetails = {};
  readonly #request: TakeUpRequest;
  readonly #surroundings: Surroundings;
  readonly #journal: Journal;
  readonly #desk: Desk;
  readonly #inquiry: Inquiry;
  readonly #lead: Lead;
  readonly #scene: Scene;
  readonly #forget: () => void;
  #end: (attempt: Attempt) => void = () => undefined;
  #over = false;
  #run: Run | undefined;
  #provided: Promise<unknown> = Promise.resolve();

  constructor(request: TakeUpRequest, record: AttemptRecord, book: AttemptBook, surroundings: Surroundings) {
    this.purchase = record.purchase;
    this.#request = request;
    this.#surroundings = surroundings;
    this.#forget = () => book.forget(record.purchase);
    this.#journal = new Journal(record, book, surroundings, () => this.#lead.lost());
    this.#desk = new Desk(request, this.#journal, surroundings);
    this.#inquiry = new Inquiry(this.#desk, this.#journal, surroundings, request.merchant, (standing) => this.#hear(standing));
    this.#scene = new Scene(this.#journal, surroundings, () => this.#inquiry.askNow(), () => this.stop());
    this.#lead = new Lead(this.#journal, book, surroundings, {
      follows: () => this.#rest(),
      looksOn: () => void this.#lookAtCheckout(),
      ended: () => this.#finish(),
      goesOn: () => void this.#goOn(),
    });
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  get attempt(): Attempt {
    return this.#journal.attempt;
  }

  get leads(): boolean {
    return this.#journal.mode === 'leads';
  }

  get over(): boolean {
    return this.#over;
  }

  /** The first press. With `collectFirst` the provider waits for the second. */
  press(collectFirst = false): void {
    this.#begin(!collectFirst);
  }

  /** Goes on with what an earlier page began. */
  takeUp(record: AttemptRecord): void {
    this.#journal.mirror(record);
    if (isEnding(this.attempt.state)) this.#finish();
    else void this.#lead.takeUp();
  }

  async provide(details: BuyerDetails): Promise<Checkout> {
    if (!this.#isAtRest()) throw this.#refusal('provide');
    this.#lead.seize();
    this.details = {...this.details, ...details};
    const provided = this.#provided.then(() => this.#update());
    this.#provided = provided.catch(() => undefined);
    return provided;
  }

  confirm(): void {
    const {checkout, state} = this.attempt;
    if (this.#over || state !== 'review' || !checkout) return this.#surroundings.report(this.#refusal('confirm'));
    this.#lead.seize();
    this.#journal.note({total: totalOf(checkout)});
    this.#begin(true, checkout);
  }

  stop(): void {
    if (this.#over || this.#inquiry.closing) return;
    this.#lead.seize();
    this.#run?.abort.abort();
    this.#scene.leave();
    if (this.attempt.submitted) void this.#inquiry.close();
    else this.#settle('cancelled', {problem: {code: 'cancelled'}});
  }

  reopen(): void {
    if (this.#over || !this.#scene.reopen()) this.#surroundings.report(this.#refusal('reopen'));
  }

  ask(): void {
    this.#inquiry.askNow();
  }

  choose(choice: string): void {
    this.#scene.choose(choice);
  }

  reset(): void {
    const {state} = this.attempt;
    if (!isEnding(state)) return state === 'ready' ? undefined : this.#surroundings.report(this.#refusal('reset'));
    // The checkout of a payment that went wrong serves the next attempt; what was bought is bought.
    if (state === 'paid' || state === 'handed-off') this.#forget();
    this.#journal.mode = 'alone';
    this.#journal.move('ready', {id: this.#surroundings.uuid(), submitted: false, order: undefined, problem: undefined, checkout: undefined});
  }

  #refusal(what: string): Error {
    return new Error(`There is nothing to ${what} while a purchase is ${this.attempt.state}`);
  }

  #isAtRest(): boolean {
    return !this.#over && /^(needs-buyer|review)$/.test(this.attempt.state);
  }

  // The press

  #begin(play: boolean, reviewed?: Checkout): void {
    if (!this.#journal.move('opening', {provider: this.#request.provider.id, problem: undefined, action: undefined})) return;
    const run = (this.#run = new Run());
    run.open(this.#opened(run, play, reviewed));
    if (play) this.#play(run, (payment) => this.#request.provider.start(payment));
  }

  /** Resolves with a checkout that may be paid as it stands; everything else interrupts the provider. */
  async #opened(run: Run, play: boolean, reviewed?: Checkout): Promise<Checkout> {
    const leads = await this.#lead.claim();
    if (!leads) throw new PaymentInterrupted('ended');
    this.#expect(run);
    const checkout = reviewed ?? (await this.#open());
    this.#expect(run);
    if (!reviewed && this.#turnsAside(checkout, !play)) throw new PaymentInterrupted(this.#isAtRest() ? 'review' : 'ended');
    this.#journal.note({checkout});
    return checkout;
  }

  async #open(): Promise<Checkout> {
    try {
      return await this.#desk.open(this.details);
    } catch (error) {
      this.#settle('failed', {problem: problemBehind(error)});
      throw new PaymentInterrupted('ended');
    }
  }

  /** True when the checkout leads elsewhere than to the payment of what the buyer saw; `always` when the buyer is to see it in any case. */
  #turnsAside(checkout: Checkout, always: boolean): boolean {
    const standing = standingOf(checkout, this.#surroundings.now());
    const live = /^(paid|action|waiting)$/.test(standing.status);
    if (live) {
      this.#journal.move('confirming', {submitted: true, checkout, action: undefined});
      this.#inquiry.start();
      this.#hear(standing);
    } else if (always || obstacle(checkout) || stopover(checkout, this.attempt.total)) this.#toBuyer(checkout);
    else return false;
    return true;
  }

  #play(run: Run, part: (payment: Payment) => Promise<ProviderEnding>): void {
    const {locale, display, merchant} = this.#request;
    const {id, total} = this.attempt;
    const payment: Payment = {
      id,
      merchant: {id: merchant.id, mode: merchant.mode},
      total,
      locale,
      display,
      checkout: run.checkout,
      signal: run.abort.signal,
      present: (action) => (this.#isStale(run) ? settled : this.#scene.show(action)),
      submit: (instrument) => this.#submit(run, instrument),
      ask: () => this.#ask(run),
    };
    run.play(() => part(payment), (ended) => this.#concluded(run, ended), this.#surroundings.report);
  }

  async #submit(run: Run, instrument: Instrument): Promise<Step> {
    await run.checkout;
    this.#expect(run);
    return stepOf(await this.#inquiry.submit(instrument));
  }

  async #ask(run: Run): Promise<Step> {
    const {state, order, checkout, submitted} = this.attempt;
    if (state === 'paid' && order && checkout) return {status: 'paid', order, checkout};
    return submitted && !this.#isStale(run) ? stepOf(await this.#inquiry.ask()) : {status: 'unknown'};
  }

  #isStale(run: Run): boolean {
    return this.#over || run !== this.#run || run.abort.signal.aborted;
  }

  #expect(run: Run): void {
    if (this.#isStale(run)) throw new PaymentInterrupted('ended');
  }

  #concluded(run: Run, end: ProviderEnding): void {
    if (this.#isStale(run) || this.#isAtRest()) return;
    if (end.ending === 'handed-off') this.#settle('handed-off', {action: {type: 'popup', url: end.url}});
    else if (end.ending === 'stopped') this.stop();
    else if (this.attempt.submitted) this.#await();
    else {
      const {code = '', message} = end.ending === 'failed' ? end : {};
      this.#settle('failed', {problem: {code: code === 'popup_blocked' ? code : 'provider_failed', message}});
    }
  }

  /** The provider has done its part; from here the merchant is asked until it decides. */
  #await(): void {
    if (this.attempt.state === 'acting' && this.#scene.empty) this.#journal.move('confirming', {action: undefined});
    this.#inquiry.start();
    this.#inquiry.askNow();
  }

  async #update(): Promise<Checkout> {
    if (!(await this.#lead.claim())) throw new PaymentInterrupted('ended');
    const before = this.attempt.checkout ?? (await this.#desk.open({}));
    const checkout = await this.#desk.update(before, this.details).catch(async (error: unknown) => {
      const other = isLost(error) ? before : await this.#desk.open(this.details);
      // The merchant had closed the checkout meanwhile: another has taken its place.
      if (other.id === before.id) throw error;
      return other;
    });
    if (this.#isAtRest()) this.#turnsAside(checkout, true);
    return checkout;
  }

  // What an earlier page left

  /** The book has no checkouts: what the buyer is to see and confirm here is asked for. */
  async #lookAtCheckout(): Promise<void> {
    const {id, updatedAt, checkout} = this.attempt;
    if (checkout || !this.#isAtRest() || !this.#desk.checkoutId) return;
    const found = await this.#desk.look().catch(() => undefined);
    if (found && this.attempt.id === id && this.attempt.updatedAt === updatedAt) this.#journal.show({checkout: found});
  }

  async #goOn(): Promise<void> {
    if (!this.attempt.submitted) {
      // Without a gesture nothing can be opened: the buyer sees the checkout and presses once more.
      const run = (this.#run = new Run());
      // When it cannot be opened, the story has ended.
      const checkout = await this.#open().catch(() => undefined);
      if (checkout && !this.#isStale(run)) this.#turnsAside(checkout, true);
      return;
    }
    if (this.attempt.state !== 'pending') this.#journal.move('confirming', {action: undefined});
    this.#inquiry.start();
    const {provider} = this.#request;
    await this.#inquiry.ask();
    if (!provider.resume || this.#over || !this.leads) return;
    const run = (this.#run = new Run());
    run.open(this.#desk.look());
    this.#play(run, (payment) => provider.resume?.(payment) ?? Promise.reject(new PaymentInterrupted('ended')));
  }

  // The merchant's word

  #hear(standing: Standing): void {
    if (this.#over || !this.leads) return;
    if (standing.status === 'paid') {
      if (this.#isAtRest()) this.#journal.move('confirming', {submitted: true});
      this.#settle('paid', {order: standing.order, checkout: standing.checkout, problem: undefined});
    } else if (this.#isAtRest()) return;
    else if (standing.status === 'untouched') this.#toBuyer(standing.checkout);
    else if ('over' in standing) this.#settle(...endingOf(standing), standing.over);
    else if (standing.status === 'action' && !this.#run?.playing && !this.#inquiry.closing) this.#scene.offer(standing.action);
  }

  #toBuyer(checkout: Checkout): void {
    const problem = obstacle(checkout);
    if (problem) return this.#settle('failed', {problem, checkout});
    if (this.#journal.trail.visit) return this.#settle('cancelled', {problem: {code: 'cancelled'}});
    this.#rest();
    this.#journal.move(stopover(checkout, this.attempt.total) ?? 'review', {checkout, submitted: false, action: undefined, problem: undefined});
  }

  /** `over`: the checkout is closed as well, and the next attempt needs another. */
  #settle(state: AttemptState, change: Partial<Attempt> = {}, over = false): void {
    if (this.#over) return;
    const trail = over || this.#journal.trail.visit ? {checkoutId: undefined, create: undefined, visit: undefined} : {};
    if (this.#journal.move(state, {submitted: state === 'paid', action: undefined, ...change}, trail)) this.#finish();
  }

  #finish(): void {
    this.#over = true;
    this.#rest();
    this.#lead.release();
    this.#end(this.attempt);
  }

  /** Nothing is shown and nobody is asked; a provider that is still at it is told only when another page has taken over. */
  #rest(): void {
    this.#inquiry.stop();
    if (this.#journal.mode === 'follows') this.#run?.abort.abort();
    this.#scene.leave();
  }
}
