import type {Database} from '../../../src/server/database/database.ts';
import type {VariantRow, ProductRow} from '../../../src/server/catalogue/rows.ts';
import {importProducts} from '../../../src/server/import/import-products.ts';
import type {ImportOptions, ImportReport} from '../../../src/server/import/import-report.ts';
import {freshDatabase} from '../../harness/fresh-database.ts';

export interface Shop {
  readonly database: Database;
  /** Imports a file given as text or bytes, `chunk` bytes at a time. */
  take(file: string | Uint8Array, options?: Partial<ImportOptions>, chunk?: number): Promise<ImportReport>;
  products(): Promise<ProductRow[]>;
  variants(): Promise<VariantRow[]>;
  variant(id: string): Promise<VariantRow | undefined>;
  /** Takes pieces of a variant for a payment, which is finished or not. */
  sell(id: string, quantity: number, state: 'held' | 'sold'): Promise<void>;
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** A shop in Hong Kong without goods. */
export async function emptyShop(): Promise<Shop> {
  const database = await freshDatabase();
  const variants = () => database.query<VariantRow>('select * from variants order by product_id, position', []);
  return {
    database,
    take: (file, options = {}, chunk) => importProducts(database, pieces(file, chunk), {currency: 'HKD', timeZone: 'Asia/Hong_Kong', ...options}),
    products: () => database.query<ProductRow>('select * from products order by position', []),
    variants,
    variant: async id => (await variants()).find(variant => variant.id === id),
    async sell(id, quantity, state) {
      const key = `${id}-${state}`;
      await database.query(`insert into checkouts (id, status, mode, caller, currency, request, priced, total, expires_at)
        values ($1, 'complete_in_progress', 'test', 'a', 'HKD', '{}', '{}', 0, now() + interval '1 hour')`, [key]);
      await database.query(`insert into payments (id, checkout_id, handler, handler_id, mode, status, amount, currency, subject, content_hash, trade_no, instrument, deadline)
        values ($1, $1, 'h', 'h', 'test', 'acting', 1, 'HKD', 'Goods', 'hash', $1, '{}', now())`, [key]);
      await database.query('insert into stock_holds (id, payment_id, checkout_id, variant_id, quantity, taken, state, expires_at) values ($1, $1, $1, $2, $3, $3, $4, now())', [key, id, quantity, state]);
      await database.query('update variants set stock = stock - $2 where id = $1', [id, quantity]);
    },
    empty: async () => void await database.query('truncate products, variants, translations, stock_holds, payments, checkouts cascade'),
    close: () => database.close(),
  };
}

export async function* pieces(file: string | Uint8Array, chunk = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
}

/** A CSV file out of cells; every cell is quoted. */
export function csv(...rows: readonly (readonly (string | number)[])[]): string {
  return rows.map(row => row.map(cell => `"${String(cell).replaceAll('"', '""')}"`).join(',')).join('\r\n') + '\r\n';
}
