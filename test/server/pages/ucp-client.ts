import {randomUUID} from 'node:crypto';
import {once} from 'node:events';
import {createServer} from 'node:http';
import type {Server} from 'node:http';
import type {AddressInfo} from 'node:net';

export interface ClientCheckout {
  readonly id: string;
  readonly status: string;
  readonly continue_url: string;
  readonly messages: readonly {readonly severity?: string}[];
  readonly order?: {readonly id: string; readonly permalink_url: string};
}

let platform: {readonly server: Server; readonly profile: string} | undefined;

/**
 * A UCP platform that has nothing of ours: it knows the published protocol, and no extension but delivery. Its profile is served on this machine.
 */
export class Client {
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  async create(item: string, more: object = {}): Promise<ClientCheckout> {
    return this.#call('POST', '', {line_items: [{item: {id: item}, quantity: 1}], ...more});
  }

  async get(id: string): Promise<ClientCheckout> {
    return this.#call('GET', `/${id}`);
  }

  /** What the buyer decides in the sandbox wallet, whose page the shop's own page leads to. */
  async decide(id: string, choice: 'approve' | 'decline'): Promise<void> {
    const page = await (await fetch(`${this.#origin}/checkout/${id}`)).text();
    const wallet = /href="(http[^"]*\/pay\/[^"]+)"/.exec(page)?.[1];
    if (!wallet) throw new Error('The page leads to no wallet');
    await fetch(wallet, {method: 'POST', body: new URLSearchParams({choice}), redirect: 'manual'});
  }

  async #call(method: string, path: string, body?: object): Promise<ClientCheckout> {
    const {profile} = (platform ??= await servePlatform());
    const response = await fetch(`${this.#origin}/ucp/checkout-sessions${path}`, {
      method, headers: {'ucp-agent': `profile="${profile}"`, 'content-type': 'application/json', 'idempotency-key': randomUUID()}, ...(body ? {body: JSON.stringify(body)} : {}),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return await response.json() as ClientCheckout;
  }
}

async function servePlatform(): Promise<NonNullable<typeof platform>> {
  const names = ['dev.ucp.shopping.checkout', 'dev.ucp.shopping.fulfillment'];
  const capabilities = Object.fromEntries(names.map(name => [name, [{version: '2026-04-08', spec: 'https://ucp.dev/x', schema: 'https://ucp.dev/y'}]]));
  const server = createServer((_request, response) => response.writeHead(200, {'content-type': 'application/json', 'cache-control': 'max-age=600'})
    .end(JSON.stringify({ucp: {version: '2026-04-08', services: {}, payment_handlers: {}, capabilities}})));
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return {server, profile: `http://127.0.0.1:${(server.address() as AddressInfo).port}/profile.json`};
}
