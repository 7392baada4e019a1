import type {MerchantProfile} from '../commerce/profile-reader.ts';
import {readProfile} from '../commerce/profile-reader.ts';
import {UCP_VERSION} from '../commerce/ucp.ts';
import {MerchantError} from './merchant.ts';
import {askMerchant} from './ucp-request.ts';

/** ms after which a profile that could not be had is asked for again. */
const rest = 5000;

/** Asks for the profile of a merchant: once, however often it is called; after a failure not before a rest, or before the network is back. */
export function profileOf(origin: string): () => Promise<MerchantProfile> {
  let asked: Promise<MerchantProfile> | undefined;
  const forget = (): void => { asked = undefined; };
  return () => (asked ??= askProfile(origin).catch((error: unknown) => {
    // In Node no process waits for this.
    (setTimeout(forget, rest) as {unref?: () => void}).unref?.();
    globalThis.addEventListener?.('online', forget, {once: true});
    throw error;
  }));
}

async function askProfile(origin: string): Promise<MerchantProfile> {
  let profile = await fetchProfile(`${origin}/.well-known/ucp`);
  if (profile.version !== UCP_VERSION && profile.ours) profile = await fetchProfile(profile.ours);
  const {version, endpoint} = profile;
  if (version !== UCP_VERSION) throw new MerchantError('incompatible', `${origin} speaks UCP ${version}, not ${UCP_VERSION}`);
  if (!endpoint) throw new MerchantError('incompatible', `${origin} has no REST endpoint`);
  return profile;
}

// Without headers of ours it is a simple request, which needs no leave of a preflight.
const fetchProfile = async (url: string): Promise<MerchantProfile> => readable(await askMerchant({url, patience: 10_000}), readProfile);

/** What `read` makes of an answer. Throws `MerchantError`. */
export async function readable<T>(json: unknown, read: (json: unknown) => T | Promise<T>): Promise<T> {
  try {
    return await read(json);
  } catch (cause) {
    throw new MerchantError('bad_answer', (cause as Error).message, {cause});
  }
}
