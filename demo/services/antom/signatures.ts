import type {KeyObject} from 'node:crypto';
import {createSign, createVerify} from 'node:crypto';

/** Antom's contract: `POST <path>`, a line break, `<client-id>.<time>.<body>`; SHA-256 with RSA, base64, percent-encoded in the header. */
export const textToSign = (path: string, clientId: string, time: string, body: string): string => ['POST ', path, '\n', clientId, '.', time, '.', body].join('');

export const headerFor = (text: string, key: KeyObject): string =>
  `algorithm=RSA256, keyVersion=2, signature=${encodeURIComponent(createSign('sha256').update(text, 'utf8').sign(key, 'base64'))}`;

export function isSignedBy(key: KeyObject, text: string, header: string): boolean {
  const [, signature = ''] = /^algorithm=RSA256,\s*keyVersion=\d+,\s*signature=(\S+)$/.exec(header) ?? [];
  return createVerify('sha256').update(text, 'utf8').verify(key, decodeURIComponent(signature), 'base64');
}
