import {contactSecret, keyedContact} from '../../discount/contact-key.ts';
import type {Queryable} from '../database.ts';

/** Hashes of contacts get the shop's secret, and stay only beside uses that are counted by contact. */
export async function keyContacts(tx: Queryable): Promise<void> {
  await tx.query(
    `update discount_uses set email_key = null, phone_key = null
     where discount_id in (select id from discounts where uses_per_contact is null) and (email_key is not null or phone_key is not null)`);
  for (const column of ['email_key', 'phone_key']) {
    const rows = await tx.query<{plain: string}>(`select distinct ${column} as plain from discount_uses where ${column} is not null`);
    if (rows.length === 0) continue;
    const secret = await contactSecret(tx);
    const plain = rows.map(row => row.plain);
    await tx.query(
      `update discount_uses set ${column} = changed.keyed from unnest($1::text[], $2::text[]) as changed (plain, keyed) where ${column} = changed.plain`,
      [plain, plain.map(hash => keyedContact(secret, hash))]);
  }
}
