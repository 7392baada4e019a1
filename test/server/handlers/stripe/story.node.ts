import assert from 'node:assert/strict';
import {after, afterEach, before, beforeEach, describe, it} from 'node:test';
import {alipay, checkoutPage, wechatPay} from './stand.ts';
import {finishRefund} from '../../../../demo/services/stripe/refunds.ts';
import {openStripeShop} from './shop.ts';
import type {StripeShop} from './shop.ts';

let shop: StripeShop;
before(async () => { shop = await openStripeShop(); });
beforeEach(() => shop.service.notifications('manual'));
afterEach(() => shop.audit());
after(() => shop.close());

const tradeOf = async (checkout: string): Promise<string> => (await shop.payment(checkout)).trade_no;

describe('A payment with Stripe at the merchant’s server', () => {
  it('by card is an order at once, and not twice', async () => {
    const card = await shop.card();
    const {checkout, status, order} = await shop.buy(card);
    assert.equal(status, 'paid');
    assert.equal((await shop.pay(checkout, await shop.card())).order, order);
    assert.deepEqual(await shop.service.notify(await tradeOf(checkout), {times: 3}), [200, 200, 200]);
    assert.equal((await shop.payment(checkout)).captured, 12800);
    assert.equal((await shop.rows('select 1 from inbox where trade_no = $1', [await tradeOf(checkout)])).length, 1, 'one event, however often it comes');
  });

  it('that is declined leaves a checkout that another card pays', async () => {
    const {checkout, status, closed} = await shop.buy(await shop.card('pm_card_visa_chargeDeclined'));
    assert.deepEqual([status, closed], ['declined', true]);
    assert.equal((await shop.pay(checkout, await shop.card())).status, 'paid');
  });

  it('by each wallet and on Stripe’s own page is paid when Stripe says so', async () => {
    for (const [instrument, type] of [[alipay, 'redirect'], [wechatPay, 'qr'], [checkoutPage, 'redirect'], [await shop.card('pm_card_authenticationRequired'), 'redirect']] as const) {
      const {checkout, status, action} = await shop.buy(instrument);
      assert.deepEqual([status, action?.type], ['acting', type]);
      const tradeNo = await tradeOf(checkout);
      await shop.service.buyer(tradeNo, 'approve');
      assert.deepEqual(await shop.service.notify(tradeNo), [200]);
      assert.equal((await shop.look(checkout)).status, 'paid');
    }
  });

  it('is found without any notification', async () => {
    const {checkout} = await shop.buy(alipay);
    await shop.service.buyer(await tradeOf(checkout), 'approve');
    await shop.settle(2);
    assert.equal((await shop.payment(checkout)).status, 'paid');
  });

  it('may be told before our own call has its answer', async () => {
    await shop.service.notifications('auto');
    shop.service.order('answer-lost', 1, 'create');
    const {checkout} = await shop.buy(await shop.card());
    assert.equal((await shop.look(checkout)).status, 'paid');
    const wallet = await shop.buy(alipay);
    await shop.service.buyer(await tradeOf(wallet.checkout), 'approve');
    assert.equal((await shop.look(wallet.checkout)).status, 'paid');
  });

  it('is moved by no forged notification, and by no amount in a genuine one', async () => {
    const {checkout} = await shop.buy(alipay);
    const tradeNo = await tradeOf(checkout);
    for (const forged of ['signature', 'body', 'account'] as const) assert.deepEqual(await shop.service.notify(tradeNo, {forged}), [400], forged);
    assert.deepEqual(await shop.service.notify(tradeNo, {forged: 'amount'}), [200]);
    assert.equal((await shop.look(checkout)).status, 'acting');
    await shop.service.buyer(tradeNo, 'approve');
    await shop.service.notify(tradeNo, {forged: 'amount'});
    assert.equal((await shop.look(checkout)).status, 'paid');
    assert.equal((await shop.payment(checkout)).captured, 12800);
  });

  it('ends at its deadline, and when the buyer calls it off', async () => {
    const [late, left] = [await shop.buy(alipay), await shop.buy(checkoutPage)];
    assert.equal((await shop.cancel(left.checkout)).status, 'cancelled');
    await shop.service.buyer(await tradeOf(left.checkout), 'approve');
    await shop.settle(25);
    await shop.service.buyer(await tradeOf(late.checkout), 'approve');
    assert.equal((await shop.payment(late.checkout)).status, 'expired');
    assert.equal((await shop.payment(left.checkout)).captured, 0);
  });

  it('whose money was faster than the buyer’s change of mind is kept', async () => {
    const {checkout} = await shop.buy(wechatPay);
    await shop.service.buyer(await tradeOf(checkout), 'approve');
    assert.equal((await shop.cancel(checkout)).status, 'paid');
  });

  it('that Stripe takes against all rules is found, and given back or honoured', async () => {
    const {checkout} = await shop.buy(alipay);
    await shop.cancel(checkout);
    shop.service.payAgainstTheRules(await tradeOf(checkout));
    await shop.service.notify(await tradeOf(checkout));
    await shop.settle(2);
    for (const refund of shop.service.world.refunds.values()) finish(refund.id);
    await shop.settle(10);
    assert.equal((await shop.payment(checkout)).status, 'refunded');
  });

  it('survives lost answers, errors and unknown codes at every call', async () => {
    for (const fault of ['answer-lost', 'down', 'unknown-code'] as const) {
      for (const operation of ['open', 'create', 'query', 'close'] as const) {
        shop.service.order(fault, 1, operation);
        const {checkout} = await shop.buy(alipay);
        await shop.service.buyer(await tradeOf(checkout), 'approve');
        if (operation === 'close') await shop.cancel(checkout);
        await shop.settle(3);
        const {status} = await shop.payment(checkout);
        assert.match(status, /^(paid|failed|cancelled|expired)$/, `${fault} at ${operation}`);
        if (operation === 'query' || operation === 'close') assert.equal(status, 'paid');
        await shop.audit();
      }
    }
  });
});

function finish(id: string, status: 'succeeded' | 'failed' = 'succeeded'): void {
  const {world} = shop.service;
  finishRefund(world, world.refunds.get(id)!, status);
}

describe('Money back through Stripe', () => {
  const refund = async (checkout: string, amount: number) => shop.server.money.refundPayment((await shop.payment(checkout)).id, amount, 'scratched', 'staff:mei');

  it('goes in parts, once each, and never more than was paid', async () => {
    const {checkout} = await shop.buy(await shop.card());
    assert.equal((await refund(checkout, 2800)).status, 'done');
    shop.service.order('answer-lost', 1, 'refund');
    assert.equal((await refund(checkout, 10_000)).status, 'requested');
    await shop.settle(2);
    assert.equal((await shop.payment(checkout)).refunded, 12800);
    await assert.rejects(refund(checkout, 1));
    const {intent} = shop.service.world.tradeOf(await tradeOf(checkout));
    assert.equal([...shop.service.world.refunds.values()].filter(one => one.intent === intent?.id).length, 2);
  });

  it('takes its time with a wallet, and may fail there', async () => {
    for (const outcome of ['succeeded', 'failed'] as const) {
      const {checkout} = await shop.buy(alipay);
      await shop.service.buyer(await tradeOf(checkout), 'approve');
      await shop.settle(1);
      assert.equal((await refund(checkout, 5000)).status, 'pending');
      const theirs = [...shop.service.world.refunds.values()].at(-1)!;
      finish(theirs.id, outcome);
      await shop.settle(5);
      assert.equal((await shop.payment(checkout)).refunded, outcome === 'succeeded' ? 5000 : 0);
    }
  });
});

describe('Money that was given back', () => {
  it('and came back again is ours again, and can be given back anew', async () => {
    const {checkout} = await shop.buy(await shop.card());
    const {id} = await shop.payment(checkout);
    assert.equal((await shop.server.money.refundPayment(id, 5000, 'scratched', 'staff:mei')).status, 'done');
    finish([...shop.service.world.refunds.values()].at(-1)!.id, 'failed');
    await shop.service.notify(await tradeOf(checkout));
    await shop.settle(1);
    assert.equal((await shop.payment(checkout)).refunded, 0);
    assert.equal((await shop.server.money.refundPayment(id, 12800, 'scratched', 'staff:mei')).status, 'done');
  });
});

describe('What staff do in Stripe’s dashboard, and what banks do', () => {
  it('enters our books: a refund that nobody here asked for', async () => {
    const {checkout} = await shop.buy(await shop.card());
    await shop.service.refundInDashboard!(await tradeOf(checkout), 2800);
    await shop.service.notify(await tradeOf(checkout));
    await shop.look(checkout);
    assert.equal((await shop.payment(checkout)).refunded, 2800);
  });

  it('enters our books: a dispute, and how it ends', async () => {
    for (const outcome of ['won', 'lost'] as const) {
      const {checkout} = await shop.buy(await shop.card());
      const disputed = async (): Promise<number> => (await shop.rows<{disputed: number}>('select disputed from payments where checkout_id = $1', [checkout]))[0]!.disputed;
      await shop.service.dispute!(await tradeOf(checkout));
      await shop.service.notify(await tradeOf(checkout));
      await shop.look(checkout);
      assert.equal(await disputed(), 12800);
      shop.wait(60 * 60_000);
      await shop.service.dispute!(await tradeOf(checkout), outcome);
      await shop.service.notify(await tradeOf(checkout));
      await shop.look(checkout);
      assert.equal(await disputed(), outcome === 'won' ? 0 : 12800);
    }
  });
});

describe('Cards that are authorised first', () => {
  it('are charged after our books have noted the authorisation, also when that answer is lost', async () => {
    const manual = await openStripeShop({capture: 'manual'});
    try {
      assert.equal((await manual.buy(await manual.card())).status, 'paid');
      manual.service.order('answer-lost', 1, 'capture');
      const {checkout} = await manual.buy(await manual.card());
      await manual.settle(2);
      assert.equal((await manual.payment(checkout)).status, 'paid');
      // Staff capture a part in the dashboard before our books have: that is no sale for the whole, and a person must look.
      manual.service.order('down', 1, 'capture');
      const part = await manual.buy(await manual.card());
      const {trade_no: tradeNo} = await manual.payment(part.checkout);
      await manual.sdk.paymentIntents.capture(manual.service.world.tradeOf(tradeNo).intent!.id, {amount_to_capture: 5000});
      await manual.settle(2);
      const {status, captured} = await manual.payment(part.checkout);
      assert.deepEqual([status, captured], ['held', 5000]);
      const page = await manual.buy(checkoutPage);
      await manual.service.buyer((await manual.payment(page.checkout)).trade_no, 'approve');
      await manual.settle(2);
      assert.equal((await manual.payment(page.checkout)).captured, 12800);
      await manual.audit();
    } finally {
      await manual.close();
    }
  });
});
