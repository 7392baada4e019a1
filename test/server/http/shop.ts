import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {TAG_PROFILE_URL} from '../../../src/commerce/ucp.ts';
import type {Database} from '../../../src/server/database/database.ts';
import {json} from '../../../src/server/database/database.ts';
import type {PaymentHandler} from '../../../src/server/handlers/payment-handler.ts';
import {sandboxHandler} from '../../../src/server/handlers/sandbox-handler.ts';
import {operations} from '../../../src/server/http/operations.ts';
import type {MerchantServer} from '../../../src/server/index.ts';
import {createMerchantServer, MerchantConfigSchema} from '../../../src/server/index.ts';
import {memoryJournal} from '../../../src/server/sandbox-wallet/journal.ts';
import type {OpenWallet} from '../../../src/server/sandbox-wallet/open-wallet.ts';
import {openWallet} from '../../../src/server/sandbox-wallet/open-wallet.ts';
import {freshDatabase} from '../../harness/fresh-database.ts';
import type {Body} from './answers.ts';
import {faultsOfAnswer, schemasMissing} from './published-schemas.ts';

export const ORIGIN = 'https://shop.example';
const SECRET = 'a-secret-of-the-test-that-is-long-enough';

export interface Called {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly text: string;
}

export interface Variant {
  readonly id: string;
  readonly price?: number;
  readonly stock?: number | null;
  readonly title?: string;
  readonly options?: readonly {name: string; label: string}[];
  readonly sku?: string;
  readonly barcode?: string;
  readonly listPrice?: number;
  readonly salePrice?: number;
  readonly saleStarts?: string;
  readonly saleEnds?: string;
  readonly oversell?: boolean;
  readonly digital?: boolean;
  readonly currency?: string;
  readonly status?: string;
}

export interface Product {
  readonly id: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly tags?: readonly string[];
  readonly status?: string;
  readonly options?: readonly {name: string; values: readonly string[]}[];
  readonly media?: readonly {type: string; url: string; alt_text?: string}[];
  readonly variants: readonly Variant[];
}

export interface Shop {
  readonly server: MerchantServer;
  readonly wallet: OpenWallet;
  readonly clock: () => Date;
  readonly database: Database;
  readonly log: readonly string[];
  /** Moves the clock of shop and wallet on, in ms. */
  wait(ms: number): void;
  product(product: Product): Promise<void>;
  translate(entity: string, locale: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
  /** Calls the server as one of our tags would, and checks every answer of the protocol against the published schemas. */
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Called>;
  create(lines: Readonly<Record<string, number>>, more?: Readonly<Record<string, unknown>>, headers?: Readonly<Record<string, string>>): Promise<Called>;
  complete(id: string, token?: string, more?: Readonly<Record<string, unknown>>, headers?: Readonly<Record<string, string>>): Promise<Called>;
  stock(variantId: string): Promise<number | null>;
  close(): Promise<void>;
}

export interface ShopOptions {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly mode?: 'test' | 'live';
  /** Beside the sandbox. */
  readonly handlers?: readonly PaymentHandler[];
  /** Another server of the same shop: one database, one wallet, one clock. */
  readonly beside?: Shop;
}

/** A merchant's server with the real sandbox and its wallet in this process, on one clock that only the test moves. */
export async function openShop({config = {}, beside, mode = 'test', handlers = []}: ShopOptions = {}): Promise<Shop> {
  const database = beside?.database ?? await freshDatabase();
  let now = new Date('2026-11-21T10:00:00Z');
  const clock = beside?.clock ?? ((): Date => new Date(now));
  const lines: string[] = [];
  const note = (event: string, fields: object = {}): void => { lines.push(JSON.stringify({event, ...fields})); };
  const wallet = beside?.wallet ?? openWallet({
    journal: memoryJournal(), secret: SECRET, clock, publicUrl: 'http://wallet.example', automatic: false, fetch: async () => new Response('success'),
  });
  const handler = sandboxHandler({
    walletUrl: 'http://wallet.example', secret: SECRET, clock, merchant: 'Test shop', fetch: async (url, init) => wallet.app.fetch(new Request(url, init))});
  const server = await createMerchantServer({
    database, clock, mode, origin: ORIGIN, handlers: [handler, ...handlers], config: MerchantConfigSchema.parse(config),
    log: {info: note, warn: note, error: note},
  });
  const call: Shop['call'] = (method, path, body, headers) => callServer(server, method, path, body, headers);
  return {
    server, database, call, wallet, clock, log: lines,
    wait: ms => { now = new Date(now.getTime() + ms); },
    product: product => addProduct(database, product),
    async translate(entity, locale, fields) {
      for (const [field, value] of Object.entries(fields)) {
        await database.query('insert into translations (entity_id, locale, field, value) values ($1, $2, $3, $4)', [entity, locale, field, json(value)]);
      }
    },
    create: (items, more = {}, headers = {}) => call('POST', '/ucp/checkout-sessions', {
      line_items: Object.entries(items).map(([id, quantity]) => ({item: {id}, quantity})), ...more}, headers),
    complete: (id, token = 'approve', more = {}, headers = {}) => call('POST', `/ucp/checkout-sessions/${id}/complete`, {
      payment: {instruments: [instrument(token)]}, ...more}, headers),
    stock: async id => (await database.query<{stock: number | null}>('select stock from variants where id = $1', [id]))[0]?.stock ?? null,
    async close() {
      await server.close();
      if (beside) return;
      await wallet.close();
      await database.close();
    },
  };
}

export function instrument(token: string): Readonly<Record<string, unknown>> {
  return {id: 'instrument-1', handler_id: 'sandbox', type: 'sandbox', credential: {type: 'sandbox', token}};
}

async function callServer(
  server: MerchantServer, method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {},
): Promise<Called> {
  const response = await server.fetch(new Request(`${ORIGIN}${path}`, {
    method,
    headers: {
      'ucp-agent': `profile="${TAG_PROFILE_URL}"`, 'accept-language': 'en',
      ...(body === undefined ? {} : {'content-type': 'application/json'}),
      ...(method === 'GET' ? {} : {'idempotency-key': randomUUID()}),
      ...headers,
    },
    ...(body === undefined ? {} : {body: typeof body === 'string' ? body : JSON.stringify(body)}),
  }));
  const text = await response.text();
  const read = (text === '' ? {} : JSON.parse(text)) as Body;
  const answer: Called = {status: response.status, headers: response.headers, text, body: read};
  requirePublished(method, path, answer);
  return answer;
}

function requirePublished(method: string, path: string, {status, body}: Called): void {
  if (schemasMissing || status >= 300) return;
  const [plain = ''] = path.split('?');
  const operation = operations.find(one => one.method === method.toLowerCase()
    && new RegExp(`^${one.path.replaceAll('{id}', '[^/]+')}$`).test(plain));
  if (operation) assert.deepEqual(faultsOfAnswer(operation.operationId, status, body), [], `${operation.operationId} is not as published: ${JSON.stringify(body)}`);
}

async function addProduct(database: Database, product: Product): Promise<void> {
  const {id, title = id, description = `All about ${id}`, type = null, tags = [], status = 'active', options = [], media = [], variants} = product;
  await database.query(
    `insert into products (id, handle, title, description, product_type, tags, options, media, status, source)
     values ($1, $1, $2, $3, $4, $5, $6, $7, $8, 'test')`,
    [id, title, description, type, json(tags), json(options), json(media), status]);
  for (const [position, variant] of variants.entries()) {
    await database.query(
      `insert into variants (id, product_id, position, sku, barcode, title, options, currency, price, list_price, sale_price, sale_starts, sale_ends,
         stock, oversell, requires_delivery, status) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
      [variant.id, id, position, variant.sku ?? null, variant.barcode ?? null, variant.title ?? '', json(variant.options ?? []), variant.currency ?? 'HKD',
        variant.price ?? 12800, variant.listPrice ?? null, variant.salePrice ?? null, variant.saleStarts ?? null, variant.saleEnds ?? null,
        variant.stock === undefined ? 10 : variant.stock, variant.oversell ?? false, variant.digital !== true, variant.status ?? 'active']);
  }
}

/** A digital article: nothing about delivery stands between it and the payment. */
export function pattern(id = 'pattern', more: Partial<Variant> = {}): Product {
  return {id: `${id}-product`, title: 'Window grille patterns', variants: [{id, digital: true, price: 6800, ...more}]};
}

export function gaiwan(more: Partial<Variant> = {}): Product {
  return {
    id: 'gaiwan', title: 'Gaiwan for One', type: 'Table', tags: ['porcelain', 'tea'],
    options: [{name: 'Glaze', values: ['Celadon', 'Rice white']}],
    media: [{type: 'image', url: '/pictures/gaiwan.svg', alt_text: 'A gaiwan'}],
    variants: [
      {id: 'GAIWAN-CEL', sku: 'GAIWAN-CEL', title: 'Celadon', price: 38000, stock: 12, options: [{name: 'Glaze', label: 'Celadon'}], ...more},
      {id: 'GAIWAN-RIC', sku: 'GAIWAN-RIC', title: 'Rice white', price: 38000, stock: 0, options: [{name: 'Glaze', label: 'Rice white'}]},
    ],
  };
}

export const DELIVERY = {
  zones: [
    {id: 'hk', countries: ['HK'], rates: [
      {id: 'courier', title: {en: 'Courier', 'zh-Hant': '速遞'}, description: '1–2 days', price: 3500, freeFrom: 50000},
      {id: 'post', title: {en: 'Local post', 'zh-Hant': '平郵'}, price: 1800},
    ]},
    {id: 'us-west', countries: ['US'], regions: ['CA', 'OR'], rates: [{id: 'west', title: 'Air', price: 9000}]},
  ],
  pickup: [
    {id: 'sheung-wan', name: {en: 'Sheung Wan', 'zh-Hant': '上環店'}, note: 'Tue–Sun', address: {street_address: '9 Tai On Lane', address_country: 'HK'}},
    {id: 'sham-shui-po', name: 'Sham Shui Po', address: {street_address: '42 Wing Fat Lane', address_country: 'HK'}},
  ],
};

export const JANE = {email: 'jane@example.com', first_name: 'Jane', last_name: 'Doe'};
export const QUEENSWAY = {street_address: '88 Queensway', address_locality: 'Admiralty', address_country: 'HK'};

/** A fulfillment that ships everything to one address. */
export function shipTo(address: object, more: object = {}): object {
  return {fulfillment: {methods: [{type: 'shipping', destinations: [address], ...more}]}};
}

/** Codes and paths of the messages of an answer, sorted. */
export function said(body: Body): readonly string[] {
  return body.messages.map(({code, path}) => `${code ?? ''} ${path ?? ''}`.trim()).sort();
}

export function totalsOf(body: Body): Readonly<Record<string, number>> {
  return Object.fromEntries(body.totals.map(({type, amount}) => [type, amount]));
}
