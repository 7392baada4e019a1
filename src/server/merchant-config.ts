import {z} from 'zod';
import {isKnownCurrency} from './known-currency.ts';
import {SigningKeysSchema} from './signatures/signing-key-settings.ts';

/** A text in the shop's languages; `en` is what others fall back to. */
const Text = z.union([z.string(), z.object({en: z.string(), 'zh-Hans': z.string().optional(), 'zh-Hant': z.string().optional()})]);

const Amount = z.int().min(0);

/** A flat delivery price for some countries and regions. The first rate of a zone that fits is the default. */
const DeliveryRate = z.object({
  id: z.string().min(1),
  title: Text,
  description: Text.optional(),
  /** Minor units of the shop's currency. */
  price: Amount,
  /** Free from this subtotal on, in minor units. */
  freeFrom: Amount.optional(),
});

const DeliveryZone = z.object({
  id: z.string().min(1),
  /** ISO 3166-1 alpha-2, or `*` for everywhere else. */
  countries: z.array(z.string().regex(/^([A-Z]{2}|\*)$/)).min(1),
  /** `address_region` values that the zone is limited to; absent: the whole country. */
  regions: z.array(z.string()).optional(),
  rates: z.array(DeliveryRate).min(1),
});

const Address = z.object({
  street_address: z.string(),
  extended_address: z.string().optional(),
  address_locality: z.string().optional(),
  address_region: z.string().optional(),
  address_country: z.string().regex(/^[A-Z]{2}$/),
  postal_code: z.string().optional(),
});

const PickupShop = z.object({
  id: z.string().min(1),
  name: Text,
  address: Address,
  /** Such as opening hours. */
  note: Text.optional(),
});

/** The file given to `hangtag serve --config`. Money is in minor units of `currency`. */
export const MerchantConfigSchema = z.object({
  name: Text.default('Shop'),
  /** ISO 4217. */
  currency: z.string().refine(isKnownCurrency, 'must be an ISO 4217 code such as HKD').default('HKD'),
  timeZone: z.string().default('Asia/Hong_Kong'),
  defaultLocale: z.enum(['en', 'zh-Hans', 'zh-Hant']).default('en'),
  /** Public origin, when the server stands behind a proxy. */
  origin: z.url({protocol: /^https?$/}).refine(isOrigin, 'must be an address without a path, such as https://shop.example: UCP looks for a shop at the root').optional(),
  /** Where the shop's own pages begin: who cannot be served here is sent there. */
  home: z.url({protocol: /^https?$/}).optional(),
  orderPrefix: z.string().max(8).default(''),
  delivery: z.object({
    zones: z.array(DeliveryZone).default([]),
    pickup: z.array(PickupShop).default([]),
  }).default({zones: [], pickup: []}),
  links: z.array(z.object({type: z.string(), url: z.url(), title: Text.optional()})).default([]),
  /** Requires an email even when nothing is delivered. */
  contactRequired: z.boolean().default(false),
  checkoutMinutes: z.int().min(5).max(24 * 60).default(60),
  /** How long stock is held for one payment; shorter than the checkout, longer than the provider's deadline. */
  holdMinutes: z.int().min(3).max(24 * 60).default(20),
  /** What happens to money that arrives after its checkout has ended. */
  latePayment: z.enum(['honour-if-stock', 'refund']).default('honour-if-stock'),
  /** The payment services that the shop uses, in order of preference: each entry is read by its kind. Secrets are never here. */
  payments: z.array(z.looseObject({type: z.string().min(1)})).default([]),
  /**
   * Platforms that may read orders and whose profile needs no fetching. `keyHash`: SHA-256 of the API key, hex; absent for one that signs its requests.
   * `webhookUrl`: where the events of its orders go; absent: where the profile of one that signs says.
   */
  platforms: z.array(z.object({
    name: z.string(), profile: z.url().transform(asRequestsNameIt).optional(), keyHash: z.string().regex(/^[0-9a-f]{64}$/).optional(), webhookUrl: z.url({protocol: /^https?$/}).optional(),
  }).refine(({profile, webhookUrl}) => webhookUrl === undefined || profile !== undefined, 'a webhookUrl needs the profile of the platform that it belongs to')
    .refine(({profile, keyHash}) => profile !== undefined || keyHash !== undefined, 'a platform needs a keyHash, or the profile with whose keys it signs')).default([]),
  /** How many changes one network address may ask for in a minute; a quarter of them at once. */
  writesPerMinute: z.int().min(1).default(6000),
  /** Pages that may frame the hosted checkout. */
  frameAncestors: z.array(z.url()).default([]),
  /** Order events are posted here, signed, at least once. */
  notifyUrl: z.url().optional(),
  /** Signs what is posted to `notifyUrl` (Standard Webhooks): `whsec_` and base64 of 24 to 64 bytes. Absent: one is made and kept in the database. */
  notifySecret: z.string().regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/).optional(),
  /** Sign messages to platforms; all of them are published. Absent: one is made and kept in the database. Commands also read them from `HANGTAG_SIGNING_KEYS`. */
  signingKeys: SigningKeysSchema.default([]),
  /** Whether requests in the name of a platform must be signed by it or bring its API key. */
  requireSignatures: z.boolean().default(false),
}).strict();

export type MerchantConfig = z.output<typeof MerchantConfigSchema>;
export type LocalText = z.output<typeof Text>;

/** What is no address at all has its complaint already. */
function isOrigin(address: string): boolean {
  if (!URL.canParse(address)) return true;
  const {origin, href} = new URL(address);
  return href === `${origin}/`;
}

/** As `readUcpAgent` reads the profile of a request, so that the two are compared as texts. */
function asRequestsNameIt(address: string): string {
  return new URL(address).href;
}
