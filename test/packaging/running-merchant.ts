import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {listen} from '../../src/server/command/http-server.ts';
import {openSandbox} from '../../src/server/command/sandbox.ts';
import type {PaymentHandler} from '../../src/server/handlers/payment-handler.ts';
import {createMerchantServer, MerchantConfigSchema} from '../../src/server/index.ts';
import type {Database} from '../../src/server/database/database.ts';
import {freshDatabase} from '../harness/fresh-database.ts';

export interface RunningMerchant {
  readonly origin: string;
  readonly database: Database;
  close(): Promise<void>;
}

const log = {info: () => undefined, warn: () => undefined, error: (event: string) => console.error(event)};

/**
 * A merchant's server and its sandbox wallet, both at addresses that a browser can reach. It sells `tea`, HK$128.00, with nothing to deliver. `more`: what it takes
 * instead of the sandbox.
 */
export async function startMerchant(more: readonly PaymentHandler[] = []): Promise<RunningMerchant> {
  const folder = await mkdtemp(join(tmpdir(), 'hangtag-merchant-'));
  const database = await freshDatabase();
  await database.query(`insert into products (id, handle, title, source) values ('tea', 'tea', 'Tea', 'test')`, []);
  await database.query(`insert into variants (id, product_id, position, currency, price, stock, requires_delivery) values ('tea', 'tea', 0, 'HKD', 12800, 5, false)`, []);
  const sandbox = await openSandbox(folder, 'Test shop', log);
  let answer = (request: Request): Promise<Response> => Promise.reject(new Error(`${request.url} was asked for before there was a server`));
  const http = await listen({host: '127.0.0.1', port: 0}, (request) => answer(request));
  const origin = `http://localhost:${http.port}`;
  const server = await createMerchantServer({database, config: MerchantConfigSchema.parse({}), handlers: more.length ? more : [sandbox.handler], origin, mode: 'test', log});
  answer = (request) => server.fetch(request);
  server.start();
  return {
    origin,
    database,
    async close() {
      await http.close();
      await server.close();
      await sandbox.close();
      await database.close();
      await rm(folder, {recursive: true, force: true, maxRetries: 5});
    },
  };
}
