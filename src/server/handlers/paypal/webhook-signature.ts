import {createVerify} from 'node:crypto';
import {crc32} from 'node:zlib';
import type {KeyObject} from 'node:crypto';

/** What PayPal says about a notification in its headers. */
export interface Transmission {
  readonly id: string;
  readonly time: string;
  readonly signature: string;
  readonly certificateUrl: string;
  readonly algorithm: string;
}

/** `undefined` unless all of it is there. */
export function readTransmission(headers: Headers): Transmission | undefined {
  const [id, time, signature, certificateUrl, algorithm] = ['id', 'time', 'sig'].map(name => headers.get(`paypal-transmission-${name}`))
    .concat(headers.get('paypal-cert-url'), headers.get('paypal-auth-algo'));
  return id && time && signature && certificateUrl && algorithm ? {id, time, signature, certificateUrl, algorithm} : undefined;
}

/** The only algorithm that PayPal signs with. What a notification names itself is never a choice. */
export const ALGORITHM = 'SHA256withRSA';

/** The text that PayPal signs: id, time and webhook, and the checksum (CRC-32, decimal) of the body as it came. */
export function signedText({id, time}: Pick<Transmission, 'id' | 'time'>, webhookId: string, body: string): string {
  return `${id}|${time}|${webhookId}|${crc32(Buffer.from(body, 'utf8'))}`;
}

export function signatureHolds(transmission: Transmission, webhookId: string, body: string, key: KeyObject): boolean {
  if (key.asymmetricKeyType !== 'rsa') return false;
  return createVerify('RSA-SHA256').update(signedText(transmission, webhookId, body)).verify(key, transmission.signature, 'base64');
}
