import type {VerifiedNotification} from '../payment-handler.ts';

/** Trades whose refunds are remembered; the oldest are forgotten first. */
const MOST = 1000;

export interface ToldRefunds {
  note(notification: VerifiedNotification): void;
  of(tradeNo: string): readonly string[];
}

/**
 * The numbers of refunds that notifications named (`out_biz_no`), since this process began. Alipay lists no refunds, so these are what can be asked after; a refund
 * that is asked for without a number has the trade's own.
 */
export function toldRefunds(): ToldRefunds {
  const known = new Map<string, Set<string>>();
  return {
    note({about, tradeNo, payload}) {
      if (about !== 'refund' || tradeNo === undefined) return;
      const number = payload['out_biz_no'];
      const numbers = known.get(tradeNo) ?? new Set<string>();
      known.delete(tradeNo);
      known.set(tradeNo, numbers.add(typeof number === 'string' && number ? number : tradeNo));
      for (const oldest of known.keys()) if (known.size > MOST) known.delete(oldest);
    },
    of: tradeNo => [...known.get(tradeNo) ?? []],
  };
}
