import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {after, before, describe, it} from 'node:test';
import type {PaymentHandler, Trade} from '../../../src/server/handlers/payment-handler.ts';
import {audit} from '../../../src/server/money/audit.ts';
import {signWebhook, webhookSecret} from '../../../src/server/money/deliver.ts';
import {createMoney} from '../../../src/server/money/money.ts';
import type {Shop} from './shop.ts';
import {instrument, openShop, ORIGIN} from './shop.ts';

const MINUTE = 60_000;

async function clean(shop: Shop): Promise<void> {
  const {violations} = await audit(shop.database, {sandboxBooks: () => shop.sandbox.wallet.journal.books, now: shop.services.clock()});
  assert.deepEqual(violations, []);
}

describe('A payment whose answer is lost', () => {
  let shop: Shop;
  before(async () => { shop = await openShop(); });
  after(() => shop.close());

  it('is found by the worker when the trade was made', async () => {
    const checkout = await shop.checkout(await shop.article(1));
    shop.sandbox.faults.order({operation: 'create', effect: 'lose-after', times: 1});
    const {messages} = await shop.pay(checkout);
    assert.equal(messages[0]?.code, 'payment_confirming');
    assert.equal(await shop.statusOf(checkout), 'complete_in_progress');
    shop.wait(20_000);
    await shop.money.runDueWork();
    assert.equal(await shop.statusOf(checkout), 'completed');
    await clean(shop);
  });

  it('is ruled out when the trade was never made, and the stock is free again', async () => {
    const mug = await shop.article(1);
    const checkout = await shop.checkout(mug);
    shop.sandbox.faults.order({operation: 'create', effect: 'lose-before', times: 1});
    await shop.pay(checkout);
    assert.equal(await shop.stock(mug), 0);
    shop.wait(20_000);
    await shop.money.runDueWork();
    assert.equal(await shop.statusOf(checkout), 'ready_for_complete');
    assert.equal(await shop.stock(mug), 1);
    await clean(shop);
  });

  it('is taken up by another process when the first one died between its intent and the provider', async () => {
    const checkout = await shop.checkout(await shop.article(1));
    const dead: PaymentHandler = {...shop.handler, create: () => new Promise<never>(() => {})};
    void createMoney({...shop.services, handlers: [dead], log: {...shop.services.log}}).complete({checkoutId: checkout, instrument: instrument()}).catch(() => {});
    await until(async () => (await shop.database.query('select 1 from payments where checkout_id = $1', [checkout])).length > 0);
    await shop.money.runDueWork();
    assert.equal((await shop.payment(checkout))['status'], 'intent', 'its call may still be under way');
    shop.wait(20_000);
    await shop.money.runDueWork();
    assert.equal(await shop.statusOf(checkout), 'ready_for_complete');
    await shop.pay(checkout);
    assert.equal(await shop.statusOf(checkout), 'completed');
    await clean(shop);
  });
});

describe('A payment past its deadline', () => {
  let shop: Shop;
  before(async () => { shop = await openShop(); });
  after(() => shop.close());

  it('keeps its stock until the provider confirms that it is closed', async () => {
    const mug = await shop.article(1);
    const checkout = await shop.checkout(mug);
    await shop.pay(checkout, 'redirect');
    shop.sandbox.faults.order({operation: 'close', effect: 'lose-before', times: 2});
    shop.wait(19 * MINUTE);
    await shop.money.runDueWork();
    assert.equal(await shop.stock(mug), 0);
    assert.equal((await shop.payment(checkout))['closed'], false);
    for (let n = 0; n < 5; n++) {
      shop.wait(MINUTE);
      await shop.money.runDueWork();
    }
    assert.equal(await shop.stock(mug), 1);
    const payment = await shop.payment(checkout);
    assert.deepEqual([payment['status'], payment['closed']], ['expired', true]);
    assert.equal(await shop.statusOf(checkout), 'ready_for_complete');
    await clean(shop);
  });

  it('ends its checkout when that is over too', async () => {
    const checkout = await shop.checkout(await shop.article(1), {minutes: 5});
    await shop.pay(checkout, 'redirect');
    shop.wait(21 * MINUTE);
    await shop.money.runDueWork();
    assert.equal(await shop.statusOf(checkout), 'canceled');
    await clean(shop);
  });
});

describe('Late money', () => {
  let shop: Shop;
  before(async () => { shop = await openShop(); });
  after(() => shop.close());

  it('is honoured when the goods are still there', async () => {
    const mug = await shop.article(1);
    const checkout = await shop.checkout(mug);
    await shop.pay(checkout, 'decline');
    shop.sandbox.wallet.payAgainstTheRules(await shop.tradeOf(checkout), 'once');
    await shop.sandbox.notifier.deliverDue();
    assert.equal((await shop.payment(checkout))['status'], 'honoured');
    assert.equal(await shop.statusOf(checkout), 'completed');
    assert.equal(await shop.stock(mug), 0);
    assert.equal((await shop.money.standing(shop.database, checkout)).status, 'paid');
    await clean(shop);
  });

  it('is given back when they are gone', async () => {
    const mug = await shop.article(1);
    const [late, other] = [await shop.checkout(mug), await shop.checkout(mug)];
    await shop.pay(late, 'decline');
    await shop.pay(other);
    shop.sandbox.wallet.payAgainstTheRules(await shop.tradeOf(late), 'once');
    await shop.sandbox.notifier.deliverDue();
    assert.equal((await shop.payment(late))['status'], 'refunding');
    await shop.money.runDueWork();
    const payment = await shop.payment(late);
    assert.deepEqual([payment['status'], payment['refunded']], ['refunded', 12800]);
    await clean(shop);
  });

  it('is given back to a buyer who had cancelled, and when the checkout was paid otherwise', async () => {
    const mug = await shop.article(5);
    const [cancelled, paid] = [await shop.checkout(mug), await shop.checkout(mug)];
    await shop.pay(cancelled, 'redirect');
    assert.equal(await shop.money.closeLivePayment(cancelled, 'cancelled'), 'closed');
    await shop.pay(paid, 'decline');
    const first = await shop.tradeOf(paid);
    await shop.pay(paid);
    for (const trade of [await shop.tradeOf(cancelled), first]) shop.sandbox.wallet.payAgainstTheRules(trade, 'twice');
    await shop.sandbox.notifier.deliverDue();
    await shop.money.runDueWork();
    const states = await shop.database.query<{status: string}>('select status from payments where trade_no = any($1::text[])', [[await shop.tradeOf(cancelled), first]]);
    assert.deepEqual(states.map(row => row.status), ['refunded', 'refunded']);
    assert.equal((await shop.database.query('select 1 from orders where checkout_id = $1', [paid])).length, 1);
    await clean(shop);
  });

  it('is found even when nobody tells us', async () => {
    const checkout = await shop.checkout(await shop.article(1));
    await shop.pay(checkout, 'decline');
    shop.sandbox.wallet.payAgainstTheRules(await shop.tradeOf(checkout), 'never');
    shop.wait(3 * MINUTE);
    await shop.money.runDueWork();
    assert.equal((await shop.payment(checkout))['status'], 'honoured');
    await clean(shop);
  });

  it('is ruled out again at a provider that takes a closed trade for an open one', async () => {
    const checkout = await shop.checkout(await shop.article(1));
    await shop.pay(checkout, 'decline');
    let closed = 0;
    const forgetful: PaymentHandler = {...shop.handler, query: async () => ({status: 'waiting'}), close: (...call) => {
      closed += 1;
      return shop.handler.close(...call);
    }};
    shop.wait(3 * MINUTE);
    await createMoney({...shop.services, handlers: [forgetful]}).runDueWork();
    assert.ok(closed > 0);
    await clean(shop);
  });

  it('is given back through trouble, once', async () => {
    const checkout = await shop.checkout(await shop.article(1), {minutes: 5});
    await shop.pay(checkout, 'redirect');
    await shop.money.closeLivePayment(checkout, 'cancelled');
    shop.sandbox.faults.order({operation: 'refund', effect: 'lose-after', times: 2});
    shop.sandbox.wallet.payAgainstTheRules(await shop.tradeOf(checkout), 'once');
    await shop.settle(60);
    assert.equal((await shop.payment(checkout))['status'], 'refunded');
    assert.equal(shop.sandbox.wallet.find(await shop.tradeOf(checkout))!.refunds.length, 1);
    await clean(shop);
  });
});

describe('Money that does not match', () => {
  it('is held for a person, and can be given back', async () => {
    const shop = await openShop();
    const mug = await shop.article(1);
    const checkout = await shop.checkout(mug);
    await shop.pay(checkout, 'pending');
    const trade = await shop.tradeOf(checkout);
    shop.sandbox.wallet.payAgainstTheRules(trade, 'once', 100);
    await shop.sandbox.notifier.deliverDue();
    const held = await shop.payment(checkout);
    assert.deepEqual([held['status'], held['captured'], await shop.count('orders')], ['held', 100, 0]);
    assert.equal((await shop.money.standing(shop.database, checkout)).status, 'held');
    const {warnings} = await audit(shop.database);
    assert.ok(warnings.some(one => one.code === 'payment_held' && one.ids['payment'] === held['id']));
    assert.equal((await shop.pay(checkout)).messages[0]?.code, 'payment_held', 'nobody pays a second time meanwhile');
    await shop.money.refundPayment(String(held['id']), 100, 'wrong amount', 'staff:mei');
    assert.equal((await shop.payment(checkout))['status'], 'refunded');
    assert.equal(await shop.stock(mug), 1);
    assert.equal(await shop.statusOf(checkout), 'ready_for_complete');
    await clean(shop);
    await shop.close();
  });

  it('of another currency is never taken for the sale', async () => {
    const paid: Trade = {status: 'paid', providerTradeNo: 'X', amount: {amount: 12800, currency: 'CNY'}, paidAt: new Date()};
    const base = await openShop();
    const odd: PaymentHandler = {...base.handler, create: async () => paid};
    const shop = await openShop({database: base.database, handler: odd});
    const checkout = await shop.checkout(await shop.article(1));
    await shop.pay(checkout);
    assert.deepEqual([(await shop.payment(checkout))['status'], await shop.count('orders')], ['held', 0]);
    const {violations, balances} = await audit(shop.database);
    assert.deepEqual(violations, []);
    assert.deepEqual(balances.map(({account, currency, amount}) => [account, currency, amount]), [['provider:sandbox', 'CNY', 12800], ['unmatched', 'CNY', -12800]]);
    await shop.close();
    await base.close();
  });
});

describe('A refund', () => {
  let shop: Shop;
  before(async () => { shop = await openShop(); });
  after(() => shop.close());

  it('gives back a part of an order, never more than was taken', async () => {
    const checkout = await shop.checkout(await shop.article(1));
    await shop.pay(checkout);
    const id = String((await shop.payment(checkout))['id']);
    const refund = await shop.money.refundPayment(id, 5000, 'scratched', 'staff:mei');
    assert.equal(refund.status, 'done');
    await assert.rejects(shop.money.refundPayment(id, 7801, 'again', 'staff:mei'), {name: 'RefundRefused'});
    await assert.rejects(shop.money.refundPayment(id, 0, 'nothing', 'staff:mei'), {name: 'RefundRefused'});
    const [adjustment] = await shop.database.query('select type, status, amount from order_adjustments where id = $1', [refund.id]);
    assert.deepEqual(adjustment, {type: 'refund', status: 'completed', amount: -5000});
    assert.equal((await shop.payment(checkout))['refunded'], 5000);
    await clean(shop);
  });

  it('is never done twice, however many ask at once', async () => {
    const checkout = await shop.checkout(await shop.article(1));
    await shop.pay(checkout);
    const id = String((await shop.payment(checkout))['id']);
    const all = await Promise.allSettled(Array.from({length: 8}, () => shop.money.refundPayment(id, 12800, 'returned', 'staff:mei')));
    assert.equal(all.filter(one => one.status === 'fulfilled').length, 1);
    assert.equal((await shop.payment(checkout))['refunded'], 12800);
    await clean(shop);
  });
});

describe('A notification', () => {
  let shop: Shop;
  before(async () => { shop = await openShop(); });
  after(() => shop.close());

  it('that is forged is refused and leaves no trace', async () => {
    const before = await shop.count('inbox');
    const request = new Request(`${ORIGIN}/notify/sandbox`, {
      method: 'POST', body: JSON.stringify({event_id: 'evt_1', type: 'trade.paid', trade_no: 'ht_1', wallet_no: 'W1'}),
      headers: {'sandbox-timestamp': String(Math.floor(shop.services.clock().getTime() / 1000)), 'sandbox-signature': 'v1=0000'},
    });
    assert.equal((await shop.money.receiveNotification('sandbox', request)).status, 400);
    assert.equal(await shop.count('inbox'), before);
  });

  it('for a handler that we do not have, or too large, is refused', async () => {
    assert.equal((await shop.money.receiveNotification('other', new Request(ORIGIN, {method: 'POST', body: '{}'}))).status, 404);
    assert.equal((await shop.money.receiveNotification('sandbox', new Request(ORIGIN, {method: 'POST', body: 'x'.repeat(530_000)}))).status, 413);
  });

  it('that comes before our own books know the trade waits for them', async () => {
    const stray = shop.sandbox.wallet.create({
      tradeNo: 'ht_early', amount: 100, currency: 'HKD', subject: 's', merchant: 'm', locale: 'en', token: 'redirect', display: 'redirect',
      returnUrl: ORIGIN, notifyUrl: `${ORIGIN}/notify/sandbox`, deadline: new Date('2030-01-01')});
    shop.sandbox.wallet.decide(stray.tradeNo, 'cancel', 'once');
    await shop.sandbox.notifier.deliverDue();
    const read = async (): Promise<Record<string, unknown>> => (await shop.database.query(`select state, reason, attempts from inbox where trade_no = 'ht_early'`, []))[0]!;
    assert.deepEqual(await read(), {state: 'received', reason: 'unknown_trade', attempts: 1});
    await shop.settle(60 * 40);
    assert.deepEqual(await read(), {state: 'held', reason: 'unknown_trade', attempts: 12});
  });

  it('that is faster than the answer to our own call makes one order', async () => {
    const hasty: PaymentHandler = {...shop.handler, create: async (...call) => {
      const trade = await shop.handler.create(...call);
      await shop.sandbox.notifier.deliverDue();
      return trade;
    }};
    const checkout = await shop.checkout(await shop.article(1));
    await createMoney({...shop.services, handlers: [hasty]}).complete({checkoutId: checkout, instrument: instrument()});
    assert.equal(await shop.statusOf(checkout), 'completed');
    const causes = await shop.database.query<{cause: string}>(
      `select cause from payment_events where to_status = 'paid' and payment_id = $1`, [(await shop.payment(checkout))['id']]);
    assert.match(causes[0]!.cause, /^notification:/);
    await clean(shop);
  });

  it('delivered twice and again later is applied once', async () => {
    const checkout = await shop.checkout(await shop.article(1));
    await shop.pay(checkout, 'redirect');
    shop.sandbox.wallet.decide(await shop.tradeOf(checkout), 'approve', 'twice');
    await shop.sandbox.notifier.deliverDue();
    assert.equal(await shop.statusOf(checkout), 'completed');
    assert.equal((await shop.database.query('select 1 from inbox where trade_no = $1', [await shop.tradeOf(checkout)])).length, 1);
    await clean(shop);
  });
});

describe('The outbox', () => {
  it('delivers signed messages at least once, and again after a failure', async () => {
    const heard: {body: string; headers: Record<string, unknown>}[] = [];
    let fails = 1;
    const merchant = createServer((request, response) => {
      let body = '';
      request.on('data', chunk => { body += String(chunk); }).on('end', () => {
        heard.push({body, headers: request.headers});
        response.writeHead(fails-- > 0 ? 500 : 204).end();
      });
    }).listen(0, '127.0.0.1');
    await new Promise(resolve => merchant.once('listening', resolve));
    const url = `http://127.0.0.1:${(merchant.address() as AddressInfo).port}/hooks`;
    const shop = await openShop({config: {notifyUrl: url}});
    const checkout = await shop.checkout(await shop.article(1));
    await shop.pay(checkout);
    await shop.money.runDueWork();
    assert.equal(heard.length, 1);
    shop.wait(MINUTE);
    await shop.money.runDueWork();
    assert.equal(heard.length, 2);
    const [, {body, headers}] = heard as [unknown, {body: string; headers: Record<string, string>}];
    const secret = await webhookSecret(shop.database);
    assert.equal(headers['webhook-signature'], signWebhook(secret, headers['webhook-id']!, Number(headers['webhook-timestamp']), body)['webhook-signature']);
    assert.equal((JSON.parse(body) as {type: string}).type, 'order.placed');
    shop.wait(MINUTE);
    await shop.money.runDueWork();
    assert.equal(heard.length, 2);
    merchant.close();
    await shop.close();
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  throw new Error('It did not come true');
}
