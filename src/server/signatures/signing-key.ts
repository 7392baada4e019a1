import type {JsonWebKey, KeyObject} from 'node:crypto';
import {createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify} from 'node:crypto';

/** A public key as a profile publishes it in `signing_keys` (RFC 7517). */
export interface PublicSigningKey {
  readonly kid: string;
  readonly kty: 'EC';
  readonly crv: Curve;
  readonly x: string;
  readonly y: string;
  readonly use: 'sig';
  readonly alg: 'ES256' | 'ES384';
}

export type Curve = 'P-256' | 'P-384';

/** A key that signs. */
export interface SigningKey {
  readonly kid: string;
  readonly curve: Curve;
  readonly private: KeyObject;
}

/** A key that can be checked against. */
export interface VerifyingKey {
  readonly curve: Curve;
  readonly public: KeyObject;
}

const ALGORITHMS = {'P-256': {jwk: 'ES256', hash: 'sha256'}, 'P-384': {jwk: 'ES384', hash: 'sha384'}} as const;

/** What a private JWK is made of. */
export interface PrivateJwk {
  readonly kid: string;
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

export function isCurve(name: unknown): name is Curve {
  return typeof name === 'string' && Object.hasOwn(ALGORITHMS, name);
}

/** JWK's name of the algorithm that a curve goes with. */
export function algorithmOf(curve: Curve): 'ES256' | 'ES384' {
  return ALGORITHMS[curve].jwk;
}

/** `jwk` must have been checked. Throws `TypeError` for what is no key on a curve that signs here. */
export function readSigningKey({kid, kty, crv, x, y, d}: PrivateJwk): SigningKey {
  if (!isCurve(crv)) throw new TypeError('The curve must be P-256 or P-384');
  return {kid, curve: crv, private: createPrivateKey({key: {kty, crv, x, y, d}, format: 'jwk'})};
}

/** Throws when the coordinates are no point on the curve. */
export function readVerifyingKey({crv, x, y}: {readonly crv: Curve; readonly x: string; readonly y: string}): VerifyingKey {
  return {curve: crv, public: createPublicKey({key: {kty: 'EC', crv, x, y}, format: 'jwk'})};
}

/** The public part: nothing of `d` is in it. */
export function publicPartOf({kid, crv, x, y}: {readonly kid: string; readonly crv: Curve; readonly x: string; readonly y: string}): PublicSigningKey {
  return {kid, kty: 'EC', crv, x, y, use: 'sig', alg: ALGORITHMS[crv].jwk};
}

/** Whether these are a key: x and y a point on the curve and, where `d` is given, the one that belongs to it. */
export function belongTogether({crv, x, y, d}: {readonly crv: Curve; readonly x: string; readonly y: string; readonly d?: string | undefined}): boolean {
  try {
    const verifying = readVerifyingKey({crv, x, y});
    return d === undefined || isSignedBy(verifying, 'x', signText(readSigningKey({kid: '', kty: 'EC', crv, x, y, d}), 'x'));
  } catch {
    return false;
  }
}

export function makePrivateJwk(kid: string): PrivateJwk & {readonly crv: 'P-256'} {
  const {x = '', y = '', d = ''}: JsonWebKey = generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey.export({format: 'jwk'});
  return {kid, kty: 'EC', crv: 'P-256', x, y, d};
}

/** As RFC 9421 and the protocol ask for: r and s side by side, 64 or 96 bytes, not DER. */
export function signText(key: SigningKey, text: string): Buffer {
  return sign(ALGORITHMS[key.curve].hash, Buffer.from(text), {key: key.private, dsaEncoding: 'ieee-p1363'});
}

export function isSignedBy(key: VerifyingKey, text: string, signature: Uint8Array): boolean {
  return verify(ALGORITHMS[key.curve].hash, Buffer.from(text), {key: key.public, dsaEncoding: 'ieee-p1363'}, signature);
}
