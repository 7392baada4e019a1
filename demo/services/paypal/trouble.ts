import type {ServiceFault} from '../../../src/conformance/service.ts';
import {SimulatedRefusal} from './refusal.ts';

type Operation = 'create' | 'query' | 'close' | 'capture' | 'refund';

interface Expected {
  readonly fault: ServiceFault;
  readonly operation: Operation | undefined;
  left: number;
}

/** Makes calls go wrong, as told. */
export class Trouble {
  readonly #slow: number;
  readonly #pages: string;
  readonly #expected: Expected[] = [];

  constructor(slow: number, pages: string) {
    this.#slow = slow;
    this.#pages = pages;
  }

  expect(fault: ServiceFault, calls: number, operation?: Operation): void {
    this.#expected.push({fault, operation, left: calls});
  }

  async around(request: Request, answer: (request: Request) => Promise<Response>): Promise<Response> {
    const fault = this.#next(operationOf(request));
    switch (fault) {
      case 'down':
        return Response.json({name: 'INTERNAL_SERVER_ERROR', message: 'Simulated', debug_id: 'simulated'}, {status: 500});
      case 'unknown-code':
        return Response.json(new SimulatedRefusal(422, 'A_CODE_THAT_NOBODY_KNOWS').body(this.#pages), {status: 422});
      case 'answer-lost':
        await answer(request);
        throw new TypeError('The answer got lost');
      case 'slow':
        await new Promise(resolve => setTimeout(resolve, this.#slow));
        return answer(request);
      case undefined:
        return answer(request);
    }
  }

  #next(operation: Operation | undefined): ServiceFault | undefined {
    const one = operation && this.#expected.find(({left, operation: wanted}) => left > 0 && (wanted === undefined || wanted === operation));
    if (!one) return undefined;
    one.left--;
    return one.fault;
  }
}

function operationOf({method, url}: Request): Operation | undefined {
  const {pathname} = new URL(url);
  if (pathname === '/v2/checkout/orders') return 'create';
  if (pathname.endsWith('/void') || method === 'PATCH') return 'close';
  if (/\/(capture|authorize)$/.test(pathname)) return 'capture';
  if (pathname.endsWith('/refund')) return 'refund';
  return pathname.startsWith('/v2/checkout/orders/') ? 'query' : undefined;
}
