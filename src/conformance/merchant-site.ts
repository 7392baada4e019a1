import type {ScriptedClock} from './scripted-clock.ts';
import type {ScriptedMerchant} from './scripted-merchant.ts';
import {MerchantPage} from './merchant-page.ts';
import {deliverMessage} from './message.ts';
import type {Sender} from './message.ts';
import type {ScriptedPage} from './scripted-page.ts';
import type {Posted, ScriptedWindow} from './scripted-window.ts';

/** ms from the visit until the page can be seen and greets. */
const loading = 300;

/** The merchant's own site: what stands in a window that was led there, and what it says to the page that opened it. */
export class MerchantSite {
  readonly pages: MerchantPage[] = [];
  readonly posted: Posted[] = [];
  /** `silent`: the page never says a word, as one that does not speak the protocol. */
  manner: 'speaks' | 'silent' = 'speaks';
  /** Runs at every visit, before the page is there. */
  onVisit: (url: string) => void = () => undefined;
  readonly origin: string;
  readonly #clock: ScriptedClock;
  readonly #merchant: ScriptedMerchant;
  readonly #host: ScriptedPage;
  #talking = 0;

  constructor(clock: ScriptedClock, merchant: ScriptedMerchant, host: ScriptedPage) {
    this.#clock = clock;
    this.#merchant = merchant;
    this.#host = host;
    this.origin = new URL(merchant.pageOf('any') ?? 'https://shop.example').origin;
    host.onGo = (window) => this.#visit(window);
    host.onPosted = (window, posted) => this.#hear(window, posted);
    merchant.onDecided = ({checkout, status}) => {
      const page = status === 'paid' && this.manner === 'speaks' ? this.pages.findLast((one) => one.checkout === checkout) : undefined;
      if (page?.stands) void page.tells('complete');
    };
  }

  get page(): MerchantPage | undefined {
    return this.pages.at(-1);
  }

  /** Something is being said that takes real time. */
  get isTalking(): boolean {
    return this.#talking > 0;
  }

  /** Puts a message before the judged page, as a browser would. */
  deliver(data: unknown, sender: Sender): void {
    if (!this.#host.alive) return;
    deliverMessage(data, sender);
  }

  /** Waits for what is said through a port: it takes real time, and the clock of the case stands meanwhile. */
  async talk<Answer>(say: () => Promise<Answer>): Promise<Answer> {
    this.#talking++;
    try {
      return await say();
    } finally {
      this.#talking--;
    }
  }

  close(): void {
    for (const page of this.pages) page.close();
  }

  #visit(window: ScriptedWindow): void {
    const {url} = window;
    if (!URL.canParse(url) || new URL(url).origin !== this.origin) return;
    this.onVisit(url);
    const id = /^\/checkout\/([^/]+)$/.exec(new URL(url).pathname)?.[1];
    const known = id === undefined || this.#merchant.checkouts.has(id);
    if (!known) return;
    const {id: checkout} = this.#merchant.visit(id);
    const page = new MerchantPage(this, this.#merchant, window, checkout);
    this.pages.push(page);
    this.#clock.later(loading, () => void (this.manner === 'speaks' && page.stands && page.greets()));
  }

  #hear(window: ScriptedWindow, posted: Posted): void {
    this.posted.push(posted);
    if (posted.arrived) this.pages.findLast((page) => page.window === window)?.hears(posted.data);
  }
}
