import {request as requestHttp} from 'node:http';
import type {IncomingMessage} from 'node:http';
import {request as requestHttps} from 'node:https';
import {isLoopbackAddress, isPublicAddress, resolveHost} from './public-address.ts';
import {TransportError} from './transport-error.ts';

export interface FetchLimits {
  /** For everything together, in ms. */
  readonly time: number;
  readonly bytes: number;
}

export const PROFILE_LIMITS: FetchLimits = {time: 3000, bytes: 256 * 1024};

export interface FetchedProfile {
  readonly body: string;
  /** Seconds that `Cache-Control` allows; 0 when it says nothing. */
  readonly maxAge: number;
}

/**
 * Fetches a platform's profile: `https` only (on a test server also from this machine itself), public addresses only,
 * connected to the address that was checked, no redirects. Throws `TransportError` `invalid_profile_url` (400) or
 * `profile_unreachable` (424).
 */
export async function fetchProfile(profile: string, mode: 'test' | 'live', limits: FetchLimits = PROFILE_LIMITS): Promise<FetchedProfile> {
  const url = new URL(profile);
  const local = mode === 'test' && isLocalHost(url.hostname);
  if (url.protocol !== 'https:' && !(local && url.protocol === 'http:')) throw invalid('it must be an https URL');
  if (url.username !== '' || url.password !== '') throw invalid('it must not carry a password');
  const deadline = AbortSignal.timeout(limits.time);
  const host = await within(deadline, resolveHost(url.hostname, local ? isLoopbackAddress : isPublicAddress));
  if (host.status === 'refused') throw invalid(host.reason);
  if (host.status === 'failed') throw unreachable('its host could not be resolved');
  const response = await connect(url, host, deadline);
  if (response.statusCode !== 200) {
    response.destroy();
    throw unreachable(`it answered ${response.statusCode ?? 'nothing'}`);
  }
  return {body: await readText(response, limits, deadline), maxAge: maxAgeOf(response.headers['cache-control'])};
}

function isLocalHost(hostname: string): boolean {
  return hostname === 'localhost' || isLoopbackAddress(hostname.replace(/^\[(.*)\]$/, '$1'));
}

function invalid(reason: string): TransportError {
  return new TransportError(400, 'invalid_profile_url', `The profile URL in UCP-Agent cannot be used: ${reason}.`);
}

function unreachable(reason: string): TransportError {
  return new TransportError(424, 'profile_unreachable', `The platform's profile could not be fetched: ${reason}.`);
}

async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => { reject(unreachable('it took too long')); }, {once: true});
  });
  return Promise.race([work, late]);
}

function connect(url: URL, {address, family}: {readonly address: string; readonly family: 4 | 6}, signal: AbortSignal): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = send(url, {
      agent: false,
      signal,
      headers: {accept: 'application/json', 'user-agent': 'hangtag'},
      lookup: (_host, options, answer) => {
        if (options.all) (answer as unknown as (error: null, all: unknown) => void)(null, [{address, family}]);
        else answer(null, address, family);
      },
    }, resolve);
    outgoing.on('error', () => { reject(unreachable(signal.aborted ? 'it took too long' : 'the connection failed')); });
    outgoing.end();
  });
}

async function readText(response: IncomingMessage, limits: FetchLimits, deadline: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > limits.bytes) throw unreachable('it is too large');
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof TransportError ? error : unreachable('it broke off');
  }
  // Without an announced length a body that was cut off ends like one that is whole.
  if (deadline.aborted) throw unreachable('it took too long');
  return Buffer.concat(chunks).toString('utf8');
}

function maxAgeOf(cacheControl: string | undefined): number {
  return Number(/(?:^|[\s,])max-age=(\d{1,9})/.exec(cacheControl ?? '')?.[1] ?? 0);
}
