import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it} from 'node:test';
import type {Shop} from './shop.ts';
import {audit} from '../../../../src/server/index.ts';
import {openShop} from './shop.ts';

describe('A sale through PayPal', () => {
  let shop: Shop;
  beforeEach(async () => { shop = await openShop(); });
  afterEach(() => shop.close());

  it('goes from the order over the approval to the money, which moves once', async () => {
    const begun = await shop.buy('sdk');
    assert.equal(begun.status, 'acting');
    assert.ok(begun.action?.type === 'bridge' && begun.action.bridge === 'paypal' && begun.action.method === 'order');
    const trade = await shop.tradeNo(begun.checkout);
    assert.equal(begun.action.params['id'], shop.paypal.orders.ofTrade(trade).id);
    await shop.paypal.buyer(trade, 'approve');
    shop.wait(1500);
    const paid = await shop.look(begun.checkout);
    assert.equal(paid.status, 'paid');
    assert.ok(paid.order);
    assert.equal(shop.paypal.orders.ofTrade(trade).captures.length, 1);
    await shop.audit();
  });

  it('leads every other client to PayPal\'s own page', async () => {
    const {action} = await shop.buy('redirect');
    assert.ok(action?.type === 'redirect');
    assert.match(action.url, /^https:\/\/api-m\.sandbox\.paypal\.com\/checkoutnow\?token=[0-9A-Y]{17}$/);
  });

  it('is paid when only the notification tells of the approval', async () => {
    await shop.paypal.notifications('auto');
    const {checkout} = await shop.buy();
    await shop.paypal.buyer(await shop.tradeNo(checkout), 'approve');
    await shop.paypal.close();
    assert.equal((await shop.payment(checkout)).status, 'paid');
    await shop.audit();
  });

  it('lets the buyer choose another way after a decline, without asking for the money again and again', async () => {
    const {checkout} = await shop.buy();
    const trade = await shop.tradeNo(checkout);
    await shop.paypal.buyer(trade, 'decline');
    shop.wait(1500);
    const declined = await shop.look(checkout);
    assert.equal(declined.status, 'acting');
    assert.ok(declined.action?.type === 'redirect' && declined.action.url.includes('/checkoutnow?token='));
    for (let look = 0; look < 5; look++) {
      shop.wait(1500);
      assert.equal((await shop.look(checkout)).status, 'acting');
    }
    shop.wait(1500);
    await shop.paypal.buyer(trade, 'approve');
    shop.wait(1500);
    assert.equal((await shop.look(checkout)).status, 'paid');
    await shop.audit();
  });

  it('ends as declined when PayPal refuses for good, and the order can bring no money any more', async () => {
    const {checkout} = await shop.buy();
    const trade = await shop.tradeNo(checkout);
    await shop.paypal.approveAs(trade, 'refused');
    shop.wait(1500);
    const ended = await shop.look(checkout);
    assert.deepEqual([ended.status, ended.closed], ['declined', true]);
    assert.equal((await shop.paypal.books())[0]?.status, 'closed');
    await shop.audit();
  });

  it('waits while PayPal looks at the payment, also past the deadline, and follows its decision', async () => {
    for (const [decision, end] of [['COMPLETED', 'paid'], ['DECLINED', 'declined']] as const) {
      const {checkout} = await shop.buy();
      const trade = await shop.tradeNo(checkout);
      await shop.paypal.approveAs(trade, 'pending');
      await shop.settle(60);
      assert.equal((await shop.payment(checkout)).captured, 0);
      await shop.paypal.decide(trade, decision);
      await shop.settle(10);
      const {status} = await shop.payment(checkout);
      assert.equal(status, end);
    }
    await shop.settle(60);
    await shop.audit();
  });

  it('closes what nobody paid, so that PayPal itself refuses to move its money', async () => {
    const {checkout} = await shop.buy();
    const trade = await shop.tradeNo(checkout);
    const cancelled = await shop.cancel(checkout);
    assert.deepEqual([cancelled.status, cancelled.closed], ['cancelled', true]);
    await shop.paypal.buyer(trade, 'approve');
    assert.throws(() => shop.paypal.orders.capture(shop.paypal.orders.ofTrade(trade).id), /ACTION_DOES_NOT_MATCH_INTENT/);
    await shop.settle(10);
    assert.equal((await shop.payment(checkout)).status, 'cancelled');
    await shop.audit();
  });

  it('answers "paid" to a close that came too late', async () => {
    const {checkout} = await shop.buy();
    const trade = await shop.tradeNo(checkout);
    await shop.paypal.buyer(trade, 'approve');
    await shop.paypal.trouble('answer-lost', 1, 'capture');
    shop.wait(1500);
    await shop.look(checkout);
    await shop.settle(3);
    assert.equal((await shop.payment(checkout)).status, 'paid');
    await shop.audit();
  });

  it('finds the order whose creation was never answered', async () => {
    await shop.paypal.trouble('answer-lost', 1, 'create');
    const {checkout, status} = await shop.buy();
    assert.equal(status, 'confirming');
    shop.wait(16_000);
    await shop.work();
    const found = await shop.look(checkout);
    assert.equal(found.status, 'acting');
    assert.ok(found.action);
    assert.equal(shop.paypal.orders.orders.size, 1);
  });

  it('expires an unanswered order for good when its time is over', async () => {
    await shop.paypal.trouble('answer-lost', 1, 'create');
    await shop.paypal.trouble('down', 3, 'create');
    const {checkout} = await shop.buy();
    await shop.settle(40);
    assert.equal((await shop.payment(checkout)).status, 'expired');
    await shop.audit();
  });

  it('gives back in part and in full, and takes in what was given back in the dashboard', async () => {
    await shop.paypal.notifications('auto');
    const {checkout} = await shop.buy();
    const trade = await shop.tradeNo(checkout);
    await shop.paypal.buyer(trade, 'approve');
    await shop.paypal.close();
    const {id} = await shop.payment(checkout);
    const refund = await shop.server.money.refundPayment(id, 2800, 'chipped', 'staff:mei');
    assert.equal(refund.status, 'done');
    await shop.paypal.trouble('answer-lost', 1, 'refund');
    await shop.server.money.refundPayment(id, 1000, 'chipped more', 'staff:mei');
    await shop.paypal.refundInDashboard!(trade, 4000);
    await shop.paypal.close();
    await shop.settle(30);
    const row = await shop.payment(checkout);
    assert.equal(row.refunded, 7800);
    assert.equal(shop.paypal.orders.ofTrade(trade).refunds.length, 3);
    await shop.audit();
  });

  it('ends in time when PayPal will not make the order, for a reason that nobody knows', async () => {
    await shop.paypal.trouble('unknown-code', 500, 'create');
    const {checkout, closed} = await shop.buy();
    assert.equal(closed, false);
    await shop.settle(25);
    assert.deepEqual((({status, closed: over}) => [status, over])(await shop.look(checkout)), ['expired', true]);
    await shop.audit();
  });

  it('counts a lost dispute once, whether the money goes back at once or later', async () => {
    await shop.paypal.notifications('auto');
    for (const slow of [false, true]) {
      shop.paypal.settleSlowly(slow);
      const {checkout} = await shop.buy();
      const trade = await shop.tradeNo(checkout);
      await shop.paypal.buyer(trade, 'approve');
      await shop.paypal.close();
      shop.wait(60_000);
      await shop.paypal.dispute!(trade);
      await shop.paypal.close();
      shop.wait(60_000);
      await shop.paypal.dispute!(trade, 'lost');
      await shop.paypal.close();
      await shop.settle(2);
      if (slow) {
        assert.deepEqual((({refunded, disputed}) => [refunded, disputed])(await shop.payment(checkout)), [0, 12800]);
        shop.paypal.settleSlowly(false);
        await shop.paypal.close();
      }
      await shop.settle(70);
      assert.deepEqual((({refunded, disputed}) => [refunded, disputed])(await shop.payment(checkout)), [12800, 0]);
      await shop.audit();
    }
    assert.ok(!(await audit(shop.database, {now: shop.now()})).warnings.some(({code}) => code === 'overdrawn'));
  });

  it('hears of a dispute and of its end', async () => {
    await shop.paypal.notifications('auto');
    const {checkout} = await shop.buy();
    const trade = await shop.tradeNo(checkout);
    await shop.paypal.buyer(trade, 'approve');
    await shop.paypal.close();
    const since = new Date(shop.now().getTime() - 1000);
    await shop.paypal.dispute!(trade);
    const signal = new AbortController().signal;
    const [open] = await shop.handler.listDisputes!(since, signal);
    assert.ok(open);
    assert.deepEqual([open.status, open.withdrawn, open.tradeNo, open.amount], ['open', false, trade, {amount: 12800, currency: 'HKD'}]);
    assert.ok(open.respondBy);
    await shop.paypal.dispute!(trade, 'lost');
    const [lost] = await shop.handler.listDisputes!(since, signal);
    assert.deepEqual([lost?.status, lost?.withdrawn], ['lost', true]);
    await shop.paypal.close();
  });
});

describe('A sale that reserves first', () => {
  let shop: Shop;
  beforeEach(async () => { shop = await openShop({intent: 'authorize'}); });
  afterEach(() => shop.close());

  it('reserves, then captures what it reserved', async () => {
    const {checkout} = await shop.buy();
    const trade = await shop.tradeNo(checkout);
    await shop.paypal.buyer(trade, 'approve');
    shop.wait(1500);
    assert.equal((await shop.look(checkout)).status, 'paid');
    const order = shop.paypal.orders.ofTrade(trade);
    assert.deepEqual([order.authorizations[0]?.status, order.captures[0]?.status], ['CAPTURED', 'COMPLETED']);
    await shop.audit();
  });

  it('gives up what it reserved', async () => {
    const {checkout} = await shop.buy();
    const trade = await shop.tradeNo(checkout);
    await shop.paypal.buyer(trade, 'approve');
    await shop.paypal.trouble('down', 1, 'capture');
    shop.wait(1500);
    await shop.look(checkout);
    const {id} = shop.paypal.orders.ofTrade(trade);
    shop.paypal.orders.authorize(id);
    await shop.cancel(checkout);
    await shop.settle(30);
    const order = shop.paypal.orders.ofTrade(trade);
    assert.ok(order.authorizations[0]?.status === 'VOIDED' || order.captures.length === 1);
    await shop.audit();
  });
});
