import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {listen} from '../../../src/server/command/http-server.ts';
import {openSandbox} from '../../../src/server/command/sandbox.ts';
import type {Database} from '../../../src/server/database/database.ts';
import type {HostedMethod, PaymentHandler} from '../../../src/server/handlers/payment-handler.ts';
import {createMerchantServer, MerchantConfigSchema} from '../../../src/server/index.ts';
import type {MerchantServer} from '../../../src/server/index.ts';
import {freshDatabase} from '../../harness/fresh-database.ts';
import {DELIVERY} from '../http/shop.ts';
import {formWallet} from './form-wallet.ts';
import type {FormWallet} from './form-wallet.ts';

export interface HostedShop {
  readonly origin: string;
  readonly server: MerchantServer;
  readonly database: Database;
  readonly forms: FormWallet;
  /** Requests that reached the shop, as `GET /path`. */
  readonly requests: string[];
  close(): Promise<void>;
}

const log = {info: () => undefined, warn: () => undefined, error: (event: string, fields?: object) => console.error(event, fields)};
export const NAME = {en: 'Half Catty', 'zh-Hant': '半斤舖', 'zh-Hans': '半斤铺'};
export const LINKS = [
  {type: 'terms_of_service', url: 'https://www.shop.example/terms'},
  {type: 'privacy_policy', url: 'https://www.shop.example/privacy', title: {en: 'Privacy', 'zh-Hant': '私隱政策'}},
  {type: 'refund_policy', url: 'https://www.shop.example/refunds'},
  {type: 'faq', url: 'https://www.shop.example/faq'},
];

/** A shop with pages that a browser can reach, and three ways to pay on them: by redirect, by a code, and by signed fields. It sells `tea` and `card`. */
export async function startHostedShop(config: Readonly<Record<string, unknown>> = {}): Promise<HostedShop> {
  const folder = await mkdtemp(join(tmpdir(), 'hangtag-hosted-'));
  const database = await freshDatabase();
  await sell(database, 'tea', 'Chrysanthemum pu-erh', 12800, true);
  await sell(database, 'card', 'Greeting card to print', 3000, false);
  const sandbox = await openSandbox(folder, 'Half Catty', log);
  const address = {forms: ''};
  const forms = formWallet(() => address.forms);
  const cashier = await listen({host: '127.0.0.1', port: 0}, request => forms.fetch(request));
  address.forms = `http://localhost:${cashier.port}`;
  const requests: string[] = [];
  let answer = (_request: Request): Promise<Response> => Promise.resolve(new Response(null, {status: 503}));
  const http = await listen({host: '127.0.0.1', port: 0}, request => {
    requests.push(`${request.method} ${new URL(request.url).pathname}`);
    return answer(request);
  });
  const origin = `http://localhost:${http.port}`;
  const server = await createMerchantServer({
    database, origin, mode: 'test', log, handlers: [byRedirectOrCode(sandbox.handler), forms.handler],
    config: MerchantConfigSchema.parse({name: NAME, links: LINKS, delivery: DELIVERY, home: 'https://www.shop.example/', ...config}),
  });
  answer = request => server.fetch(request);
  server.start();
  return {
    origin, server, database, forms, requests,
    async close() {
      await http.close();
      await cashier.close();
      await server.close();
      await sandbox.close();
      await database.close();
      await rm(folder, {recursive: true, force: true, maxRetries: 5});
    },
  };
}

/** The sandbox, which a shop may show as two ways to pay. */
function byRedirectOrCode(handler: PaymentHandler): PaymentHandler {
  const method = (label: string, display: string): HostedMethod => ({
    label, instrument: {id: `hosted-${display}`, handler_id: handler.id, type: 'sandbox', credential: {type: 'sandbox', token: 'redirect', display}},
  });
  return {...handler, hostedMethods: () => [method('Sandbox', 'redirect'), method('Sandbox code', 'qr')]};
}

async function sell(database: Database, id: string, title: string, price: number, delivered: boolean): Promise<void> {
  await database.query(`insert into products (id, handle, title, source) values ($1, $1, $2, 'test')`, [id, title]);
  await database.query(
    `insert into variants (id, product_id, position, currency, price, stock, requires_delivery) values ($1, $1, 0, 'HKD', $2, 50, $3)`, [id, price, delivered]);
}
