import type {ServiceFault} from '../../../src/conformance/service.ts';
import type {Operation} from './api.ts';

/**
 * What else Stripe's reference tells of. `broke`: an error of theirs in the middle of the work, which the idempotency key keeps. `busy`: too many requests, or a lock;
 * nothing was begun, and no key keeps it.
 */
export type StripeFault = ServiceFault | 'broke' | 'busy';

interface Ordered {
  readonly fault: StripeFault;
  readonly operation: Operation | undefined;
  left: number;
}

/** The trouble that was ordered and has not come yet. */
export class Trouble {
  #ordered: Ordered[] = [];

  /** Without an operation the next calls get it, whatever they ask. */
  order(fault: StripeFault, calls: number, operation?: Operation): void {
    this.#ordered.push({fault, operation, left: calls});
  }

  take(operation: Operation): StripeFault | undefined {
    const found = this.#ordered.find(one => one.left > 0 && (one.operation === undefined || one.operation === operation));
    if (found) found.left -= 1;
    return found?.fault;
  }

  end(): void {
    this.#ordered = [];
  }
}
