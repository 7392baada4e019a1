import type {ServiceFault} from '../../../src/conformance/service.ts';

export type Operation = 'create' | 'query' | 'close' | 'capture' | 'refund';

export interface Trouble {
  script(fault: ServiceFault, calls: number, operation?: Operation): void;
  /** The trouble of this call, if one is scripted; it is used up. */
  take(operation: Operation | undefined): ServiceFault | undefined;
}

/** ms after which a slow answer comes: later than a merchant's server waits. */
export const SLOW = 12_000;

export function scriptedTrouble(): Trouble {
  const scripts: {readonly fault: ServiceFault; readonly operation?: Operation; left: number}[] = [];
  return {
    script: (fault, calls, operation) => void scripts.push({fault, left: calls, ...(operation && {operation})}),
    take(operation) {
      const script = scripts.find((one) => one.left > 0 && (one.operation ?? operation) === operation);
      if (script) script.left -= 1;
      return script?.fault;
    },
  };
}

export const wait = (ms: number): Promise<void> => new Promise((go) => void setTimeout(go, ms).unref());
