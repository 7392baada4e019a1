import type {AttemptState} from './attempt.ts';

/** Where a purchase may stand on the client: before it has an attempt, `idle` or `unavailable`. */
export type PurchaseState = 'idle' | 'unavailable' | AttemptState;

/** Every move that is allowed; whatever is not in this table is refused. */
export const transitions: Readonly<Record<PurchaseState, readonly PurchaseState[]>> = {
  idle: [
    'ready', // the provider is prepared
    'unavailable', // no provider can act here, or nothing can be sold
  ],
  unavailable: [
    'ready', // the place changed: another provider, stock again
  ],
  ready: [
    'unavailable', // the place changed under a tag that nobody has pressed
    'opening', // the press
    'confirming', // an attempt that was begun earlier is taken up: reload, another tab, the way back from a wallet
  ],
  opening: [
    'needs-buyer', // the checkout misses delivery or contact
    'review', // the checkout is open, and there is something to see before paying
    'acting', // the provider's window or sheet is open
    'confirming', // the instrument is on its way to the merchant, or the checkout turned out to be under payment
    'cancelled', // the buyer stopped before anything was handed over
    'failed', // the checkout could not be opened, or the provider could not begin; nothing was handed over
    'handed-off', // somebody else's checkout was opened
  ],
  'needs-buyer': [
    'review', // everything is there: show all totals
    'confirming', // another tab or browser has paid this checkout or is about to
    'cancelled', // the buyer stopped; nothing was handed over
    'expired', // the merchant closed the checkout while the buyer was typing
    'failed', // it cannot be sold any more; nothing was handed over
  ],
  review: [
    'needs-buyer', // the buyer changes delivery, and the merchant misses something again
    'opening', // the second press
    'confirming', // another tab or browser has paid this checkout or is about to
    'cancelled', // the buyer stopped; nothing was handed over
    'expired', // the merchant closed the checkout while the buyer was reading
    'failed', // it cannot be sold any more; nothing was handed over
  ],
  acting: [
    'needs-buyer', // the checkout opened behind the provider's sheet and misses something
    'review', // the total changed behind the provider's sheet, or the merchant said so when asked to complete
    'confirming', // the buyer has acted or stopped; now the merchant's word counts
    'paid', // the merchant said so while the wallet's window was still open
    'pending', // the buyer stopped, and the merchant cannot say yet that the trade is closed
    'cancelled', // confirmed, or stopped in a sheet before anything was handed over
    'failed', // confirmed, or the provider broke before anything was handed over
    'expired', // confirmed
    'handed-off', // the provider passed the buyer on
  ],
  confirming: [
    'acting', // the merchant says that the wallet needs the buyer
    'needs-buyer', // the merchant charged nothing and misses something
    'review', // the merchant charged nothing: the total changed, or nothing is being paid after all
    'paid', // confirmed
    'pending', // the answer does not come
    'cancelled', // confirmed
    'failed', // confirmed
    'expired', // confirmed
  ],
  pending: [
    'acting', // the buyer opens the wallet again
    'needs-buyer', // the merchant says that nothing is being paid, and misses something
    'review', // the merchant says that nothing is being paid, and the checkout still stands open
    'paid', // late, and never lost
    'cancelled', // confirmed late
    'failed', // confirmed late
    'expired', // confirmed late
  ],
  paid: [
    'ready', // the buyer asks to buy it again
  ],
  cancelled: [
    'ready', // a new attempt
  ],
  failed: [
    'ready', // a new attempt
  ],
  expired: [
    'ready', // a new attempt
  ],
  'handed-off': [
    'ready', // its end is not known here; the tag can act again
  ],
};

export const mayMove = (from: PurchaseState, to: PurchaseState): boolean => transitions[from].includes(to);

/** True for the states in which a story ends. */
export const isEnding = (state: PurchaseState): boolean => /^(paid|cancelled|failed|expired|handed-off)$/.test(state);

/**
 * True when the move is in the table. Otherwise it throws in development, and is reported and refused (`false`) in production, where a purchase
 * must not break on our mistake.
 */
export function allowMove(from: PurchaseState, to: PurchaseState, report: (error: unknown) => void): boolean {
  if (mayMove(from, to)) return true;
  const error = new Error(`A purchase cannot go from ${from} to ${to}`);
  if (typeof process === 'object' && process.env.NODE_ENV !== 'production') throw error;
  report(error);
  return false;
}
