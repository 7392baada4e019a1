import type {Database} from '../database/database.ts';
import type {ByteSource} from '../import/decode-text.ts';
import type {ImportProgress, ImportReport} from '../import/import-report.ts';
import {importProducts} from '../import/import-products.ts';
import type {MerchantConfig} from '../merchant-config.ts';
import type {ImportRequest} from './import-request.ts';

interface Hooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
}

/**
 * Imports as asked. Prices are in the currency asked for, else that of the config, else, when no config was given, the one that most of
 * the shop's prices are in already.
 */
export async function runImport(
  database: Database, source: ByteSource, request: ImportRequest, config: Pick<MerchantConfig, 'currency' | 'timeZone'> & {readonly given: boolean}, hooks: Hooks = {},
): Promise<ImportReport> {
  const currency = request.currency ?? (config.given ? undefined : await shopCurrency(database)) ?? config.currency;
  return importProducts(database, source, {...request, ...hooks, currency, timeZone: request.timeZone ?? config.timeZone});
}

async function shopCurrency(database: Database): Promise<string | undefined> {
  const rows = await database.query<{currency: string}>(`select currency from variants where status = 'active' group by currency order by count(*) desc limit 1`, []);
  return rows[0]?.currency;
}
