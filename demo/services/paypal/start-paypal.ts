import type {Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {createAdaptorServer} from '@hono/node-server';
import type {PayPalServiceOptions, SimulatedPayPal} from './paypal-service.ts';
import {openPayPal} from './paypal-service.ts';

export interface StartedPayPal extends SimulatedPayPal {
  /** Such as `http://localhost:9000`. */
  readonly origin: string;
}

/** The simulated PayPal at an address of this machine. `port`: 0, any free one, by default. */
export async function startPayPal({port = 0, ...options}: Omit<PayPalServiceOptions, 'origin'> & {readonly port?: number}): Promise<StartedPayPal> {
  let answer = (_request: Request): Promise<Response> => Promise.resolve(new Response(null, {status: 503}));
  const server = createAdaptorServer({
    fetch: request => answer(request).catch(broken), overrideGlobalObjects: false, serverOptions: {keepAliveTimeout: 75_000}}) as Server;
  await new Promise<void>((ready, failed) => { server.once('error', failed).listen(port, '127.0.0.1', ready); });
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const paypal = openPayPal({...options, origin});
  answer = request => paypal.fetch(request);
  return {
    ...paypal, origin,
    async close() {
      await paypal.close();
      server.closeAllConnections();
      await new Promise<void>(closed => { server.close(() => closed()); });
    },
  };
}

/** The connection breaks before the answer is whole. */
function broken(): Response {
  return new Response(new ReadableStream({start: controller => controller.error(new Error('The answer got lost'))}), {headers: {'content-length': '1000'}});
}
