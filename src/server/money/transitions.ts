/** Every state a payment can be in on the server. */
export const PAYMENT_STATES = [
  'intent', 'acting', 'confirming', 'authorised', 'paid', 'declined', 'cancelled', 'expired', 'failed',
  'late_paid', 'honoured', 'refunding', 'refunded', 'held',
] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

const ENDINGS = ['declined', 'cancelled', 'expired', 'failed'] as const;

/**
 * The only moves a payment may make. `held` waits for a person, who has it given back or accepts it: money that does not match, or that could not be given
 * back, or came back. `authorised`: the provider keeps the money for us, and moves it when asked to. An ending may still be overtaken by late money, which is honoured or refunded, never refused and never lost.
 */
export const transitions: Readonly<Record<PaymentState, readonly PaymentState[]>> = {
  intent: ['acting', 'confirming', 'authorised', 'paid', 'late_paid', ...ENDINGS, 'held'],
  acting: ['confirming', 'authorised', 'paid', 'late_paid', ...ENDINGS, 'held'],
  confirming: ['acting', 'authorised', 'paid', 'late_paid', ...ENDINGS, 'held'],
  authorised: ['acting', 'paid', 'late_paid', ...ENDINGS, 'held'],
  paid: [],
  declined: ['late_paid', 'held'],
  cancelled: ['late_paid', 'held'],
  expired: ['late_paid', 'held'],
  failed: ['late_paid', 'held'],
  late_paid: ['honoured', 'refunding', 'held'],
  honoured: [],
  refunding: ['refunded', 'held'],
  refunded: ['held'],
  held: ['refunding', 'honoured'],
};

export class ForbiddenTransition extends Error {
  override readonly name = 'ForbiddenTransition';
}

/** Throws `ForbiddenTransition` when the table does not allow the move; inside a transaction that undoes it. */
export function assertTransition(from: PaymentState, to: PaymentState): void {
  if (!transitions[from].includes(to)) throw new ForbiddenTransition(`A payment never goes from ${from} to ${to}`);
}

/** The answer of the provider is still open. */
export function isOpen(state: PaymentState): boolean {
  return state === 'intent' || state === 'acting' || state === 'confirming' || state === 'authorised';
}

/** Ended without money. */
export function hasEnded(state: PaymentState): boolean {
  return (ENDINGS as readonly PaymentState[]).includes(state);
}
