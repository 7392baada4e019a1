import type {KeyObject} from 'node:crypto';
import {sign, verify} from 'node:crypto';

/** RSA2, from the open platform's contract: fields sorted by name, joined as `name=value`, SHA-256 with RSA, base64. */
export function contentOf(fields: Readonly<Record<string, string>>, without: readonly string[]): string {
  const names = Object.keys(fields).filter((name) => !without.includes(name)).sort();
  return names.map((name) => `${name}=${fields[name]}`).join('&');
}

export const signText = (text: string, key: KeyObject): string => sign('RSA-SHA256', Buffer.from(text, 'utf8'), key).toString('base64');

/** A request's signature covers every field but `sign`. */
export function isSignedRequest(fields: Readonly<Record<string, string>>, key: KeyObject): boolean {
  const signature = Buffer.from(fields['sign'] ?? '', 'base64');
  return fields['sign_type'] === 'RSA2' && verify('RSA-SHA256', Buffer.from(contentOf(fields, ['sign']), 'utf8'), key, signature);
}

/** A notification's signature leaves out `sign` and `sign_type`, and keeps every other field, empty ones too. */
export function signNotification(fields: Readonly<Record<string, string>>, key: KeyObject): Record<string, string> {
  return {...fields, sign_type: 'RSA2', sign: signText(contentOf(fields, ['sign', 'sign_type']), key)};
}
