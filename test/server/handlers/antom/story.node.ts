import assert from 'node:assert/strict';
import {after, before, beforeEach, describe, it} from 'node:test';
import type {AntomShop} from './open-antom.ts';
import {credential, openAntomShop} from './open-antom.ts';

describe('A payment with Antom at the merchant\'s server', () => {
  let world: AntomShop;
  before(async () => void (world = await openAntomShop()));
  beforeEach(() => world.antom.notifications('manual'));
  after(() => world.close());

  it('is paid when Antom says so, from a desktop, a phone and a code', async () => {
    const {shop, antom} = world;
    for (const [given, type] of [[{}, 'redirect'], [{terminal: 'WAP', system: 'IOS'}, 'redirect'], [{qr: true}, 'qr']] as const) {
      const {checkout, status, action} = await shop.buy(credential(given));
      assert.deepEqual([status, action?.type], ['acting', type]);
      const {trade_no: tradeNo} = await shop.payment(checkout);
      await antom.buyer(tradeNo, 'approve');
      assert.deepEqual(await antom.notify(tradeNo), [200]);
      const {status: now, order} = await shop.look(checkout);
      assert.equal(now, 'paid');
      assert.ok(order);
      await shop.audit(antom);
    }
  });

  it('is not paid while it is pending, though the notification says S', async () => {
    const {shop, antom} = world;
    const {checkout} = await shop.buy(credential());
    const {trade_no: tradeNo} = await shop.payment(checkout);
    antom.leavePending(tradeNo);
    assert.deepEqual(await antom.notify(tradeNo), [200]);
    assert.equal((await shop.look(checkout)).order, undefined);
    assert.equal((await shop.cancel(checkout)).closed, false, 'the buyer has done everything, so it is not cancelled');
    assert.equal(antom.calls['cancel'], undefined);
    await antom.buyer(tradeNo, 'approve');
    await antom.notify(tradeNo);
    assert.equal((await shop.payment(checkout)).captured, 12800);
    await shop.audit(antom);
  });

  it('is declined for good when the wallet refuses, and the checkout may be paid anew', async () => {
    const {shop, antom} = world;
    const {checkout} = await shop.buy(credential());
    await antom.buyer((await shop.payment(checkout)).trade_no, 'decline');
    await shop.settle(2);
    assert.deepEqual((({status, closed}) => [status, closed])(await shop.look(checkout)), ['declined', true]);
    await shop.audit(antom);
  });

  it('takes an order once from the same news twice, and nothing from forged news', async () => {
    const {shop, antom} = world;
    const {checkout} = await shop.buy(credential());
    const {trade_no: tradeNo} = await shop.payment(checkout);
    for (const forged of ['signature', 'body', 'account'] as const) assert.deepEqual(await antom.notify(tradeNo, {forged}), [400], forged);
    assert.deepEqual(await antom.notify(tradeNo, {forged: 'amount'}), [200]);
    assert.equal((await shop.look(checkout)).status, 'acting');
    await antom.buyer(tradeNo, 'approve');
    const before = (await shop.inbox()).length;
    assert.deepEqual(await antom.notify(tradeNo, {times: 3}), [200, 200, 200]);
    assert.equal((await shop.inbox()).length, before + 1);
    assert.equal((await shop.payment(checkout)).captured, 12800);
    await shop.audit(antom);
  });

  it('asks again when the answer is lost, with the same number, and finds the same payment', async () => {
    const {shop, antom} = world;
    await antom.trouble('answer-lost', 1, 'create');
    const {checkout, action} = await shop.buy(credential());
    assert.equal(action?.type, 'redirect');
    await antom.buyer((await shop.payment(checkout)).trade_no, 'approve');
    await shop.settle(2);
    assert.equal((await shop.look(checkout)).status, 'paid');
    await shop.audit(antom);
  });

  it('can be cancelled, and ends by itself, when the address of the wallet was lost', async () => {
    const {shop, antom} = world;
    await antom.trouble('answer-lost', 2, 'create');
    const {checkout, closed} = await shop.buy(credential());
    assert.equal(closed, false);
    assert.equal((await shop.cancel(checkout)).closed, true);
    await antom.trouble('answer-lost', 2, 'create');
    const forgotten = await shop.buy(credential());
    await shop.settle(11);
    assert.equal((await shop.look(forgotten.checkout)).closed, true);
    await assert.rejects(antom.buyer((await shop.payment(checkout)).trade_no, 'approve'), /ORDER_IS_CLOSED/);
    await shop.audit(antom);
  });

  it('is neither declined nor closed by a code that nobody knows, F or not', async () => {
    const {shop, antom} = world;
    await antom.trouble('unknown-code', 1, 'create');
    assert.equal((await shop.buy(credential())).closed, false);
    const {checkout} = await shop.buy(credential());
    await antom.trouble('unknown-code', 2, 'query');
    await shop.settle(1);
    assert.equal((await shop.look(checkout)).closed, false);
    antom.refuse('inquiryPayment', 'UNKNOWN_EXCEPTION', 'U');
    assert.equal((await shop.cancel(checkout)).closed, false);
    await shop.settle(15);
    assert.equal((await shop.look(checkout)).closed, true);
    await shop.audit(antom);
  });

  it('is cancelled when the buyer stops, and found paid when the money was faster', async () => {
    const {shop, antom} = world;
    const stopped = await shop.buy(credential());
    assert.equal((await shop.cancel(stopped.checkout)).closed, true);
    await assert.rejects(antom.buyer((await shop.payment(stopped.checkout)).trade_no, 'approve'), /ORDER_IS_CLOSED/);
    const faster = await shop.buy(credential());
    const cancelled = antom.calls['cancel'];
    await antom.buyer((await shop.payment(faster.checkout)).trade_no, 'approve');
    const {status, order} = await shop.cancel(faster.checkout);
    assert.deepEqual([status, Boolean(order), antom.calls['cancel']], ['paid', true, cancelled]);
    await shop.audit(antom);
  });

  it('ends by itself before Antom takes no money any more', async () => {
    const {shop, antom} = world;
    const {checkout} = await shop.buy(credential());
    await shop.settle(12);
    assert.deepEqual((({status, closed}) => [status, closed])(await shop.look(checkout)), ['expired', true]);
    await shop.audit(antom);
  });

  it('takes into the books what a person gives back in Antom\'s own dashboard', async () => {
    const {shop, antom} = world;
    const {checkout} = await shop.buy(credential());
    const {trade_no: tradeNo} = await shop.payment(checkout);
    await antom.buyer(tradeNo, 'approve');
    await antom.notify(tradeNo);
    await antom.refundInDashboard?.(tradeNo, 2800);
    await antom.refundInDashboard?.(tradeNo, 10_000);
    await shop.settle(2);
    await antom.notify(tradeNo);
    await shop.settle(400);
    assert.deepEqual((({captured, refunded}) => [captured, refunded])(await shop.payment(checkout)), [12800, 12800]);
    await shop.audit(antom);
  });

  it('gives back in parts, once for each; what takes its time is asked after', async () => {
    const {shop, antom} = world;
    const {checkout} = await shop.buy(credential());
    const {trade_no: tradeNo, id} = await shop.payment(checkout);
    await antom.buyer(tradeNo, 'approve');
    await antom.notify(tradeNo);
    assert.equal((await shop.server.money.refundPayment(id, 2800, 'scratched', 'staff:test')).status, 'done');
    await antom.trouble('answer-lost', 1, 'refund');
    assert.equal((await shop.server.money.refundPayment(id, 1000, 'late', 'staff:test')).status, 'requested');
    await shop.settle(1);
    assert.equal((await shop.payment(checkout)).refunded, 3800);
    antom.slowRefunds(true);
    assert.equal((await shop.server.money.refundPayment(id, 9000, 'returned', 'staff:test')).status, 'pending');
    await shop.settle(1);
    assert.equal((await shop.payment(checkout)).refunded, 3800);
    antom.slowRefunds(false);
    await shop.settle(5);
    assert.equal((await shop.payment(checkout)).refunded, 12800);
    await shop.audit(antom);
  });
});

describe('Alipay of the mainland through Antom', () => {
  it('is paid in CNY, and in what else the contract has', async () => {
    for (const [currency, wallets] of [['CNY', undefined], ['USD', {ALIPAY_CN: ['CNY', 'USD']}]] as const) {
      const world = await openAntomShop(currency, wallets);
      const {shop, antom} = world;
      const {checkout} = await shop.buy(credential({wallet: 'ALIPAY_CN'}));
      await antom.buyer((await shop.payment(checkout)).trade_no, 'approve');
      await shop.settle(2);
      assert.equal((await shop.look(checkout)).status, 'paid');
      await shop.audit(antom);
      await world.close();
    }
  });

  it('is refused at once in a currency that this wallet does not take', async () => {
    const world = await openAntomShop('HKD', {ALIPAY_HK: ['HKD'], ALIPAY_CN: ['CNY']});
    const {status, closed} = await world.shop.buy(credential({wallet: 'ALIPAY_CN'}));
    assert.deepEqual([status, closed, world.antom.calls['pay']], ['declined', true, undefined]);
    await world.close();
  });
});
