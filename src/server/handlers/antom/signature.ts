import type {KeyObject} from 'node:crypto';
import {sign, verify} from 'node:crypto';

/** What a signature of Antom covers. `path`: without the host, with the query. `time`: as the header says it. */
export interface SignedMessage {
  readonly path: string;
  readonly clientId: string;
  readonly time: string;
  readonly body: string;
}

const contentOf = ({path, clientId, time, body}: SignedMessage): Buffer => Buffer.from(`POST ${path}\n${clientId}.${time}.${body}`, 'utf8');

/** The `signature` header: SHA-256 with RSA, base64, percent-encoded. */
export function signatureHeader(message: SignedMessage, key: KeyObject, keyVersion: number): string {
  const signature = sign('RSA-SHA256', contentOf(message), key).toString('base64');
  return `algorithm=RSA256,keyVersion=${keyVersion},signature=${encodeURIComponent(signature)}`;
}

/** Whether the header is a signature of this message. Another algorithm than RSA256 is none, whatever it claims. */
export function isSigned(message: SignedMessage, header: string | null, key: KeyObject): boolean {
  const fields = new Map((header ?? '').split(',').map((part) => splitOnce(part.trim())));
  const signature = decoded(fields.get('signature'));
  return fields.get('algorithm') === 'RSA256' && signature !== undefined && verify('RSA-SHA256', contentOf(message), key, Buffer.from(signature, 'base64'));
}

function splitOnce(part: string): [string, string] {
  const at = part.indexOf('=');
  return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text ? decodeURIComponent(text) : undefined;
  } catch {
    return undefined;
  }
}
