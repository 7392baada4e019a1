import type {Attempt, AttemptState} from './attempt.ts';
import type {AttemptBook, AttemptRecord} from './attempts.ts';
import {isWorthShowing} from './attempts.ts';
import {purchaseLock} from './purchase-lock.ts';
import type {Surroundings} from './surroundings.ts';
import {allowMove, isEnding} from './transitions.ts';

/**
 * Where one attempt stands, kept in three places that must agree: here, in the page's `$attempts`, in the book of this browser. And which page of
 * this browser carries it: the one that pressed first, then whoever is left, or acts.
 */
export interface Journal {
  readonly attempt: AttemptRecord;
  /** `alone`: shown on this page only, until it is known which page leads. `leads`: written for all. `follows`: changes nothing. */
  mode: 'alone' | 'leads' | 'follows';
  /** Moves to another state by the table. False when the table or a newer leader refuses; nothing has changed then. */
  move(state: AttemptState, change?: Partial<AttemptRecord>): boolean;
  /** Notes something without moving. */
  note(change: Partial<AttemptRecord>): boolean;
  /** Shows something on this page without writing it down. */
  show(change: Partial<Attempt>): void;
  /** True once this page may send: false when another one leads, or when there is an earlier payment to go on with. */
  claim(): Promise<boolean>;
  /** Goes on with what an earlier page began, or looks on while another page does. */
  takeUp(record: AttemptRecord): Promise<void>;
  /** The buyer acts here: takes the lead from whoever has it, over what that one has done meanwhile. */
  seize(): void;
  release(): void;
}

/** What a journal tells its story. */
export interface Reader {
  /** Another page leads: this one stops acting. */
  follows(): void;
  /** The page that leads went on. */
  looksOn(): void;
  /** The page that led has ended it. */
  ended(): void;
  /** This page leads now and goes on with what another one began. */
  goesOn(): void;
}

/** How often a page that leads writes down again where it stands; ms. */
const reminder = 60_000;

export function openJournal(begun: AttemptRecord, book: AttemptBook, surroundings: Surroundings, reader: Reader): Journal {
  const {purchase} = begun;
  const {attempts, later, now, report} = surroundings;
  const lock = purchaseLock(purchase, surroundings, () => follow());
  let attempt = begun;
  let unfollow: (() => void) | undefined;
  let seizing: Promise<void> | undefined;
  let released = false;
  let stopReminding = (): void => undefined;

  const publish = (shown: AttemptRecord): void => {
    attempt = shown;
    try {
      attempts.setKey(purchase, shown);
    } catch (error) {
      // A listener of the page broke; the payment is none of its business.
      report(error);
    }
  };

  const note = (change: Partial<AttemptRecord>): boolean => {
    // Later than what it follows, though the clock was put back: other pages tell by it what is newer.
    const next = {...attempt, ...change, updatedAt: Math.max(now(), attempt.updatedAt + 1)};
    const lost = journal.mode === 'leads' && !book.write(next);
    // A page that took the lead later has written: this one must only look on.
    if (lost) follow();
    if (lost || journal.mode === 'follows') return false;
    publish(next);
    return true;
  };

  /** Takes the lead over the record as it stands now, which may have grown since this page last read it. */
  const lead = (): void => {
    const {epoch, tag, checkoutId, visit, create, doubts, updatedAt} = book.read(purchase) ?? attempt;
    attempt = {...attempt, epoch: epoch + 1, tag, checkoutId, visit, create, doubts, updatedAt};
    journal.mode = 'leads';
    remind();
  };

  /** Whoever presses elsewhere must find what stands open here, though it was left for hours or the storage was cleared. */
  const remind = (): void => {
    stopReminding();
    stopReminding = later(reminder, () => note({}) && remind());
  };

  const copy = (record: AttemptRecord): void => {
    const shown = attempts.get()[purchase];
    // Another copy of the script on this page may lead, and then shows more than the book knows.
    if (shown?.id === record.id && shown.updatedAt >= record.updatedAt) attempt = {...record, ...shown};
    else publish({...record, checkout: attempt.id === record.id ? attempt.checkout : undefined});
  };

  /** Shows what the leading page wrote; true when that is the end. */
  const mirror = (record: AttemptRecord | undefined): boolean => {
    if (!record || released) return released;
    copy(record);
    const over = isEnding(record.state);
    if (over) journal.mode = 'follows';
    reader[over ? 'ended' : 'looksOn']();
    return over;
  };

  const stopFollowing = (): void => {
    unfollow?.();
    unfollow = undefined;
  };

  const follow = (): void => {
    if (released || unfollow) return;
    journal.mode = 'follows';
    unfollow = book.follow(purchase, mirror);
    reader.follows();
    if (!mirror(book.read(purchase))) void lock.wait().then((held) => held && goOn());
  };

  const goOn = (): void => {
    if (released) return lock.release();
    stopFollowing();
    if (mirror(book.read(purchase))) return;
    lead();
    reader.goesOn();
  };

  const journal: Journal = {
    get attempt() {
      return attempt;
    },
    mode: 'alone',
    note,
    move: (state, change) => (attempt.state === state || allowMove(attempt.state, state, report)) && note({...change, state}),
    show: (change) => publish({...attempt, ...change}),
    async claim() {
      if (journal.mode === 'leads') {
        await seizing;
        return !released;
      }
      const free = await lock.take();
      const record = book.read(purchase);
      if (released) lock.release();
      else if (!free) follow();
      else if (record && record.id !== attempt.id && isWorthShowing(record)) goOn();
      else {
        lead();
        return note({});
      }
      return false;
    },
    async takeUp(record) {
      copy(record);
      if (isEnding(record.state)) reader.ended();
      else if (await lock.take()) goOn();
      else follow();
    },
    seize() {
      if (!unfollow) return;
      stopFollowing();
      // A page that was suspended, or a second copy of the script on it, has not heard what the other did last.
      if (mirror(book.read(purchase))) return;
      lead();
      seizing = lock.seize().then(() => {
        if (released) lock.release();
      });
    },
    release() {
      released = true;
      stopReminding();
      unfollow?.();
      lock.release();
    },
  };
  return journal;
}
