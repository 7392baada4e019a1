import type {Checkout, CompleteRequest} from '../commerce/checkout.ts';
import {readCheckout} from '../commerce/checkout-reader.ts';
import {permalinkItems} from '../commerce/item-grammar.ts';
import {safeLink, shopOrigin} from '../commerce/link.ts';
import type {MerchantProfile} from '../commerce/profile-reader.ts';
import {readProfile} from '../commerce/profile-reader.ts';
import {TAG_PROFILE_URL, UCP_VERSION, capability} from '../commerce/ucp.ts';
import type {AskOptions, Catalogue, Checkouts, Merchant} from './merchant.ts';
import {MerchantError} from './merchant.ts';
import {ucpCatalogue} from './ucp-catalogue.ts';
import type {Ask} from './ucp-request.ts';
import {askMerchant} from './ucp-request.ts';

export interface UcpMerchantOptions {
  /** Address of the UCP profile that speaks for the page; that of Hangtag's tags by default. */
  readonly agentProfile?: string;
}

const merchants = new Map<string, UcpMerchant>();

/**
 * A merchant who speaks the Universal Commerce Protocol over REST, such as `hangtag serve`. The same origin is the same merchant for every tag of the page.
 * Throws `TypeError` when `address` is not the origin of a shop or `agentProfile` is no https address.
 */
export function ucpMerchant(address: string, {agentProfile = TAG_PROFILE_URL}: UcpMerchantOptions = {}): Merchant {
  const origin = shopOrigin(address);
  const profile = safeLink(agentProfile);
  if (!origin) throw new TypeError(`"${address}" is not the origin of a shop, such as https://shop.example`);
  if (!profile) throw new TypeError(`"${agentProfile}" is not an https address`);
  const key = `${origin} ${profile}`;
  const merchant = merchants.get(key) ?? new UcpMerchant(origin, profile);
  merchants.set(key, merchant);
  return merchant;
}

/** ms after which a profile that could not be had is asked for again. */
const profileRest = 5000;

class UcpMerchant implements Merchant {
  readonly id: string;
  readonly catalogue: Catalogue;
  readonly checkouts: Checkouts;
  #mode: Merchant['mode'] = 'unknown';
  readonly #agent: string;
  #profile: MerchantProfile | undefined;
  #asked: Promise<MerchantProfile> | undefined;
  /** ms since the epoch; NaN while it has not failed. */
  #failedAt = NaN;

  constructor(origin: string, agentProfile: string) {
    this.id = origin;
    this.#agent = `profile="${agentProfile}"`;
    this.catalogue = ucpCatalogue((path, body, read, options) => this.#ask(capability.catalogLookup, {url: path, method: 'POST', body}, read, options));
    this.checkouts = this.#checkouts();
  }

  get mode(): Merchant['mode'] {
    return this.#mode;
  }

  checkoutHref(items: Parameters<NonNullable<Merchant['checkoutHref']>>[0]): string | undefined {
    const permalink = this.#profile?.permalink;
    return permalink && items.length ? `${permalink}/${permalinkItems(items)}` : undefined;
  }

  #checkouts(): Checkouts {
    const {checkout} = capability;
    const change = (url: string, body: unknown, key: string, options: AskOptions, more?: Partial<Ask>): Promise<Checkout> =>
      this.#ask(checkout, {url, method: 'POST', body, headers: {'idempotency-key': key}, repeats: 2, ...more}, (json) => this.#checkout(json), options);
    const at = (id: string): string => `/checkout-sessions/${encodeURIComponent(id)}`;
    const same = (id: string) => (found: Checkout): Checkout => (found.id === id ? found : wrongCheckout(id));
    return {
      create: (request, key, options) => change('/checkout-sessions', request, key, options),
      get: (id, options) => this.#ask(checkout, {url: at(id)}, (json) => this.#checkout(json), options).then(same(id)),
      update: (id, request, key, options) => change(at(id), request, key, options, {method: 'PUT'}).then(same(id)),
      // When the answer to this one is lost, the story asks where the payment stands before it sends anything again.
      complete: (id, request, key, options) =>
        change(`${at(id)}/complete`, completion(request), key, options, {repeats: 0, keepalive: true, patience: 30_000}).then(same(id)),
      cancel: (id, key, options) => change(`${at(id)}/cancel`, {}, key, options, {keepalive: true}).then(same(id)),
    };
  }

  #checkout(json: unknown): Checkout {
    const checkout = readCheckout(json);
    this.#mode = checkout.extension?.mode ?? this.#mode;
    return checkout;
  }

  async #ask<T>(name: string, ask: Ask, read: (json: unknown) => T, {locale, signal}: AskOptions): Promise<T> {
    const {endpoint = '', capabilities} = await this.#discover();
    signal?.throwIfAborted();
    if (capabilities && !capabilities.includes(name)) throw new MerchantError('incompatible', `${this.id} lacks ${name}`);
    const headers = {'ucp-agent': this.#agent, 'accept-language': locale, ...requestId(), ...ask.headers};
    return readable(await askMerchant({...ask, url: endpoint + ask.url, headers, signal}), read);
  }

  #discover(): Promise<MerchantProfile> {
    if (Date.now() - this.#failedAt >= profileRest) this.#asked = undefined;
    return (this.#asked ??= this.#fetchProfile().then(
      (profile) => {
        this.#profile = profile;
        this.#failedAt = NaN;
        if (this.#mode === 'unknown') this.#mode = profile.mode;
        return profile;
      },
      (error: unknown) => {
        this.#failedAt = Date.now();
        throw error;
      },
    ));
  }

  async #fetchProfile(): Promise<MerchantProfile> {
    const current = await fetchProfile(`${this.id}/.well-known/ucp`);
    const ours = current.supportedVersions[UCP_VERSION];
    const profile = current.version !== UCP_VERSION && ours ? await fetchProfile(ours) : current;
    if (profile.version !== UCP_VERSION) throw new MerchantError('incompatible', `${this.id} speaks UCP ${profile.version}, not ${UCP_VERSION}`);
    if (!profile.endpoint) throw new MerchantError('incompatible', `${this.id} has no REST endpoint`);
    return profile;
  }
}

// Without headers of ours it is a simple request, which needs no leave of a preflight.
async function fetchProfile(url: string): Promise<MerchantProfile> {
  return readable(await askMerchant({url, patience: 10_000}), readProfile);
}

function completion({instrument, expectedTotal: {amount, currency}, returnUrl}: CompleteRequest): unknown {
  return {
    payment: {instruments: [{...instrument, selected: true}]},
    'dev.hangtag': {expected_total: {amount, currency}, return_url: returnUrl},
  };
}

function readable<T>(json: unknown, read: (json: unknown) => T): T {
  try {
    return read(json);
  } catch (cause) {
    throw new MerchantError('bad_answer', (cause as Error).message, {cause});
  }
}

function wrongCheckout(id: string): never {
  throw new MerchantError('bad_answer', `Another checkout than ${id}`);
}

// Not there on pages that are not served securely; a merchant can do without.
function requestId(): Readonly<Record<string, string>> {
  const id = (globalThis.crypto as Partial<Crypto> | undefined)?.randomUUID?.();
  return id ? {'request-id': id} : {};
}
