import {randomBytes} from 'node:crypto';

/** What a merchant asked for; a trade only once a buyer has come. Amounts in fen, times in ms since the epoch. */
export interface Order {
  readonly tradeNo: string;
  readonly amount: number;
  readonly subject: string;
  readonly product: string;
  readonly expires: number;
  readonly notifyUrl?: string;
  readonly returnUrl?: string;
  readonly quitUrl?: string;
}

export interface AlipayTrade extends Order {
  /** Alipay's own number. */
  readonly number: string;
  readonly created: number;
  status: 'WAIT_BUYER_PAY' | 'TRADE_CLOSED' | 'TRADE_SUCCESS' | 'TRADE_FINISHED';
  paidAt?: number;
  closedAt?: number;
  readonly refunds: {readonly requestNo: string; readonly amount: number; readonly at: number}[];
}

/** Why Alipay does not do something: the `sub_code` of its answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly subCode: string;
  constructor(subCode: string) {
    super(subCode);
    this.subCode = subCode;
  }
}

export interface AlipayBooks {
  readonly all: () => readonly AlipayTrade[];
  find(tradeNo: string): AlipayTrade | undefined;
  /** A buyer has logged in or scanned: now there is a trade. Throws `Refusal` when it is over, or was for something else. */
  arrive(order: Order): AlipayTrade;
  pay(tradeNo: string): AlipayTrade;
  close(tradeNo: string): AlipayTrade;
  /** `moved`: false when this number had been given back before. */
  refund(tradeNo: string, requestNo: string, amount: number): {readonly trade: AlipayTrade; readonly moved: boolean};
}

export function openBooks(clock: () => Date): AlipayBooks {
  const trades = new Map<string, AlipayTrade>();
  const now = (): number => clock().getTime();
  const find = (tradeNo: string): AlipayTrade | undefined => {
    const trade = trades.get(tradeNo);
    if (trade?.status === 'WAIT_BUYER_PAY' && trade.expires <= now()) Object.assign(trade, {status: 'TRADE_CLOSED', closedAt: trade.expires});
    return trade;
  };
  const waiting = (tradeNo: string): AlipayTrade => {
    const trade = find(tradeNo) ?? refuse('ACQ.TRADE_NOT_EXIST');
    return trade.status === 'WAIT_BUYER_PAY' ? trade : refuse('ACQ.TRADE_STATUS_ERROR');
  };
  return {
    all: () => [...trades.keys()].flatMap((tradeNo) => find(tradeNo) ?? []),
    find,
    arrive(order) {
      const known = find(order.tradeNo);
      if (known && known.status !== 'WAIT_BUYER_PAY') refuse(known.status === 'TRADE_CLOSED' ? 'ACQ.TRADE_HAS_CLOSE' : 'ACQ.TRADE_HAS_SUCCESS');
      if (known && (known.amount !== order.amount || known.product !== order.product)) refuse('ACQ.CONTEXT_INCONSISTENT');
      if (order.expires <= now()) refuse('ACQ.TRADE_HAS_CLOSE');
      const trade: AlipayTrade = known ?? {...order, number: newNumber(clock()), created: now(), status: 'WAIT_BUYER_PAY', refunds: []};
      trades.set(order.tradeNo, trade);
      return trade;
    },
    pay: (tradeNo) => Object.assign(waiting(tradeNo), {status: 'TRADE_SUCCESS', paidAt: now()}),
    close: (tradeNo) => Object.assign(waiting(tradeNo), {status: 'TRADE_CLOSED', closedAt: now()}),
    refund(tradeNo, requestNo, amount) {
      const trade = find(tradeNo) ?? refuse('ACQ.TRADE_NOT_EXIST');
      const before = trade.refunds.find((refund) => refund.requestNo === requestNo);
      if (before) return before.amount === amount ? {trade, moved: false} : refuse('ACQ.DISCORDANT_REPEAT_REQUEST');
      if (trade.status === 'TRADE_FINISHED') refuse('ACQ.TRADE_HAS_FINISHED');
      if (trade.status !== 'TRADE_SUCCESS') refuse('ACQ.TRADE_STATUS_ERROR');
      if (amount <= 0 || refunded(trade) + amount > trade.amount) refuse('ACQ.REASON_TRADE_REFUND_FEE_ERR');
      trade.refunds.push({requestNo, amount, at: now()});
      if (refunded(trade) === trade.amount) Object.assign(trade, {status: 'TRADE_CLOSED', closedAt: now()});
      return {trade, moved: true};
    },
  };
}

export const refunded = ({refunds}: AlipayTrade): number => refunds.reduce((sum, {amount}) => sum + amount, 0);

export function refuse(subCode: string): never {
  throw new Refusal(subCode);
}

const newNumber = (now: Date): string => `${now.toISOString().slice(0, 10).replaceAll('-', '')}22001${BigInt(`0x${randomBytes(8).toString('hex')}`).toString().padStart(20, '0').slice(-15)}`;
