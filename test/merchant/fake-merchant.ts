import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {UCP_VERSION} from '../../src/commerce/ucp.ts';
import {profileJson} from '../commerce/checkout-json.ts';

type Json = Record<string, unknown>;

// A test may stop the clocks of what it tests, not this one's.
const {setTimeout: later} = globalThis;

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Json | undefined;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly json?: unknown;
  readonly text?: string;
  /** The connection is cut without an answer. */
  readonly lost?: boolean;
  /** ms before the answer. */
  readonly after?: number;
}

export interface FakeMerchant {
  readonly origin: string;
  readonly heard: readonly Heard[];
  asked(path: string): readonly Heard[];
  close(): void;
}

/** A merchant of another make, on a port of its own: answers what the test says, and remembers what it was asked. */
export async function fakeMerchant(answer: (asked: Heard, count: number) => Reply | undefined): Promise<FakeMerchant> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      const asked: Heard = {method: request.method!, path: request.url!, headers: request.headers, body: text ? (JSON.parse(text) as Json) : undefined};
      const count = heard.filter(({method, path}) => method === asked.method && path === asked.path).length;
      heard.push(asked);
      const {status = 200, headers = {}, json, text: plain, lost, after = 0} = answer(asked, count) ?? fallback(asked);
      if (lost) return void request.socket.destroy();
      later(() => response.writeHead(status, {'content-type': 'application/json', ...headers}).end(plain ?? JSON.stringify(json)), after);
    });
  });
  const fallback = ({path}: Heard): Reply =>
    path === '/.well-known/ucp' ? {json: profileJson(`${origin}/ucp`)} : {status: 404, json: {code: 'not_found', content: path}};
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    heard,
    asked: (path: string) => heard.filter((one) => one.path === path),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const envelope = (more: Json): Json => ({ucp: {version: UCP_VERSION, status: 'success'}, ...more});
export const failure = (code: string, content = code): Json => ({ucp: {version: UCP_VERSION, status: 'error'}, messages: [{type: 'error', code, content, severity: 'unrecoverable'}]});
