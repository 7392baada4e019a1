import {capability} from '../../commerce/ucp.ts';
import type {Agreed} from './capabilities.ts';
import type {PlatformProfile} from './platform-profile.ts';

/** What a platform's profile says of where order events go. */
export interface DeclaredWebhook {
  /** As it stands there; absent when the profile names none for the agreed version. */
  readonly url?: string;
  /** When the profile was fetched, in ms since the epoch. */
  readonly fetchedAt: number;
}

/** `config.webhook_url` of the platform's order capability in the agreed version; `undefined` for a profile that was never fetched. */
export function declaredWebhook({capabilities, fetchedAt}: PlatformProfile, agreed: Agreed): DeclaredWebhook | undefined {
  if (fetchedAt === undefined) return undefined;
  const version = agreed.get(capability.order)?.version;
  const theirs = Object.hasOwn(capabilities, capability.order) ? capabilities[capability.order] : undefined;
  const url = theirs?.find(entry => entry.version === version)?.config?.['webhook_url'];
  return {fetchedAt, ...(typeof url === 'string' ? {url} : {})};
}
