import type {AppWord} from './hand-over.ts';

/**
 * What the app's cashier (`tradePay`) says at its end, by its published result codes. None of them says how the payment stands; each only tells what to do next.
 * 9000 paid, 8000 being worked on, 6002 network trouble, 6004 unknown, 5000 asked twice: the merchant knows more, or will. 4000 failed, 6001 cancelled, 99 left:
 * the merchant is asked to close the trade, and only its word counts.
 */
const words: ReadonlyMap<string, AppWord> = new Map([
  ['9000', 'ask'], ['8000', 'ask'], ['6002', 'ask'], ['6004', 'ask'], ['5000', 'ask'],
  ['4000', 'stopped'], ['6001', 'stopped'], ['99', 'stopped'],
]);

/** A code that nobody has published is asked after, as are all that may have moved money. */
export const wordOfTradePay = (code: string): AppWord => words.get(code) ?? 'ask';
