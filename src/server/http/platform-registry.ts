import {TAG_PROFILE_URL, UCP_VERSION} from '../../commerce/ucp.ts';
import {json} from '../database/database.ts';
import type {Services} from '../services.ts';
import type {PublishedKey} from '../signatures/verify-request.ts';
import {shopCapabilities} from './capabilities.ts';
import type {FetchedProfile} from './profile-fetch.ts';
import {fetchProfile} from './profile-fetch.ts';
import type {PlatformProfile} from './platform-profile.ts';
import {readPlatformProfile} from './platform-profile.ts';
import {RefreshLimit} from './refresh-limit.ts';
import {TokenBucket} from './token-bucket.ts';
import {TransportError} from './transport-error.ts';

const SECOND = 1000;
const SHORTEST = 60;
const LONGEST = 24 * 3600;
const MOST_IN_MEMORY = 200;
const FETCHES_PER_SECOND = 10;

interface Failure {
  readonly status: number;
  readonly code: string;
  readonly content: string;
  /** How often in a row. */
  readonly count: number;
}

type Remembered = ({readonly profile: PlatformProfile} | {readonly failure: Failure}) & {readonly until: number};

type Fetch = (profile: string, mode: 'test' | 'live') => Promise<FetchedProfile>;

/**
 * Knows what platforms can do. Our own tags' profile and those of configured platforms are known in advance; others are
 * fetched within limits and remembered in memory and in the database, failures too, for longer each time.
 */
export class PlatformRegistry {
  readonly #services: Services;
  readonly #fetch: Fetch;
  readonly #known: ReadonlyMap<string, PlatformProfile>;
  readonly #remembered = new Map<string, Remembered>();
  readonly #underway = new Map<string, Promise<PlatformProfile>>();
  readonly #budget: TokenBucket;
  readonly #refreshing = new Map<string, Promise<PlatformProfile>>();
  readonly #refreshes = new RefreshLimit(SHORTEST * SECOND);

  constructor(services: Services, fetch: Fetch = fetchProfile) {
    this.#services = services;
    this.#fetch = fetch;
    const full: PlatformProfile = {version: UCP_VERSION, capabilities: shopCapabilities(services)};
    const urls = services.config.platforms.flatMap(({profile}) => profile ?? []);
    this.#known = new Map([TAG_PROFILE_URL, ...urls].map(url => [url, full]));
    this.#budget = new TokenBucket(FETCHES_PER_SECOND, 2 * FETCHES_PER_SECOND, services.clock().getTime());
  }

  /** Throws `TransportError` with a discovery error of the protocol, or 503 while too many profiles are being fetched. */
  async profile(url: string): Promise<PlatformProfile> {
    return this.#known.get(url) ?? this.published(url);
  }

  /**
   * The keys of this name that a platform publishes, for which the profile of a configured one is fetched, too. It may have a new one: for a name that is not
   * known a profile is fetched anew, at most once a minute for all profiles of one origin, as the protocol has it. Throws as `profile` does.
   */
  async keys(url: string, kid: string): Promise<readonly PublishedKey[]> {
    // Anybody may speak as one of our tags: their profile has no keys.
    if (url === TAG_PROFILE_URL) return [];
    const named = ({signingKeys = []}: PlatformProfile) => signingKeys.filter(key => key.kid === kid);
    const profile = await this.published(url);
    const found = named(profile);
    return found.length > 0 ? found : named(await this.#refreshed(url, profile));
  }

  /** The profile as the platform publishes it, also of a configured one. Throws as `profile` does. */
  async published(url: string): Promise<PlatformProfile> {
    const remembered = this.#recall(url);
    if (remembered) return remembered;
    const underway = this.#underway.get(url) ?? this.#discover(url).finally(() => this.#underway.delete(url));
    this.#underway.set(url, underway);
    return underway;
  }

  /** Forgets what ran out long ago. */
  async sweep(): Promise<void> {
    const old = new Date(this.#now() - LONGEST * SECOND);
    await this.#services.database.query('delete from platform_profiles where expires_at < $1', [old]);
  }

  #now(): number {
    return this.#services.clock().getTime();
  }

  #recall(url: string): PlatformProfile | undefined {
    const entry = this.#remembered.get(url);
    if (!entry || entry.until <= this.#now()) return undefined;
    this.#remembered.delete(url);
    this.#remembered.set(url, entry);
    return answerOf(entry);
  }

  async #discover(url: string): Promise<PlatformProfile> {
    const stored = await this.#stored(url);
    if (stored && stored.until > this.#now()) return answerOf(this.#remember(url, stored));
    if (!this.#budget.take(this.#now())) {
      throw new TransportError(503, 'busy', 'Too many new platforms at once. Please try again.', {'retry-after': '1'});
    }
    const before = stored && 'failure' in stored ? stored.failure.count : 0;
    const entry = this.#remember(url, await this.#ask(url, before));
    await this.#store(url, entry);
    return answerOf(entry);
  }

  /** The profile as it is now, or as it was, when it is not to be asked or does not answer. */
  async #refreshed(url: string, before: PlatformProfile): Promise<PlatformProfile> {
    const underway = this.#refreshing.get(url);
    if (underway) return underway;
    if (!this.#refreshes.take(new URL(url).origin, this.#now()) || !this.#budget.take(this.#now())) return before;
    const refresh = this.#refresh(url, before).finally(() => this.#refreshing.delete(url));
    this.#refreshing.set(url, refresh);
    return refresh;
  }

  /** A failure is not remembered: what is known of the platform is still good. */
  async #refresh(url: string, before: PlatformProfile): Promise<PlatformProfile> {
    const entry = await this.#ask(url, 0);
    if ('failure' in entry) return before;
    await this.#store(url, this.#remember(url, entry));
    return entry.profile;
  }

  async #ask(url: string, failuresBefore: number): Promise<Remembered> {
    try {
      const {body, maxAge} = await this.#fetch(url, this.#services.mode);
      const seconds = Math.min(Math.max(maxAge, SHORTEST), LONGEST);
      return {profile: {...readPlatformProfile(body), fetchedAt: this.#now()}, until: this.#now() + seconds * SECOND};
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      const wait = Math.min(5 * 2 ** Math.min(failuresBefore, 10), 3600);
      const failure = {status: error.status, code: error.code, content: error.message, count: failuresBefore + 1};
      return {failure, until: this.#now() + wait * SECOND};
    }
  }

  #remember(url: string, entry: Remembered): Remembered {
    this.#remembered.delete(url);
    this.#remembered.set(url, entry);
    for (const oldest of this.#remembered.keys()) {
      if (this.#remembered.size <= MOST_IN_MEMORY) break;
      this.#remembered.delete(oldest);
    }
    return entry;
  }

  async #stored(url: string): Promise<Remembered | undefined> {
    const [row] = await this.#services.database.query<{profile: PlatformProfile | null; failure: string | null; expires_at: Date}>(
      'select profile, failure, expires_at from platform_profiles where url = $1', [url]);
    if (!row) return undefined;
    const until = row.expires_at.getTime();
    if (row.profile) return {profile: row.profile, until};
    return row.failure === null ? undefined : {failure: JSON.parse(row.failure) as Failure, until};
  }

  async #store(url: string, entry: Remembered): Promise<void> {
    const profile = 'profile' in entry ? json(entry.profile) : null;
    const failure = 'failure' in entry ? json(entry.failure) : null;
    await this.#services.database.query(
      `insert into platform_profiles (url, profile, failure, fetched_at, expires_at) values ($1, $2, $3, $4, $5)
       on conflict (url) do update set profile = $2, failure = $3, fetched_at = $4, expires_at = $5`,
      [url, profile, failure, this.#services.clock(), new Date(entry.until)]);
  }
}

function answerOf(entry: Remembered): PlatformProfile {
  if ('profile' in entry) return entry.profile;
  throw new TransportError(entry.failure.status, entry.failure.code, entry.failure.content);
}
