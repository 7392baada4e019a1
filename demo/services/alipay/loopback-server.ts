import type {IncomingMessage, ServerResponse} from 'node:http';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';

/** `lost`: the request was done, and its connection breaks before the answer. */
export type Reply = Response | 'lost';

export interface LoopbackServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** An HTTP server on this machine only. `port` 0: any free one. */
export async function listen(answer: (request: Request) => Promise<Reply>, port = 0): Promise<LoopbackServer> {
  // After five seconds, the default, a connection would end just when a client of this process that was busy for long uses it again.
  const server = createServer({keepAliveTimeout: 75_000}, (incoming, outgoing) => void serve(incoming, outgoing, answer));
  await new Promise<void>((ready, failed) => server.once('error', failed).listen(port, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, answer: (request: Request) => Promise<Reply>): Promise<void> {
  try {
    const reply = await answer(await requestOf(incoming));
    if (reply === 'lost') return void incoming.socket.destroy();
    outgoing.writeHead(reply.status, Object.fromEntries(reply.headers));
    outgoing.end(Buffer.from(await reply.arrayBuffer()));
  } catch (error) {
    outgoing.writeHead(500).end(String(error));
  }
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const method = incoming.method ?? 'GET';
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as [string, string]);
  const body = method === 'GET' || method === 'HEAD' ? {} : {body: Buffer.concat(chunks)};
  return new Request(new URL(incoming.url ?? '/', `http://${incoming.headers.host}`), {method, headers, ...body});
}
