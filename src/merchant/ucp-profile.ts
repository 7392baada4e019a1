import type {MerchantProfile} from '../commerce/profile-reader.ts';
import {readProfile} from '../commerce/profile-reader.ts';
import {UCP_VERSION} from '../commerce/ucp.ts';
import {MerchantError} from './merchant.ts';
import {askMerchant} from './ucp-request.ts';

/** ms after which a profile that could not be had is asked for again. */
const rest = 5000;

/** Asks for the profile of a merchant: once, however often it is called, and after a failure not before a rest. */
export function profileOf(origin: string): () => Promise<MerchantProfile> {
  let asked: Promise<MerchantProfile> | undefined;
  /** ms since the epoch; NaN while it has not failed. */
  let failedAt = NaN;
  return () => {
    // The clock may have been put back.
    if (Math.abs(Date.now() - failedAt) >= rest) {
      asked = undefined;
      failedAt = NaN;
    }
    return (asked ??= askProfile(origin).catch((error: unknown) => {
      failedAt = Date.now();
      throw error;
    }));
  };
}

async function askProfile(origin: string): Promise<MerchantProfile> {
  const current = await fetchProfile(`${origin}/.well-known/ucp`);
  const older = current.version !== UCP_VERSION && current.ours;
  const profile = older ? await fetchProfile(older) : current;
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
