import {createHmac, randomBytes} from 'node:crypto';
import type {Queryable} from './database/database.ts';
import {json} from './database/database.ts';

/** A challenge as `hangtag check` makes them. */
export function newChallenge(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * What only a server of this shop's database can answer to a challenge at a notify address: it proves that the public
 * address leads here. `undefined` for what is not a challenge.
 */
export async function answerToChallenge(database: Queryable, handlerId: string, challenge: string): Promise<string | undefined> {
  if (!/^[\w-]{32}$/.test(challenge)) return undefined;
  return createHmac('sha256', await challengeSecret(database)).update(`${handlerId}.${challenge}`).digest('base64url');
}

/** Made once per database; used for nothing else. */
async function challengeSecret(database: Queryable): Promise<string> {
  const made = randomBytes(32).toString('base64url');
  await database.query(`insert into settings (key, value) values ('challenge_secret', $1) on conflict (key) do nothing`, [json(made)]);
  const [row] = await database.query<{value: string}>(`select value from settings where key = 'challenge_secret'`);
  if (!row) throw new Error('The secret of challenges was not kept');
  return row.value;
}
