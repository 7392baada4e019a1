import {createHash} from 'node:crypto';
import type {Database} from '../database/database.ts';
import {json} from '../database/database.ts';
import type {Services} from '../services.ts';
import type {PrivateJwk, PublicSigningKey, SigningKey} from './signing-key.ts';
import {makePrivateJwk, publicPartOf, readSigningKey} from './signing-key.ts';

type MadeKey = PrivateJwk & {readonly crv: 'P-256'};

/** The key that this shop signs with. */
export async function signingKey({database}: Pick<Services, 'database'>): Promise<SigningKey> {
  return readSigningKey(await madeKey(database));
}

/** The public keys that this shop publishes. */
export async function publishedKeys({database}: Pick<Services, 'database'>): Promise<readonly PublicSigningKey[]> {
  return [publicPartOf(await madeKey(database))];
}

/** Made once per database, kept in `settings`. */
async function madeKey(database: Database): Promise<MadeKey> {
  const kept = await readKey(database);
  if (kept) return kept;
  await database.query(`insert into settings (key, value) values ('signing_key', $1) on conflict (key) do nothing`, [json(newKey())]);
  const now = await readKey(database);
  if (!now) throw new Error('The signing key was not kept');
  return now;
}

async function readKey(database: Database): Promise<MadeKey | undefined> {
  const [row] = await database.query<{value: MadeKey}>(`select value from settings where key = 'signing_key'`);
  return row?.value;
}

/** Named by its thumbprint (RFC 7638), so that no two keys have one name. */
function newKey(): MadeKey {
  const {x, y, ...made} = makePrivateJwk('');
  const thumbprint = createHash('sha256').update(JSON.stringify({crv: made.crv, kty: made.kty, x, y})).digest('base64url');
  return {...made, x, y, kid: thumbprint};
}
