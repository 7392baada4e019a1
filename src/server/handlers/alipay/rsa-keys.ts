import type {KeyObject} from 'node:crypto';
import {createPrivateKey, createPublicKey} from 'node:crypto';
import {KeyProblem} from '../key-problem.ts';

/**
 * Reads an RSA private key as payment services hand it out: PEM or bare base64, PKCS#8 or PKCS#1, with line breaks or literal `\n`. `name`: of the variable, for
 * messages. Throws `KeyProblem`.
 */
export function readPrivateKey(text: string, name: string): KeyObject {
  const {label, der} = unwrap(text, name);
  if (label.includes('CERTIFICATE')) throw new KeyProblem(`${name} holds a certificate; it must hold the private key that belongs to it`);
  if (label.includes('PUBLIC')) throw new KeyProblem(`${name} holds a public key; it must hold the private one`);
  if (label.includes('ENCRYPTED')) throw new KeyProblem(`${name} is protected by a password; save it without one`);
  const key = firstThatReads([
    () => createPrivateKey({key: der, format: 'der', type: 'pkcs8'}),
    () => createPrivateKey({key: der, format: 'der', type: 'pkcs1'}),
  ]);
  if (key) return strong(key, name);
  const isPublic = firstThatReads([() => createPublicKey({key: der, format: 'der', type: 'spki'})]);
  throw new KeyProblem(isPublic ? `${name} holds a public key; it must hold the private one` : `${name} is not an RSA private key in PKCS#8 or PKCS#1`);
}

/** Reads an RSA public key: PEM or bare base64, SPKI or PKCS#1, or the certificate that holds it. Throws `KeyProblem`. */
export function readPublicKey(text: string, name: string): KeyObject {
  const {label, der} = unwrap(text, name);
  if (label.includes('CERTIFICATE')) return strong(fromCertificate(text, name), name);
  const isPrivate = label.includes('PRIVATE') || firstThatReads([
    () => createPrivateKey({key: der, format: 'der', type: 'pkcs8'}),
    () => createPrivateKey({key: der, format: 'der', type: 'pkcs1'}),
  ]);
  if (isPrivate) throw new KeyProblem(`${name} holds a private key; it must hold the service's public key`);
  const key = firstThatReads([
    () => createPublicKey({key: der, format: 'der', type: 'spki'}),
    () => createPublicKey({key: der, format: 'der', type: 'pkcs1'}),
  ]);
  if (!key) throw new KeyProblem(`${name} is not an RSA public key`);
  return strong(key, name);
}

/** Whether the public key is the one of this private key. */
export function belongTogether(privateKey: KeyObject, publicKey: KeyObject): boolean {
  return createPublicKey(privateKey).equals(publicKey);
}

export const asPem = (key: KeyObject): string => String(key.export({format: 'pem', type: key.type === 'private' ? 'pkcs8' : 'spki'}));

function fromCertificate(text: string, name: string): KeyObject {
  try {
    return createPublicKey(withLines(text));
  } catch (cause) {
    throw new KeyProblem(`${name} holds a certificate that cannot be read`, {cause});
  }
}

/** What people paste from one line of an environment file. */
const withLines = (text: string): string => text.trim().replaceAll('\\n', '\n').replace(/^(['"])(.*)\1$/s, '$2');

function unwrap(text: string, name: string): {label: string; der: Buffer} {
  const clean = withLines(text);
  const [, label = '', body = clean] = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END/.exec(clean) ?? [];
  const base64 = body.replace(/\s+/g, '');
  if (!base64) throw new KeyProblem(`${name} is empty`);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw new KeyProblem(`${name} is neither PEM nor base64: copy the whole key, and nothing else`);
  return {label, der: Buffer.from(base64, 'base64')};
}

function firstThatReads(ways: readonly (() => KeyObject)[]): KeyObject | undefined {
  for (const read of ways) {
    try {
      return read();
    } catch {
      // The next format.
    }
  }
  return undefined;
}

function strong(key: KeyObject, name: string): KeyObject {
  if (key.asymmetricKeyType !== 'rsa') throw new KeyProblem(`${name} is not an RSA key`);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < 2048) throw new KeyProblem(`${name} has ${bits} bits; SHA-256 signatures need a key of at least 2048`);
  return key;
}
