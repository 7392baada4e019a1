import type {ServiceFault} from '../../../src/conformance/service.ts';
import type {Operation} from './api.ts';

interface Ordered {
  readonly fault: ServiceFault;
  readonly operation: Operation | undefined;
  left: number;
}

/** The trouble that was ordered and has not come yet. */
export class Trouble {
  #ordered: Ordered[] = [];

  /** Without an operation the next calls get it, whatever they ask. */
  order(fault: ServiceFault, calls: number, operation?: Operation): void {
    this.#ordered.push({fault, operation, left: calls});
  }

  take(operation: Operation): ServiceFault | undefined {
    const found = this.#ordered.find(one => one.left > 0 && (one.operation === undefined || one.operation === operation));
    if (found) found.left -= 1;
    return found?.fault;
  }

  end(): void {
    this.#ordered = [];
  }
}
