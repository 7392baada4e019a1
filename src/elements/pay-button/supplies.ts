import type {Offer} from '../../commerce/item.ts';
import type {Money} from '../../commerce/money.ts';
import type {Merchant} from '../../merchant/merchant.ts';
import {MerchantError} from '../../merchant/merchant.ts';
import type {Configuration} from '../../page/configuration.ts';
import {pageConfiguration} from '../../page/configuration.ts';
import {report} from '../../page/reports.ts';
import type {Unavailable} from '../../payment/known-providers.ts';
import {providersFor} from '../../payment/known-providers.ts';
import type {PaymentProvider, Place} from '../../payment/provider.ts';
import type {PayButtonWords} from '../../words/pay-button.ts';
import {payButtonWords} from '../../words/pay-button.ts';
import type {Choices} from './choices.ts';
import type {Handoff} from './handoff.ts';
import {findMerchant, prepared, readyProvider} from './connections.ts';
import {NotReady} from './not-ready.ts';
import type {Obstacle} from './obstacle.ts';
import {PaymentPanel} from './panel/panel.ts';
import {readSettings} from './settings.ts';
import type {Mistakes, Settings} from './settings.ts';
import type {Tag} from './tag.ts';
import type {Ways} from './ways.ts';

/** Who wants to know how far it has come. */
export interface Demand {
  /** The sum on the tag, for providers with limits. */
  total(): Money | undefined;
  /** Puts up what the provider shows on the page itself, once it is prepared. Rejects when it cannot. */
  mount(provider: PaymentProvider, place: Place, ready: Promise<unknown>, signal: AbortSignal): Promise<unknown>;
  /** The merchant and its offers are known. */
  stocked(): void;
  /** A provider is chosen, or none can be: what was begun earlier is taken up. Rejects when it is not known whether there is something. */
  staffed(settings: Settings, merchant: Merchant, provider: PaymentProvider): Promise<void> | undefined;
  /** A press finds everything. */
  ready(provider: PaymentProvider | undefined): void;
}

/** Everything that a press needs, fetched before it: words, merchant, price, provider, panel. Begun anew when the tag says something else. */
export class Supplies {
  readonly #tag: Tag;
  readonly #demand: Demand;
  #signature = '';
  #offered = '';
  #mistaken = '';
  #run: AbortController | undefined;
  /** Over when everything is there, or why it is not is known. */
  running: Promise<void> | undefined;
  settings: Settings | undefined;
  words: PayButtonWords | undefined;
  merchant: Merchant | undefined;
  offers: readonly Offer[] = [];
  provider: PaymentProvider | undefined;
  panel: PaymentPanel | undefined;
  /** Loaded when there is something to choose on the tag. */
  choices: Choices | undefined;
  /** Loaded when the tag leads to somebody else's checkout. */
  handoff: Handoff | undefined;
  /** Loaded when there may be several providers to choose from. */
  ways: Ways | undefined;
  /** Why nothing can be sold, for the buyer; empty until that is loaded. */
  obstacle: Obstacle | undefined;
  near: () => void = () => undefined;
  readonly #nearness = new Promise<void>((resolve) => (this.near = resolve));

  constructor(tag: Tag, demand: Demand) {
    this.#tag = tag;
    this.#demand = demand;
  }

  /** Somebody else's checkout, for when there is nothing to pay with here. */
  handoffUrl(items: Settings['items']): string | undefined {
    if (this.provider || !this.settings) return undefined;
    return this.settings.checkoutHref ?? this.merchant?.checkoutHref?.(items);
  }

  /** Reads the tag, and starts again when anything on it, on the page or its language has changed. */
  async read(): Promise<void> {
    const {settings, mistakes} = readSettings(this.#tag, pageConfiguration() as Configuration<Merchant, PaymentProvider>);
    this.#tellAuthor(mistakes);
    const signature = signatureOf([settings, this.#tag.language]);
    if (signature === this.#signature) return;
    for (const topic of ['sale', 'providers']) report(this.#tag, topic, undefined);
    this.#signature = signature;
    // Another language changes the words only; anything else may be for another provider.
    const offered = signatureOf([settings]);
    if (offered !== this.#offered) this.provider = undefined;
    this.#offered = offered;
    this.settings = settings;
    await (this.running = this.#begin((signal) => this.#fetch(settings, signal)));
  }

  /** The network is back. */
  #readAnew(): void {
    this.#signature = '';
    void this.read();
  }

  /** What was begun before is superseded. */
  async #begin(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#run?.abort();
    const {signal} = (this.#run = new AbortController());
    this.obstacle = undefined;
    this.ways = this.handoff = undefined;
    try {
      await work(signal);
      signal.throwIfAborted();
      this.#demand.ready(this.provider);
    } catch (error) {
      if (!signal.aborted) await this.#fail(error, signal);
    }
    if (!signal.aborted) this.#tag.requestUpdate();
  }

  /** Finds anew who stands behind the button. */
  async staffAnew(): Promise<void> {
    const {settings, merchant} = this;
    if (settings && merchant) await (this.running = this.#begin((signal) => this.#staff(settings, merchant, signal)));
  }

  /** The sentences for the author are loaded when there is one to say. */
  #tellAuthor(mistakes: Mistakes): void {
    const mistaken = [...mistakes].join();
    if (mistaken === this.#mistaken) return;
    this.#mistaken = mistaken;
    import('./mistakes.ts').then(({reportMistakes}) => reportMistakes(this.#tag, mistakes), console.error);
  }

  async #fetch(settings: Settings | undefined, signal: AbortSignal): Promise<void> {
    const words = payButtonWords(this.#tag.language);
    const merchant = settings && (await findMerchant(settings));
    const missing = merchant && (await this.#stock(settings, merchant, signal));
    await this.#arrange(this.offers);
    await this.#nearness;
    this.words = await words;
    signal.throwIfAborted();
    if (!merchant) return;
    this.panel ??= new PaymentPanel(this.#tag);
    await this.#staff(settings, merchant, signal, missing);
    // What is asked before the payment must be there when the press is.
    const delivers = this.offers.some(({variants}) => variants.some(({needsDelivery}) => needsDelivery));
    if (delivers) await this.panel.prepare('details');
    if (delivers || merchant.reviews) await this.panel.prepare('review');
  }

  /** A buyer shows interest: the rest of the variants, where the first answer had a part of them. */
  async complete(): Promise<void> {
    const {merchant, offers} = this;
    if (!merchant?.catalogue || offers.every(({complete}) => complete)) return;
    const {wholeOffers} = await import('./whole-offers.ts');
    const whole = await wholeOffers(offers, merchant.catalogue, this.#tag.language);
    const arranged = await this.#arrange(whole).catch(() => false);
    if (!arranged || this.offers !== offers) return;
    this.offers = whole;
    this.#demand.stocked();
  }

  /** Loads the choices where there is something to choose. */
  async #arrange(offers: readonly Offer[]): Promise<true> {
    const [offer, ...others] = offers;
    if (!offer || others.length || (offer.variants.length < 2 && this.settings?.maxQuantity === 1)) return true;
    const {prepareChoices} = await import('./choices.ts');
    this.choices = await prepareChoices(this.#tag, this.#tag.language);
    return true;
  }

  /** Answers why the offers could not be had, for a shop that cannot be asked from here can still be visited. */
  async #stock({items}: Settings, merchant: Merchant, signal: AbortSignal): Promise<Error | undefined> {
    signal.throwIfAborted();
    if (this.merchant?.id !== merchant.id) this.offers = [];
    this.merchant = merchant;
    try {
      const {catalogue} = merchant;
      if (!catalogue) throw new MerchantError('incompatible', 'The merchant has no catalogue.');
      const ids = items.length ? items.map(({id}) => id) : [''];
      const offers = await Promise.all(ids.map((id) => catalogue.offer(id, {locale: this.#tag.language, signal})));
      signal.throwIfAborted();
      this.offers = offers;
    } catch (error) {
      signal.throwIfAborted();
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      this.#demand.stocked();
    }
    return undefined;
  }

  /** Where the tag stands, for a provider. */
  get place(): Place {
    const {id = '', mode = 'unknown', handlers}: Partial<Merchant> = this.merchant ?? {};
    return {merchant: {id, mode}, handlers, total: this.#demand.total(), locale: this.#tag.language};
  }

  async #staff(settings: Settings, merchant: Merchant, signal: AbortSignal, missing?: Error): Promise<void> {
    const passed: Unavailable[] = [];
    const hire = async (provider: PaymentProvider, wanted = signal): Promise<void> => {
      // Whom the buyer chooses comes after that.
      if (wanted === signal) await this.#demand.staffed(settings, merchant, provider);
      wanted.throwIfAborted();
      const {place} = this;
      const ready = prepared(provider, place, wanted);
      await (missing ? ready : this.#demand.mount(provider, place, ready, wanted));
    };
    try {
      if (!merchant.checkouts) throw new NotReady('The merchant has no checkouts.');
      // A page that names a checkout and no provider wants to sell there, not in the sandbox.
      if (!settings.merchant && settings.checkoutHref && !settings.providers.length) throw new NotReady('The page names a checkout, and no payment provider.');
      const wanted = settings.providers.length ? settings.providers : await providersFor(this.place);
      // The way that the buyer has chosen is kept.
      const provider = await readyProvider(this.provider ? [this.provider, ...wanted] : wanted, this.place, signal, hire, passed);
      if (missing) throw missing;
      const ways = wanted.length > 1 ? await import('./ways.ts') : undefined;
      this.ways = await ways?.findWays(this.#tag, provider, wanted, passed, {place: () => this.place, hire, signal, use: (chosen) => this.#use(chosen)});
      signal.throwIfAborted();
      this.provider = provider;
    } catch (error) {
      signal.throwIfAborted();
      this.provider = undefined;
      const {fallBack} = await import('./fallback.ts');
      const {provider, handoff} = await fallBack(this.#tag, {settings, merchant, missing, error, signal, hire, place: this.place, url: this.handoffUrl(settings.items)});
      signal.throwIfAborted();
      this.provider = provider;
      this.handoff = handoff;
    }
    if (passed.length) void import('./obstacle.ts').then(({reportPassed}) => reportPassed(this.#tag, passed), console.error);
  }

  /** The buyer has chosen another provider; `undefined` while it is being made ready. */
  #use(provider: PaymentProvider | undefined): void {
    this.provider = provider;
    if (provider) this.#demand.ready(provider);
    this.#tag.requestUpdate();
  }

  async #fail(error: unknown, signal: AbortSignal): Promise<void> {
    this.provider = undefined;
    this.obstacle = {};
    this.#tag.requestUpdate();
    addEventListener('online', () => this.#readAnew(), {once: true, signal});
    const known = {language: this.#tag.language, currency: this.#demand.total()?.currency ?? ''};
    const obstacle = await import('./obstacle.ts').then(({obstacleOf}) => obstacleOf(this.#tag, error, known)).catch(() => ({sentence: this.words?.unreachable}));
    if (!signal.aborted) this.obstacle = obstacle;
  }
}

const numbers = new WeakMap<object, number>();
let count = 0;

/** Tells settings apart: plain data by value, a merchant or a provider by identity. */
function signatureOf(parts: readonly unknown[]): string {
  return JSON.stringify(parts, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('available' in value || 'catalogue' in value || 'checkouts' in value)) return value;
    if (!numbers.has(value)) numbers.set(value, ++count);
    return `object ${numbers.get(value)}`;
  });
}
