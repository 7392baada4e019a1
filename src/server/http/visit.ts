import type {Services} from '../services.ts';
import type {Agreed} from './capabilities.ts';
import {intersect, shopCapabilities} from './capabilities.ts';
import type {PlatformInstruments} from './instruments.ts';
import type {DeclaredWebhook} from './order-webhook.ts';

/** Who asks, what both sides can do, and in which language to answer. */
export interface Visit {
  /** `platform:<name>` of a configured platform after its API key or its signature was checked, else `profile:<url>`. */
  readonly caller: string;
  /** The profile URL that the platform named; `null` on our own pages. */
  readonly platform: string | null;
  /** The name of the configured platform whose API key came along, or that signed the request. */
  readonly trusted?: string;
  /** The request was signed by the platform that it names. */
  readonly signed?: true;
  readonly agreed: Agreed;
  /** What the platform can collect; absent: whatever is offered. */
  readonly instruments?: PlatformInstruments | undefined;
  /** What its profile says of where order events go, when the profile was fetched. */
  readonly orderWebhook?: DeclaredWebhook | undefined;
  /** BCP 47 tags, best first, from `Accept-Language`; a body's `context.language` wins over them. */
  readonly acceptLanguage: string | null;
}

/**
 * Whether a visit may see everything of what belongs to a checkout: with the API key of the platform that made it, or
 * that it named, or with that platform's signature; with a key that names no profile, which is the shop's own systems, always.
 */
export function sees({config}: Pick<Services, 'config'>, visit: Visit, checkout: {readonly caller: string; readonly platform: string | null}): boolean {
  if (visit.signed && checkout.platform === visit.platform) return true;
  if (visit.trusted === undefined) return false;
  const own = config.platforms.some(platform => platform.name === visit.trusted && platform.profile === undefined);
  return own || checkout.caller === visit.caller || checkout.platform === visit.platform;
}

/** A visit on one of the server's own pages: everything the shop can do, no platform between. */
export function ownPageVisit(services: Pick<Services, 'config' | 'mode'>, acceptLanguage: string | null = null): Visit {
  const all = shopCapabilities(services);
  return {caller: 'pages', platform: null, agreed: intersect(all, all), acceptLanguage};
}
