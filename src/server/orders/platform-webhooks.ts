import type {Queryable} from '../database/database.ts';
import {intersect, shopCapabilities} from '../http/capabilities.ts';
import {findHost} from '../http/guarded-request.ts';
import type {DeclaredWebhook} from '../http/order-webhook.ts';
import {declaredWebhook} from '../http/order-webhook.ts';
import {readPlatformProfile} from '../http/platform-profile.ts';
import {fetchProfile} from '../http/profile-fetch.ts';
import {TransportError} from '../http/transport-error.ts';
import type {Visit} from '../http/visit.ts';
import type {MerchantConfig} from '../merchant-config.ts';
import type {Services} from '../services.ts';

/** A row of `platform_webhooks`. */
interface WebhookRow {
  readonly url: string | null;
  readonly fetched_at: Date;
}

/** Where the events of a platform go. `configured`: the operator has named it, also inside the shop's own network. */
export interface Webhook {
  readonly url: string;
  readonly configured: boolean;
}

const LONGEST_URL = 1500;
/** For looking up a host's name, in ms. */
const LOOK_UP = 3000;
/** A profile is asked at most this often because events do not arrive, in ms: the shortest time that the protocol lets one be kept. */
const ASK_INTERVAL = 60_000;
/** How long the address of a platform is kept that has ordered nothing, in ms: longer than a checkout lasts. */
const KEPT = 7 * 24 * 3600 * 1000;

/** Where events about orders of this platform go, by the settings, else by its profile; `undefined` when it wants none. */
export async function webhookOf(db: Queryable, config: Pick<MerchantConfig, 'platforms'>, profile: string): Promise<Webhook | undefined> {
  const configured = configuredWebhook(config, profile);
  if (configured !== undefined) return {url: configured, configured: true};
  const row = await readRow(db, profile);
  return row?.url == null ? undefined : {url: row.url, configured: false};
}

function configuredWebhook({platforms}: Pick<MerchantConfig, 'platforms'>, profile: string): string | undefined {
  return platforms.find(platform => platform.profile === profile)?.webhookUrl;
}

/** Keeps what the profile of a visiting platform says of where its events go, before there is anything to tell. */
export async function rememberWebhook(services: Services, {platform, orderWebhook}: Pick<Visit, 'platform' | 'orderWebhook'>): Promise<void> {
  if (platform !== null && orderWebhook !== undefined) await remember(services, platform, orderWebhook);
}

/**
 * Asks the platform's profile anew, because events do not arrive: it may have moved, also when what is remembered of its profile is still fresh.
 * At most once a minute, whichever server asks. Answers whether the address is another now.
 */
export async function followWebhook(services: Services, profile: string): Promise<boolean> {
  if (configuredWebhook(services.config, profile) !== undefined) return false;
  const now = services.clock();
  const [before] = await services.database.query<{url: string | null}>(
    'update platform_webhooks set asked_at = $2 where profile = $1 and (asked_at is null or asked_at <= $3) returning url',
    [profile, now, new Date(now.getTime() - ASK_INTERVAL)]);
  const declared = before && await askProfile(services, profile);
  if (!declared) return false;
  await remember(services, profile, declared);
  const row = await readRow(services.database, profile);
  return row?.url != null && row.url !== before.url;
}

async function askProfile(services: Services, profile: string): Promise<DeclaredWebhook | undefined> {
  try {
    const {body} = await fetchProfile(profile, services.mode);
    const read = {...readPlatformProfile(body), fetchedAt: services.clock().getTime()};
    return declaredWebhook(read, intersect(shopCapabilities(services), read.capabilities));
  } catch (error) {
    if (error instanceof TransportError) return undefined;
    throw error;
  }
}

/** Forgets platforms that only looked. */
export async function sweepWebhooks({database, clock}: Pick<Services, 'database' | 'clock'>): Promise<void> {
  await database.query(
    'delete from platform_webhooks where fetched_at < $1 and not exists (select 1 from orders where events_to = profile)', [new Date(clock().getTime() - KEPT)]);
}

/** The profile that was fetched last counts, whichever server read it. An address that we would not call counts as none. */
async function remember(services: Services, profile: string, {url, fetchedAt}: DeclaredWebhook): Promise<void> {
  const known = await readRow(services.database, profile);
  if (known ? known.fetched_at.getTime() >= fetchedAt : url === undefined) return;
  const usable = url === undefined || url === known?.url ? url ?? null : await usableUrl(services, profile, url);
  await services.database.query(
    `insert into platform_webhooks (profile, url, fetched_at) values ($1, $2, $3)
     on conflict (profile) do update set url = excluded.url, fetched_at = excluded.fetched_at where platform_webhooks.fetched_at < excluded.fetched_at`,
    [profile, usable, new Date(fetchedAt)]);
}

/** A name service that does not answer says nothing against an address: it is checked again before each call. */
async function usableUrl({log, mode}: Services, profile: string, url: string): Promise<string | null> {
  const fits = URL.canParse(url) && new URL(url).href.length <= LONGEST_URL;
  const host = fits ? await findHost(new URL(url), mode, AbortSignal.timeout(LOOK_UP)) : {status: 'refused' as const, reason: 'it is not a URL that can be used'};
  if (host.status !== 'refused') return new URL(url).href;
  log.warn('platform.webhook_refused', {platform: profile, reason: host.reason});
  return null;
}

async function readRow(db: Queryable, profile: string): Promise<WebhookRow | undefined> {
  const [row] = await db.query<WebhookRow>('select url, fetched_at from platform_webhooks where profile = $1', [profile]);
  return row;
}
