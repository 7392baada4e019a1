import {randomBytes} from 'node:crypto';
import type {LocalText} from '../merchant-config.ts';
import type {NoticeKind, Opening, Shown, WalletTrade} from './books.ts';
import {refundedOf} from './books.ts';
import type {Journal} from './journal.ts';

/** How the merchant hears about a decision. `before`: delivered before the buyer returns. `late`: see `lateBy`. */
export type Telling = 'once' | 'twice' | 'late' | 'before' | 'never';
export type Choice = 'approve' | 'decline' | 'cancel';

export interface TradeRequest {
  readonly tradeNo: string;
  /** Minor units, more than 0. */
  readonly amount: number;
  readonly currency: string;
  readonly subject: string;
  readonly merchant: LocalText;
  readonly locale: string;
  readonly token: 'approve' | 'decline' | 'pending' | 'redirect';
  readonly display: Shown;
  readonly returnUrl: string;
  readonly notifyUrl: string;
  readonly deadline: Date;
}

/** The request contradicts what the books say. */
export class WalletConflict extends Error {
  override readonly name = 'WalletConflict';
}

export interface WalletOptions {
  readonly clock: () => Date;
  /** ms until a `late` notification is due. */
  readonly lateBy: number;
}

/** What one sandbox wallet does with its books. Changes are in memory at once and durable when `journal.settled()`. */
export class SandboxWallet {
  readonly journal: Journal;
  readonly options: WalletOptions;
  /** Called when a notification may be due. */
  onNotice: () => void = () => {};

  constructor(journal: Journal, options: WalletOptions) {
    this.journal = journal;
    this.options = options;
  }

  /** Opens a trade, or answers the one that an earlier call opened. Throws `WalletConflict` when that was for other money. */
  create(request: TradeRequest): WalletTrade {
    const known = this.find(request.tradeNo);
    if (known) return asked(known, request);
    const opening: Opening = {
      trade_no: request.tradeNo, wallet_no: `W${randomBytes(8).toString('hex').toUpperCase()}`, pay_key: randomBytes(18).toString('base64url'),
      amount: request.amount, currency: request.currency, subject: request.subject, merchant: request.merchant, locale: request.locale,
      display: request.token === 'redirect' ? request.display : 'none', return_url: request.returnUrl, notify_url: request.notifyUrl,
      deadline: request.deadline.toISOString(),
    };
    this.journal.write({type: 'opened', at: this.now(), ...opening});
    if (request.token === 'approve') this.decide(request.tradeNo, 'approve', 'once');
    if (request.token === 'decline') this.decide(request.tradeNo, 'decline', 'once');
    return this.mustFind(request.tradeNo);
  }

  /** The trade as it stands now; one past its deadline is closed first. */
  find(tradeNo: string): WalletTrade | undefined {
    const trade = this.journal.books.trade(tradeNo);
    const over = trade?.status === 'waiting' && trade.opening && new Date(trade.opening.deadline) <= this.options.clock();
    if (!over) return trade;
    this.journal.write({type: 'closed', at: this.now(), trade_no: tradeNo, reason: 'expired'});
    this.tell('trade.closed', tradeNo, 'once');
    return this.journal.books.trade(tradeNo);
  }

  findByKey(key: string): WalletTrade | undefined {
    const tradeNo = this.journal.books.byKey.get(key);
    return tradeNo === undefined ? undefined : this.find(tradeNo);
  }

  /** The buyer's decision. A trade that has ended stays as it is. */
  decide(tradeNo: string, choice: Choice, telling: Telling): WalletTrade {
    const trade = this.mustFind(tradeNo);
    if (trade.status !== 'waiting' || !trade.opening) return trade;
    const at = this.now();
    if (choice === 'approve') this.journal.write({type: 'paid', at, trade_no: tradeNo, amount: trade.opening.amount});
    else if (choice === 'decline') this.journal.write({type: 'declined', at, trade_no: tradeNo});
    else this.journal.write({type: 'closed', at, trade_no: tradeNo, reason: 'cancelled'});
    this.tell(choice === 'approve' ? 'trade.paid' : choice === 'decline' ? 'trade.declined' : 'trade.closed', tradeNo, telling);
    return this.mustFind(tradeNo);
  }

  /**
   * A wallet that breaks its word: takes the money although the trade was declined or closed, or takes another amount
   * (minor units). Real services have done both.
   */
  payAgainstTheRules(tradeNo: string, telling: Telling, amount?: number): WalletTrade {
    const {status, opening} = this.mustFind(tradeNo);
    if (status === 'paid' || !opening) throw new WalletConflict('This trade is paid, or never was');
    this.journal.write({type: 'paid', at: this.now(), trade_no: tradeNo, amount: amount ?? opening.amount});
    this.tell('trade.paid', tradeNo, telling);
    return this.mustFind(tradeNo);
  }

  /** Makes the trade unpayable, also one that was never created. A trade that is paid stays paid. */
  close(tradeNo: string): WalletTrade {
    const trade = this.find(tradeNo);
    if (!trade) this.journal.write({type: 'barred', at: this.now(), trade_no: tradeNo});
    else if (trade.status === 'waiting') this.decide(tradeNo, 'cancel', 'once');
    return this.mustFind(tradeNo);
  }

  /** Gives money back; the same `refundNo` again changes nothing. Throws `WalletConflict` when there is not so much left. */
  refund(tradeNo: string, refund: {readonly refundNo: string; readonly amount: number; readonly reason: string}): WalletTrade {
    const trade = this.mustFind(tradeNo);
    const earlier = trade.refunds.find(one => one.refundNo === refund.refundNo);
    if (earlier?.amount === refund.amount) return trade;
    const left = (trade.paid?.amount ?? 0) - refundedOf(trade);
    if (earlier || refund.amount > left) throw new WalletConflict(`There are ${left} minor units left to give back`);
    this.journal.write({type: 'refunded', at: this.now(), trade_no: tradeNo, refund_no: refund.refundNo, amount: refund.amount, reason: refund.reason});
    this.tell('refund.done', tradeNo, 'once');
    return this.mustFind(tradeNo);
  }

  /** Closes every trade past its deadline. */
  closeOverdue(): void {
    for (const [tradeNo, {status}] of this.journal.books.trades) if (status === 'waiting') this.find(tradeNo);
  }

  private tell(kind: NoticeKind, tradeNo: string, telling: Telling): void {
    if (telling === 'never' || !this.mustFind(tradeNo).opening?.notify_url) return;
    const due = telling === 'late' ? new Date(this.options.clock().getTime() + this.options.lateBy).toISOString() : this.now();
    this.journal.write({
      type: 'notice', at: this.now(), event_id: `evt_${randomBytes(12).toString('hex')}`, kind, trade_no: tradeNo, due, copies: telling === 'twice' ? 2 : 1});
    this.onNotice();
  }

  private mustFind(tradeNo: string): WalletTrade {
    const trade = this.journal.books.trade(tradeNo);
    if (!trade) throw new WalletConflict(`There is no trade ${tradeNo}`);
    return trade;
  }

  private now(): string {
    return this.options.clock().toISOString();
  }
}

function asked(known: WalletTrade, {amount, currency}: TradeRequest): WalletTrade {
  const {opening} = known;
  if (opening && (opening.amount !== amount || opening.currency !== currency)) throw new WalletConflict('This trade was opened for another amount');
  return known;
}
