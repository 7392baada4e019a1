import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {createMoney} from '../../../src/server/money/money.ts';
import type {ScriptedShop} from './scripted-shop.ts';
import {scriptedShop} from './scripted-shop.ts';

const HOUR = 3600_000;
const DAY = 24 * HOUR;

interface Refund {
  readonly id: string;
  readonly status: string;
  readonly amount: number;
  readonly origin: string;
}

/** The refunds of the checkout's payment, oldest first. */
async function refundsOf(shop: ScriptedShop, checkout: string): Promise<Refund[]> {
  return shop.database.query<Refund>('select id, status, amount, origin from refunds where payment_id = $1 order by created_at, id', [(await shop.payment(checkout))['id']]);
}

async function refund(shop: ScriptedShop, checkout: string, amount: number): Promise<Refund> {
  return shop.money.refundPayment(String((await shop.payment(checkout))['id']), amount, 'scratched', 'staff:mei');
}

async function adjustments(shop: ScriptedShop, checkout: string): Promise<string[]> {
  return (await shop.database.query<{line: string}>(
    `select a.type || ' ' || a.status || ' ' || a.amount as line from order_adjustments a join orders o on o.id = a.order_id where o.checkout_id = $1 order by a.occurred_at, a.id`,
    [checkout])).map(({line}) => line);
}

async function told(shop: ScriptedShop, kind: string): Promise<number> {
  return (await shop.database.query('select 1 from outbox where kind = $1', [kind])).length;
}

describe('A refund', () => {
  let shop: ScriptedShop;
  before(async () => { shop = await scriptedShop({refunds: 'later', refundDays: 90}); });
  after(() => shop.close());

  it('is requested, then pending, then done', async () => {
    const {checkout} = await shop.paid();
    shop.service.loses('refund', 'before');
    assert.equal((await refund(shop, checkout, 1280)).status, 'requested');
    await shop.later(10_000);
    assert.equal((await refundsOf(shop, checkout))[0]?.status, 'pending');
    assert.equal((await shop.payment(checkout))['refunded'], 0);
    await shop.clean();
    shop.service.finishesRefunds('done');
    await shop.later(HOUR);
    assert.deepEqual((await refundsOf(shop, checkout)).map(({status, amount}) => [status, amount]), [['done', 1280]]);
    assert.equal((await shop.payment(checkout))['refunded'], 1280);
    assert.deepEqual(await adjustments(shop, checkout), ['refund completed -1280']);
    await shop.clean();
  });

  it('is made once when the answer to it is lost', async () => {
    const {checkout, trade} = await shop.paid();
    shop.service.loses('refund', 'after');
    await refund(shop, checkout, 1280);
    await shop.later(10_000);
    shop.service.finishesRefunds('done');
    await shop.later(HOUR);
    assert.equal(shop.service.trades.get(trade)!.refunds.length, 1);
    assert.equal((await shop.payment(checkout))['refunded'], 1280);
    await shop.clean();
  });

  it('that fails leaves the order as it was, and somebody is told', async () => {
    const {checkout} = await shop.paid();
    const before = await told(shop, 'refund.failed');
    await refund(shop, checkout, 12800);
    shop.service.finishesRefunds('failed');
    await shop.later(HOUR);
    assert.deepEqual(await adjustments(shop, checkout), ['refund failed -12800']);
    assert.equal(await told(shop, 'refund.failed'), before + 1);
    assert.equal((await refund(shop, checkout, 12800)).status, 'pending', 'it can be tried again');
    await shop.clean();
  });

  it('that comes back after it was done is taken back in the ledger, and may be given again', async () => {
    const {checkout, trade} = await shop.paid();
    await refund(shop, checkout, 5000);
    shop.service.finishesRefunds('done');
    await shop.later(HOUR);
    shop.service.bouncesRefunds(trade);
    await shop.hear({tradeNo: trade, about: 'refund'});
    assert.equal((await shop.payment(checkout))['refunded'], 0);
    assert.deepEqual(await adjustments(shop, checkout), ['refund failed -5000']);
    await shop.clean();
    const again = await refund(shop, checkout, 12800);
    assert.equal(again.status, 'pending');
    await shop.clean();
  });

  it('that comes back while the rest of a held payment is on its way has it wait for a person again', async () => {
    const {checkout, trade} = await shop.paid('redirect');
    shop.service.takesAgainstTheRules(trade, 100);
    await shop.hear({tradeNo: trade});
    await refund(shop, checkout, 40);
    shop.service.finishesRefunds('done');
    await shop.later(HOUR);
    await refund(shop, checkout, 60);
    assert.equal(await shop.state(checkout), 'refunding');
    shop.service.bouncesRefunds(trade);
    await shop.hear({tradeNo: trade, about: 'refund'});
    assert.equal(await shop.state(checkout), 'held');
    await shop.clean();
    shop.service.finishesRefunds('done');
    await shop.later(HOUR);
    assert.equal(await shop.state(checkout), 'held', 'a part is still owed');
    await refund(shop, checkout, 40);
    shop.service.finishesRefunds('done');
    await shop.later(HOUR);
    assert.equal(await shop.state(checkout), 'refunded');
    await shop.clean();
  });

  it('is never more than was taken, however many people press at once, on two servers', async () => {
    const {checkout} = await shop.paid();
    const id = String((await shop.payment(checkout))['id']);
    const other = createMoney(shop.services);
    const presses = await Promise.allSettled(Array.from({length: 8}, (_, n) => (n % 2 ? other : shop.money).refundPayment(id, 5000, 'scratched', `staff:${n}`)));
    assert.equal(presses.filter(press => press.status === 'fulfilled').length, 2);
    for (const press of presses) if (press.status === 'rejected') assert.match((press.reason as Error).message, /^(Only HKD 28\.00 of this payment is left|Nothing)/);
    await shop.clean();
  });

  it('is refused with a sentence after the service\'s time limit', async () => {
    const {checkout} = await shop.paid();
    shop.wait(90 * DAY - HOUR);
    assert.equal((await refund(shop, checkout, 100)).status, 'pending');
    shop.wait(HOUR);
    await assert.rejects(refund(shop, checkout, 100), {
      name: 'RefundRefused', message: /^This payment was taken on 2026-\d\d-\d\d, and its service gives money back for 90 days only\. Pay the buyer back in another way\.$/});
    await shop.clean();
  });

  it('is refused for a payment that took nothing', async () => {
    const {checkout} = await shop.paid('decline');
    await assert.rejects(refund(shop, checkout, 100), {name: 'RefundRefused', message: 'Nothing of this payment is left to give back.'});
  });
});

describe('A refund that somebody makes in the service\'s dashboard', () => {
  let shop: ScriptedShop;
  before(async () => { shop = await scriptedShop(); });
  after(() => shop.close());

  it('enters the books once, however often it is told and read', async () => {
    const {checkout, trade} = await shop.paid();
    shop.service.refundsInDashboard(trade, 2800);
    const other = createMoney(shop.services);
    await Promise.all([
      shop.hear({tradeNo: trade, about: 'refund'}), shop.hear({providerTradeNo: shop.service.trades.get(trade)!.serviceNo, about: 'refund'}),
      other.receiveNotification('scripted', shop.service.notification({tradeNo: trade, about: 'refund'})),
    ]);
    await other.settled();
    await shop.later(2 * HOUR);
    assert.deepEqual((await refundsOf(shop, checkout)).map(({status, amount, origin}) => [status, amount, origin]), [['done', 2800, 'provider']]);
    assert.deepEqual(await adjustments(shop, checkout), ['refund completed -2800']);
    await shop.clean();
    await assert.rejects(refund(shop, checkout, 10001), {message: 'Only HKD 100.00 of this payment is left to give back.'});
  });

  it('is found when nobody tells us', async () => {
    const {checkout, trade} = await shop.paid();
    shop.service.refundsInDashboard(trade, 12800);
    await shop.later(2 * HOUR);
    assert.equal((await shop.payment(checkout))['refunded'], 12800);
    await shop.clean();
  });

  it('is looked for ever more rarely, until the service gives no money back any more', async t => {
    const own = await scriptedShop({refundDays: 30});
    t.after(() => own.close());
    const {trade} = await own.paid();
    const looks: number[] = [];
    for (let hour = 0; hour < 40 * 24; hour += 6) {
      const before = own.service.calls.length;
      await own.later(6 * HOUR);
      if (own.service.calls.slice(before).includes(`listRefunds ${trade}`)) looks.push(hour / 24);
    }
    assert.ok(looks.length >= 5 && looks.length <= 10, looks.join(' '));
    assert.ok((looks.at(-1) ?? 0) >= 14);
  });

  it('is not mistaken for one of ours whose answer was lost', async () => {
    const {checkout, trade} = await shop.paid();
    shop.service.loses('refund', 'before');
    await refund(shop, checkout, 2800);
    shop.service.refundsInDashboard(trade, 2800);
    await shop.hear({tradeNo: trade, about: 'refund'});
    for (let n = 0; n < 6; n++) await shop.later(HOUR);
    assert.deepEqual((await refundsOf(shop, checkout)).map(({status, origin}) => `${origin} ${status}`).sort(), ['provider done', 'shop done']);
    assert.equal((await shop.payment(checkout))['refunded'], 5600);
    await shop.clean();
  });

  it('is told from one of ours also where the service lists both without our number', async t => {
    const own = await scriptedShop({anonymous: true});
    t.after(() => own.close());
    const {checkout, trade} = await own.paid();
    own.service.loses('refund', 'after');
    await refund(own, checkout, 2800);
    await own.hear({tradeNo: trade, about: 'refund'});
    for (let n = 0; n < 6; n++) await own.later(HOUR);
    assert.deepEqual((await refundsOf(own, checkout)).map(({status, origin}) => `${origin} ${status}`), ['shop done']);
    assert.equal((await own.payment(checkout))['refunded'], 2800);
    await own.clean();
  });

  it('that the service has not finished is asked after until it is, or fails', async () => {
    for (const end of ['done', 'failed'] as const) {
      const {checkout, trade} = await shop.paid();
      shop.service.refundsInDashboard(trade, 2800);
      shop.service.trades.get(trade)!.refunds[0]!.status = 'pending';
      await shop.hear({tradeNo: trade, about: 'refund'});
      assert.equal((await refundsOf(shop, checkout))[0]?.status, 'pending');
      shop.service.finishesRefunds(end);
      await shop.later(HOUR);
      assert.equal((await refundsOf(shop, checkout))[0]?.status, end);
      await shop.clean();
    }
  });

  it('and one of ours for all of it at the same time: ours fails, the books hold', async () => {
    const {checkout, trade} = await shop.paid();
    shop.service.refundsInDashboard(trade, 10000);
    assert.equal((await refund(shop, checkout, 12800)).status, 'failed');
    await shop.hear({tradeNo: trade, about: 'refund'});
    assert.equal((await shop.payment(checkout))['refunded'], 10000);
    await shop.clean();
  });

  it('settles money that waited for a person', async () => {
    const {checkout, trade} = await shop.paid('redirect');
    shop.service.takesAgainstTheRules(trade, 12000);
    await shop.hear({tradeNo: trade});
    assert.equal(await shop.state(checkout), 'held');
    shop.service.refundsInDashboard(trade, 12000);
    await shop.hear({tradeNo: trade, about: 'refund'});
    assert.deepEqual([await shop.state(checkout), await shop.statusOf(checkout)], ['refunded', 'ready_for_complete']);
    await shop.clean();
  });

  it('is heard of before the payment itself', async () => {
    const {checkout, trade} = await shop.paid('redirect');
    shop.service.buyer(trade, 'approve');
    shop.service.refundsInDashboard(trade, 800);
    await shop.hear({tradeNo: trade, about: 'refund'});
    assert.deepEqual([await shop.state(checkout), (await shop.payment(checkout))['refunded']], ['paid', 800]);
    await shop.clean();
  });

  it('is for a person when it is more than was taken', async () => {
    const {checkout, trade} = await shop.paid();
    shop.service.refundsInDashboard(trade, 20000);
    await shop.hear({tradeNo: trade, about: 'refund'});
    assert.equal((await shop.payment(checkout))['refunded'], 0);
    const [inbox] = await shop.database.query<{state: string}>('select state from inbox order by id desc limit 1', []);
    assert.equal(inbox?.state, 'held');
    assert.equal(await told(shop, 'payment.held') > 0, true);
    await shop.clean();
  });
});
