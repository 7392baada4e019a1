import {contentDigest} from './content-digest.ts';
import {signature} from './sign-request.ts';
import type {SigningKey} from './signing-key.ts';

export interface ResponseToSign {
  readonly key: SigningKey;
  readonly status: number;
  readonly contentType: string;
  /** Exactly what will be sent; never empty. */
  readonly body: string;
  /** When it is signed. */
  readonly now: Date;
}

/** What to send besides, so that the answer is signed as the protocol's "REST Response Signing" says: `content-digest`, `signature-input`, `signature`. */
export function signedAnswerHeaders({key, status, contentType, body, now}: ResponseToSign): Record<string, string> {
  const headers = new Map([['content-digest', contentDigest(body)], ['content-type', contentType]]);
  const message = {kind: 'response', status, header: (name: string) => headers.get(name) ?? null} as const;
  return {'content-digest': headers.get('content-digest') ?? '', ...signature(key, message, ['@status', 'content-digest', 'content-type'], now)};
}
