import type {PaymentAction} from '../commerce/payment-action.ts';
import type {Attempt} from './attempt.ts';
import type {Journal} from './journal.ts';
import type {Showing} from './stage.ts';
import {present} from './stage.ts';
import type {Surroundings} from './surroundings.ts';

/** What the buyer is shown of one story at a time. */
export class Scene {
  readonly #journal: Journal;
  readonly #surroundings: Surroundings;
  readonly #ask: () => void;
  readonly #stop: () => void;
  #showing: Showing | undefined;
  /** What belongs to an earlier scene is not shown any more. */
  #scenes = 0;

  constructor(journal: Journal, surroundings: Surroundings, ask: () => void, stop: () => void) {
    this.#journal = journal;
    this.#surroundings = surroundings;
    this.#ask = ask;
    this.#stop = stop;
  }

  get empty(): boolean {
    return !this.#showing;
  }

  /** Throws when the action cannot or must not be shown. */
  show(action: PaymentAction): Showing {
    this.leave();
    const scene = this.#scenes;
    const showing = present(action, {
      surroundings: this.#surroundings,
      show: (shown, blocked) => {
        if (scene === this.#scenes) this.#note(shown, blocked);
      },
      ask: this.#ask,
      closedAgain: this.#stop,
    });
    this.#showing = showing;
    void showing.done.then(({how}) => {
      if (how === 'blocked' || scene !== this.#scenes) return;
      this.#scenes++;
      this.#showing = undefined;
      this.#journal.note({action: undefined});
    });
    return showing;
  }

  /** Offers what the merchant asks for without doing it: a buyer who has just come back is not sent away again. */
  offer(action: PaymentAction): void {
    const offer: PaymentAction = action.type === 'redirect' ? {type: 'popup', url: action.url} : action;
    if (!this.empty || JSON.stringify(offer) === JSON.stringify(this.#journal.attempt.action)) return;
    if (offer.type === 'qr') this.show(offer);
    else if (offer.type === 'popup' || offer.type === 'form-post') this.#note(offer);
  }

  /** In a gesture. False when there is nothing to show. */
  reopen(): boolean {
    const {action} = this.#journal.attempt;
    if (this.#showing) this.#showing.reopen();
    else if (action && 'url' in action && action.url) this.show(action);
    else return false;
    return true;
  }

  choose(choice: string): void {
    this.#showing?.choose(choice);
  }

  leave(): void {
    this.#scenes++;
    const showing = this.#showing;
    this.#showing = undefined;
    showing?.settle();
  }

  #note(action: PaymentAction, blocked?: boolean): void {
    const {state} = this.#journal.attempt;
    const change: Partial<Attempt> = {action, problem: blocked ? {code: 'popup_blocked'} : undefined};
    // A window that is still empty, and a payment that the buyer has stopped, are not the buyer's turn.
    const waits = (state === 'opening' && action.type === 'popup' && !action.url) || (state === 'pending' && this.empty);
    if (waits) this.#journal.note(change);
    else this.#journal.move('acting', change);
  }
}
