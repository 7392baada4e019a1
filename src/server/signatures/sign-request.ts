import type {InnerList, Item, Parameters} from 'structured-headers';
import {serializeInnerList} from 'structured-headers';
import {contentDigest} from './content-digest.ts';
import type {SignedMessage} from './signature-base.ts';
import {signatureBase, targetOf} from './signature-base.ts';
import type {SigningKey} from './signing-key.ts';
import {signText} from './signing-key.ts';

export interface RequestToSign {
  readonly key: SigningKey;
  readonly method: string;
  /** The address as it will be called. */
  readonly url: string;
  /** Those that are sent besides, in any case. A body needs its `content-type` among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Exactly what will be sent. */
  readonly body?: string | Uint8Array;
  /** When it is signed. */
  readonly now?: Date;
}

/** Headers that are covered when they are there. */
const COVERED_HEADERS = ['ucp-agent', 'idempotency-key', 'webhook-id', 'webhook-timestamp'];

/** What to send beside `headers` so that the request is signed as the protocol's "REST Request Signing" says: `content-digest`, `signature-input`, `signature`. */
export function signedHeaders({key, method, url, headers, body, now = new Date()}: RequestToSign): Record<string, string> {
  const target = targetOf(url);
  const all = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const hasBody = body !== undefined && body.length > 0;
  const digest: Record<string, string> = hasBody ? {'content-digest': contentDigest(body)} : {};
  for (const [name, value] of Object.entries(digest)) all.set(name, value);
  const covered = ['@method', '@authority', '@path', ...(target.query === '' ? [] : ['@query']),
    ...COVERED_HEADERS.filter(name => all.has(name)), ...(hasBody ? ['content-digest', 'content-type'] : [])];
  const message: SignedMessage = {kind: 'request', method, url: target, header: name => all.get(name) ?? null};
  return {...digest, ...signature(key, message, covered, now)};
}

/** `Signature-Input` and `Signature` for these components. Throws `ComponentProblem` for one that the message does not have. */
export function signature(key: SigningKey, message: SignedMessage, components: readonly string[], now: Date): Record<string, string> {
  const created = Math.floor(now.getTime() / 1000);
  const none: Parameters = new Map();
  const covered: InnerList = [components.map((name): Item => [name, none]), new Map<string, number | string>([['created', created], ['keyid', key.kid]])];
  const signed = signText(key, signatureBase(message, covered)).toString('base64');
  return {'signature-input': `sig1=${serializeInnerList(covered)}`, signature: `sig1=:${signed}:`};
}
