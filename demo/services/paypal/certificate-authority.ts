import type {KeyObject} from 'node:crypto';
import {createSign, generateKeyPairSync, randomBytes, X509Certificate} from 'node:crypto';

/** A signer of notifications and the authority above it, made for one run. Node reads certificates but makes none, so their DER is written here (RFC 5280). */
export interface SigningChain {
  /** PEM: the signer's certificate, then the authority's. */
  readonly chain: string;
  readonly authority: string;
  /** The signer's private key, PEM. */
  readonly key: string;
  sign(text: string): string;
}

export interface ChainOptions {
  /** Common name of the signer. */
  readonly name?: string;
  readonly from?: Date;
  readonly until?: Date;
}

const YEAR = 365 * 86_400_000;

export function makeSigningChain({name = 'messageverificationcerts.sandbox.paypal.com', from = new Date(Date.now() - YEAR), until = new Date(Date.now() + 20 * YEAR)}: ChainOptions = {}): SigningChain {
  const authority = generateKeyPairSync('rsa', {modulusLength: 2048});
  const signer = generateKeyPairSync('rsa', {modulusLength: 2048});
  const authorityName = 'Simulated Authority';
  const root = certificate({subject: authorityName, issuer: authorityName, key: authority.publicKey, signedBy: authority.privateKey, from, until, ca: true});
  const leaf = certificate({subject: name, issuer: authorityName, key: signer.publicKey, signedBy: authority.privateKey, from, until, ca: false});
  const key = signer.privateKey.export({type: 'pkcs8', format: 'pem'}) as string;
  return {chain: leaf + root, authority: root, key, sign: text => createSign('RSA-SHA256').update(text).sign(signer.privateKey, 'base64')};
}

interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  readonly key: KeyObject;
  readonly signedBy: KeyObject;
  readonly from: Date;
  readonly until: Date;
  readonly ca: boolean;
}

function certificate({subject, issuer, key, signedBy, from, until, ca}: Certificate): string {
  const algorithm = sequence(oid('1.2.840.113549.1.1.11'), der(0x05, Buffer.alloc(0)));
  const constraints = sequence(oid('2.5.29.19'), der(0x01, Buffer.from([0xff])), der(0x04, sequence(...(ca ? [der(0x01, Buffer.from([0xff]))] : []))));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])), algorithm,
    distinguished(issuer), sequence(time(from), time(until)), distinguished(subject),
    key.export({type: 'spki', format: 'der'}), der(0xa3, sequence(constraints)));
  const signature = createSign('RSA-SHA256').update(body).sign(signedBy);
  return new X509Certificate(sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])))).toString();
}

function der(tag: number, content: Buffer): Buffer {
  const {length} = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(parts));

const distinguished = (name: string): Buffer => sequence(der(0x31, sequence(oid('2.5.4.3'), der(0x0c, Buffer.from(name)))));

/** GeneralizedTime, to the second. */
const time = (at: Date): Buffer => der(0x18, Buffer.from(at.toISOString().replace(/[-:T]|\.\d+/g, '')));

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 127];
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift((left & 127) | 128);
  return digits;
}
