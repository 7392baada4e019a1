import type {Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {createAdaptorServer} from '@hono/node-server';
import type {HttpBindings} from '@hono/node-server';
import {CommandError, reasonOf} from './command-error.ts';

/**
 * ms. Long enough for a phone on a train, short enough that nobody can hold a connection for nothing. Proxies keep a silent connection for a
 * minute: one that ends on this side first may take a request with it that was just on its way.
 */
const LIMITS = {headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 75_000, connectionsCheckingInterval: 2000, maxHeaderSize: 16 * 1024};
const IDLE_SOCKET = 120_000;
/** ms that answers in progress may take once the server is closing. */
const FINISHING = 15_000;

export type Answer = (request: Request, bindings: HttpBindings) => Response | Promise<Response>;

export interface HttpServer {
  readonly port: number;
  /** Takes no new requests, lets those in progress end, and closes every connection. */
  close(): Promise<void>;
}

export interface Listening {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Only for addresses that only we ourselves reach: no limit on how long a request takes to arrive. */
  readonly patient?: boolean;
}

/** Starts to listen. Throws `CommandError` when the port is taken or not ours to take. */
export async function listen({host, port, patient}: Listening, answer: Answer): Promise<HttpServer> {
  let closing: Promise<void> | undefined;
  const server = createAdaptorServer({
    fetch: async (request, bindings) => lastAnswer(await answer(request, bindings as HttpBindings), closing !== undefined),
    // HTTP/1.0 knows no Host, and some load balancers still ask in it whether a server lives.
    hostname: 'localhost',
    serverOptions: patient ? {requestTimeout: 0} : LIMITS,
    overrideGlobalObjects: false,
  }) as Server;
  if (!patient) server.setTimeout(IDLE_SOCKET);
  await bind(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () => (closing ??= finished(server)),
  };
}

/** A closing server asks its clients not to come back over the same connection. */
function lastAnswer(response: Response, closing: boolean): Response {
  if (!closing) return response;
  const headers = new Headers(response.headers);
  headers.set('connection', 'close');
  return new Response(response.body, {status: response.status, statusText: response.statusText, headers});
}

async function bind(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new CommandError(refusal(error, host, port), {cause: error})));
    server.listen(port, host, () => resolve());
  });
}

function refusal(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') return `Port ${port} is in use: choose another with --port, or --port 0 for any free one.`;
  if (error.code === 'EACCES') return `Port ${port} may not be used by this user: choose one above 1023 with --port.`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') return `"${host}" is not an address of this machine.`;
  return `The server cannot listen on ${host}, port ${port}: ${reasonOf(error)}.`;
}

async function finished(server: Server): Promise<void> {
  const end = setTimeout(() => server.closeAllConnections(), FINISHING);
  await new Promise<void>(resolve => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(end);
}
