import {createPrivateKey, X509Certificate} from 'node:crypto';
import {request} from 'node:https';
import type {Finding} from '../payment-handler.ts';

export interface AppleSessionRequest {
  /** As Apple's sheet gave it to the page. */
  readonly validationUrl: string;
  readonly merchantIdentifier: string;
  readonly displayName: string;
  /** The host on which the button stands. */
  readonly domain: string;
}

/** Apple's side of merchant validation. */
export interface AppleGateway {
  /** The merchant identity certificate, PEM. */
  readonly certificate: string;
  /** Asks for a session, which is good for one sheet and some minutes. Throws when Apple refuses or the address is not Apple's. */
  openSession(session: AppleSessionRequest, signal: AbortSignal): Promise<unknown>;
}

export interface AppleGatewayOptions {
  /** Merchant identity certificate, PEM. */
  readonly certificate: string;
  /** Its private key, PEM. */
  readonly key: string;
  /** Instead of Apple's own gateways, for tests: `https://host:port`, and the authority that signed its certificate, PEM. */
  readonly instead?: {readonly origin: string; readonly authority: string};
}

/** The gateways that Apple lists for servers to allow ("Setting up your server"), with the numbered ones of its earlier lists: in the world, in China, and for tests. */
const APPLES_OWN = /^(apple-pay-gateway(-(nc|pr)-pod[1-5]|-cert)?|cn-apple-pay-gateway(-(sh|tj)-pod[1-3]|-cert)?)\.apple\.com$/;
const PATH = '/paymentservices/paymentSession';
const LARGEST = 256 * 1024;

/** Speaks to Apple by mutual TLS. Throws when the certificate or its key cannot be read, or do not belong together. */
export function appleGateway({certificate, key, instead}: AppleGatewayOptions): AppleGateway {
  if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))) throw new Error('The key does not belong to the Apple Pay merchant identity certificate');
  return {
    certificate,
    async openSession({validationUrl, merchantIdentifier, displayName, domain}, signal) {
      const host = instead ? new URL(instead.origin).host : appleHost(validationUrl);
      const body = JSON.stringify({merchantIdentifier, displayName, initiative: 'web', initiativeContext: domain});
      const {status, text} = await post(`https://${host}${PATH}`, body, {cert: certificate, key, ...(instead && {ca: instead.authority}), signal});
      if (status !== 200) throw new Error(`Apple answered ${status}${reasonIn(text)}`);
      return JSON.parse(text) as unknown;
    },
  };
}

/** The address comes from a page: a server that calls whatever it is told could be sent anywhere. */
function appleHost(validationUrl: string): string {
  const {protocol, hostname, port} = new URL(validationUrl);
  if (protocol !== 'https:' || port || !APPLES_OWN.test(hostname)) throw new Error('The validation address is not one of Apple\'s');
  return hostname;
}

interface Secured {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
  readonly signal: AbortSignal;
}

function post(url: string, body: string, secured: Secured): Promise<{status: number; text: string}> {
  return new Promise((resolve, reject) => {
    const asking = request(url, {...secured, method: 'POST', headers: {'content-type': 'application/json', 'content-length': Buffer.byteLength(body)}}, response => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on('data', (part: Buffer) => {
        size += part.length;
        if (size > LARGEST) response.destroy(new Error('Apple\'s answer is too long'));
        else parts.push(part);
      });
      response.on('end', () => resolve({status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8')}));
      response.on('error', reject);
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

function reasonIn(text: string): string {
  try {
    const {statusMessage} = JSON.parse(text) as {statusMessage?: unknown};
    return typeof statusMessage === 'string' ? `: ${statusMessage.slice(0, 200)}` : '';
  } catch {
    return '';
  }
}

/** How long the merchant identity certificate is still good for; Apple issues it for 25 months. */
export function checkCertificate(pem: string, now: Date): readonly Finding[] {
  const {validToDate} = new X509Certificate(pem) as X509Certificate & {validToDate?: Date};
  const until = validToDate ?? new Date(new X509Certificate(pem).validTo);
  const days = Math.floor((until.getTime() - now.getTime()) / 86_400_000);
  const what = days < 0 ? 'The Apple Pay merchant identity certificate has expired' : `The Apple Pay merchant identity certificate is good for ${days} more days`;
  const advice = 'Create a new merchant identity certificate in Apple\'s developer account';
  if (days < 0) return [{level: 'error', what, advice}];
  return [days < 30 ? {level: 'warning', what, advice} : {level: 'ok', what}];
}
