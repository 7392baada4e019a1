import type {Services} from '../services.ts';
import type {Agreed} from './capabilities.ts';
import {intersect, shopCapabilities} from './capabilities.ts';

/** Who asks, what both sides can do, and in which language to answer. */
export interface Visit {
  /** `platform:<name>` after its API key was checked, else `profile:<url>`. */
  readonly caller: string;
  /** The profile URL that the platform named; `null` on our own pages. */
  readonly platform: string | null;
  /** The name of the configured platform whose API key came along. */
  readonly trusted?: string;
  readonly agreed: Agreed;
  /** BCP 47 tags, best first, from `Accept-Language`; a body's `context.language` wins over them. */
  readonly acceptLanguage: string | null;
}

/** A visit on one of the server's own pages: everything the shop can do, no platform between. */
export function ownPageVisit(services: Pick<Services, 'config' | 'mode'>, acceptLanguage: string | null = null): Visit {
  const all = shopCapabilities(services);
  return {caller: 'pages', platform: null, agreed: intersect(all, all), acceptLanguage};
}
