import type {Database} from './database.ts';
import {firstSale} from './migrations/0001-first-sale.ts';
import {everyWallet} from './migrations/0002-every-wallet.ts';
import {discounts} from './migrations/0003-discounts.ts';
import {booksAtLength} from './migrations/0004-books-at-length.ts';

const MIGRATIONS: readonly {readonly id: string; readonly sql: string}[] = [
  {id: '0001-first-sale', sql: firstSale},
  {id: '0002-every-wallet', sql: everyWallet},
  {id: '0003-discounts', sql: discounts},
  {id: '0004-books-at-length', sql: booksAtLength},
];

/** Any number that nobody else uses: two processes that start at once take turns. */
const LOCK = 7_214_202_604;

/** Brings the schema up to date; safe when two processes start at once, a no-op when nothing is new. */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async tx => {
    await tx.query(`select pg_advisory_xact_lock(${LOCK})`);
    await tx.query('create table if not exists migrations (id text primary key, applied_at timestamptz not null default now())');
    const done = new Set((await tx.query<{id: string}>('select id from migrations')).map(row => row.id));
    for (const migration of MIGRATIONS) {
      if (done.has(migration.id)) continue;
      await tx.query(migration.sql);
      await tx.query('insert into migrations (id) values ($1)', [migration.id]);
    }
  });
}
