import {version} from '../command/version.ts';
import type {Database, Queryable} from './database.ts';
import {firstSale} from './migrations/0001-first-sale.ts';
import {everyWallet} from './migrations/0002-every-wallet.ts';
import {discounts} from './migrations/0003-discounts.ts';
import {booksAtLength} from './migrations/0004-books-at-length.ts';
import {keyContacts} from './migrations/0005-contact-keys.ts';
import {listsInParts} from './migrations/0006-lists-in-parts.ts';
import {orderEvents} from './migrations/0007-order-events.ts';
import {quickLooks} from './migrations/0008-quick-looks.ts';

/** Statements, or what they alone cannot say. */
interface Migration {
  readonly id: string;
  readonly change: string | ((tx: Queryable) => Promise<void>);
}

const MIGRATIONS: readonly Migration[] = [
  {id: '0001-first-sale', change: firstSale},
  {id: '0002-every-wallet', change: everyWallet},
  {id: '0003-discounts', change: discounts},
  {id: '0004-books-at-length', change: booksAtLength},
  {id: '0005-contact-keys', change: keyContacts},
  {id: '0006-lists-in-parts', change: listsInParts},
  {id: '0007-order-events', change: orderEvents},
  {id: '0008-quick-looks', change: quickLooks},
];

/** Any number that nobody else uses: two processes that start at once take turns. */
const LOCK = 7_214_202_604;

/**
 * Brings the schema up to date; safe when two processes start at once, a no-op when nothing is new. Throws when a newer version of this package
 * has been here: what this one knows of the tables may be true no longer.
 */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async tx => {
    await tx.query(`select pg_advisory_xact_lock(${LOCK})`);
    await tx.query('create table if not exists migrations (id text primary key, applied_at timestamptz not null default now())');
    const done = new Set((await tx.query<{id: string}>('select id from migrations')).map(row => row.id));
    refuseNewer(done);
    for (const migration of MIGRATIONS) {
      if (done.has(migration.id)) continue;
      if (typeof migration.change === 'string') await tx.query(migration.change);
      else await migration.change(tx);
      await tx.query('insert into migrations (id) values ($1)', [migration.id]);
    }
  });
}

function refuseNewer(done: ReadonlySet<string>): void {
  const known = MIGRATIONS.map(({id}) => id);
  const unknown = [...done].filter(id => !known.includes(id)).sort();
  if (unknown.length === 0) return;
  throw new Error(
    `a newer version of Hangtag has changed it (${unknown.join(', ')}), and this one, ${version()}, knows it only up to ${known.at(-1)}: `
    + 'run the newer version, or restore the backup from before it');
}
