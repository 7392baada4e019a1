import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {readFile, writeFile} from 'node:fs/promises';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {TAG_PROFILE_URL} from '../../../src/commerce/ucp.ts';
import type {Serving} from './command.ts';
import {hangtag, serve, shopFolder} from './command.ts';

describe('hangtag held', () => {
  let folder: Awaited<ReturnType<typeof shopFolder>>;
  let server: Serving;
  let data: readonly string[];
  before(async () => {
    folder = await shopFolder();
    data = ['--data', folder.file('shop')];
    await writeFile(folder.file('goods.csv'), 'title,price,sku,requires shipping\nCup,128.00,CUP,false\n');
    await writeFile(folder.file('shop.json'), '{"orderPrefix": "CS-", "origin": "https://shop.example"}');
    assert.equal((await hangtag(['import', folder.file('goods.csv'), ...data])).code, 0);
    server = await serve([...data, '--sandbox']);
  });
  after(async () => {
    await server.end();
    await folder.remove();
  });

  /** The sandbox takes another amount than was asked for. */
  async function odd(): Promise<{id: string; payment: string}> {
    const id = await begin(server.url);
    const wallet = await walletOf(folder.file('shop'));
    const {trades} = await wallet('GET', '/api/books') as {trades: {trade_no: string; status: string}[]};
    const trade = trades.find(one => one.status === 'waiting')!.trade_no;
    await wallet('POST', `/api/trades/${trade}/against-the-rules`, {notify: 'once', amount: 12000});
    for (let tries = 0; tries < 100; tries++) {
      const held = JSON.parse((await hangtag(['held', '--json', ...data])).out) as {id: string; ids: {checkout?: string}}[];
      const mine = held.find(({ids}) => ids.checkout === id);
      if (mine) return {id, payment: mine.id};
      await pause(200);
    }
    throw new Error('It is not held');
  }

  it('says when nothing waits', async () => {
    assert.deepEqual(await hangtag(['held', ...data]), {code: 0, out: 'Nothing waits for a person.\n', err: ''});
  });

  it('lists what waits and what may be done, and does it through the running server', async () => {
    const {payment, id} = await odd();
    const listed = await hangtag(['held', 'list', ...data]);
    assert.match(listed.out, new RegExp(`^${payment}  payment of HKD 120\\.00, test, since 20\\S+Z\n  The provider took HKD 12000 .+\n  trade ht_\\w+, service sandbox, checkout ${id}\n`
      + `  → hangtag refund ${payment} \\| hangtag held accept ${payment} \\| hangtag held repaid ${payment}\n`, 'm'));
    assert.deepEqual(await hangtag(['held', 'accept', payment, '--reason', 'for the trouble', ...data]), {code: 0, out: `Payment ${payment}: accepted.\n`, err: ''});
    assert.deepEqual(await hangtag(['held', 'accept', payment, '--reason', 'again', ...data]), {code: 2, out: '', err: 'hangtag: This payment does not wait for anybody.\n'});
    const [notification] = JSON.parse((await hangtag(['held', '--json', ...data])).out) as {id: string; about: string}[];
    assert.equal(notification?.about, 'notification');
    const {out} = await hangtag(['held', 'dismiss', notification.id, '--reason', 'accepted', '--json', ...data]);
    assert.deepEqual(JSON.parse(out), [{about: 'notification', subject: notification.id, decision: 'dismissed', actor: `staff:${userInfo().username}`, reason: 'accepted'}]);
    const audit = await hangtag(['audit', ...data]);
    assert.deepEqual([audit.code, audit.out.includes('warning')], [0, false], audit.out);
  });

  it('does it without a server too, with the settings of the shop', async () => {
    const {payment} = await odd();
    await server.end();
    const without = await hangtag(['held', 'accept', payment, '--reason', 'x', ...data]);
    assert.deepEqual([without.code, without.err], [2, 'hangtag: Accepting makes an order: give the shop\'s settings with --config, or start its server.\n']);
    assert.equal((await hangtag(['held', 'accept', payment, '--reason', 'x', '--config', folder.file('shop.json'), ...data])).code, 0);
    const audit = await hangtag(['audit', ...data]);
    assert.equal(audit.code, 0, audit.out);
    server = await serve([...data, '--sandbox']);
  });

  for (const [args, sentence] of [
    [['accept'], /Which\? "hangtag held" lists what waits/], [['accept', 'a', 'b', '--reason', 'x'], /One payment at a time: "b" is too much/],
    [['forget', 'a'], /There is no "hangtag held forget"/], [['list', 'a'], /takes no name/], [['dismiss', 'a'], /--reason must say why/],
    [['accept', 'a', '--at-service', '--reason', 'x'], /--at-service is for/], [['dismiss', 'a', '--reason', 'x'], /Nothing that waits is called "a"/],
  ] as const) {
    it(`refuses "held ${args.join(' ')}" with a sentence`, async () => {
      const {code, err} = await hangtag(['held', ...args, ...data]);
      assert.equal(code, 2);
      assert.match(err, sentence);
    });
  }
});

async function begin(url: string): Promise<string> {
  const {id} = await call(url, '/checkout-sessions', {line_items: [{item: {id: 'CUP'}, quantity: 1}]});
  await call(url, `/checkout-sessions/${id}/complete`, {
    payment: {instruments: [{id: 'one', handler_id: 'sandbox', type: 'sandbox', selected: true, credential: {type: 'sandbox', token: 'pending'}}]}});
  return id;
}

async function call(url: string, path: string, body: unknown): Promise<{id: string}> {
  const response = await fetch(`${url}/ucp${path}`, {
    method: 'POST', body: JSON.stringify(body),
    headers: {'content-type': 'application/json', 'ucp-agent': `profile="${TAG_PROFILE_URL}"`, 'idempotency-key': randomUUID(), 'request-id': randomUUID()},
  });
  assert.ok(response.ok, `${response.status} ${path}`);
  return await response.json() as {id: string};
}

async function walletOf(shop: string): Promise<(method: string, path: string, body?: unknown) => Promise<unknown>> {
  const [port, secret] = await Promise.all(['port', 'secret'].map(name => readFile(join(shop, 'sandbox', name), 'utf8')));
  return async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method, headers: {authorization: `Bearer ${secret!.trim()}`, 'content-type': 'application/json'}, ...(body === undefined ? {} : {body: JSON.stringify(body)})});
    assert.ok(response.ok, `${response.status} ${path}`);
    return response.json();
  };
}
