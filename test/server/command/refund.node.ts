import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {writeFile} from 'node:fs/promises';
import {after, before, describe, it} from 'node:test';
import {TAG_PROFILE_URL} from '../../../src/commerce/ucp.ts';
import type {Serving} from './command.ts';
import {hangtag, serve, shopFolder} from './command.ts';

describe('hangtag refund', () => {
  let folder: Awaited<ReturnType<typeof shopFolder>>;
  let server: Serving;
  let data: readonly string[];
  before(async () => {
    folder = await shopFolder();
    data = ['--data', folder.file('shop')];
    await writeFile(folder.file('goods.csv'), 'title,price,sku,requires shipping\nCup,128.00,CUP,false\n');
    await writeFile(folder.file('shop.json'), '{"orderPrefix": "CS-", "delivery": {"pickup": []}}');
    assert.equal((await hangtag(['import', folder.file('goods.csv'), ...data])).code, 0);
    server = await serve([...data, '--sandbox', '--config', folder.file('shop.json')]);
  });
  after(async () => {
    await server.end();
    await folder.remove();
  });

  it('gives back a part, then all that is left, by the number of the order, through the running server', async () => {
    const {order} = await buy(server.url);
    const part = await hangtag(['refund', order.label, '--amount', '12.80', '--reason', 'a scratch', ...data]);
    assert.deepEqual([part.code, part.err], [0, '']);
    assert.match(part.out, /^Given back: HKD 12\.80 of order CS-\d+ \(refund_\w+\)\.\n$/);
    const rest = await hangtag(['refund', order.id, '--json', ...data]);
    assert.deepEqual((({amount, status, order: label}) => ({amount, status, label}))(JSON.parse(rest.out)), {
      amount: {amount: 11520, currency: 'HKD'}, status: 'done', label: order.label});
    const none = await hangtag(['refund', order.label, ...data]);
    assert.deepEqual([none.code, none.err], [2, 'hangtag: Nothing of this payment is left to give back.\n']);
  });

  it('refuses with a sentence what cannot be given back', async () => {
    const {order} = await buy(server.url);
    for (const [args, sentence] of [
      [[order.label, '--amount', '128.01'], 'Only HKD 128.00 of this payment is left to give back.'],
      [[order.label, '--amount', '0'], 'A refund is a positive number of minor units.'],
      [[order.label, '--amount', '1,280'], '--amount must be an amount of HKD such as 12.80, not "1,280".'],
      [['CS-9'], 'There is no order and no payment "CS-9" with money to give back.'],
    ] as const) {
      assert.deepEqual(await hangtag(['refund', ...args, ...data]), {code: 2, out: '', err: `hangtag: ${sentence}\n`});
    }
  });

  it('does it without a server too, and the books are right', async () => {
    const {order} = await buy(server.url);
    await server.end();
    const {code, out} = await hangtag(['refund', order.label, '--amount', '28', ...data]);
    assert.equal(code, 0);
    assert.match(out, /^Given back: HKD 28\.00/);
    const audit = await hangtag(['audit', ...data]);
    assert.equal(audit.code, 0, audit.out);
    assert.match(audit.out, /Captured − refunded − disputed = kept\n {2}test HKD: 384\.00 − 156\.00 − 0\.00 = 228\.00\n/);
    server = await serve([...data, '--sandbox', '--config', folder.file('shop.json')]);
  });
});

interface Checkout {
  readonly id: string;
  readonly order: {readonly id: string; readonly label: string};
}

async function buy(url: string): Promise<Checkout> {
  const {id} = await call(url, '/checkout-sessions', {line_items: [{item: {id: 'CUP'}, quantity: 1}], buyer: {email: 'mei@example.com'}, fulfillment: {
    methods: [{type: 'shipping', destinations: [{id: 'home', street_address: '1 Example Street', address_locality: 'Central', address_country: 'HK', first_name: 'Mei', last_name: 'Chan'}],
      selected_destination_id: 'home'}]}});
  return call(url, `/checkout-sessions/${id}/complete`, {
    payment: {instruments: [{id: 'one', handler_id: 'sandbox', type: 'sandbox', selected: true, credential: {type: 'sandbox', token: 'approve'}}]},
  });
}

async function call(url: string, path: string, body: unknown): Promise<Checkout> {
  const response = await fetch(`${url}/ucp${path}`, {
    method: 'POST', body: JSON.stringify(body),
    headers: {'content-type': 'application/json', 'ucp-agent': `profile="${TAG_PROFILE_URL}"`, 'idempotency-key': randomUUID(), 'request-id': randomUUID()},
  });
  assert.ok(response.ok, `${response.status} ${path}`);
  return await response.json() as Checkout;
}
