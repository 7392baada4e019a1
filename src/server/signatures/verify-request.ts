import {isDigestOf} from './content-digest.ts';
import type {CarriedSignature} from './read-signatures.ts';
import {readSignatures} from './read-signatures.ts';
import type {Refused} from './refused.ts';
import {refused} from './refused.ts';
import type {SignedMessage, TargetUrl} from './signature-base.ts';
import {ComponentProblem, signatureBase} from './signature-base.ts';
import type {Curve, VerifyingKey} from './signing-key.ts';
import {algorithmOf, isCurve, isSignedBy, readVerifyingKey} from './signing-key.ts';

/** A key that a profile publishes, of whatever kind. */
export interface PublishedKey {
  readonly kid: string;
  readonly kty: string;
  readonly crv?: string | undefined;
  readonly x?: string | undefined;
  readonly y?: string | undefined;
  readonly use?: string | undefined;
  readonly alg?: string | undefined;
}

export interface RequestToVerify {
  readonly method: string;
  readonly url: TargetUrl;
  /** `name` in lower case. */
  header(name: string): string | null;
  /** The raw bytes. */
  readonly body: Uint8Array;
  /** Changes something: it must bring a signed `Idempotency-Key`, which is what protects from a replay. */
  readonly changes: boolean;
}

export interface Verifying {
  readonly now: Date;
  /** The keys of this name in the profile that the request names. */
  keys(kid: string): Promise<readonly PublishedKey[]>;
}

export type Verified = {readonly status: 'verified'; readonly kid: string};

/** Seconds that clocks may differ. */
const SKEW = 300;
/** Seconds. An older signature is refused where it says its age: the answer to its Idempotency-Key is no longer kept. */
const OLDEST = 24 * 3600;
/** Keys of one name that are tried. */
const MOST_KEYS = 4;
const ALGORITHMS: Readonly<Record<Curve, string>> = {'P-256': 'ecdsa-p256-sha256', 'P-384': 'ecdsa-p384-sha384'};

/**
 * Verifies a request as the protocol's "REST Request Verification" says. Of several signatures one that proves everything is enough;
 * `unsigned` when none speaks for the sender. A signature that covers less than the protocol asks for proves nothing.
 */
export async function verifyRequest(request: RequestToVerify, verifying: Verifying): Promise<Verified | {readonly status: 'unsigned'} | Refused> {
  const carried = readSignatures(request);
  if ('status' in carried) return carried;
  const lacking = carried.length === 0 ? undefined : missingHeader(request);
  if (lacking) return lacking;
  let first: Refused | undefined;
  for (const signature of carried) {
    const judged = await judge(request, signature, verifying);
    if (judged.status === 'verified') return judged;
    // That another one's key is unknown tells less than what is wrong with the sender's own.
    if (first === undefined || (first.code === 'key_not_found' && judged.code !== 'key_not_found')) first = judged;
  }
  return first ?? {status: 'unsigned'};
}

/** What a signed request must have for its signature to cover. */
function missingHeader({body, header, changes}: RequestToVerify): Refused | undefined {
  const needed = [...(body.length > 0 ? ['Content-Digest', 'Content-Type'] : []), ...(changes ? ['Idempotency-Key'] : [])];
  const missing = needed.find(name => header(name.toLowerCase()) === null);
  return missing === undefined ? undefined : refused('signature_missing', `A signed request of this kind needs ${missing}, and the signature must cover it.`);
}

async function judge(request: RequestToVerify, signature: CarriedSignature, {now, keys}: Verifying): Promise<Verified | Refused> {
  const fault = uncovered(request, signature) ?? outOfTime(signature, now);
  if (fault) return fault;
  const key = chooseKey(signature, await keys(signature.kid));
  if ('status' in key) return key;
  const digest = request.header('content-digest');
  if (digest !== null && (request.body.length > 0 || covers(signature, 'content-digest')) && !isDigestOf(digest, request.body)) {
    return refused('digest_mismatch', 'Content-Digest has no sha-256 of this body. It is made of the raw bytes, and nothing on the way may change them.');
  }
  return proves(request, signature, key.tried);
}

function covers({covered}: CarriedSignature, name: string): boolean {
  return covered[0].some(([component, parameters]) => component === name && parameters.size === 0);
}

function uncovered({method, url, body, header}: RequestToVerify, signature: CarriedSignature): Refused | undefined {
  const required = ['@method', '@authority', '@path', ...(url.query === '' ? [] : ['@query']), 'ucp-agent',
    ...(method !== 'GET' && method !== 'HEAD' && header('idempotency-key') !== null ? ['idempotency-key'] : []),
    ...(body.length > 0 ? ['content-digest', 'content-type'] : [])];
  const missing = required.filter(name => !covers(signature, name));
  return missing.length === 0 ? undefined : refused('signature_invalid', `The signature "${signature.label}" does not cover ${missing.join(', ')}.`);
}

function outOfTime({label, created, expires}: CarriedSignature, now: Date): Refused | undefined {
  const seconds = now.getTime() / 1000;
  if (created !== undefined && created > seconds + SKEW) return refused('signature_invalid', `The signature "${label}" was made in the future.`);
  if (created !== undefined && created < seconds - OLDEST) return refused('signature_invalid', `The signature "${label}" is older than a day.`);
  if (expires !== undefined && expires < seconds) return refused('signature_invalid', `The signature "${label}" has expired.`);
  return undefined;
}

function chooseKey({kid, algorithm}: CarriedSignature, published: readonly PublishedKey[]): {readonly tried: readonly VerifyingKey[]} | Refused {
  const named = published.filter(key => key.use !== 'enc').slice(0, MOST_KEYS);
  if (named.length === 0) return refused('key_not_found', `The profile publishes no signing key ${kidSaid(kid)}.`);
  const ours = named.filter(({kty, crv, alg}) => kty === 'EC' && isCurve(crv) && (alg === undefined || alg === algorithmOf(crv))
    && (algorithm === undefined || algorithm === ALGORITHMS[crv]));
  if (ours.length === 0) return refused('algorithm_unsupported', `Keys must be on the curve P-256 (ES256) or P-384 (ES384): ${kidSaid(kid)} is not, or the signature names another algorithm.`);
  const tried = ours.flatMap(readable);
  return tried.length === 0 ? refused('key_not_found', `The key ${kidSaid(kid)} in the profile cannot be used: its x and y are no point on its curve.`) : {tried};
}

function readable({crv, x, y}: PublishedKey): readonly VerifyingKey[] {
  if (!isCurve(crv) || x === undefined || y === undefined) return [];
  try {
    return [readVerifyingKey({crv, x, y})];
  } catch {
    return [];
  }
}

function proves(request: RequestToVerify, {label, kid, covered, bytes}: CarriedSignature, keys: readonly VerifyingKey[]): Verified | Refused {
  const message: SignedMessage = {kind: 'request', method: request.method, url: request.url, header: name => request.header(name)};
  try {
    const base = signatureBase(message, covered);
    if (keys.some(key => isSignedBy(key, base, bytes))) return {status: 'verified', kid};
  } catch (error) {
    if (!(error instanceof ComponentProblem)) throw error;
    return refused('signature_invalid', `The signature "${label}" cannot be checked: ${error.message}.`);
  }
  return refused('signature_invalid', `The signature "${label}" was not made by the key ${kidSaid(kid)} over this request, with @authority ${request.url.authority}.`);
}

function kidSaid(kid: string): string {
  return `kid=${kid.slice(0, 100)}`;
}
