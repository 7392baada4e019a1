import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {TAG_PROFILE_URL} from '../../../src/commerce/ucp.ts';
import type {Database} from '../../../src/server/database/database.ts';
import {createMerchantServer, MerchantConfigSchema} from '../../../src/server/index.ts';
import type {MerchantServer} from '../../../src/server/index.ts';
import {freshDatabase} from '../../harness/fresh-database.ts';

/** A database that cannot be reached, or that answers something unexpected. */
let failure: Error = new Error('unset');
const database: Database = {
  kind: 'postgres',
  query: () => Promise.reject(failure),
  transaction: () => Promise.reject(failure),
  close: () => Promise.resolve(),
};
const lines: string[] = [];
let server: MerchantServer;

const opened = (on: Database): Promise<MerchantServer> => {
  const note = (event: string, fields: object = {}) => { lines.push(JSON.stringify({event, ...fields})); };
  return createMerchantServer({
    database: on, config: MerchantConfigSchema.parse({}), handlers: [], origin: 'https://shop.example/', mode: 'live', log: {info: note, warn: note, error: note}});
};
before(async () => { server = await opened(database); });
after(() => server.close());

const call = async (path: string, from = server) => {
  const response = await from.fetch(new Request(`https://shop.example${path}`, {headers: {'ucp-agent': `profile="${TAG_PROFILE_URL}"`}}));
  return {status: response.status, headers: response.headers, text: await response.text()};
};

test('A database that is away is told as such, and to come back', async () => {
  failure = Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:5432'), {code: 'ECONNREFUSED'});
  const {status, headers, text} = await call('/ucp/carts/cart_1');
  assert.deepEqual([status, headers.get('retry-after'), (JSON.parse(text) as {code: string}).code], [503, '2', 'unavailable']);
  assert.doesNotMatch(text, /10\.1\.2\.3/);
  assert.deepEqual([(await call('/readyz')).status, (await call('/healthz')).status], [503, 200]);
});

test('A connection that ended in the middle, or a name that is not found, is the same', async () => {
  for (const code of ['connection_lost', 'EAI_AGAIN', 'ENOTFOUND', '57P01', '53300']) {
    failure = Object.assign(new Error('Connection terminated unexpectedly'), {code});
    assert.equal((await call('/ucp/carts/cart_1')).status, 503, code);
  }
});

test('What nobody expected is logged and told to nobody', async () => {
  failure = new Error('secret detail');
  const {status, text} = await call('/ucp/carts/cart_1');
  assert.deepEqual([status, (JSON.parse(text) as {code: string}).code], [500, 'internal_error']);
  assert.doesNotMatch(text, /secret detail/);
  assert.ok(lines.some(line => line.includes('request.failed') && line.includes('secret detail')));
});

test('A live shop without a way to pay says so in its profile', async () => {
  const sound = await freshDatabase();
  const live = await opened(sound);
  const profile = JSON.parse((await call('/.well-known/ucp', live)).text) as {ucp: {payment_handlers: object}};
  assert.deepEqual(profile.ucp.payment_handlers, {});
  await live.close();
  await sound.close();
});
