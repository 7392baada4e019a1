import type {AttemptBook, AttemptRecord} from './attempts.ts';
import {isUndecided} from './attempts.ts';
import type {Journal} from './journal.ts';
import type {PurchaseLock} from './purchase-lock.ts';
import {purchaseLock} from './purchase-lock.ts';
import type {Surroundings} from './surroundings.ts';
import {isEnding} from './transitions.ts';

interface Listener {
  /** Another page leads: this one stops acting. */
  follows(): void;
  /** The page that leads went on. */
  looksOn(): void;
  /** The page that led has ended it. */
  ended(): void;
  /** This page leads now and goes on with what another one began. */
  goesOn(): void;
}

/** Decides which page of this browser carries a purchase: the one that pressed first, then whoever is left, or acts. */
export class Lead {
  readonly #purchase: string;
  readonly #journal: Journal;
  readonly #book: AttemptBook;
  readonly #lock: PurchaseLock;
  readonly #listener: Listener;
  #unfollow: (() => void) | undefined;
  #seizing: Promise<void> | undefined;
  #released = false;

  constructor(journal: Journal, book: AttemptBook, surroundings: Surroundings, listener: Listener) {
    this.#purchase = journal.attempt.purchase;
    this.#journal = journal;
    this.#book = book;
    this.#listener = listener;
    this.#lock = purchaseLock(this.#purchase, surroundings, () => this.lost());
  }

  /** True once this page may send: false when another one leads, or when there is an earlier payment to go on with. */
  async claim(): Promise<boolean> {
    if (this.#journal.mode === 'leads') {
      await this.#seizing;
      return !this.#released;
    }
    const free = await this.#lock.take();
    if (this.#released) this.#lock.release();
    else if (!free) this.#follow();
    else return this.#inherit();
    return false;
  }

  /** Goes on with the attempt in the book, or looks on while another page does. */
  async takeUp(): Promise<void> {
    if (await this.#lock.take()) this.#goOn();
    else this.#follow();
  }

  /** The buyer acts here: takes the lead from whoever has it. */
  seize(): void {
    if (!this.#unfollow) return;
    this.#unfollow();
    this.#unfollow = undefined;
    this.#journal.lead();
    this.#seizing = this.#lock.seize().then(() => {
      if (this.#released) this.#lock.release();
    });
  }

  /** Another page has taken the lead. */
  lost(): void {
    if (!this.#released) this.#follow();
  }

  release(): void {
    this.#released = true;
    this.#unfollow?.();
    this.#lock.release();
  }

  #inherit(): boolean {
    const record = this.#book.read(this.#purchase);
    if (record && record.id !== this.#journal.attempt.id && (isUndecided(record) || record.state === 'paid')) {
      this.#goOn();
      return false;
    }
    this.#journal.lead();
    return this.#journal.note({});
  }

  #goOn(): void {
    if (this.#released) return this.#lock.release();
    this.#unfollow?.();
    this.#unfollow = undefined;
    if (this.#mirror(this.#book.read(this.#purchase))) return;
    this.#journal.lead();
    this.#listener.goesOn();
  }

  #follow(): void {
    if (this.#unfollow) return;
    this.#journal.mode = 'follows';
    this.#unfollow = this.#book.follow(this.#purchase, (record) => void this.#mirror(record));
    this.#listener.follows();
    if (this.#mirror(this.#book.read(this.#purchase))) return;
    void this.#lock.wait().then((held) => {
      if (held) this.#goOn();
    });
  }

  /** Shows what the book says; true when that is the end. */
  #mirror(record: AttemptRecord | undefined): boolean {
    if (!record || this.#released) return this.#released;
    this.#journal.mirror(record);
    if (isEnding(record.state)) {
      this.#journal.mode = 'follows';
      this.#listener.ended();
    } else this.#listener.looksOn();
    return isEnding(record.state);
  }
}
