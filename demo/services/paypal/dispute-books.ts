import type {ApiMoney, ApiOrder} from './order-books.ts';
import {number} from './order-books.ts';
import {SimulatedRefusal} from './refusal.ts';

interface Dispute {
  readonly id: string;
  readonly order: ApiOrder;
  readonly amount: ApiMoney;
  outcome: 'open' | 'won' | 'lost';
  at: Date;
}

const PER_PAGE = 2;
const OUTCOMES = {open: undefined, won: 'RESOLVED_SELLER_FAVOUR', lost: 'RESOLVED_BUYER_FAVOUR'} as const;

/** Buyers who ask for their money back. */
export class DisputeBooks {
  readonly #disputes: Dispute[] = [];
  readonly #clock: () => Date;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  /** One dispute an order: a second call decides it. */
  open(order: ApiOrder, outcome: Dispute['outcome']): void {
    const known = this.#disputes.find(one => one.order === order);
    if (known) Object.assign(known, {outcome, at: this.#clock()});
    else this.#disputes.push({id: `PP-D-${number(5)}`, order, amount: order.unit.amount, outcome, at: this.#clock()});
  }

  isLost(order: ApiOrder): boolean {
    return this.#disputes.some(one => one.order === order && one.outcome === 'lost');
  }

  ofOrder(order: ApiOrder): Readonly<Record<string, unknown>> | undefined {
    const dispute = this.#disputes.find(one => one.order === order);
    return dispute && this.detail(dispute.id);
  }

  page({since, until, from}: {readonly since: Date; readonly until?: Date | undefined; readonly from: number}): {items: readonly Readonly<Record<string, unknown>>[]; next?: number} {
    const changed = this.#disputes.filter(({at}) => at >= since && (!until || at <= until));
    const items = changed.slice(from, from + PER_PAGE).map(({id, at, amount, outcome}) => (
      {dispute_id: id, create_time: at.toISOString(), update_time: at.toISOString(), reason: 'UNAUTHORISED', status: statusOf(outcome), dispute_amount: amount, links: []}));
    return from + PER_PAGE < changed.length ? {items, next: from + PER_PAGE} : {items};
  }

  detail(id: string): Readonly<Record<string, unknown>> {
    const dispute = this.#disputes.find(one => one.id === id);
    if (!dispute) throw new SimulatedRefusal(404, 'INVALID_RESOURCE_ID');
    const {order, amount, outcome, at} = dispute;
    const code = OUTCOMES[outcome];
    return {
      dispute_id: id, create_time: at.toISOString(), update_time: at.toISOString(), reason: 'UNAUTHORISED', status: statusOf(outcome), dispute_amount: amount,
      disputed_transactions: [{seller_transaction_id: order.captures[0]?.id, invoice_number: order.unit.invoice_id, custom: order.unit.custom_id}],
      seller_response_due_date: new Date(at.getTime() + 10 * 86_400_000).toISOString(),
      ...(code === undefined ? {} : {dispute_outcome: {outcome_code: code}}),
      money_movements: outcome === 'lost' ? [{affected_party: 'SELLER', type: 'DEBIT', amount, initiated_time: at.toISOString(), reason: 'DISPUTE_SETTLEMENT'}] : [],
    };
  }
}

const statusOf = (outcome: Dispute['outcome']): string => (outcome === 'open' ? 'WAITING_FOR_SELLER_RESPONSE' : 'RESOLVED');
