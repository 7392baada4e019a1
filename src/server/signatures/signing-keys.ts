import {createHash} from 'node:crypto';
import type {Database} from '../database/database.ts';
import {json} from '../database/database.ts';
import type {Services} from '../services.ts';
import type {SigningKeySetting} from './signing-key-settings.ts';
import type {PrivateJwk, PublicSigningKey, SigningKey} from './signing-key.ts';
import {makePrivateJwk, publicPartOf, readSigningKey} from './signing-key.ts';

/** As it is kept in `settings`. */
interface MadeKey extends PrivateJwk {
  readonly crv: 'P-256';
  /** Since when keys of the settings stand in its place; it is published for a while longer. */
  readonly replaced_at?: string;
}

type Shop = Pick<Services, 'database' | 'config' | 'clock'>;

/** ms that a made key stays published after the settings have named others. The protocol asks for a week. */
const GRACE = 14 * 24 * 3600 * 1000;

const signing = new WeakMap<PrivateJwk | SigningKeySetting, SigningKey>();
const made = new WeakMap<Database, Promise<MadeKey>>();
const left = new WeakMap<Database, Promise<MadeKey | undefined>>();

/** The key that this shop signs with: the first of the settings, else one that is made once per database. */
export async function signingKey({database, config}: Pick<Shop, 'database' | 'config'>): Promise<SigningKey> {
  const [first] = config.signingKeys;
  const jwk = first ?? await once(made, database, madeKey);
  const key = signing.get(jwk) ?? readSigningKey({...jwk, d: jwk.d ?? ''});
  signing.set(jwk, key);
  return key;
}

/** The public keys that this shop publishes; every one of them may have signed something. */
export async function publishedKeys({database, config, clock}: Shop): Promise<readonly PublicSigningKey[]> {
  const {signingKeys} = config;
  if (signingKeys.length === 0) return [publicPartOf(await once(made, database, madeKey))];
  const old = await once(left, database, () => replacedKey(database, clock()));
  const stays = old?.replaced_at !== undefined && clock().getTime() < Date.parse(old.replaced_at) + GRACE && signingKeys.every(({kid}) => kid !== old.kid);
  return [...signingKeys, ...(stays ? [old] : [])].map(publicPartOf);
}

/** Asks the database once; again when it failed. */
function once<Key>(kept: WeakMap<Database, Promise<Key>>, database: Database, ask: (database: Database) => Promise<Key>): Promise<Key> {
  const asked = kept.get(database) ?? ask(database);
  kept.set(database, asked);
  asked.catch(() => { kept.delete(database); });
  return asked;
}

async function madeKey(database: Database): Promise<MadeKey> {
  await database.query(`insert into settings (key, value) values ('signing_key', $1) on conflict (key) do update set value = settings.value - 'replaced_at'`, [json(newKey())]);
  const key = await readKey(database);
  if (!key) throw new Error('The signing key was not kept');
  return key;
}

/** The made key of a shop whose settings name keys now, if it ever had one. */
async function replacedKey(database: Database, now: Date): Promise<MadeKey | undefined> {
  await database.query(`update settings set value = value || $1::jsonb where key = 'signing_key' and not value ? 'replaced_at'`, [json({replaced_at: now.toISOString()})]);
  return readKey(database);
}

async function readKey(database: Database): Promise<MadeKey | undefined> {
  const [row] = await database.query<{value: MadeKey}>(`select value from settings where key = 'signing_key'`);
  return row?.value;
}

/** Named by its thumbprint (RFC 7638), so that no two keys have one name. */
function newKey(): MadeKey {
  const key = makePrivateJwk('');
  const {crv, kty, x, y} = key;
  return {...key, kid: createHash('sha256').update(JSON.stringify({crv, kty, x, y})).digest('base64url')};
}
