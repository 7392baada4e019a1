import {X509Certificate} from 'node:crypto';
import type {KeyObject} from 'node:crypto';
import {rootCertificates} from 'node:tls';

export interface CertificateOptions {
  readonly fetch: typeof fetch;
  readonly clock: () => Date;
  /** Hosts whose certificates are read. */
  readonly hosts: readonly string[];
  /** PEM of the authorities that may stand at the end of a chain; default: those that Node trusts. */
  readonly authorities?: readonly string[];
}

export interface CertificateKeeper {
  /**
   * The key of the certificate at that address. `undefined` when no genuine notification can name it: another host, another scheme, another name in
   * it. Throws `CertificateUnclear` when it cannot be had or cannot be judged.
   */
  keyAt(address: string): Promise<KeyObject | undefined>;
}

export class CertificateUnclear extends Error {
  override readonly name = 'CertificateUnclear';
}

/** PayPal signs notifications with certificates of this name. */
const SIGNER = /^messageverificationcerts\.(?:[a-z0-9-]+\.)*paypal\.com$/;
const PATH = /^\/v1\/notifications\/certs\/[\w-]+$/;
const LARGEST = 64 * 1024;
const KEPT = 20;

/** Reads PayPal's certificates, checks them, and keeps those that hold until they expire. */
export function certificateKeeper(options: CertificateOptions): CertificateKeeper {
  const kept = new Map<string, readonly X509Certificate[]>();
  return {
    async keyAt(address) {
      const url = isPayPals(address, options.hosts);
      if (!url) return undefined;
      const chain = kept.get(url) ?? await readChain(url, options);
      const [signer] = chain;
      if (!signer || !SIGNER.test(nameIn(signer))) return undefined;
      assertTrusted(chain, options);
      if (kept.size >= KEPT) kept.clear();
      kept.set(url, chain);
      return signer.publicKey;
    },
  };
}

function isPayPals(address: string, hosts: readonly string[]): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const fits = url.protocol === 'https:' && url.port === '' && !url.username && !url.password && hosts.includes(url.hostname) && PATH.test(url.pathname);
  return fits && !url.search && !url.hash ? url.href : undefined;
}

async function readChain(url: string, {fetch: send}: CertificateOptions): Promise<readonly X509Certificate[]> {
  const text = await readText(url, send);
  try {
    return (text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(pem => new X509Certificate(pem));
  } catch (cause) {
    throw new CertificateUnclear('What stands there is no certificate', {cause});
  }
}

async function readText(url: string, send: typeof fetch): Promise<string> {
  try {
    const response = await send(url, {redirect: 'error', signal: AbortSignal.timeout(5000)});
    const text = response.ok ? await response.text() : '';
    if (text.length > 0 && text.length <= LARGEST) return text;
  } catch (cause) {
    throw new CertificateUnclear('The certificate could not be read', {cause});
  }
  throw new CertificateUnclear('The certificate could not be read');
}

function nameIn(certificate: X509Certificate): string {
  return /^CN=(.+)$/m.exec(certificate.subject)?.[1] ?? '';
}

/** Each is valid now and issued by the next, the last by an authority that we trust. */
function assertTrusted(chain: readonly X509Certificate[], {clock, authorities = rootCertificates}: CertificateOptions): void {
  const now = clock().getTime();
  for (const [at, certificate] of chain.entries()) {
    const valid = Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);
    if (!valid) throw new CertificateUnclear('The certificate has expired, or is not valid yet');
    const next = chain[at + 1];
    if (next && !(next.ca && isIssuedBy(certificate, next))) throw new CertificateUnclear('The chain of certificates is broken');
  }
  const last = chain.at(-1);
  const trusted = last && authorities.some(pem => {
    const authority = new X509Certificate(pem);
    return authority.fingerprint256 === last.fingerprint256 || isIssuedBy(last, authority);
  });
  if (!trusted) throw new CertificateUnclear('The certificate leads to no authority that is known here');
}

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean => certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
