import {createReadStream} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {MerchantServer} from '../src/server/index.ts';
import {createMerchantServer, jsonLog, MerchantConfigSchema, openDatabase} from '../src/server/index.ts';
import {sandboxHandler} from '../src/server/handlers/sandbox-handler.ts';
import {importProducts} from '../src/server/import/import-products.ts';
import {sandboxSecret} from '../src/server/sandbox-wallet/secret.ts';
import {startSandboxWallet} from '../src/server/sandbox-wallet/start.ts';
import type {Books} from './books.ts';
import {readBooks} from './read-books.ts';

const shop = new URL('shop/', import.meta.url);

export interface DemoShop {
  readonly fetch: MerchantServer['fetch'];
  /** Both sides' books, for the orders page. */
  books(): Promise<Books>;
  close(): Promise<void>;
}

/** The merchant's server on the demo's own catalogue and settings, with the sandbox on; `folder` keeps it all between two starts. */
export async function openShop(folder: string, origin: string): Promise<DemoShop> {
  const database = await openDatabase({folder, ...(process.env['DATABASE_URL'] ? {url: process.env['DATABASE_URL']} : {})});
  const sandboxFolder = join(folder, 'sandbox');
  const secret = await sandboxSecret(sandboxFolder);
  const config = await readConfig(origin);
  const wallet = await startSandboxWallet({folder: sandboxFolder, secret});
  await importCatalogue(database, config);
  const handler = sandboxHandler({walletUrl: wallet.url, publicWalletUrl: wallet.publicUrl, secret, merchant: 'Half Catty'});
  const log = jsonLog(line => { if (!line.includes('"level":"info"')) process.stderr.write(line); });
  const server = await createMerchantServer({database, config, handlers: [handler], origin, mode: 'test', log});
  server.start();
  return {
    fetch: (request, connection) => server.fetch(request, connection),
    books: () => readBooks(database, sandboxFolder, new Date()),
    async close() {
      await server.close();
      await wallet.close();
      await database.close();
    },
  };
}

/** The settings as they stand in the file; the shop's own addresses lead to where the demo is. */
async function readConfig(origin: string) {
  const text = await readFile(new URL('shop.json', shop), 'utf8');
  return MerchantConfigSchema.parse(JSON.parse(text.replaceAll('https://halfcatty.example', origin)));
}

/** At the first start, through the same import that a retailer uses; stock that was sold since stays sold. */
async function importCatalogue(database: Parameters<typeof importProducts>[0], {currency, timeZone}: {currency: string; timeZone: string}): Promise<void> {
  const [known] = await database.query<{count: number}>('select count(*) as count from products');
  if (known && known.count > 0) return;
  for (const locale of [undefined, 'zh-Hant', 'zh-Hans']) {
    const file = new URL(locale ? `products.${locale}.csv` : 'products.csv', shop);
    const {problems} = await importProducts(database, createReadStream(file), {currency, timeZone, ...(locale ? {locale} : {})});
    for (const {level, line, message} of problems) if (level !== 'note') console.error(`${file.pathname}:${line ?? ''} ${message}`);
  }
}
