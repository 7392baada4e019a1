import assert from 'node:assert/strict';
import {after, before, beforeEach, describe, it} from 'node:test';
import type {AlipayShop} from './open-alipay.ts';
import {credential, openAlipayShop} from './open-alipay.ts';

/** The package asks once more by itself when a connection breaks. */
const LOST = 2;

describe('A payment with Alipay at the merchant\'s server', () => {
  let world: AlipayShop;
  before(async () => void (world = await openAlipayShop()));
  beforeEach(() => world.alipay.notifications('manual'));
  after(() => world.close());

  it('is paid at its page when Alipay says so, whatever way the buyer took', async () => {
    const {shop, alipay} = world;
    for (const way of ['page', 'wap', 'qr'] as const) {
      const {checkout, status, action} = await shop.buy(credential(way));
      assert.equal(status, 'acting');
      assert.equal(action?.type, way === 'qr' ? 'qr' : 'redirect');
      const {trade_no: tradeNo} = await shop.payment(checkout);
      await alipay.buyer(tradeNo, 'approve', action);
      assert.deepEqual(await alipay.notify(tradeNo), [200]);
      const {status: now, order} = await shop.look(checkout);
      assert.equal(now, 'paid');
      assert.ok(order);
      await shop.audit(alipay);
    }
  });

  it('reaches the app\'s own cashier when the app says who the buyer is, and its phone page when not', async () => {
    const {shop, alipay} = world;
    const {checkout, action} = await shop.buy(credential('app', {auth_code: alipay.authCode()}));
    const {trade_no: tradeNo, provider_trade_no: number} = await shop.payment(checkout);
    assert.deepEqual(action, {type: 'bridge', bridge: 'alipay', method: 'tradePay', params: {tradeNO: number}});
    await alipay.buyer(tradeNo, 'approve');
    await alipay.notify(tradeNo);
    assert.equal((await shop.look(checkout)).status, 'paid');
    for (const stranger of [credential('app', {auth_code: 'nobody'}), credential('app')]) assert.equal((await shop.buy(stranger)).action?.type, 'redirect');
    await shop.audit(alipay);
  });

  it('is found paid without any notification', async () => {
    const {shop, alipay} = world;
    const {checkout, action} = await shop.buy(credential('page'));
    await alipay.buyer((await shop.payment(checkout)).trade_no, 'approve', action);
    await shop.settle(2);
    assert.equal((await shop.look(checkout)).status, 'paid');
    await shop.audit(alipay);
  });

  it('stays open when it fails at Alipay: the buyer may try again there', async () => {
    const {shop, alipay} = world;
    const {checkout, action} = await shop.buy(credential('page'));
    const {trade_no: tradeNo} = await shop.payment(checkout);
    await alipay.buyer(tradeNo, 'decline', action);
    await shop.settle(2);
    assert.equal((await shop.look(checkout)).status, 'acting');
    await alipay.buyer(tradeNo, 'approve');
    await shop.settle(2);
    assert.equal((await shop.look(checkout)).status, 'paid');
    await shop.audit(alipay);
  });

  it('takes an order once from the same notification twice, and from a second about the same', async () => {
    const {shop, alipay} = world;
    const {checkout, action} = await shop.buy(credential('qr'));
    const {trade_no: tradeNo} = await shop.payment(checkout);
    await alipay.buyer(tradeNo, 'approve', action);
    const before = (await shop.inbox()).length;
    assert.deepEqual(await alipay.notify(tradeNo, {times: 3}), [200, 200, 200]);
    assert.equal((await shop.inbox()).length, before + 1);
    await alipay.notify(tradeNo);
    assert.equal((await shop.payment(checkout)).captured, 12800);
    await shop.audit(alipay);
  });

  it('refuses what is forged, and is moved by nothing but Alipay\'s own answer', async () => {
    const {shop, alipay} = world;
    const {checkout, action} = await shop.buy(credential('page'));
    const {trade_no: tradeNo} = await shop.payment(checkout);
    await alipay.buyer(tradeNo, 'decline', action);
    for (const forged of ['signature', 'body', 'account'] as const) assert.deepEqual(await alipay.notify(tradeNo, {forged}), [400], forged);
    assert.deepEqual(await alipay.notify(tradeNo, {forged: 'amount'}), [200]);
    assert.equal((await shop.look(checkout)).status, 'acting');
    await alipay.buyer(tradeNo, 'approve');
    await shop.settle(2);
    assert.equal((await shop.payment(checkout)).captured, 12800);
    await shop.audit(alipay);
  });

  it('gives back in parts, once for each, and no more than was paid', async () => {
    const {shop, alipay} = world;
    const {checkout, action} = await shop.buy(credential('page'));
    const {trade_no: tradeNo, id} = await shop.payment(checkout);
    await alipay.buyer(tradeNo, 'approve', action);
    await alipay.notify(tradeNo);
    assert.equal((await shop.server.money.refundPayment(id, 2800, 'scratched', 'staff:test')).status, 'done');
    await alipay.trouble('answer-lost', LOST, 'refund');
    assert.equal((await shop.server.money.refundPayment(id, 10_000, 'returned', 'staff:test')).status, 'requested');
    await shop.settle(2);
    assert.equal((await shop.payment(checkout)).refunded, 12800);
    await assert.rejects(shop.server.money.refundPayment(id, 1, 'more', 'staff:test'));
    assert.deepEqual((await alipay.books()).find((trade) => trade.tradeNo === tradeNo)?.refunded, 12800);
    await shop.audit(alipay);
  });

  it('takes into the books what a person gives back in Alipay\'s own dashboard', async () => {
    const {shop, alipay} = world;
    const {checkout, action} = await shop.buy(credential('page'));
    const {trade_no: tradeNo} = await shop.payment(checkout);
    await alipay.buyer(tradeNo, 'approve', action);
    await alipay.notify(tradeNo);
    await alipay.notifications('auto');
    for (const amount of [2800, 10_000]) {
      await alipay.refundInDashboard?.(tradeNo, amount);
      await alipay.settled();
    }
    await shop.settle(2);
    assert.deepEqual((({captured, refunded}) => [captured, refunded])(await shop.payment(checkout)), [12800, 12800]);
    await shop.audit(alipay);
  });

  it('is no sale when it was given back in full before the books had heard of it', async () => {
    const {shop, alipay} = world;
    await alipay.notifications('manual');
    const {checkout, action} = await shop.buy(credential('page'));
    const {trade_no: tradeNo} = await shop.payment(checkout);
    await alipay.buyer(tradeNo, 'approve', action);
    await alipay.refundInDashboard?.(tradeNo, 12_800);
    await shop.settle(2);
    const {closed, order} = await shop.look(checkout);
    assert.deepEqual([closed, order], [true, undefined]);
    assert.deepEqual((({captured, refunded}) => [captured, refunded])(await shop.payment(checkout)), [0, 0]);
    await shop.audit(alipay);
  });

  it('tells staff that a refund failed and why', async () => {
    const {shop, alipay} = world;
    const {checkout, action} = await shop.buy(credential('page'));
    const {trade_no: tradeNo, id} = await shop.payment(checkout);
    await alipay.buyer(tradeNo, 'approve', action);
    await alipay.notify(tradeNo);
    alipay.refuse('alipay.trade.refund', 'ACQ.SELLER_BALANCE_NOT_ENOUGH');
    assert.equal((await shop.server.money.refundPayment(id, 100, 'scratched', 'staff:test')).status, 'failed');
    const failed = (await shop.refunds()).find(({status}) => status === 'failed');
    assert.match(failed?.failed_reason ?? '', /SELLER_BALANCE_NOT_ENOUGH.*Put money/s);
    await shop.audit(alipay);
  });
});

describe('Closing a trade of Alipay', () => {
  let world: AlipayShop;
  before(async () => void (world = await openAlipayShop({holdMinutes: 10})));
  after(() => world.close());

  it('is never believed while a signed address may lie in an open window: only its deadline rules out that the trade comes into being', async () => {
    const {shop, alipay} = world;
    const {checkout, action} = await shop.buy(credential('page'));
    const {trade_no: tradeNo} = await shop.payment(checkout);
    const cancelled = await shop.cancel(checkout);
    assert.deepEqual([cancelled.status, cancelled.closed], ['acting', false]);
    await shop.settle(3);
    assert.equal((await shop.look(checkout)).closed, false);
    await alipay.buyer(tradeNo, 'approve', action);
    await shop.settle(2);
    assert.equal((await shop.payment(checkout)).captured, 12800);
    await shop.settle(30);
    await shop.audit(alipay);
  });

  it('is believed once the deadline has surely passed', async () => {
    const {shop, alipay} = world;
    const {checkout, action} = await shop.buy(credential('page'));
    const {trade_no: tradeNo} = await shop.payment(checkout);
    await shop.settle(9);
    assert.equal((await shop.look(checkout)).closed, false, 'the deadline has passed by our clock only just');
    await shop.settle(3);
    const {status, closed} = await shop.look(checkout);
    assert.deepEqual([status, closed], ['expired', true]);
    await assert.rejects(alipay.buyer(tradeNo, 'approve', action), /TRADE_HAS_CLOSE/);
    await shop.audit(alipay);
  });

  it('is believed at once when Alipay knew the trade and closed it', async () => {
    const {shop, alipay} = world;
    const {checkout, action} = await shop.buy(credential('wap'));
    const {trade_no: tradeNo} = await shop.payment(checkout);
    await alipay.buyer(tradeNo, 'cancel', action);
    assert.deepEqual((({closed}) => closed)(await shop.cancel(checkout)), true);
    await assert.rejects(alipay.buyer(tradeNo, 'approve', action), /TRADE_HAS_CLOSE/);
    await shop.audit(alipay);
  });

  it('finds the money when that was faster, and never gives it back by closing', async () => {
    const {shop, alipay} = world;
    const {checkout, action} = await shop.buy(credential('page'));
    const {trade_no: tradeNo} = await shop.payment(checkout);
    await alipay.buyer(tradeNo, 'approve', action);
    const {status, order} = await shop.cancel(checkout);
    assert.equal(status, 'paid');
    assert.ok(order);
    assert.equal(alipay.calls['alipay.trade.cancel'], undefined);
    await shop.audit(alipay);
  });

  it('asks again when the answer is lost, and closes for good', async () => {
    const {shop, alipay} = world;
    const {checkout, action} = await shop.buy(credential('qr'));
    const {trade_no: tradeNo} = await shop.payment(checkout);
    await alipay.buyer(tradeNo, 'cancel', action);
    await alipay.trouble('answer-lost', LOST, 'close');
    assert.equal((await shop.cancel(checkout)).closed, false);
    await shop.settle(2);
    assert.equal((await shop.look(checkout)).closed, true);
    await shop.audit(alipay);
  });
});

describe('A trade of Alipay that the gateway answers badly about', () => {
  let world: AlipayShop;
  before(async () => void (world = await openAlipayShop()));
  after(() => world.close());

  it('is asked for twice before its code is given up', async () => {
    const {shop, alipay} = world;
    await alipay.trouble('answer-lost', LOST, 'create');
    const {action} = await shop.buy(credential('qr'));
    assert.equal(action?.type, 'qr');
  });

  it('is never declined, closed or paid by a code that nobody knows', async () => {
    const {shop, alipay} = world;
    await alipay.trouble('unknown-code', 1, 'create');
    const {checkout, status, closed} = await shop.buy(credential('qr'));
    assert.deepEqual([status, closed], ['confirming', false]);
    await alipay.trouble('unknown-code', 3, 'query');
    await shop.settle(2);
    assert.equal((await shop.look(checkout)).closed, false);
    await shop.settle(30);
    assert.equal((await shop.look(checkout)).closed, true);
    await shop.audit(alipay);
  });

  it('is declined at once where Alipay says why it takes no such trade', async () => {
    const {shop, alipay} = world;
    alipay.refuse('alipay.trade.precreate', 'ACQ.ACCESS_FORBIDDEN');
    const {status, closed} = await shop.buy(credential('qr'));
    assert.deepEqual([status, closed], ['declined', true]);
    await shop.audit(alipay);
  });

  it('is found when the service was down', async () => {
    const {shop, alipay} = world;
    const {checkout, action} = await shop.buy(credential('page'));
    await alipay.buyer((await shop.payment(checkout)).trade_no, 'approve', action);
    await alipay.trouble('down', 2, 'query');
    await shop.settle(5);
    assert.equal((await shop.look(checkout)).status, 'paid');
    await shop.audit(alipay);
  });

  it('is found long after its deadline, when nobody could say before what had become of it', async () => {
    const {shop, alipay} = world;
    const {checkout, action} = await shop.buy(credential('page'));
    await alipay.buyer((await shop.payment(checkout)).trade_no, 'approve', action);
    await alipay.trouble('unknown-code', 30, 'query');
    await alipay.trouble('unknown-code', 10, 'close');
    await shop.settle(20);
    assert.deepEqual([(await shop.payment(checkout)).captured, (await shop.look(checkout)).closed], [0, false]);
    await shop.settle(40);
    assert.equal((await shop.payment(checkout)).captured, 12800);
    await shop.audit(alipay);
  });
});
