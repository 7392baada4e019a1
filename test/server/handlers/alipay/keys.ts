import {execFileSync} from 'node:child_process';
import type {KeyObject} from 'node:crypto';
import {createPublicKey, generateKeyPairSync} from 'node:crypto';

export interface Keys {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly key: KeyObject;
}

/** A pair of 2048 bits, as PEM: PKCS#8 and SPKI. */
export function newKeys(): Keys {
  const {privateKey: key} = generateKeyPairSync('rsa', {modulusLength: 2048});
  return {key, privateKey: String(key.export({format: 'pem', type: 'pkcs8'})), publicKey: String(createPublicKey(key).export({format: 'pem', type: 'spki'}))};
}

/** Without the PEM lines, as the open platform's key tool shows it. */
export const bare = (pem: string): string => pem.replace(/-----[^-]+-----|\s/g, '');

/** Runs the OpenSSL command, which knows nothing of us. */
export const openssl = (args: readonly string[], input = ''): Buffer => execFileSync('openssl', args, {input, stdio: ['pipe', 'pipe', 'ignore']});
