import {request as requestHttp} from 'node:http';
import type {IncomingMessage} from 'node:http';
import {request as requestHttps} from 'node:https';
import type {Resolution} from './public-address.ts';
import {isLoopbackAddress, isPublicAddress, resolveHost} from './public-address.ts';

/** A request to an address that somebody outside has named. */
export interface GuardedRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type Reached =
  /** Its body is not read yet: whoever asked reads as much as it wants, and destroys it. Redirects are not followed. */
  | {readonly status: 'answered'; readonly response: IncomingMessage}
  /** An address that is not asked. */
  | {readonly status: 'refused'; readonly reason: string}
  | {readonly status: 'failed'; readonly reason: string};

/** Where may be asked. `anywhere`: the operator has named it. */
export type Whereabouts = 'test' | 'live' | 'anywhere';

const LATE = 'it took too long';

/**
 * Finds the host of an address that somebody outside has named: `https` only (`test`: also `http` on this machine itself), public addresses
 * only, no password in it. `signal` bounds the time.
 */
export async function findHost(url: URL, where: Whereabouts, signal: AbortSignal): Promise<Resolution> {
  if (!/^https?:$/.test(url.protocol)) return {status: 'refused', reason: 'it must be an https URL'};
  const local = where === 'test' && isLocalHost(url.hostname);
  if (where !== 'anywhere') {
    if (url.protocol !== 'https:' && !local) return {status: 'refused', reason: 'it must be an https URL'};
    if (url.username !== '' || url.password !== '') return {status: 'refused', reason: 'it must not carry a password'};
  }
  const allowed = where === 'anywhere' ? () => true : local ? isLoopbackAddress : isPublicAddress;
  return beforeAbort(signal, resolveHost(url.hostname, allowed), {status: 'failed', reason: LATE});
}

/** Finds the host and sends one request. */
export async function requestGuarded(url: URL, request: GuardedRequest, where: Whereabouts, signal: AbortSignal): Promise<Reached> {
  return requestAt(await findHost(url, where, signal), url, request, signal);
}

/** Sends one request to a host that `findHost` found: connected to exactly the address that was checked. */
export async function requestAt(host: Resolution, url: URL, request: GuardedRequest, signal: AbortSignal): Promise<Reached> {
  if (host.status === 'refused') return host;
  if (host.status === 'failed') return {status: 'failed', reason: host.reason ?? 'its host could not be resolved'};
  return connect(url, request, host, signal);
}

function isLocalHost(hostname: string): boolean {
  return hostname === 'localhost' || isLoopbackAddress(hostname.replace(/^\[(.*)\]$/, '$1'));
}

async function beforeAbort<T>(signal: AbortSignal, work: Promise<T>, late: T): Promise<T> {
  if (signal.aborted) return late;
  let stop = (): void => {};
  const over = new Promise<T>(resolve => {
    stop = () => { resolve(late); };
    signal.addEventListener('abort', stop, {once: true});
  });
  return Promise.race([work, over]).finally(() => { signal.removeEventListener('abort', stop); });
}

function connect(url: URL, {method, headers, body}: GuardedRequest, {address, family}: {readonly address: string; readonly family: 4 | 6}, signal: AbortSignal): Promise<Reached> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise(resolve => {
    const outgoing = send(url, {
      agent: false,
      method,
      signal,
      headers: {'user-agent': 'hangtag', ...headers, ...(body === undefined ? {} : {'content-length': Buffer.byteLength(body)})},
      lookup: (_host, options, answer) => {
        if (options.all) (answer as unknown as (error: null, all: unknown) => void)(null, [{address, family}]);
        else answer(null, address, family);
      },
    }, response => { resolve({status: 'answered', response}); });
    outgoing.on('error', () => { resolve({status: 'failed', reason: signal.aborted ? LATE : 'the connection failed'}); });
    outgoing.end(body);
  });
}
