import type {Instrument} from '../commerce/instrument.ts';
import {MerchantError} from '../merchant/merchant.ts';
import type {Merchant} from '../merchant/merchant.ts';
import type {StoredComplete} from './attempts.ts';
import type {Desk} from './desk.ts';
import type {Journal} from './journal.ts';
import {PaymentInterrupted} from './provider.ts';
import type {Standing} from './standing.ts';
import {isLost, problemBehind, standingOf, unheard} from './standing.ts';
import type {Surroundings} from './surroundings.ts';
import type {Watch} from './watch.ts';
import {watch} from './watch.ts';

/** After this long without a final word, `confirming` is called `pending`; ms. */
const patience = 8000;
/** How often a merchant that cannot close a payment yet is asked for it again. */
const closings = 3;

/** Gets the merchant's word on a submitted payment, and lets nothing pass that a request still on its way could prove wrong. */
export class Inquiry {
  readonly #desk: Desk;
  readonly #journal: Journal;
  readonly #surroundings: Surroundings;
  readonly #merchant: Pick<Merchant, 'mode'>;
  readonly #hear: (standing: Standing) => void;
  #watch: Watch | undefined;
  #asking: Promise<Standing> | undefined;
  /** Rises with every change that is sent or answered: what was asked before it may be out of date. */
  #changes = 0;
  #closings = 0;
  #spared = false;

  /** `hear` is given every word that counts; a word may come more than once. */
  constructor(desk: Desk, journal: Journal, surroundings: Surroundings, merchant: Pick<Merchant, 'mode'>, hear: (standing: Standing) => void) {
    this.#desk = desk;
    this.#journal = journal;
    this.#surroundings = surroundings;
    this.#merchant = merchant;
    this.#hear = hear;
  }

  /** True while the buyer wants the payment closed. */
  get closing(): boolean {
    return this.#closings > 0;
  }

  /** Sends the instrument. Throws `PaymentInterrupted` when this page may not. */
  async submit(instrument: Instrument): Promise<Standing> {
    const {key, body} = this.#desk.prepare(instrument);
    const {credential: _, display: __, ...bare} = body.instrument;
    const stored: StoredComplete = {...body, instrument: bare};
    const doubts = [...this.#journal.trail.doubts, {key, body: stored}];
    if (!this.#journal.move('confirming', {submitted: true, action: undefined}, {doubts})) throw new PaymentInterrupted('ended');
    this.start();
    const answer = await this.#sure(await this.#send(key));
    if (answer.status === 'unknown') return this.ask();
    this.#hear(answer);
    return answer;
  }

  /** Asks how the payment stands. */
  ask(): Promise<Standing> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  /** Has the merchant close the payment; what comes of it is heard. */
  async close(): Promise<void> {
    this.#closings = closings;
    if (this.#journal.attempt.state !== 'pending') this.#journal.move('confirming', {action: undefined});
    this.start();
    this.#hear(await this.#ruleOut());
    if (this.#watch && this.#journal.attempt.state === 'confirming') this.#journal.move('pending');
  }

  /** Keeps asking until `stop`. */
  start(): void {
    this.#watch ??= watch(() => this.#look(), this.#surroundings);
  }

  askNow(): void {
    this.#watch?.ask();
  }

  stop(): void {
    this.#watch?.stop();
    this.#watch = undefined;
    this.#closings = 0;
  }

  async #look(): Promise<number | undefined> {
    const standing = await this.ask();
    const {state, updatedAt} = this.#journal.attempt;
    if (this.#watch && state === 'confirming' && this.#surroundings.now() - updatedAt > patience) this.#journal.move('pending');
    return standing.status === 'waiting' ? standing.pollAfter : undefined;
  }

  async #ask(): Promise<Standing> {
    const glance = await this.#glance();
    const goesOn = glance.status === 'action' || glance.status === 'waiting';
    const standing = goesOn && this.#closings > 1 ? await this.#again() : await this.#sure(glance);
    this.#hear(standing);
    return standing;
  }

  #again(): Promise<Standing> {
    this.#closings--;
    return this.#ruleOut();
  }

  async #glance(): Promise<Standing> {
    const asked = this.#changes;
    try {
      const standing = standingOf(await this.#desk.look(), this.#surroundings.now());
      return asked === this.#changes || standing.status === 'paid' ? standing : unheard;
    } catch (error) {
      // Where no money moves, books that are gone cannot charge. Elsewhere a lost checkout proves nothing.
      const gone = error instanceof MerchantError && error.code === 'not_found' && this.#merchant.mode === 'test';
      return gone ? {status: 'expired', over: true} : unheard;
    }
  }

  async #send(key: string): Promise<Standing> {
    this.#changes++;
    try {
      const checkout = await this.#desk.complete(key);
      if (!checkout) return unheard;
      const standing = standingOf(checkout, this.#surroundings.now());
      // A repeat was answered meanwhile, and much may have happened since.
      return this.#answered(key) || standing.status === 'paid' ? standing : unheard;
    } catch (error) {
      if (isLost(error) || !this.#answered(key)) return unheard;
      const standing = await this.#glance();
      const nothing = standing.status === 'untouched' || ('over' in standing && !standing.over);
      return nothing ? {status: 'failed', over: false, problem: problemBehind(error)} : standing;
    }
  }

  /** Ends the doubts about these completes; false when there were none. */
  #answered(...keys: readonly string[]): boolean {
    this.#changes++;
    const {doubts} = this.#journal.trail;
    const left = doubts.filter(({key}) => !keys.includes(key));
    return left.length < doubts.length && this.#journal.note({}, {doubts: left});
  }

  /**
   * While a complete has no answer, "nothing is being paid" and "declined" may speak of the time before it arrived. Such a complete is repeated with
   * its key and body where its credential is still at hand; else only a cancelled checkout ends the doubt.
   */
  async #sure(standing: Standing): Promise<Standing> {
    const {doubts} = this.#journal.trail;
    const ends = 'over' in standing ? !standing.over : standing.status === 'untouched';
    if (!ends) return standing;
    if (!doubts.length) return this.closing && standing.status === 'untouched' ? {status: 'cancelled', over: false} : standing;
    for (const {key} of doubts) {
      const answer = await this.#send(key);
      if (answer.status !== 'unknown') return this.#sure(answer);
    }
    // What a page sent with its last breath may arrive any moment: one round of grace.
    if (!this.#spared) {
      this.#spared = true;
      return unheard;
    }
    return this.#ruleOut();
  }

  async #ruleOut(): Promise<Standing> {
    const standing = await this.#cancel();
    const {doubts} = this.#journal.trail;
    if ('over' in standing && standing.over) this.#answered(...doubts.map(({key}) => key));
    else if (doubts.length && ('over' in standing || standing.status === 'untouched')) return unheard;
    return standing.status === 'untouched' ? {status: 'cancelled', over: false} : standing;
  }

  async #cancel(): Promise<Standing> {
    this.#changes++;
    try {
      const checkout = await this.#desk.cancel();
      this.#changes++;
      return standingOf(checkout, this.#surroundings.now());
    } catch (error) {
      this.#changes++;
      return isLost(error) ? unheard : this.#glance();
    }
  }
}
