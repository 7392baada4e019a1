import {safeLink, shopOrigin} from '../commerce/link.ts';
import {permalinkItems} from '../commerce/permalink.ts';
import type {MerchantProfile} from '../commerce/profile-reader.ts';
import {CATALOG_LOOKUP_CAPABILITY, CHECKOUT_CAPABILITY, TAG_PROFILE_URL} from '../commerce/ucp.ts';
import type {AskOptions, Merchant} from './merchant.ts';
import {MerchantError} from './merchant.ts';
import {ucpCatalogue} from './ucp-catalogue.ts';
import {ucpCheckouts} from './ucp-checkouts.ts';
import {profileOf, readable} from './ucp-profile.ts';
import type {Ask} from './ucp-request.ts';
import {askMerchant} from './ucp-request.ts';

export type {Merchant} from './merchant.ts';
export {MerchantError} from './merchant.ts';

export interface UcpMerchantOptions {
  /** Address of the UCP profile that speaks for the page; that of Hangtag's tags by default. */
  readonly agentProfile?: string;
}

const merchants = new Map<string, Merchant>();

/**
 * A merchant who speaks the Universal Commerce Protocol over REST, such as `hangtag serve`. The same origin is the same merchant for every tag of the page.
 * Throws `TypeError` when `address` is not the origin of a shop or `agentProfile` is no https address.
 */
export function ucpMerchant(address: string, {agentProfile = TAG_PROFILE_URL}: UcpMerchantOptions = {}): Merchant {
  const origin = shopOrigin(address) ?? refuse(address, 'the origin of a shop, such as https://shop.example');
  const agent = safeLink(agentProfile) ?? refuse(agentProfile, 'an https address');
  const key = `${origin} ${agent}`;
  const merchant = merchants.get(key) ?? openMerchant(origin, agent);
  merchants.set(key, merchant);
  return merchant;
}

function openMerchant(origin: string, agent: string): Merchant {
  const discover = profileOf(origin);
  let profile: MerchantProfile | undefined;
  let mode: Merchant['mode'] | undefined;
  let name: string | undefined;

  async function ask<T>(capability: string, ask: Ask, read: (json: unknown) => T | Promise<T>, {locale, signal}: AskOptions): Promise<T> {
    profile = await discover();
    signal?.throwIfAborted();
    if (profile.capabilities?.includes(capability) === false) throw new MerchantError('incompatible', `${origin} lacks ${capability}`);
    const headers = {'ucp-agent': `profile="${agent}"`, 'accept-language': locale, ...requestId(), ...ask.headers};
    return readable(await askMerchant({...ask, url: `${profile.endpoint}${ask.url}`, headers, signal}), read);
  }

  return {
    id: origin,
    get mode() {
      return mode ?? profile?.mode ?? 'unknown';
    },
    get name() {
      return name;
    },
    get handlers() {
      return profile?.handlers;
    },
    get reviews() {
      return profile?.reviews;
    },
    checkoutHref(items) {
      const {permalink} = profile ?? {};
      return permalink && items.length ? `${permalink}/${permalinkItems(items)}` : undefined;
    },
    catalogue: ucpCatalogue((url, body, read, options) => ask(CATALOG_LOOKUP_CAPABILITY, {url, method: 'POST', body}, read, options)),
    checkouts: ucpCheckouts(async (asked, read, options) => {
      const checkout = await ask(CHECKOUT_CAPABILITY, asked, read, options);
      ({mode, shop: name} = {mode, shop: name, ...checkout.extension});
      return checkout;
    }),
  };
}

// Not there on pages that are not served securely; a merchant can do without.
function requestId(): Readonly<Record<string, string>> {
  const id = (globalThis.crypto as Partial<Crypto> | undefined)?.randomUUID?.();
  return id ? {'request-id': id} : {};
}

function refuse(address: string, expected: string): never {
  throw new TypeError(`"${address}" is not ${expected}`);
}
