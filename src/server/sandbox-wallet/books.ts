import type {Money} from '../../commerce/money.ts';
import type {LocalText} from '../merchant-config.ts';

export type Display = 'popup' | 'redirect' | 'qr';
/** `pending`: opened without anything for the buyer to do; somebody at the wallet decides. */
export type Shown = Display | 'none';
export type NoticeKind = 'trade.paid' | 'trade.declined' | 'trade.closed' | 'refund.done';

/** One line of the journal. Times are ISO 8601; amounts are minor units. */
export type JournalEntry =
  | {readonly type: 'opened'; readonly at: string} & Opening
  /** Closed before it was ever created: a create that is still on its way must not succeed. */
  | {readonly type: 'barred'; readonly at: string; readonly trade_no: string}
  | {readonly type: 'paid'; readonly at: string; readonly trade_no: string; readonly amount: number}
  | {readonly type: 'declined'; readonly at: string; readonly trade_no: string}
  | {readonly type: 'closed'; readonly at: string; readonly trade_no: string; readonly reason: 'cancelled' | 'expired'}
  | {readonly type: 'refunded'; readonly at: string; readonly trade_no: string; readonly refund_no: string; readonly amount: number; readonly reason: string}
  /** A notification to deliver from `due` on, `copies` times. */
  | {readonly type: 'notice'; readonly at: string; readonly event_id: string; readonly kind: NoticeKind; readonly trade_no: string; readonly due: string; readonly copies: number}
  /** The notification was taken, or given up. */
  | {readonly type: 'told'; readonly at: string; readonly event_id: string; readonly taken: boolean};

export interface Opening {
  readonly trade_no: string;
  readonly wallet_no: string;
  /** Unguessable; the wallet's page for this trade is `/pay/<pay_key>`. */
  readonly pay_key: string;
  readonly amount: number;
  readonly currency: string;
  /** In the language of `locale`. */
  readonly subject: string;
  readonly merchant: LocalText;
  readonly locale: string;
  readonly display: Shown;
  readonly return_url: string;
  readonly notify_url: string;
  readonly deadline: string;
}

export interface WalletTrade {
  readonly tradeNo: string;
  readonly opening: Opening | undefined;
  readonly status: 'waiting' | 'paid' | 'declined' | 'closed';
  readonly reason?: 'cancelled' | 'expired' | 'barred';
  readonly paid?: {readonly amount: number; readonly at: string};
  readonly refunds: readonly {readonly refundNo: string; readonly amount: number; readonly at: string}[];
}

export interface Notice {
  readonly eventId: string;
  readonly kind: NoticeKind;
  readonly tradeNo: string;
  readonly due: string;
  readonly copies: number;
}

export class BrokenBooks extends Error {
  override readonly name = 'BrokenBooks';
}

/** The wallet's own books: what the journal says, replayed line by line. */
export class Books {
  readonly trades = new Map<string, WalletTrade>();
  readonly byKey = new Map<string, string>();
  readonly undelivered = new Map<string, Notice>();

  apply(entry: JournalEntry): void {
    switch (entry.type) {
      case 'opened':
        this.byKey.set(entry.pay_key, entry.trade_no);
        return this.put({tradeNo: entry.trade_no, opening: entry, status: 'waiting', refunds: []});
      case 'barred':
        return this.put({tradeNo: entry.trade_no, opening: undefined, status: 'closed', reason: 'barred', refunds: []});
      case 'paid':
        return this.change(entry.trade_no, {status: 'paid', paid: {amount: entry.amount, at: entry.at}, reason: undefined});
      case 'declined':
        return this.change(entry.trade_no, {status: 'declined'});
      case 'closed':
        return this.change(entry.trade_no, {status: 'closed', reason: entry.reason});
      case 'refunded':
        return this.addRefund(entry);
      case 'notice':
        this.undelivered.set(entry.event_id, {eventId: entry.event_id, kind: entry.kind, tradeNo: entry.trade_no, due: entry.due, copies: entry.copies});
        return;
      case 'told':
        this.undelivered.delete(entry.event_id);
    }
  }

  trade(tradeNo: string): WalletTrade | undefined {
    return this.trades.get(tradeNo);
  }

  private put(trade: WalletTrade): void {
    if (this.trades.has(trade.tradeNo)) throw new BrokenBooks(`The trade ${trade.tradeNo} begins twice`);
    this.trades.set(trade.tradeNo, trade);
  }

  private change(tradeNo: string, change: Partial<WalletTrade>): void {
    const trade = this.trades.get(tradeNo);
    if (!trade) throw new BrokenBooks(`The trade ${tradeNo} changes before it begins`);
    this.trades.set(tradeNo, {...trade, ...change});
  }

  private addRefund(entry: Extract<JournalEntry, {type: 'refunded'}>): void {
    const refunds = this.trades.get(entry.trade_no)?.refunds ?? [];
    this.change(entry.trade_no, {refunds: [...refunds, {refundNo: entry.refund_no, amount: entry.amount, at: entry.at}]});
  }
}

/** Minor units that the trade has given back. */
export function refundedOf(trade: WalletTrade): number {
  return trade.refunds.reduce((sum, refund) => sum + refund.amount, 0);
}

/** What the trade was opened for; `undefined` for one that was barred. */
export function amountOf({opening}: WalletTrade): Money | undefined {
  return opening && {amount: opening.amount, currency: opening.currency};
}
