import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {PaymentHandler} from '../../../src/server/handlers/payment-handler.ts';
import {createMoney} from '../../../src/server/money/money.ts';
import type {ScriptedShop} from './scripted-shop.ts';
import {scriptedShop} from './scripted-shop.ts';
import {instrument} from './shop.ts';

const MINUTE = 60_000;

describe('Money that is reserved before it moves', () => {
  let shop: ScriptedShop;
  before(async () => { shop = await scriptedShop({steps: 'two'}); });
  after(() => shop.close());
  const captures = (trade: string): number => shop.service.calls.filter(call => call === `capture ${trade}`).length;
  const history = async (checkout: string): Promise<string[]> => (await shop.database.query<{to_status: string}>(
    'select to_status from payment_events where payment_id = $1 order by id', [(await shop.payment(checkout))['id']])).map(row => row.to_status);

  it('is noted in our books, then captured', async () => {
    const {checkout, trade} = await shop.paid();
    assert.deepEqual(await history(checkout), ['intent', 'authorised', 'paid']);
    assert.equal(await shop.statusOf(checkout), 'completed');
    assert.equal(captures(trade), 1);
    await shop.clean();
  });

  it('is captured when the buyer agrees at the service, and we hear of it', async () => {
    const {checkout, trade} = await shop.paid('redirect');
    assert.equal(await shop.statusOf(checkout), 'requires_escalation');
    shop.service.buyer(trade, 'approve');
    await shop.hear({providerTradeNo: shop.service.trades.get(trade)!.serviceNo});
    assert.deepEqual(await history(checkout), ['intent', 'acting', 'authorised', 'paid']);
    await shop.clean();
  });

  it('is asked for again when the call did not arrive, and found when only its answer was lost', async () => {
    for (const loss of ['before', 'after'] as const) {
      shop.service.loses('capture', loss);
      const {checkout, trade, mug} = await shop.paid();
      assert.equal(await shop.state(checkout), 'authorised');
      assert.equal((await shop.money.standing(shop.database, checkout)).status, 'confirming');
      assert.equal(await shop.stock(mug), 0);
      await shop.clean();
      await shop.later(16_000);
      assert.deepEqual([await shop.state(checkout), captures(trade)], ['paid', 1], loss);
    }
    await shop.clean();
  });

  it('is captured by another process when the first one died right after noting it', async () => {
    const mug = await shop.article(1);
    const checkout = await shop.checkout(mug);
    const dying: PaymentHandler = {...shop.handler, capture: () => new Promise<never>(() => {})};
    void createMoney({...shop.services, handlers: [dying]}).complete({checkoutId: checkout, instrument: instrument('approve', 'redirect', 'scripted')}).catch(() => {});
    while ((await history(checkout).catch(() => [])).at(-1) !== 'authorised') await new Promise(resolve => setTimeout(resolve, 5));
    await shop.later(1000);
    assert.equal(await shop.state(checkout), 'authorised', 'its call may still be under way');
    await shop.later(15_000);
    assert.equal(await shop.state(checkout), 'paid');
    await shop.clean();
  });

  it('is captured once by two servers that hear of it at the same moment', async () => {
    const {checkout, trade} = await shop.paid('redirect');
    shop.service.buyer(trade, 'approve');
    const other = createMoney(shop.services);
    await Promise.all([
      shop.hear({tradeNo: trade}), shop.money.refresh(checkout), other.refresh(checkout),
      other.receiveNotification('scripted', shop.service.notification({tradeNo: trade})),
    ]);
    await other.settled();
    await shop.later(16_000);
    assert.deepEqual([await shop.state(checkout), captures(trade)], ['paid', 1]);
    await shop.clean();
  });

  it('is not asked for by anybody else while the first call is under way', async () => {
    const {checkout, trade} = await shop.paid('redirect');
    shop.service.buyer(trade, 'approve');
    let arrive = (): void => {};
    const arrived = new Promise<void>(resolve => { arrive = resolve; });
    let answer = (): void => {};
    const gate = new Promise<void>(resolve => { answer = resolve; });
    const slow: PaymentHandler = {...shop.handler, async capture(intent, signal) {
      arrive();
      await gate;
      return shop.handler.capture!(intent, signal);
    }};
    const other = createMoney({...shop.services, handlers: [slow]});
    const first = other.refresh(checkout);
    await arrived;
    await shop.hear({tradeNo: trade});
    await shop.later(2000);
    assert.equal(captures(trade), 0);
    answer();
    await first;
    assert.deepEqual([await shop.state(checkout), captures(trade)], ['paid', 1]);
    await shop.clean();
  });

  it('is given up, and the stock is free, when', async t => {
    const cases: Readonly<Record<string, {spoil: (its: {checkout: string; trade: string}) => Promise<unknown> | undefined; ends: string}>> = {
      'the service reserved another amount': {spoil: ({trade}) => void shop.service.reservesAgainstTheRules(trade, {amount: 12700, currency: 'HKD'}), ends: 'failed'},
      'the service reserved another currency': {spoil: ({trade}) => void shop.service.reservesAgainstTheRules(trade, {amount: 12800, currency: 'CNY'}), ends: 'failed'},
      'the checkout has expired': {spoil: ({checkout}) => shop.database.query(`update checkouts set expires_at = $2 where id = $1`, [checkout, shop.services.clock()]), ends: 'expired'},
      'the checkout has changed': {spoil: ({checkout}) => shop.database.query(`update checkouts set priced = jsonb_set(priced, '{line_items,0,quantity}', '2') where id = $1`, [checkout]), ends: 'cancelled'},
      'the stock is no longer held': {spoil: ({checkout}) => shop.database.query(`update stock_holds set expires_at = $2 where checkout_id = $1`, [checkout, shop.services.clock()]), ends: 'failed'},
    };
    for (const [title, {spoil, ends}] of Object.entries(cases)) {
      await t.test(title, async () => {
        const {checkout, trade, mug} = await shop.paid('redirect');
        shop.service.buyer(trade, 'approve');
        await spoil({checkout, trade});
        await shop.hear({tradeNo: trade});
        assert.deepEqual([await shop.state(checkout), captures(trade), await shop.stock(mug)], [ends, 0, 1]);
        assert.equal(shop.service.trades.get(trade)!.status, 'closed');
      });
    }
    await shop.clean();
  });

  it('is given up when it comes after the deadline, and after its payment had ended', async () => {
    const [late, ended] = [await shop.paid('redirect'), await shop.paid('decline')];
    shop.service.buyer(late.trade, 'approve');
    await shop.later(19 * MINUTE);
    shop.service.reservesAgainstTheRules(ended.trade);
    await shop.hear({tradeNo: ended.trade});
    assert.deepEqual([await shop.state(late.checkout), await shop.state(ended.checkout)], ['expired', 'declined']);
    for (const {trade} of [late, ended]) assert.deepEqual([captures(trade), shop.service.trades.get(trade)!.status], [0, 'closed']);
    await shop.clean();
  });

  it('is not captured any more when the buyer cancels first, and is paid when the capture was first', async () => {
    const cancelled = await shop.paid('redirect');
    shop.service.buyer(cancelled.trade, 'approve');
    assert.equal(await shop.money.closeLivePayment(cancelled.checkout, 'cancelled'), 'closed');
    await shop.hear({tradeNo: cancelled.trade});
    assert.deepEqual([await shop.state(cancelled.checkout), captures(cancelled.trade)], ['cancelled', 0]);

    shop.service.loses('capture', 'before');
    const captured = await shop.paid();
    assert.equal(await shop.money.closeLivePayment(captured.checkout, 'cancelled'), 'open', 'the capture may still arrive');
    assert.equal(shop.service.trades.get(captured.trade)!.status, 'authorised');
    await shop.later(16_000);
    assert.equal(await shop.state(captured.checkout), 'paid');

    shop.service.loses('capture', 'after');
    const faster = await shop.paid();
    assert.equal(await shop.money.closeLivePayment(faster.checkout, 'cancelled'), 'paid');
    await shop.clean();
  });

  it('is held for a person when the service captures another amount than it reserved', async () => {
    const {checkout, trade} = await shop.paid('redirect');
    shop.service.buyer(trade, 'approve');
    shop.service.takesAgainstTheRules(trade, 12000);
    await shop.hear({tradeNo: trade});
    assert.equal(await shop.state(checkout), 'held');
    await shop.clean();
  });

  it('is declined at the capture: nothing is taken, and the checkout can be paid anew', async () => {
    const {checkout, trade, mug} = await shop.paid('redirect');
    shop.service.buyer(trade, 'approve');
    shop.service.loses('capture', 'before', 3);
    await shop.hear({tradeNo: trade});
    shop.service.trades.get(trade)!.status = 'declined';
    await shop.later(16_000);
    assert.deepEqual([await shop.state(checkout), await shop.statusOf(checkout), await shop.stock(mug)], ['declined', 'ready_for_complete', 1]);
    await shop.clean();
  });
});
