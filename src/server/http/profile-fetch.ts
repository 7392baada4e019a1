import type {IncomingMessage} from 'node:http';
import {requestGuarded} from './guarded-request.ts';
import {TransportError} from './transport-error.ts';

export interface FetchLimits {
  /** For everything together, in ms. */
  readonly time: number;
  readonly bytes: number;
}

const PROFILE_LIMITS: FetchLimits = {time: 3000, bytes: 256 * 1024};

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
  const deadline = AbortSignal.timeout(limits.time);
  const reached = await requestGuarded(new URL(profile), {method: 'GET', headers: {accept: 'application/json'}}, mode, deadline);
  if (reached.status === 'refused') throw invalid(reached.reason);
  if (reached.status === 'failed') throw unreachable(reached.reason);
  const {response} = reached;
  if (response.statusCode !== 200) {
    response.destroy();
    throw unreachable(`it answered ${response.statusCode ?? 'nothing'}`);
  }
  return {body: await readText(response, limits, deadline), maxAge: maxAgeOf(response.headers['cache-control'])};
}

function invalid(reason: string): TransportError {
  return new TransportError(400, 'invalid_profile_url', `The profile URL in UCP-Agent cannot be used: ${reason}.`);
}

function unreachable(reason: string): TransportError {
  return new TransportError(424, 'profile_unreachable', `The platform's profile could not be fetched: ${reason}.`);
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
