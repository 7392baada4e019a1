import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {writeFile} from 'node:fs/promises';
import {after, before, test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {openDatabase} from '../../../src/server/command/own-database.ts';
import type {Queryable} from '../../../src/server/database/database.ts';
import {audit} from '../../../src/server/money/audit.ts';
import type {Serving} from '../command/command.ts';
import {hangtag, serve, shopFolder} from '../command/command.ts';
import type {Platform} from './platform.ts';
import {openPlatform} from './platform.ts';

let folder: Awaited<ReturnType<typeof shopFolder>>;
let platform: Platform;
let server: Serving | undefined;

before(async () => {
  folder = await shopFolder();
  platform = await openPlatform();
  const header = 'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Requires Shipping,Status';
  await writeFile(folder.file('products.csv'), `${header}\nmug,Mug,Title,Default Title,MUG,,,deny,128.00,false,active\n`);
  const imported = await hangtag(['import', folder.file('products.csv'), '--data', folder.file('shop')]);
  assert.equal(imported.code, 0, imported.err);
});
after(async () => {
  await server?.end('SIGKILL');
  await platform.close();
  await folder.remove();
});

async function call(url: string, path: string, body: object): Promise<{id: string}> {
  const response = await fetch(`${url}/ucp/checkout-sessions${path}`, {
    method: 'POST', body: JSON.stringify(body), headers: {'content-type': 'application/json', 'idempotency-key': randomUUID(), ...platform.agent}});
  assert.ok(response.ok, `${response.status} ${path}`);
  return await response.json() as {id: string};
}

/** Buys one mug after the other, until the server is gone. */
async function buy(url: string): Promise<void> {
  try {
    for (;;) {
      const {id} = await call(url, '', {line_items: [{item: {id: 'MUG'}, quantity: 1}]});
      await call(url, `/${id}/complete`, {payment: {instruments: [{id: 'one', handler_id: 'sandbox', type: 'sandbox', credential: {type: 'sandbox', token: 'approve'}}]}});
    }
  } catch { /* it was killed */ }
}

async function until(holds: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 120_000; !holds(); await pause(10)) {
    if (performance.now() > deadline) throw new Error('It did not come true');
  }
}

/** Looks into the shop's books while no server works with them. */
async function inBooks<T>(look: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>): Promise<T> {
  const database = await openDatabase({folder: folder.file('shop')});
  return look(database).finally(() => database.close());
}

interface Sold {
  readonly id: string;
  readonly event: string;
  readonly delivered: boolean;
}

function ordersIn(database: Queryable): Promise<readonly Sold[]> {
  return database.query<Sold>(
    `select o.id, b.payload #>> '{data,event_id}' as event, b.delivered_at is not null as delivered from orders o join outbox b on b.dedupe_key = 'order.event:' || o.id || ':created'`, []);
}

test('A server that is killed while it sells and sends loses no event of any order', {timeout: 600_000}, async () => {
  // Some events are never answered: the server dies with them in the air, with others written and not sent yet.
  let number = 0;
  const silent = (): void => { platform.answers((_request, response) => { if (number++ % 2 === 0) response.writeHead(200).end(); }); };
  for (const events of [1, 4]) {
    silent();
    server = await serve(['--sandbox', '--data', folder.file('shop')]);
    const before = platform.received.length;
    const {url} = server;
    const buyers = [buy(url), buy(url)];
    await until(() => platform.received.length >= before + events);
    await server.end('SIGKILL');
    await Promise.all(buyers);
  }
  const sold = await inBooks(async database => {
    // The time of what the dead server had claimed is over.
    await database.query(`update outbox set next_try_at = now() where platform is not null and delivered_at is null`, []);
    assert.deepEqual((await audit(database)).violations, []);
    return ordersIn(database);
  });
  platform.answers(200);
  const before = platform.received.length;
  server = await serve(['--sandbox', '--data', folder.file('shop')]);
  const open = sold.filter(({delivered}) => !delivered);
  assert.ok(open.length > 0);
  await until(() => open.every(({id}) => platform.received.slice(before).some(({order}) => order.id === id)));
  await server.end();
  // A payment that was under way when the server was killed may have become an order since.
  const all = await inBooks(ordersIn);
  const told = new Map(platform.received.map(({order, headers}) => [headers['webhook-id'], order.id]));
  assert.deepEqual([...told].filter(([event, id]) => !all.some(one => one.id === id && one.event === event)), [], 'each order under one id, however often it came');
  assert.deepEqual(sold.filter(({id}) => !all.some(one => one.id === id && one.delivered)), []);
  assert.ok(platform.received.length > told.size, 'some came twice');
});
