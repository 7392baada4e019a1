import type {KeyObject} from 'node:crypto';
import {createHash, generateKeyPairSync, randomUUID} from 'node:crypto';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {createSigner, httpbis} from 'http-message-signatures';
import {UCP_VERSION} from '../../../src/commerce/ucp.ts';
import {ORIGIN} from '../http/shop.ts';

type Headers = Readonly<Record<string, string>>;

/** A key of a platform, on a curve or of another kind. */
export interface PlatformKey {
  readonly kid: string;
  readonly algorithm: string;
  readonly private: KeyObject;
  readonly jwk: Headers;
}

export interface Signing {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
  /** Beside those that every request has; `undefined` takes one away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly key?: PlatformKey;
  readonly origin?: string;
  /** Components that the signature leaves out, or has besides. */
  readonly without?: readonly string[];
  readonly also?: readonly string[];
  readonly label?: string;
  readonly parameters?: Readonly<Record<string, string | Date | null>>;
}

export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body?: string;
}

export function makeKey(kid: string, kind: 'P-256' | 'P-384' | 'P-521' | 'RSA' = 'P-256'): PlatformKey {
  const pair = kind === 'RSA' ? generateKeyPairSync('rsa', {modulusLength: 2048}) : generateKeyPairSync('ec', {namedCurve: kind});
  const algorithm = {'P-256': 'ecdsa-p256-sha256', 'P-384': 'ecdsa-p384-sha384', 'P-521': 'ecdsa-p384-sha384', 'RSA': 'rsa-pss-sha512'}[kind];
  return {kid, algorithm, private: pair.privateKey, jwk: {...pair.publicKey.export({format: 'jwk'}) as Headers, kid, use: 'sig'}};
}

const CAPABILITIES = ['cart', 'checkout', 'order', 'catalog.search', 'catalog.lookup', 'discount'];

export interface Platform {
  readonly key: PlatformKey;
  readonly origin: string;
  readonly profile: string;
  /** What its requests are known by. */
  readonly agent: Headers;
  /** How often the profile was fetched. */
  fetches(): number;
  publishes(...keys: readonly unknown[]): void;
  isDown(): void;
  sign(signing?: Signing): Promise<SignedRequest>;
  close(): Promise<void>;
}

/** A platform with a profile at an address of its own, which signs by another implementation of RFC 9421 than the shop's. */
export async function openPlatform(): Promise<Platform> {
  const key = makeKey('platform-2026');
  let answer: () => {status: number; body: string} = () => ({status: 200, body: profileWith([key.jwk])});
  let fetches = 0;
  const server = createServer((_request, response) => {
    fetches++;
    const {status, body} = answer();
    response.writeHead(status, {'cache-control': 'public, max-age=86400'}).end(body);
  });
  await new Promise<void>(done => { server.listen(0, '127.0.0.1', done); });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const profile = `${origin}/profile`;
  const agent = {'ucp-agent': `profile="${profile}"`};
  return {
    key, origin, profile, agent,
    fetches: () => fetches,
    publishes: (...keys) => { answer = () => ({status: 200, body: profileWith(keys)}); },
    isDown: () => { answer = () => ({status: 500, body: ''}); },
    sign: (signing = {}) => sign({key, ...signing, headers: {...agent, ...signing.headers}}),
    async close() {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
}

function profileWith(keys: readonly unknown[]): string {
  const capabilities = Object.fromEntries(CAPABILITIES.map(name => [`dev.ucp.shopping.${name}`, [{version: UCP_VERSION}]]));
  return JSON.stringify({ucp: {version: UCP_VERSION, services: {}, payment_handlers: {}, capabilities}, signing_keys: keys});
}

const CART = JSON.stringify({line_items: [{item: {id: 'pattern'}, quantity: 1}]});

/** A request with every header that the protocol wants signed, and its signature. Without more it makes a cart. */
export async function sign({
  method = 'POST', path = '/ucp/carts', body = method === 'GET' ? '' : CART, headers: given = {}, key, origin = ORIGIN, without = [], also = [], label = 'sig1', parameters = {},
}: Signing & {readonly key: PlatformKey}): Promise<SignedRequest> {
  const all: Readonly<Record<string, string | undefined>> = {
    ...(body === '' ? {} : {'content-type': 'application/json', 'content-digest': `sha-256=:${createHash('sha256').update(body).digest('base64')}:`}),
    ...(method === 'GET' ? {} : {'idempotency-key': randomUUID()}), ...given,
  };
  const headers = Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const names = ['ucp-agent', 'idempotency-key', 'content-digest', 'content-type'].filter(name => name in headers);
  const components = ['@method', '@authority', '@path', ...(path.includes('?') ? ['@query'] : []), ...names].filter(name => !without.includes(name));
  const params = ['keyid', ...Object.keys(parameters)];
  const signed = await httpbis.signMessage(
    {key: {...createSigner(key.private, key.algorithm, key.kid)}, name: label, fields: [...components, ...also], params, paramValues: parameters},
    {method, url: `${origin}${path}`, headers});
  const lower = Object.fromEntries(Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {method, path, headers: lower, ...(body === '' ? {} : {body})};
}
