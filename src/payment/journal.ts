import type {Attempt, AttemptState} from './attempt.ts';
import type {AttemptBook, AttemptRecord} from './attempts.ts';
import type {Surroundings} from './surroundings.ts';
import {allowMove} from './transitions.ts';

/** What only the story needs of a record. */
export type Trail = Pick<AttemptRecord, 'epoch' | 'tag' | 'checkoutId' | 'visit' | 'create' | 'doubts'>;

const trailOf = ({epoch, tag, checkoutId, visit, create, doubts}: AttemptRecord): Trail => ({epoch, tag, checkoutId, visit, create, doubts});

function attemptOf(record: AttemptRecord): Attempt {
  const {version: _, epoch: _e, tag: _t, checkoutId: _c, visit: _v, create: _k, doubts: _d, ...attempt} = record;
  return attempt;
}

/** Where one attempt stands, kept in three places that must agree: here, in the page's `$attempts`, in the book of this browser. */
export class Journal {
  attempt: Attempt;
  trail: Trail;
  /** `alone`: shown on this page only, until it is known which page leads. `leads`: written for all. `follows`: changes nothing. */
  mode: 'alone' | 'leads' | 'follows' = 'alone';
  readonly #book: AttemptBook;
  readonly #surroundings: Surroundings;
  readonly #fenced: () => void;

  /** `fenced` is called when a page that took the lead later has written: this one must only look on. */
  constructor(record: AttemptRecord, book: AttemptBook, surroundings: Surroundings, fenced: () => void) {
    this.attempt = attemptOf(record);
    this.trail = trailOf(record);
    this.#book = book;
    this.#surroundings = surroundings;
    this.#fenced = fenced;
  }

  /** Moves to another state by the table. False when the table or a newer leader refuses; nothing has changed then. */
  move(state: AttemptState, change: Partial<Attempt> = {}, trail: Partial<Trail> = {}): boolean {
    const {attempt, attempt: {state: from}} = this;
    if (from === state) return this.note(change, trail);
    return allowMove(from, state, this.#surroundings.report) && this.#keep({...attempt, ...change, state}, trail);
  }

  /** Notes something without moving. */
  note(change: Partial<Attempt>, trail: Partial<Trail> = {}): boolean {
    return this.#keep({...this.attempt, ...change}, trail);
  }

  /** Takes the lead over the record as it stands now, which may have grown since this page last read it. */
  lead(): void {
    const {purchase} = this.attempt;
    const newest = this.#book.read(purchase);
    if (newest) this.trail = trailOf(newest);
    this.trail = {...this.trail, epoch: this.trail.epoch + 1};
    this.mode = 'leads';
  }

  /** Shows something on this page without writing it down. */
  show(change: Partial<Attempt>): void {
    this.#publish({...this.attempt, ...change});
  }

  /** Shows what the leading page wrote. */
  mirror(record: AttemptRecord): void {
    this.trail = trailOf(record);
    const shown = this.#surroundings.attempts.get()[record.purchase];
    const {id, checkout} = this.attempt;
    // Another copy of the script on this page may lead, and then shows more than the book knows.
    if (shown?.id === record.id && shown.updatedAt >= record.updatedAt) this.attempt = shown;
    else this.#publish({...attemptOf(record), checkout: id === record.id ? checkout : undefined});
  }

  #keep(attempt: Attempt, change: Partial<Trail>): boolean {
    if (this.mode === 'follows') return false;
    const {checkout: _, action: __, ...kept} = {...attempt, updatedAt: this.#surroundings.now()};
    const trail = {...this.trail, ...change};
    if (this.mode === 'leads' && !this.#book.write({...kept, ...trail, version: 1})) {
      this.#fenced();
      return false;
    }
    this.trail = trail;
    this.#publish({...attempt, updatedAt: kept.updatedAt});
    return true;
  }

  #publish(attempt: Attempt): void {
    this.attempt = attempt;
    const {attempts, report} = this.#surroundings;
    try {
      attempts.setKey(attempt.purchase, attempt);
    } catch (error) {
      // A listener of the page broke; the payment is none of its business.
      report(error);
    }
  }
}
