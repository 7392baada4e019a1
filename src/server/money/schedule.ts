import type {MerchantConfig} from '../merchant-config.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How long a provider may take to answer one call, in ms. */
export const CALL_TIMEOUT = 10 * SECOND;

/** How long a claimed piece of work belongs to its worker, in ms; longer than any call it makes. */
export const LEASE = 3 * CALL_TIMEOUT;

/** How long a provider may take to list its disputes, page by page, in ms: a minute, and twice as long after each time that it was not enough. */
export function listTimeout(failures: number): number {
  return Math.min(MINUTE * 2 ** Math.min(failures, 10), 16 * MINUTE);
}

/** When a new intent is asked after if nothing else was heard: its own call must be over by then. */
export function firstCheck(now: Date): Date {
  return after(now, CALL_TIMEOUT + 5 * SECOND);
}

/**
 * Provider's deadline < end of the stock hold ≤ expiry of the checkout, which a payment extends when it must. The gap is
 * a tenth of the hold, at least 30 seconds: time to hear that the trade is closed before the stock is free.
 */
export function deadlinesFor(config: Pick<MerchantConfig, 'holdMinutes'>, checkoutExpiry: Date, now: Date): {deadline: Date; holdUntil: Date; checkoutUntil: Date} {
  const hold = config.holdMinutes * MINUTE;
  const gap = Math.max(30 * SECOND, hold / 10);
  const holdUntil = after(now, hold);
  return {deadline: after(holdUntil, -gap), holdUntil, checkoutUntil: holdUntil > checkoutExpiry ? holdUntil : checkoutExpiry};
}

/** While a buyer may act: soon at first, then every minute, and right after the deadline. */
export function nextCheck(now: Date, checks: number, deadline: Date): Date {
  const regular = after(now, Math.min(2 * SECOND * 2 ** Math.min(checks, 10), MINUTE));
  const atDeadline = after(deadline, SECOND);
  return now < atDeadline && atDeadline < regular ? atDeadline : regular;
}

/**
 * A trade that we believe closed is looked at again, 2 minutes, half an hour and 6 hours after its end: late money must be found even when
 * nobody tells us. A look that failed does not count.
 */
export function lookAgain(now: Date, ended: Date): Date | null {
  const looks = [2 * MINUTE, 30 * MINUTE, 6 * 60 * MINUTE].map(wait => after(ended, wait));
  return looks.find(look => look > now) ?? null;
}

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Where a provider does not say how long it gives money back. */
const USUAL_REFUND_DAYS = 180;

/** When the provider's list of refunds is first read after the money was taken. */
export function firstLookAtRefunds(now: Date): Date {
  return after(now, HOUR);
}

/** When it is read next: after 6 hours, then a day, and ever longer up to 16 days, while money may still be given back. */
export function lookAtRefunds(now: Date, {paid_at: paidAt, refunds_checks: checks}: {readonly paid_at: Date | null; readonly refunds_checks: number}, refundDays = USUAL_REFUND_DAYS): Date | null {
  const wait = checks < 2 ? 6 * HOUR : Math.min(DAY * 2 ** (checks - 2), 16 * DAY);
  const next = after(now, wait);
  // One look after the window has closed: a refund may still come back.
  return paidAt === null || now > after(paidAt, (refundDays + 1) * DAY) ? null : next;
}

/** How long after the last look the list of disputes is read again. */
export function nextDisputes(now: Date): Date {
  return after(now, HOUR);
}

/** After a failed delivery or refund: 5 s, 10 s, 20 s … at most 6 hours. */
export function retryAt(now: Date, attempts: number): Date {
  return after(now, Math.min(5 * SECOND * 2 ** Math.min(attempts, 20), 6 * 60 * MINUTE));
}

/** After a fault of ours: as `retryAt`, at most 10 minutes. */
export function afterFailure(now: Date, attempts: number): Date {
  return new Date(Math.min(retryAt(now, attempts).getTime(), now.getTime() + 10 * MINUTE));
}

export function after(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms);
}
