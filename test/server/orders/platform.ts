import assert from 'node:assert/strict';
import {createHash, createPublicKey, verify} from 'node:crypto';
import type {JsonWebKey} from 'node:crypto';
import {createServer} from 'node:http';
import type {IncomingHttpHeaders, IncomingMessage, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {httpbis} from 'http-message-signatures';
import {UCP_VERSION} from '../../../src/commerce/ucp.ts';
import type {Body} from '../http/answers.ts';

/** An event as it came in. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly order: Body;
}

type Answering = (request: IncomingMessage, response: ServerResponse, event: Received) => void;

/** A platform on this machine: its profile at `/profile`, and everything that is posted to it. */
export interface Platform {
  readonly base: string;
  readonly profile: string;
  /** What it sends with its requests. */
  readonly agent: {readonly 'ucp-agent': string};
  readonly received: Received[];
  readonly profileReads: () => number;
  /** From now on its profile names this address; `null`: none. */
  declares(webhook: string | null): void;
  /** From now on its profile has these keys. */
  publishes(...keys: readonly unknown[]): void;
  /** From now on it answers events like this; 200 at first. */
  answers(how: number | Answering): void;
  close(): Promise<void>;
}

export async function openPlatform(capabilities: readonly string[] = ['checkout', 'fulfillment', 'order']): Promise<Platform> {
  const received: Received[] = [];
  let reads = 0;
  let webhook: string | null;
  let keys: readonly unknown[] = [];
  let answer: Answering = (_request, response) => { response.writeHead(200, {'content-type': 'application/json'}).end('{}'); };
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/profile')) {
      reads++;
      response.writeHead(200, {'content-type': 'application/json'}).end(profileWith(capabilities, webhook, keys));
      return;
    }
    void read(request).then(event => {
      received.push(event);
      answer(request, response, event);
    }, () => response.destroy());
  });
  await new Promise<void>(done => { server.listen(0, '127.0.0.1', done); });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  webhook = `${base}/webhooks/orders`;
  const profile = `${base}/profile`;
  return {
    base, profile, received, agent: {'ucp-agent': `profile="${profile}"`}, profileReads: () => reads,
    declares: url => { webhook = url; },
    publishes: (...published) => { keys = published; },
    answers: how => { answer = typeof how === 'function' ? how : (_request, response) => { response.writeHead(how).end(); }; },
    async close() {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
}

function profileWith(capabilities: readonly string[], webhook: string | null, keys: readonly unknown[]): string {
  const entry = (name: string) => [{version: UCP_VERSION, ...(name === 'order' && webhook !== null ? {config: {webhook_url: webhook}} : {})}];
  return JSON.stringify({ucp: {version: UCP_VERSION, services: {}, payment_handlers: {},
    capabilities: Object.fromEntries(capabilities.map(name => [`dev.ucp.shopping.${name}`, entry(name)]))}, signing_keys: keys});
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return {path: request.url ?? '', headers: request.headers, text, order: JSON.parse(text) as Body};
}

const COVERED = ['@method', '@authority', '@path', 'ucp-agent', 'webhook-id', 'webhook-timestamp', 'content-digest', 'content-type'];

/** Fails unless the event is signed with one of these keys, as somebody else's implementation of RFC 9421 reads it. */
export async function requireSigned({base}: Platform, {path, headers, text}: Received, keys: readonly (JsonWebKey & {readonly kid: string})[]): Promise<void> {
  assert.equal(headers['content-digest'], `sha-256=:${createHash('sha256').update(text).digest('base64')}:`);
  const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const verified = await httpbis.verifyMessage({
    requiredFields: COVERED,
    async keyLookup({keyid}) {
      const key = keys.find(({kid}) => kid === keyid);
      if (!key) return null;
      const publicKey = createPublicKey({key, format: 'jwk'});
      return {id: key.kid, algs: ['ecdsa-p256-sha256'], verify: async (data, signature) => verify('sha256', data, {key: publicKey, dsaEncoding: 'ieee-p1363'}, signature)};
    },
    notAfter: Number.MAX_SAFE_INTEGER,
  }, {method: 'POST', url: `${base}${path}`, headers: sent});
  assert.equal(verified, true, 'its signature does not hold');
}
