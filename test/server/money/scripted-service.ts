import {randomUUID} from 'node:crypto';
import type {Money} from '../../../src/commerce/money.ts';
import type {
  PaymentHandler, PaymentIntent, ProviderDispute, ProviderRefund, RefundAnswer, RefundIntent, Trade, VerifiedNotification,
} from '../../../src/server/handlers/payment-handler.ts';
import {ORIGIN} from './shop.ts';

/** One trade in the service's own books. `amount`, `paid`: minor units. */
export interface ServiceTrade {
  readonly tradeNo: string;
  readonly serviceNo: string;
  readonly amount: Money;
  status: 'open' | 'authorised' | 'paid' | 'declined' | 'closed';
  paid: number;
  paidAt: Date;
  readonly refunds: {refundNo?: string; serviceRefundNo: string; amount: number; status: 'pending' | 'done' | 'failed'}[];
}

export type Operation = 'create' | 'query' | 'capture' | 'close' | 'refund' | 'queryRefund' | 'listRefunds' | 'listDisputes';
/** `before`: the service never hears of it. `after`: it did it, and the answer is lost. */
export type Loss = 'before' | 'after';

export interface ServiceOptions {
  /** `two`: money is reserved first and moves at capture. */
  readonly steps?: 'one' | 'two';
  readonly refunds?: 'at once' | 'later';
  readonly refundDays?: number;
  /** Its list of refunds does not say which are ours. */
  readonly anonymous?: boolean;
  readonly clock: () => Date;
}

export interface ScriptedService {
  readonly handler: PaymentHandler;
  readonly trades: ReadonlyMap<string, ServiceTrade>;
  readonly disputes: ProviderDispute[];
  /** Every call that reached the service, such as `capture ht_…`. */
  readonly calls: string[];
  loses(operation: Operation, loss: Loss, times?: number): void;
  /** What the buyer does at the service. */
  buyer(tradeNo: string, act: 'approve' | 'decline' | 'cancel'): void;
  /** Takes the money although the trade had ended, or another amount than it says. */
  takesAgainstTheRules(tradeNo: string, amount?: number): void;
  /** Reserves the money although the trade had ended, or another amount than it says. */
  reservesAgainstTheRules(tradeNo: string, amount?: Money): void;
  refundsInDashboard(tradeNo: string, amount: number): string;
  finishesRefunds(status: 'done' | 'failed'): void;
  bouncesRefunds(tradeNo: string): void;
  disputed(tradeNo: string, dispute?: Partial<ProviderDispute>): ProviderDispute;
  /** A genuine notification. */
  notification(news: Partial<Omit<VerifiedNotification, 'payload'>>): Request;
  /** What the service could still give back of a trade, in minor units. */
  left(tradeNo: string): number;
  /** What the service kept for the shop, in minor units. */
  kept(): number;
}

/** A payment service in this process, with books of its own: what really happened, whatever its answers did on the way. */
export function scriptedService({steps = 'one', refunds = 'at once', refundDays, anonymous = false, clock}: ServiceOptions): ScriptedService {
  const trades = new Map<string, ServiceTrade>();
  const disputes: ProviderDispute[] = [];
  const calls: string[] = [];
  const losses: {operation: Operation; loss: Loss}[] = [];
  const seen = (intent: PaymentIntent): ServiceTrade => {
    const trade = trades.get(intent.tradeNo);
    if (!trade) throw new Error('no such trade');
    return trade;
  };
  async function through<Answer>(operation: Operation, key: string, work: () => Answer): Promise<Answer> {
    const at = losses.findIndex(one => one.operation === operation);
    const [lost] = at < 0 ? [] : losses.splice(at, 1);
    if (lost?.loss === 'before') throw new Error('connection refused');
    calls.push(`${operation} ${key}`);
    const answer = work();
    await Promise.resolve();
    if (lost) throw new Error('connection reset');
    return answer;
  }
  const take = (trade: ServiceTrade, amount = trade.amount.amount): void => {
    Object.assign(trade, {status: 'paid', paid: amount, paidAt: clock()});
  };
  const agree = (trade: ServiceTrade): void => {
    if (steps === 'one') take(trade);
    else trade.status = 'authorised';
  };
  const reserved = new Map<string, Money>();
  const told = (trade: ServiceTrade): Trade => {
    const providerTradeNo = trade.serviceNo;
    switch (trade.status) {
      case 'open':
        return {status: 'waiting', providerTradeNo, action: {type: 'redirect', url: `https://service.example/${trade.tradeNo}`}};
      case 'authorised':
        return {status: 'authorised', providerTradeNo, amount: reserved.get(trade.tradeNo) ?? trade.amount};
      case 'paid':
        return {status: 'paid', providerTradeNo, amount: {amount: trade.paid, currency: trade.amount.currency}, paidAt: trade.paidAt};
      case 'declined':
        return {status: 'declined', providerTradeNo, reason: 'no'};
      case 'closed':
        return {status: 'closed', providerTradeNo, reason: 'cancelled'};
    }
  };
  const refundAnswer = (one: ServiceTrade['refunds'][number] | undefined): RefundAnswer => {
    if (!one) return {status: 'unknown'};
    if (one.status === 'failed') return {status: 'failed', reason: 'account closed'};
    return {status: one.status, providerRefundNo: one.serviceRefundNo};
  };
  const givenBack = (trade: ServiceTrade): number => trade.refunds.filter(one => one.status !== 'failed').reduce((sum, one) => sum + one.amount, 0);
  const giveBack = (trade: ServiceTrade, refund: RefundIntent): RefundAnswer => {
    const known = trade.refunds.find(one => one.refundNo === refund.refundNo);
    if (known) return refundAnswer(known);
    if (trade.status !== 'paid' || givenBack(trade) + refund.amount.amount > trade.paid) return {status: 'failed', reason: 'more than was paid'};
    const made = {refundNo: refund.refundNo, serviceRefundNo: `RF${randomUUID()}`, amount: refund.amount.amount, status: refunds === 'later' ? 'pending' as const : 'done' as const};
    trade.refunds.push(made);
    return refundAnswer(made);
  };
  const handler: PaymentHandler = {
    name: 'example.scripted', id: 'scripted', mode: 'test',
    ...(refundDays === undefined ? {} : {refundDays}),
    profile: () => ({id: 'scripted'}),
    accepts: () => true,
    create: (intent, {credential}) => through('create', intent.tradeNo, () => {
      const existing = trades.get(intent.tradeNo);
      if (existing) return told(existing);
      const trade: ServiceTrade = {tradeNo: intent.tradeNo, serviceNo: `SV${intent.tradeNo}`, amount: intent.amount, status: 'open', paid: 0, paidAt: clock(), refunds: []};
      trades.set(intent.tradeNo, trade);
      if (credential?.['token'] === 'approve') agree(trade);
      if (credential?.['token'] === 'decline') trade.status = 'declined';
      return told(trade);
    }),
    query: intent => through('query', intent.tradeNo, () => {
      const trade = trades.get(intent.tradeNo);
      return trade ? told(trade) : {status: 'absent'};
    }),
    ...(steps === 'one' ? {} : {capture: (intent: PaymentIntent) => through('capture', intent.tradeNo, () => {
      const trade = seen(intent);
      if (trade.status === 'authorised') take(trade);
      return told(trade);
    })}),
    close: intent => through('close', intent.tradeNo, () => {
      const trade = trades.get(intent.tradeNo)
        ?? {tradeNo: intent.tradeNo, serviceNo: `SV${intent.tradeNo}`, amount: intent.amount, status: 'open' as const, paid: 0, paidAt: clock(), refunds: []};
      trades.set(intent.tradeNo, trade);
      if (trade.status === 'open' || trade.status === 'authorised') trade.status = 'closed';
      return told(trade);
    }),
    refund: (intent, refund) => through('refund', refund.refundNo, () => giveBack(seen(intent), refund)),
    queryRefund: (intent, refund) => through('queryRefund', refund.refundNo, () =>
      refundAnswer(seen(intent).refunds.find(one => one.refundNo === refund.refundNo))),
    listRefunds: intent => through('listRefunds', intent.tradeNo, () => {
      const trade = seen(intent);
      return trade.refunds.map((one): ProviderRefund => ({
        providerRefundNo: one.serviceRefundNo, ...(one.refundNo && !anonymous ? {refundNo: one.refundNo} : {}),
        amount: {amount: one.amount, currency: trade.amount.currency}, status: one.status}));
    }),
    listDisputes: () => through('listDisputes', '', () => [...disputes]),
    verify: async (request, body) => request.headers.get('seal') === 'genuine' ? JSON.parse(body) as VerifiedNotification : undefined,
    acknowledge: () => new Response('ok'),
  };
  return {
    handler, trades, disputes, calls,
    loses: (operation, loss, times = 1) => { for (let n = 0; n < times; n++) losses.push({operation, loss}); },
    buyer(tradeNo, act) {
      const trade = trades.get(tradeNo);
      if (trade?.status !== 'open') return;
      if (act === 'approve') agree(trade);
      else trade.status = act === 'decline' ? 'declined' : 'closed';
    },
    takesAgainstTheRules(tradeNo, amount) {
      const trade = trades.get(tradeNo);
      if (trade && trade.status !== 'paid') take(trade, amount);
    },
    reservesAgainstTheRules(tradeNo, amount) {
      const trade = trades.get(tradeNo);
      if (!trade || trade.status === 'paid') return;
      trade.status = 'authorised';
      if (amount) reserved.set(tradeNo, amount);
    },
    refundsInDashboard(tradeNo, amount) {
      const serviceRefundNo = `RF${randomUUID()}`;
      trades.get(tradeNo)?.refunds.push({serviceRefundNo, amount, status: 'done'});
      return serviceRefundNo;
    },
    finishesRefunds(status) {
      for (const trade of trades.values()) for (const one of trade.refunds) if (one.status === 'pending') one.status = status;
    },
    bouncesRefunds(tradeNo) {
      for (const one of trades.get(tradeNo)?.refunds ?? []) if (one.status === 'done') one.status = 'failed';
    },
    disputed(tradeNo, change = {}) {
      const trade = trades.get(tradeNo);
      const at = disputes.findIndex(one => one.tradeNo === tradeNo && (change.providerDisputeNo ?? one.providerDisputeNo) === one.providerDisputeNo);
      const before: ProviderDispute = disputes[at] ?? {
        providerDisputeNo: `DP${randomUUID()}`, tradeNo, amount: {amount: trade?.paid ?? 0, currency: trade?.amount.currency ?? 'HKD'}, status: 'open', withdrawn: true,
        reason: 'fraudulent'};
      const now = {...before, ...change};
      if (at < 0) disputes.push(now);
      else disputes[at] = now;
      return now;
    },
    notification: news => new Request(`${ORIGIN}/notify/scripted`, {
      method: 'POST', headers: {seal: 'genuine'}, body: JSON.stringify({eventId: randomUUID(), payload: {}, ...news})}),
    left(tradeNo) {
      const trade = trades.get(tradeNo);
      const gone = disputes.filter(one => one.tradeNo === tradeNo && one.status !== 'won').reduce((sum, one) => sum + one.amount.amount, 0);
      return trade ? trade.paid - givenBack(trade) - gone : 0;
    },
    kept: () => [...trades.values()].reduce((sum, trade) => sum + trade.paid - trade.refunds.filter(one => one.status === 'done').reduce((all, one) => all + one.amount, 0), 0),
  };
}
