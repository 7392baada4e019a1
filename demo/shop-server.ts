import {createReadStream} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {controlApp} from '../src/server/command/control.ts';
import {holdFolder} from '../src/server/command/data-folder.ts';
import type {HeldFolder} from '../src/server/command/data-folder.ts';
import {listen} from '../src/server/command/http-server.ts';
import {runImport} from '../src/server/command/run-import.ts';
import {runHeld} from '../src/server/command/run-held.ts';
import {runRefund} from '../src/server/command/run-refund.ts';
import type {DiscountRequest} from '../src/server/discount/discount-request.ts';
import {codeKey} from '../src/server/discount/discount-row.ts';
import {setDiscounts} from '../src/server/discount/set-discounts.ts';
import {openSandbox} from '../src/server/command/sandbox.ts';
import {openShopDatabase} from '../src/server/command/shop-database.ts';
import type {Database, MerchantConfig, MerchantServer} from '../src/server/index.ts';
import {createMerchantServer, jsonLog, MerchantConfigSchema} from '../src/server/index.ts';
import {audit} from '../src/server/money/audit.ts';
import {answerToChallenge} from '../src/server/notify-challenge.ts';
import type {Books} from './books.ts';
import type {OrderSearch} from './find-orders.ts';
import {discounts} from './printed-code.ts';
import {readBooks} from './read-books.ts';

const files = new URL('shop/', import.meta.url);

export interface DemoShop {
  fetch(...request: Parameters<MerchantServer['fetch']>): Promise<Response>;
  /** What `hangtag discount` would have it do. */
  command(request: DiscountRequest): Promise<unknown>;
  /** Both sides' books, for the orders page. */
  books(search: OrderSearch): Promise<Books>;
  close(): Promise<void>;
}

/** The merchant's server on the demo's own catalogue and settings, with the sandbox on; `folder` keeps it all between two starts. */
export async function openShop(folder: string, origin: string): Promise<DemoShop> {
  const held = await holdFolder(folder, 'serve');
  const database = await openShopDatabase(held.path);
  const config = await readConfig(origin);
  await importCatalogue(database, config);
  await printCodes(database, config);
  const log = jsonLog(line => { if (!line.includes('"level":"info"')) process.stderr.write(line); });
  const sandboxFolder = join(held.path, 'sandbox');
  const sandbox = await openSandbox(sandboxFolder, config.name, log);
  const server = await createMerchantServer({database, config, handlers: [sandbox.handler], origin, mode: 'test', log});
  const control = await openControl({held, server, database, config, origin});
  server.start();
  return {
    fetch: (request, connection) => server.fetch(request, connection),
    command: request => setDiscounts(database, config, request, new Date()),
    books: search => readBooks(database, sandboxFolder, search, new Date()),
    async close() {
      await control.close();
      await server.close();
      await sandbox.close();
      await database.close();
      await held.release();
    },
  };
}

/** The settings as they stand in the file; the shop's own addresses lead to where the demo is. */
export async function readConfig(origin: string): Promise<MerchantConfig> {
  const text = await readFile(new URL('shop.json', files), 'utf8');
  return MerchantConfigSchema.parse(JSON.parse(text.replaceAll('https://halfcatty.example', origin)));
}

/** At the first start, through the same import that a retailer uses; stock that was sold since stays sold. */
async function importCatalogue(database: Database, config: MerchantConfig): Promise<void> {
  const [known] = await database.query<{count: number}>('select count(*) as count from products');
  if (known && known.count > 0) return;
  for (const locale of [undefined, 'zh-Hant', 'zh-Hans']) {
    const file = new URL(locale ? `products.${locale}.csv` : 'products.csv', files);
    const {problems} = await runImport(database, createReadStream(file), locale ? {locale} : {}, {...config, given: true});
    for (const {level, line, message} of problems) if (level !== 'note') console.error(`${file.pathname}:${line ?? ''} ${message}`);
  }
}

/** Once each, through the same door as `hangtag discount add`: one that was ended stays over. */
async function printCodes(database: Database, config: MerchantConfig): Promise<void> {
  const now = new Date();
  const known = new Set((await setDiscounts(database, config, {do: 'list', all: true}, now)).map(({code_key: key}) => key));
  for (const discount of discounts) if (!known.has(codeKey(discount.code ?? ''))) await setDiscounts(database, config, {do: 'add', discount}, now);
}

interface Controlled {
  readonly held: HeldFolder;
  readonly server: MerchantServer;
  readonly database: Database;
  readonly config: MerchantConfig;
  readonly origin: string;
}

/** So that `hangtag import`, `hangtag discount`, `hangtag audit`, `hangtag refund` and `hangtag held` work on the demo's shop while it is open. */
async function openControl({held, server, database, config, origin}: Controlled): Promise<{close(): Promise<void>}> {
  const app = controlApp({
    token: held.token,
    runImport: (source, request, hooks) => runImport(database, source, request, {...config, given: true}, hooks),
    runAudit: () => audit(database, {sandboxFolder: join(held.path, 'sandbox')}),
    answerToChallenge: (handler, challenge) => answerToChallenge(database, handler, challenge),
    runRefund: request => runRefund(database, server.money, request),
    runHeld: request => runHeld(server.money, request),
    runDiscount: request => setDiscounts(database, config, request, new Date()),
  });
  const control = await listen({host: '127.0.0.1', port: 0, patient: true}, (request, bindings) => app.fetch(request, bindings));
  await held.announce({url: `http://127.0.0.1:${control.port}`, shop: origin});
  return control;
}
