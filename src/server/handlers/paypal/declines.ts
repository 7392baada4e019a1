import type {PayPalOrder} from './server-sdk.ts';

interface Decline {
  readonly order: string | undefined;
  readonly until: number;
  readonly count: number;
}

/** ms after the first, second, third … refusal. */
const PAUSES = [20_000, 40_000, 60_000];
const KEPT = 1000;

/**
 * Orders whose buyer must choose another way to pay. PayPal may show such an order as approved before and after, and it counts
 * attempts (`MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED`), so it is not asked for the money again until the order has changed, PayPal has told of a new
 * approval, or a pause is over. Only manners: forgotten at a restart, and nothing is paid twice without it.
 */
export interface DeclineMemory {
  note(order: PayPalOrder): void;
  /** The buyer has agreed anew. */
  approved(orderId: string): void;
  isPausing(order: PayPalOrder): boolean;
  /** How often. */
  count(orderId: string): number;
}

export function declineMemory(clock: () => Date): DeclineMemory {
  const declines = new Map<string, Decline>();
  return {
    note({id = '', updateTime}) {
      const count = (declines.get(id)?.count ?? 0) + 1;
      declines.delete(id);
      declines.set(id, {order: updateTime, count, until: clock().getTime() + (PAUSES[count - 1] ?? 60_000)});
      const [oldest] = declines.keys();
      if (declines.size > KEPT && oldest !== undefined) declines.delete(oldest);
    },
    approved(id) {
      const known = declines.get(id);
      if (known) declines.set(id, {...known, until: 0});
    },
    isPausing({id = '', updateTime}) {
      const known = declines.get(id);
      return known !== undefined && known.order === updateTime && clock().getTime() < known.until;
    },
    count: id => declines.get(id)?.count ?? 0,
  };
}
