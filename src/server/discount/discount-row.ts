import type {Queryable} from '../database/database.ts';
import type {LocalText} from '../merchant-config.ts';

/** A row of `discounts`. Amounts are minor units of `currency`. */
export interface DiscountRow {
  readonly id: string;
  /** As the shop writes it; null: needs no code. */
  readonly code: string | null;
  readonly code_key: string | null;
  readonly title: LocalText;
  /** Hundredths of a percent of the goods. */
  readonly percent: number | null;
  /** Off the goods. */
  readonly amount: number | null;
  /** The most that `percent` takes off. */
  readonly up_to: number | null;
  /** From this sum of the goods that it is for, before anything is taken off. */
  readonly minimum: number | null;
  readonly currency: string | null;
  /** Ids or SKUs of what it is for; null: everything. */
  readonly items: readonly string[] | null;
  /** Delivery is free. */
  readonly delivery: boolean;
  readonly starts_at: Date | null;
  /** The first instant after it. */
  readonly ends_at: Date | null;
  readonly most_uses: number | null;
  /** Reserved and used. */
  readonly uses: number;
  readonly uses_per_contact: number | null;
  readonly combinable: boolean;
  readonly created_at: Date;
  /** When the shop ended it. */
  readonly ended_at: Date | null;
}

/** Codes are the same whatever their case, and in whichever width an input method wrote them. */
export function codeKey(code: string): string {
  return code.normalize('NFKC').trim().toUpperCase();
}

/** Every discount that may apply at `now`: those without a code, and those that `keys` name, ended ones too. */
export async function readDiscounts(db: Queryable, keys: readonly string[], now: Date): Promise<readonly DiscountRow[]> {
  return db.query<DiscountRow>(
    `select * from discounts where code_key = any($1::text[])
       or (code is null and ended_at is null and (starts_at is null or starts_at <= $2) and (ends_at is null or ends_at > $2))
     order by created_at, id`, [keys, now]);
}

/** Whether the shop takes codes at all at `now`: nobody is asked for one otherwise. */
export async function takesCodes(db: Queryable, now: Date): Promise<boolean> {
  const rows = await db.query(`select 1 from discounts where code is not null and ended_at is null and (ends_at is null or ends_at > $1) limit 1`, [now]);
  return rows.length > 0;
}
