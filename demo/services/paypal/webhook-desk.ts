import {randomUUID} from 'node:crypto';
import {crc32} from 'node:zlib';
import type {SigningChain} from './certificate-authority.ts';
import {makeSigningChain} from './certificate-authority.ts';
import {number} from './order-books.ts';

export interface WebhookSettings {
  readonly id: string;
  readonly url: string;
  readonly events?: readonly string[];
}

export type Forgery = 'signature' | 'body' | 'account';

/** Signs notifications as PayPal does and delivers them. */
export class WebhookDesk {
  readonly chain: SigningChain = makeSigningChain();
  readonly #stranger: SigningChain = makeSigningChain();
  readonly #webhook: WebhookSettings | undefined;
  readonly #deliver: (request: Request) => Promise<Response>;
  readonly #clock: () => Date;
  readonly #certificate = `CERT-${number(8).toLowerCase()}`;

  constructor(webhook: WebhookSettings | undefined, deliver: (request: Request) => Promise<Response>, clock: () => Date) {
    this.#webhook = webhook;
    this.#deliver = deliver;
    this.#clock = clock;
  }

  get certificateUrl(): string {
    return `https://api.sandbox.paypal.com/v1/notifications/certs/${this.#certificate}`;
  }

  registered(): readonly Readonly<Record<string, unknown>>[] {
    if (!this.#webhook) return [];
    const {id, url, events = ['*']} = this.#webhook;
    return [{id, url, event_types: events.map(name => ({name}))}];
  }

  /** The headers of one delivery of this body. */
  sign(body: string, forged?: Forgery): Headers {
    const id = randomUUID();
    const time = `${this.#clock().toISOString().slice(0, 19)}Z`;
    const signer = forged === 'signature' ? this.#stranger : this.chain;
    const webhook = forged === 'account' ? 'ANOTHERSHOPSWEBHOOK' : this.#webhook?.id;
    return new Headers({
      'content-type': 'application/json', 'paypal-transmission-id': id, 'paypal-transmission-time': time, 'paypal-auth-algo': 'SHA256withRSA',
      'paypal-cert-url': this.certificateUrl, 'paypal-transmission-sig': signer.sign(`${id}|${time}|${webhook}|${crc32(body)}`),
    });
  }

  async deliver(body: string, forged?: Forgery): Promise<number> {
    if (!this.#webhook) throw new Error('No webhook is registered');
    const headers = this.sign(body, forged);
    const sent = forged === 'body' ? body.replace(/"resource_version":"2.0"/, '"resource_version":"9.0"') : body;
    const response = await this.#deliver(new Request(this.#webhook.url, {method: 'POST', headers, body: sent}));
    return response.status;
  }

  /** The other way to verify. The event is taken out of the text as it stands: parsed and written anew it would be another. */
  judges(said: string): boolean {
    const at = said.indexOf('"webhook_event":');
    const event = said.slice(at + '"webhook_event":'.length, -1);
    const told = JSON.parse(said) as Readonly<Record<string, string>>;
    const genuine = this.sign(event);
    const text = `${told['transmission_id']}|${told['transmission_time']}|${told['webhook_id']}|${crc32(event)}`;
    return at > 0 && told['auth_algo'] === genuine.get('paypal-auth-algo') && told['webhook_id'] === this.#webhook?.id && this.chain.sign(text) === told['transmission_sig'];
  }
}
