import type {Attempt} from '../../payment/attempt.ts';
import {PaymentCancelEvent, PaymentCompleteEvent, PaymentErrorEvent, PaymentHandoffEvent, PaymentPendingEvent} from '../payment-events.ts';

const told = new Set<string>();

/** True the first time it is asked for an attempt's ending (or its being pending), whichever tag asks. */
export function firstToTell({id}: Attempt, what: 'pending' | 'ending'): boolean {
  const key = `${what} ${id}`;
  return !told.has(key) && Boolean(told.add(key));
}

/** The one event that an attempt's state ends in; `undefined` while it has not ended. */
export function endingEvent(attempt: Attempt): Event | undefined {
  const {id, state, total, order, problem} = attempt;
  if (state === 'paid' && order) return new PaymentCompleteEvent(id, total, order);
  if (state === 'cancelled') return new PaymentCancelEvent(id);
  if (state === 'failed' || state === 'expired') return new PaymentErrorEvent(id, problem?.code ?? (state === 'expired' ? 'expired' : 'unknown'), problem?.message);
  if (state === 'handed-off') return new PaymentHandoffEvent(id, sentTo(attempt));
  if (state === 'pending') return new PaymentPendingEvent(id, total);
  return undefined;
}

/** Where a provider sent the buyer. */
function sentTo({action, checkout}: Attempt): string {
  const url = action && 'url' in action ? action.url : undefined;
  return typeof url === 'string' ? url : (checkout?.continue_url ?? '');
}
