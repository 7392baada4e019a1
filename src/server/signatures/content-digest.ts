import {createHash} from 'node:crypto';
import {parseDictionary} from 'structured-headers';

/** The value of `Content-Digest` (RFC 9530) for the bytes as they are sent. */
export function contentDigest(body: Uint8Array | string): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

/** Whether a `Content-Digest` names the SHA-256 of these bytes. Digests of other kinds beside it are not looked at: the protocol asks for this one. */
export function isDigestOf(header: string, body: Uint8Array): boolean {
  const named = sha256Of(header);
  return named !== undefined && createHash('sha256').update(body).digest().equals(named);
}

function sha256Of(header: string): Uint8Array | undefined {
  try {
    const [named] = parseDictionary(header).get('sha-256') ?? [];
    return named instanceof ArrayBuffer ? new Uint8Array(named) : undefined;
  } catch {
    return undefined;
  }
}
