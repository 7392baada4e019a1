import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {Stand} from './stand.ts';
import {alipay, checkoutPage, intentFor, MINUTE, refundOf, signal, stand} from './stand.ts';

let s: Stand;
before(async () => { s = await stand(); });
after(() => s.close());

const bookOf = async (tradeNo: string) => (await s.service.books()).find(one => one.tradeNo === tradeNo);
const page = {instrument: {id: 'hosted', handler_id: 'stripe', type: 'stripe_checkout'}};
/** A trade of now, however late it is in these tests. */
const intentNow = (more: Parameters<typeof intentFor>[0] = {}) => intentFor({createdAt: s.now(), deadline: new Date(s.now().getTime() + 18 * MINUTE), ...more});

describe('An error of Stripe’s in the middle of its work, which it keeps under the key for a day', () => {
  it('at opening: nobody can ever pay that trade, so it is ruled out at once and not a day later', async () => {
    for (const [more, instrument] of [[{}, await s.card()], [page, checkoutPage]] as const) {
      const intent = intentNow(more);
      s.service.order('broke', 1, 'instrument' in more ? 'create' : 'open');
      await assert.rejects(s.handler.create(intent, instrument, signal), 'the first time nothing is known');
      assert.deepEqual(await s.handler.close(intent, signal), {status: 'absent'});
      assert.deepEqual(await s.handler.query(intent, signal), {status: 'absent'});
      assert.equal((await s.handler.create(intent, instrument, signal)).status, 'declined', 'no later try opens it');
      assert.equal(await bookOf(intent.tradeNo), undefined);
    }
  });

  it('at confirming: how the payment stands is read, and closing it rules it out', async () => {
    const intent = intentNow();
    s.service.order('broke', 1, 'create');
    await assert.rejects(s.handler.create(intent, await s.card(), signal));
    assert.equal((await s.handler.query(intent, signal)).status, 'absent', 'nobody has paid');
    assert.equal((await s.handler.close(intent, signal)).status, 'closed');
  });

  it('at capturing: it is asked again and not refused for a day', async () => {
    const manual = s.handlerWith({capture: 'manual'});
    const intent = intentNow();
    assert.equal((await manual.create(intent, await s.card(), signal)).status, 'authorised');
    s.service.order('broke', 1, 'capture');
    await assert.rejects(manual.capture!(intent, signal));
    assert.equal((await manual.capture!(intent, signal)).status, 'paid');
    assert.equal((await bookOf(intent.tradeNo))?.paid, 12800);
  });

  it('at refunding: it stays unknown while the key holds, and is made once when Stripe has forgotten it', async () => {
    const intent = intentNow();
    const paid = await s.handler.create(intent, await s.card(), signal);
    assert.ok(paid.status === 'paid');
    const [known, refund] = [{...intent, providerTradeNo: paid.providerTradeNo}, refundOf(5000)];
    s.service.order('broke', 1, 'refund');
    for (let time = 0; time < 2; time++) await assert.rejects(s.handler.refund(known, refund, signal));
    assert.equal((await bookOf(intent.tradeNo))?.refunded, 0);
    s.wait(25 * 60 * MINUTE);
    for (let time = 0; time < 2; time++) assert.equal((await s.handler.refund(known, refund, signal)).status, 'done');
    assert.equal((await bookOf(intent.tradeNo))?.refunded, 5000);
  });
});

describe('A Stripe that has no time (429)', () => {
  it('has refused nothing for good: what it was asked is never taken for an end that was not read', async () => {
    const intent = intentNow();
    s.service.order('busy', 1, 'open');
    await assert.rejects(s.handler.create(intent, alipay, signal));
    assert.equal((await s.handler.create(intent, alipay, signal)).status, 'waiting', 'no key has kept it');
    s.service.order('busy', 1, 'close');
    assert.equal((await s.handler.close(intent, signal)).status, 'waiting', 'closing is asked for again');
    s.service.order('busy', 1, 'query');
    await assert.rejects(s.handler.query(intent, signal));
    assert.equal((await s.handler.close(intent, signal)).status, 'closed');
  });

  it('at confirming leaves nothing that can be charged', async () => {
    const intent = intentNow();
    s.service.order('busy', 1, 'create');
    const trade = await s.handler.create(intent, await s.card(), signal);
    assert.deepEqual([trade.status, (await bookOf(intent.tradeNo))?.status], ['closed', 'closed']);
  });

  it('at capturing and refunding is asked again', async () => {
    const manual = s.handlerWith({capture: 'manual'});
    const intent = intentNow();
    await manual.create(intent, await s.card(), signal);
    s.service.order('busy', 1, 'capture');
    assert.equal((await manual.capture!(intent, signal)).status, 'authorised');
    const paid = await manual.capture!(intent, signal);
    assert.ok(paid.status === 'paid');
    const [known, refund] = [{...intent, providerTradeNo: paid.providerTradeNo}, refundOf(5000)];
    s.service.order('busy', 1, 'refund');
    await assert.rejects(manual.refund(known, refund, signal));
    assert.equal((await manual.refund(known, refund, signal)).status, 'done');
  });
});

describe('An answer of the other mode', () => {
  it('is no answer: neither a payment nor a page nor a dispute of it is believed', async () => {
    const [card, session] = [intentNow(), intentNow(page)];
    const paid = await s.handler.create(card, await s.card(), signal);
    assert.ok(paid.status === 'paid');
    await s.handler.create(session, checkoutPage, signal);
    const since = s.now();
    await s.service.dispute!(card.tradeNo);
    s.service.world.live = true;
    try {
      await assert.rejects(s.handler.query({...card, providerTradeNo: paid.providerTradeNo}, signal), /of live mode/);
      await assert.rejects(s.handler.query(session, signal), /of live mode/);
      assert.deepEqual(await s.handler.listDisputes!(since, signal), []);
    } finally {
      s.service.world.live = false;
    }
  });
});
