import {createHash, createHmac, randomBytes} from 'node:crypto';
import type {Buyer} from '../../commerce/checkout.ts';
import type {Queryable} from '../database/database.ts';
import {json} from '../database/database.ts';

/** By what a buyer is known again, without saying who it is; null where nothing was given. */
export interface ContactKeys {
  readonly email: string | null;
  readonly phone: string | null;
}

export function isKnown(buyer: Buyer | undefined): boolean {
  return Boolean(buyer?.email) || Boolean(buyer?.phone_number);
}

/** Hashes with the shop's own secret, so that nobody can find a contact by hashing those that might be it. */
export async function contactKeys(db: Queryable, buyer: Buyer | undefined): Promise<ContactKeys> {
  if (!isKnown(buyer)) return {email: null, phone: null};
  const {email, phone_number: phone} = buyer ?? {};
  const secret = await contactSecret(db);
  const hash = (text: string) => keyedContact(secret, createHash('sha256').update(text).digest('base64url'));
  return {email: email ? hash(`email:${email.trim().toLowerCase()}`) : null, phone: phone ? hash(`phone:${phone}`) : null};
}

/** `plain`: the hash without a secret, which is what the first databases kept. */
export function keyedContact(secret: string, plain: string): string {
  return createHmac('sha256', secret).update(plain).digest('base64url');
}

/** Made once per database; used for nothing else. */
export async function contactSecret(db: Queryable): Promise<string> {
  const kept = await readSecret(db);
  if (kept !== undefined) return kept;
  const made = randomBytes(32).toString('base64url');
  await db.query(`insert into settings (key, value) values ('contact_secret', $1) on conflict (key) do nothing`, [json(made)]);
  const now = await readSecret(db);
  if (now === undefined) throw new Error('The secret of contacts was not kept');
  return now;
}

async function readSecret(db: Queryable): Promise<string | undefined> {
  const [row] = await db.query<{value: string}>(`select value from settings where key = 'contact_secret'`);
  return row?.value;
}
