import type {Queryable} from '../database/database.ts';

/** SQL for the SHA-256 of what a row of `checkouts` sells and for how much, hex. */
export const CONTENT_HASH = `encode(sha256(convert_to(jsonb_build_array(priced -> 'line_items', total, currency)::text, 'UTF8')), 'hex')`;

/** What a checkout sells and for how much: tells later whether late money still pays for the same. */
export async function hashOfContent(db: Queryable, checkoutId: string): Promise<string> {
  const [row] = await db.query<{hash: string}>(`select ${CONTENT_HASH} as hash from checkouts where id = $1`, [checkoutId]);
  if (!row) throw new Error(`There is no checkout ${checkoutId}`);
  return row.hash;
}
