import type {ServiceFault} from '../../../src/conformance/index.ts';

export type Operation = 'create' | 'query' | 'close' | 'capture' | 'refund';

/** A service over HTTP, with the trouble that was ordered in between. */
export function troubled(answer: (request: Request) => Promise<Response>, operationOf: (method: string, path: string) => Operation): {
  readonly fetch: typeof fetch;
  readonly trouble: (fault: ServiceFault, calls: number, operation?: Operation) => void;
} {
  const orders: {readonly fault: ServiceFault; readonly operation: Operation | undefined; left: number}[] = [];
  const take = (operation: Operation): ServiceFault | undefined => {
    const order = orders.find((one) => one.left > 0 && (one.operation ?? operation) === operation);
    if (order) order.left -= 1;
    return order?.fault;
  };
  return {
    trouble: (fault, left, operation) => void orders.push({fault, operation, left}),
    async fetch(input, init) {
      const request = new Request(input, init);
      const fault = take(operationOf(request.method, new URL(request.url).pathname));
      if (fault === 'down') return new Response('{"error": "internal"}', {status: 500});
      if (fault === 'unknown-code') return Response.json({status: 'hologram', code: 'E_42'});
      const response = await answer(request);
      if (fault === 'answer-lost') throw new TypeError('The answer was lost');
      if (fault === 'slow') await new Promise((done) => setTimeout(done, 12_000).unref());
      return response;
    },
  };
}
