import {randomBytes} from 'node:crypto';
import type {Database, Queryable} from '../database/database.ts';
import {json, sqlState, UNIQUE_VIOLATION} from '../database/database.ts';
import type {MerchantConfig} from '../merchant-config.ts';
import {DiscountError} from './discount-request.ts';
import type {DiscountRequest, NewDiscount} from './discount-request.ts';
import type {DiscountRow} from './discount-row.ts';
import {codeKey} from './discount-row.ts';
import type {DiscountTerms} from './read-discount.ts';
import {readDiscount} from './read-discount.ts';

type Shop = Pick<MerchantConfig, 'currency' | 'timeZone'>;

/** Does what `hangtag discount` asks for, and answers the discounts that it is about. Throws `DiscountError`. */
export async function setDiscounts(database: Database, shop: Shop, request: DiscountRequest, now: Date): Promise<readonly DiscountRow[]> {
  switch (request.do) {
    case 'add':
      return [await addDiscount(database, {...shop, timeZone: request.timeZone ?? shop.timeZone}, request.discount, now)];
    case 'list':
      return listDiscounts(database, request.all === true, now);
    case 'end':
      return [await endDiscount(database, request.name, now)];
  }
}

/** Sets a discount. `shop`: its currency, and the time zone of its dates. Throws `DiscountError`. */
export async function addDiscount(database: Database, shop: Shop, asked: NewDiscount, now: Date): Promise<DiscountRow> {
  const terms = readDiscount(asked, shop, now);
  try {
    return await database.transaction(async tx => {
      const items = terms.items && await knownItems(tx, terms.items);
      // A code that is over may be given again.
      await tx.query('update discounts set ended_at = ends_at where code_key = $1 and ended_at is null and ends_at <= $2', [terms.code_key, now]);
      return insert(tx, {...terms, items}, now);
    });
  } catch (cause) {
    if (sqlState(cause) !== UNIQUE_VIOLATION) throw cause;
    throw new DiscountError(`There is a discount with the code "${terms.code ?? ''}" already: end it first.`, {cause});
  }
}

async function insert(tx: Queryable, terms: DiscountTerms, now: Date): Promise<DiscountRow> {
  const [row] = await tx.query<DiscountRow>(
    `insert into discounts (id, code, code_key, title, percent, amount, up_to, minimum, currency, items, delivery, starts_at, ends_at, most_uses, uses_per_contact,
       combinable, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) returning *`,
    [`disc_${randomBytes(8).toString('hex')}`, terms.code, terms.code_key, json(terms.title), terms.percent, terms.amount, terms.up_to, terms.minimum, terms.currency,
      terms.items && json(terms.items), terms.delivery, terms.starts_at, terms.ends_at, terms.most_uses, terms.uses_per_contact, terms.combinable, now]);
  if (!row) throw new Error('The discount was not written');
  return row;
}

/** The items as the shop's catalogue calls them: a variant's id or SKU, or a product's id for its handle. Throws `DiscountError`. */
async function knownItems(tx: Queryable, items: readonly string[]): Promise<readonly string[]> {
  const rows = await tx.query<{said: string; name: string}>(
    `select id as said, id as name from variants where id = any($1::text[]) union select sku, sku from variants where sku = any($1::text[])
     union select id, id from products where id = any($1::text[]) union select handle, id from products where handle = any($1::text[])`, [items]);
  return items.map(item => {
    const found = rows.find(row => row.said === item);
    if (!found) throw new DiscountError(`There is no item "${item}" in the shop.`);
    return found.name;
  });
}

/** The discounts that are there or to come, oldest first; `all`: those that are over too. */
export async function listDiscounts(db: Queryable, all: boolean, now: Date): Promise<readonly DiscountRow[]> {
  return db.query<DiscountRow>('select * from discounts where $1 or (ended_at is null and (ends_at is null or ends_at > $2)) order by created_at, id', [all, now]);
}

/** Ends a discount, by its code or id. What was agreed before stays: payments that are under way, and orders. Throws `DiscountError`. */
export async function endDiscount(db: Queryable, name: string, now: Date): Promise<DiscountRow> {
  const [row] = await db.query<DiscountRow>('update discounts set ended_at = $3 where (code_key = $1 or id = $2) and ended_at is null returning *', [codeKey(name), name, now]);
  if (!row) throw new DiscountError(`There is no discount "${name}" that could be ended; "hangtag discount list" shows them.`);
  return row;
}
