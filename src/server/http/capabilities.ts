import {capability, UCP_VERSION} from '../../commerce/ucp.ts';
import type {Services} from '../services.ts';

/** One version of one capability, as a profile lists it. */
export interface CapabilityEntry {
  readonly version: string;
  readonly spec?: string;
  readonly schema?: string;
  readonly extends?: string | readonly string[];
  readonly config?: Readonly<Record<string, unknown>>;
}

export type CapabilityRegistry = Readonly<Record<string, readonly CapabilityEntry[]>>;

const UCP_SITE = `https://ucp.dev/${UCP_VERSION}`;
const OWN_SITE = 'https://hangtag.dev';

/** What this shop offers, as its profile says it. */
export function shopCapabilities({config: {delivery, links}, mode}: Pick<Services, 'config' | 'mode'>): CapabilityRegistry {
  const combinations = delivery.zones.length > 0 && delivery.pickup.length > 0 ? [['shipping', 'pickup']] : [];
  return {
    [capability.catalogSearch]: [ucpEntry('catalog/search', 'catalog_search')],
    [capability.catalogLookup]: [ucpEntry('catalog/lookup', 'catalog_lookup')],
    [capability.cart]: [ucpEntry('cart', 'cart')],
    [capability.checkout]: [ucpEntry('checkout', 'checkout')],
    [capability.fulfillment]: [{
      ...ucpEntry('fulfillment', 'fulfillment'),
      extends: capability.checkout,
      config: {allows_multi_destination: {shipping: false, pickup: false}, allows_method_combinations: combinations},
    }],
    [capability.discount]: [{...ucpEntry('discount', 'discount'), extends: [capability.cart, capability.checkout]}],
    [capability.order]: [ucpEntry('order', 'order')],
    [capability.payment]: [{
      version: UCP_VERSION,
      spec: `${OWN_SITE}/specification/payment`,
      schema: `${OWN_SITE}/schemas/payment.json`,
      extends: capability.checkout,
      // Tags open no wallet before the buyer has seen what every checkout here shows first.
      config: {mode, reviews: links.length > 0},
    }],
  };
}

function ucpEntry(specification: string, schema: string): CapabilityEntry {
  return {version: UCP_VERSION, spec: `${UCP_SITE}/specification/${specification}`, schema: `${UCP_SITE}/schemas/shopping/${schema}.json`};
}

/** The agreed version of each capability that both sides have. */
export type Agreed = ReadonlyMap<string, CapabilityEntry>;

/**
 * The intersection of the two sides: highest version in common, extensions without a parent pruned until nothing more
 * falls away.
 */
export function intersect(shop: CapabilityRegistry, platform: CapabilityRegistry): Agreed {
  const agreed = new Map<string, CapabilityEntry>();
  for (const [name, entries] of Object.entries(shop)) {
    const theirs = new Set((Object.hasOwn(platform, name) ? platform[name] : undefined)?.map(entry => entry.version));
    const [highest] = entries.filter(entry => theirs.has(entry.version)).sort((a, b) => b.version.localeCompare(a.version));
    if (highest) agreed.set(name, highest);
  }
  for (let before = -1; before !== agreed.size;) {
    before = agreed.size;
    for (const [name, entry] of agreed) {
      if (entry.extends !== undefined && !parentsOf(entry).some(parent => agreed.has(parent))) agreed.delete(name);
    }
  }
  return agreed;
}

function parentsOf(entry: CapabilityEntry): readonly string[] {
  if (entry.extends === undefined) return [];
  return typeof entry.extends === 'string' ? [entry.extends] : entry.extends;
}

/** What an answer may name: the operation's own capability, and the agreed extensions of it. */
export function relevantTo(root: string, agreed: Agreed): CapabilityRegistry {
  const relevant = [...agreed].filter(([name, entry]) => name === root || parentsOf(entry).includes(root));
  return Object.fromEntries(relevant.map(([name, entry]) => [name, [{version: entry.version}]]));
}
