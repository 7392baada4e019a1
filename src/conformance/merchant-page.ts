import {UCP_VERSION} from '../commerce/ucp.ts';
import type {MerchantSite} from './merchant-site.ts';
import type {Sender} from './message.ts';
import {breathe} from './scripted-clock.ts';
import type {ScriptedMerchant} from './scripted-merchant.ts';
import type {ScriptedWindow} from './scripted-window.ts';
import {onTheWire} from './shown-checkout.ts';

type Told = 'start' | 'complete' | 'error' | 'line_items.change' | 'totals.change' | 'payment.change';

/** What the host answered to a request of the page. */
export interface HostAnswer {
  readonly id: unknown;
  readonly through: 'window' | 'port';
  readonly data: Readonly<Record<string, unknown>>;
}

/** How long the page waits for an answer, in steps of 2 ms that are real; and once it has waited in vain. */
const patience = 400;
const lessPatience = 100;

/** A page of the merchant's in a window. Says what a checkout says by the Embedded Checkout Protocol, where its address asks for it. */
export class MerchantPage {
  readonly window: ScriptedWindow;
  readonly checkout: string;
  readonly address: string;
  readonly answers: HostAnswer[] = [];
  readonly #site: MerchantSite;
  readonly #merchant: ScriptedMerchant;
  #port: MessagePort | undefined;
  #requests = 0;
  #patience = patience;

  constructor(site: MerchantSite, merchant: ScriptedMerchant, window: ScriptedWindow, checkout: string) {
    this.#site = site;
    this.#merchant = merchant;
    this.window = window;
    this.checkout = checkout;
    this.address = window.url;
  }

  /** The page is in its window still. */
  get stands(): boolean {
    return !this.window.closed && this.window.url === this.address;
  }

  /** It was opened for the protocol, and may know who opened it. */
  get speaks(): boolean {
    return this.window.knowsOpener && new URL(this.address).searchParams.get('ec_version') === UCP_VERSION;
  }

  get hasPort(): boolean {
    return this.#port !== undefined;
  }

  get sender(): Sender {
    return {origin: this.#site.origin, source: this.window};
  }

  /** Greets whoever opened it, goes over to the port that it is given, and says that it can be seen. True when it was answered. */
  async greets(): Promise<boolean> {
    if (!this.speaks) return false;
    this.#port?.close();
    this.#port = undefined;
    const answered = await this.asks('ready', {delegate: []});
    const upgraded = this.#port !== undefined;
    if (upgraded) await this.asks('ready', {delegate: []});
    if (answered) await this.tells('start');
    return answered;
  }

  /** A request; true when the host answered it. */
  asks(method: string, params: object): Promise<boolean> {
    const id = `${method}-${++this.#requests}`;
    return this.#site.talk(async () => {
      this.#say({jsonrpc: '2.0', id, method: `ec.${method}`, params});
      for (let waited = 0; waited < this.#patience && !this.#answerTo(id); waited++) await breathe(2);
      if (!this.#answerTo(id)) this.#patience = lessPatience;
      return Boolean(this.#answerTo(id));
    });
  }

  /** A notification, as it is published. */
  tells(what: Told, through: 'channel' | 'window' = 'channel'): Promise<void> {
    return this.#site.talk(async () => {
      if (this.speaks) this.#say(this.notification(what), through);
      await messagesAreThrough();
    });
  }

  notification(what: Told, pretends: object = {}): object {
    const checkout = {...(onTheWire(this.#merchant.look(this.checkout)) as object), ...pretends};
    const messages = [{type: 'error', code: 'session_expired', content: 'This page cannot go on.', severity: 'unrecoverable'}];
    const error = {ucp: {version: UCP_VERSION, status: 'error'}, messages};
    return {jsonrpc: '2.0', method: `ec.${what}`, params: what === 'error' ? {...error, error} : {checkout}};
  }

  /** What the page claims where nobody has paid. */
  get claim(): object {
    return {status: 'completed', order: {id: 'order-forged', permalink_url: `${this.#site.origin}/orders/forged`}};
  }

  async claims(): Promise<void> {
    await this.#site.talk(async () => {
      this.#say(this.notification('complete', this.claim));
      await messagesAreThrough();
    });
  }

  hears(data: unknown, through: HostAnswer['through'] = 'window'): void {
    const answer = (typeof data === 'string' ? (JSON.parse(data) as unknown) : data) as HostAnswer['data'] & {result?: {upgrade?: {port?: MessagePort}}};
    if (!answer || typeof answer !== 'object') return;
    this.answers.push({id: answer['id'], through, data: answer});
    const port = answer.result?.upgrade?.port;
    if (port) this.#goOver(port);
  }

  close(): void {
    this.#port?.close();
    this.#port = undefined;
  }

  #goOver(port: MessagePort): void {
    this.#port = port;
    port.onmessage = ({data}) => this.hears(data, 'port');
  }

  #answerTo(id: string): HostAnswer | undefined {
    return this.answers.find((one) => one.id === id);
  }

  #say(message: object, through: 'channel' | 'window' = 'channel'): void {
    if (this.#port && through === 'channel') this.#port.postMessage(message);
    else this.#site.deliver(message, this.sender);
  }
}

/** What was sent through a port before has come: a port that was handed over, like the page's, has taken as long. */
async function messagesAreThrough(): Promise<void> {
  const {port1, port2} = new MessageChannel();
  const far = structuredClone(port2, {transfer: [port2]});
  const through = new Promise((done) => (far.onmessage = done));
  port1.postMessage('after all that');
  await Promise.all([through, breathe(10)]);
  port1.close();
  far.close();
}
