/** A call of the merchant to the wallet. */
export type Operation = 'create' | 'query' | 'close' | 'refund' | 'queryRefund';

export interface Fault {
  readonly operation: Operation;
  /** `before`: the request is lost, nothing happens. `after`: it happens, and the answer is lost. `slow`: it happens, and the answer
   * takes `ms`, so that a notification may be faster. */
  readonly effect: 'lose-before' | 'lose-after' | 'slow';
  /** How many calls it hits. */
  readonly times: number;
  readonly ms?: number;
  /** Absent: any trade. */
  readonly tradeNo?: string;
}

/** The trouble that a test, or a person at the wallet, ordered. */
export class Faults {
  private orders: {fault: Fault; left: number}[] = [];

  order(fault: Fault): void {
    this.orders.push({fault, left: fault.times});
  }

  /** The fault that hits this call, used up by it. */
  take(operation: Operation, tradeNo: string): Fault | undefined {
    const order = this.orders.find(({fault}) => fault.operation === operation && (fault.tradeNo ?? tradeNo) === tradeNo);
    if (!order) return undefined;
    order.left -= 1;
    if (order.left <= 0) this.orders = this.orders.filter(one => one !== order);
    return order.fault;
  }
}
