import type {PaymentAction} from '../commerce/payment-action.ts';
import type {Journal} from './journal.ts';
import type {Showing} from './stage.ts';
import {mayCall, present} from './stage.ts';
import type {Surroundings} from './surroundings.ts';

/** What the buyer is shown of one story at a time. */
export interface Scene {
  readonly empty: boolean;
  /** Throws when the action cannot or must not be shown. */
  show(action: PaymentAction): Showing;
  /** Offers what the merchant asks for without doing it: a buyer who has just come back is not sent away again. */
  offer(action: PaymentAction): void;
  /** In a gesture. False when there is nothing to show. */
  reopen(): boolean;
  choose(choice: string): void;
  leave(): void;
}

/** `ask`: asks the merchant now. `stop`: the buyer has turned away from what was opened again. */
export function openScene(journal: Journal, surroundings: Surroundings, ask: () => void, stop: () => void): Scene {
  let showing: Showing | undefined;
  /** What belongs to an earlier scene is not shown any more. */
  let scenes = 0;

  const note = (action: PaymentAction, blocked?: boolean): void => {
    const {state} = journal.attempt;
    // A window that is still empty, and a payment that the buyer has stopped, are not the buyer's turn.
    const waits = (state === 'opening' && action.type === 'popup' && !action.url) || (state === 'pending' && !showing);
    journal.move(waits ? state : 'acting', {action, problem: blocked ? {code: 'popup_blocked'} : undefined});
  };

  const leave = (): void => {
    scenes++;
    const last = showing;
    showing = undefined;
    last?.close();
  };

  /** `again`: what the buyer asked for once more can be asked for a third time. */
  const show = (action: PaymentAction, again?: boolean): Showing => {
    leave();
    const scene = scenes;
    const shown = present(action, {surroundings, ask, stop, show: (...what) => void (scene === scenes && note(...what))});
    showing = shown;
    void shown.done.then(({how}) => {
      if (how === 'blocked' || scene !== scenes) return;
      leave();
      if (!again) journal.note({action: undefined});
    });
    return shown;
  };

  return {
    get empty() {
      return !showing;
    },
    show,
    leave,
    offer(action) {
      const offer: PaymentAction = action.type === 'redirect' ? {type: 'popup', url: action.url} : action;
      if (showing || JSON.stringify(offer) === JSON.stringify(journal.attempt.action)) return;
      if (offer.type === 'qr') show(offer);
      else if (offer.type === 'popup' || offer.type === 'form-post' || (offer.type === 'bridge' && mayCall(offer))) note(offer);
    },
    reopen() {
      const {action} = journal.attempt;
      if (showing) showing.reopen();
      else if (action && ('url' in action ? action.url : action.type === 'bridge')) show(action, true);
      else return false;
      return true;
    },
    choose: (choice) => showing?.choose?.(choice),
  };
}
