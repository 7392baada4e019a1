import type {Services} from '../services.ts';
import {carriesSignature} from '../signatures/read-signatures.ts';
import {SIGNATURE_STATUS} from '../signatures/refused.ts';
import type {TargetUrl} from '../signatures/signature-base.ts';
import {verifyRequest} from '../signatures/verify-request.ts';
import type {PlatformRegistry} from './platform-registry.ts';
import {TransportError} from './transport-error.ts';

/** A request before anybody has looked at who sent it. */
export interface Received {
  readonly request: Request;
  /** Its operation changes something. */
  readonly changes: boolean;
  /** The raw body, read once. Throws `TransportError`. */
  body(): Promise<Uint8Array>;
}

/**
 * Whether a request was signed by the platform whose profile it names. Throws `TransportError` with the protocol's signature errors for a
 * signature that does not prove it, and the discovery errors where the keys cannot be had.
 */
export async function isSignedByPlatform({request, changes, body}: Received, profile: string, {origin, clock}: Services, registry: PlatformRegistry): Promise<boolean> {
  const header = (name: string): string | null => request.headers.get(name);
  if (!carriesSignature({header})) return false;
  const verified = await verifyRequest(
    {method: request.method, url: targetHere(request.url, origin), header, body: await body(), changes},
    {now: clock(), keys: kid => registry.keys(profile, kid)});
  if (verified.status === 'refused') throw signatureProblem(verified.code, verified.reason);
  return verified.status === 'verified';
}

export function signatureProblem(code: keyof typeof SIGNATURE_STATUS, content: string): TransportError {
  const status = SIGNATURE_STATUS[code];
  return new TransportError(status, code, content, status === 401 ? {'www-authenticate': 'Bearer realm="ucp"'} : {});
}

/**
 * Path and query as they came, which is what routes are chosen by. The authority is the shop's own, whatever `Host` says: behind a proxy that may be
 * another, and a request that was signed for another shop is none for this one.
 */
function targetHere(url: string, origin: string): TargetUrl {
  const [, path = '', query = ''] = /^[^:/?#]+:\/\/[^/?#]*([^?#]*)(\?[^#]*)?/.exec(url) ?? [];
  return {authority: new URL(origin).host, path: path === '' ? '/' : path, query: query === '?' ? '' : query};
}
