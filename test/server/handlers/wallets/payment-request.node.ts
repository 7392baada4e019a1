import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {after, afterEach, before, describe, it} from 'node:test';
import {pocketProcessor} from '../../../../demo/services/payment-app/processor.ts';
import type {Pocket} from '../../../../demo/services/payment-app/service.ts';
import {startPocket} from '../../../../demo/services/payment-app/service.ts';
import {paymentRequestHandler, PaymentRequestSettings} from '../../../../src/server/handlers/wallets/payment-request-handler.ts';
import {audit} from '../../../../src/server/money/audit.ts';
import type {Called, Shop} from '../../http/shop.ts';
import {openShop} from '../../http/shop.ts';

describe('A payment app behind its handler', () => {
  let pocket: Pocket;
  let shop: Shop;
  const method = (): string => `${pocket.origin}/pay`;

  before(async () => {
    pocket = await startPocket();
    const settings = PaymentRequestSettings.parse({methods: [{supportedMethods: method()}]});
    shop = await openShop({handlers: [paymentRequestHandler(pocketProcessor(pocket), settings)]});
    await shop.product({id: 'tea', variants: [{id: 'tea', price: 12800, stock: 50, digital: true}]});
  });
  afterEach(async () => assert.deepEqual((await audit(shop.database, {})).violations, []));
  after(async () => {
    await shop.close();
    await pocket.close();
  });

  const consent = (amount = 12800): string => pocket.consent({payee: 'https://blog.example', amount, currency: 'HKD'});
  const open = async (): Promise<string> => (await shop.create({tea: 1})).body['id'];
  const pay = (id: string, token: string, credential: object = {}): Promise<Called> => shop.call('POST', `/ucp/checkout-sessions/${id}/complete`, {
    payment: {instruments: [{
      id: randomUUID(), handler_id: 'payment-request', type: 'payment_request', selected: true,
      credential: {type: 'payment_request', method: method(), details: {token}, ...credential},
    }]},
  });
  const tradeOf = async (id: string): Promise<string> => (await shop.database.query<{trade_no: string}>('select trade_no from payments where checkout_id = $1', [id]))[0]!.trade_no;
  const charged = async (id: string): Promise<number> => {
    const trade = await tradeOf(id);
    return (await pocket.books()).find(({tradeNo}) => tradeNo === trade)?.paid ?? 0;
  };

  it('declares its methods, so that a page can ask the browser for the app', async () => {
    const {body} = await shop.call('GET', '/.well-known/ucp');
    const {payment_handlers: declared} = body['ucp'] as unknown as {payment_handlers: Record<string, readonly {config: unknown}[]>};
    assert.deepEqual(declared['dev.hangtag.payment_request']?.[0]?.config, {label: 'Total', methods: [{supported_methods: method()}]});
  });

  it('charges what the buyer agreed to, once', async () => {
    const id = await open();
    const {body} = await pay(id, consent());
    assert.equal(body['status'], 'completed');
    assert.equal(await charged(id), 12800);
    assert.equal(await shop.stock('tea'), 49);
  });

  it('charges nothing for a consent to another sum, and the checkout stays open', async () => {
    const id = await open();
    const {body} = await pay(id, consent(100));
    assert.equal(body['status'], 'ready_for_complete');
    assert.equal(await charged(id), 0);
    assert.equal((await pay(id, consent())).body['status'], 'completed');
  });

  it('charges one consent for one checkout only', async () => {
    const token = consent();
    const [one, other] = [await open(), await open()];
    assert.equal((await pay(one, token)).body['status'], 'completed');
    assert.equal((await pay(other, token)).body['status'], 'ready_for_complete');
    assert.equal(await charged(other), 0);
  });

  it('finds the charge whose answer was lost', async () => {
    await pocket.trouble('answer-lost', 1, 'create');
    const id = await open();
    assert.equal((await pay(id, consent())).body['status'], 'complete_in_progress');
    shop.wait(60_000);
    await shop.server.runDueWork();
    assert.equal((await shop.call('GET', `/ucp/checkout-sessions/${id}`)).body['status'], 'completed');
    assert.equal(await charged(id), 12800);
  });

  it('takes another app\'s method for no instrument of its own', async () => {
    const id = await open();
    const {body} = await pay(id, consent(), {method: 'https://elsewhere.example/pay'});
    assert.match(JSON.stringify(body['messages']), /payment_failed/);
    assert.equal((await pocket.books()).some(({tradeNo}) => tradeNo.includes(id)), false);
    assert.notEqual(body['status'], 'completed');
  });

  it('believes no notification that is not the wallet\'s own', async () => {
    const id = await open();
    await pay(id, consent());
    const trade = await tradeOf(id);
    const deliver = (forged?: 'signature' | 'body' | 'account') => deliverInto(shop, pocket, trade, forged);
    assert.equal(await deliver(), 200);
    for (const forged of ['signature', 'body', 'account'] as const) assert.equal(await deliver(forged), 400, forged);
  });

  it('gives money back, and hears of what was given back in the wallet\'s own dashboard', async () => {
    const id = await open();
    await pay(id, consent());
    const [payment] = await shop.database.query<{id: string}>('select id from payments where checkout_id = $1', [id]);
    assert.equal((await shop.server.money.refundPayment(payment!.id, 800, 'broken lid', 'staff:mei')).status, 'done');
    const trade = await tradeOf(id);
    assert.equal((await pocket.books()).find(({tradeNo}) => tradeNo === trade)?.refunded, 800);
  });

  it('says what is wrong with a method that names no app', async () => {
    const handler = paymentRequestHandler(pocketProcessor(pocket), PaymentRequestSettings.parse({methods: [{supportedMethods: method()}, {supportedMethods: `${pocket.origin}/elsewhere`}]}));
    const found = await handler.check?.({currency: 'HKD', notifyUrl: 'https://shop.example/notify/payment-request'}, AbortSignal.timeout(5000));
    assert.deepEqual(found?.map(({level}) => level), ['ok', 'error']);
  });
});

/** The wallet's notification, caught on its way and handed to the shop, which listens at no address here. */
async function deliverInto(shop: Shop, pocket: Pocket, trade: string, forged?: 'signature' | 'body' | 'account'): Promise<number> {
  const {fetch: network} = globalThis;
  let status = 0;
  globalThis.fetch = async (url, init) => {
    const answer = await shop.server.fetch(new Request(url, init));
    status = answer.status;
    return answer;
  };
  try {
    await pocket.notify(trade, {...(forged && {forged})});
  } finally {
    globalThis.fetch = network;
  }
  return status;
}
