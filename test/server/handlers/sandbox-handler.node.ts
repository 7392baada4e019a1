import assert from 'node:assert/strict';
import {beforeEach, describe, it} from 'node:test';
import type {Instrument} from '../../../src/commerce/instrument.ts';
import type {PaymentHandler, PaymentIntent, RefundIntent} from '../../../src/server/handlers/payment-handler.ts';
import {sandboxHandler} from '../../../src/server/handlers/sandbox-handler.ts';
import {memoryJournal} from '../../../src/server/sandbox-wallet/journal.ts';
import {signNotification} from '../../../src/server/sandbox-wallet/notifier.ts';
import type {OpenWallet} from '../../../src/server/sandbox-wallet/open-wallet.ts';
import {openWallet} from '../../../src/server/sandbox-wallet/open-wallet.ts';

const SECRET = 'a-secret-of-the-test-that-is-long-enough';
const NOW = new Date('2026-11-21T10:00:00Z');
const signal = new AbortController().signal;

const intent: PaymentIntent = {
  id: 'pay_1', tradeNo: 'ht_1', amount: {amount: 12800, currency: 'HKD'}, subject: '1 × Mug', locale: 'en', deadline: new Date('2026-11-21T10:18:00Z'),
  returnUrl: 'https://page.example/', notifyUrl: 'https://shop.example/notify/sandbox',
};
const refund: RefundIntent = {id: 'refund_1', refundNo: 'refund_1', amount: {amount: 500, currency: 'HKD'}, reason: 'scratched'};

function instrument(token: string, display?: string): Instrument {
  return {id: 'one', handler_id: 'sandbox', type: 'sandbox', credential: {type: 'sandbox', token, ...(display ? {display} : {})}};
}

describe('The sandbox as a payment handler', () => {
  let wallet: OpenWallet;
  let handler: PaymentHandler;
  beforeEach(() => {
    wallet = openWallet({journal: memoryJournal(), secret: SECRET, clock: () => NOW, publicUrl: 'http://10.0.0.7:9000', automatic: false});
    handler = sandboxHandler({walletUrl: 'http://127.0.0.1:9000', secret: SECRET, clock: () => NOW, fetch: async (url, init) => wallet.app.fetch(new Request(url, init))});
  });

  it('does as the token says', async () => {
    const paid = await handler.create(intent, instrument('approve'), signal);
    assert.ok(paid.status === 'paid' && paid.amount.amount === 12800 && paid.amount.currency === 'HKD');
    assert.equal((await handler.create({...intent, tradeNo: 'ht_2'}, instrument('decline'), signal)).status, 'declined');
    const pending = await handler.create({...intent, tradeNo: 'ht_3'}, instrument('pending'), signal);
    assert.ok(pending.status === 'waiting' && pending.action === undefined);
  });

  it('shows the wallet in each of its ways', async () => {
    for (const display of ['redirect', 'popup', 'qr'] as const) {
      const trade = await handler.create({...intent, tradeNo: `ht_${display}`}, instrument('redirect', display), signal);
      assert.ok(trade.status === 'waiting');
      assert.equal(trade.action?.type, display);
      const url = trade.action.type === 'qr' ? trade.action.code : (trade.action as {url: string}).url;
      assert.match(url, /^http:\/\/10\.0\.0\.7:9000\/pay\/[\w-]{24}$/);
      assert.equal((await wallet.app.request(url)).status, 200);
    }
  });

  it('finds the trade of an earlier call, and knows what was never made', async () => {
    assert.deepEqual(await handler.query(intent, signal), {status: 'absent'});
    await handler.create(intent, instrument('approve'), signal);
    assert.equal((await handler.create(intent, instrument('decline'), signal)).status, 'paid');
    assert.equal((await handler.query(intent, signal)).status, 'paid');
  });

  it('closes for good, unless the money was faster', async () => {
    assert.equal((await handler.close(intent, signal)).status, 'closed');
    assert.equal((await handler.create(intent, instrument('approve'), signal)).status, 'closed');
    const other = {...intent, tradeNo: 'ht_2'};
    await handler.create(other, instrument('approve'), signal);
    assert.equal((await handler.close(other, signal)).status, 'paid');
  });

  it('refunds once by its number and says when it cannot', async () => {
    await handler.create(intent, instrument('approve'), signal);
    assert.deepEqual(await handler.queryRefund(intent, refund, signal), {status: 'unknown'});
    assert.deepEqual(await handler.refund(intent, refund, signal), {status: 'done', providerRefundNo: 'refund_1'});
    assert.deepEqual(await handler.refund(intent, refund, signal), {status: 'done', providerRefundNo: 'refund_1'});
    assert.deepEqual(await handler.queryRefund(intent, refund, signal), {status: 'done', providerRefundNo: 'refund_1'});
    assert.equal((await handler.refund(intent, {...refund, refundNo: 'r2', amount: {amount: 99999, currency: 'HKD'}}, signal)).status, 'failed');
  });

  it('throws when an answer is lost or makes no sense, so that nobody takes it for an ending', async () => {
    wallet.faults.order({operation: 'create', effect: 'lose-after', times: 1});
    await assert.rejects(handler.create(intent, instrument('approve'), signal));
    assert.equal((await handler.query(intent, signal)).status, 'paid');
    const odd = sandboxHandler({walletUrl: 'http://w', secret: SECRET, fetch: async () => Response.json({status: 'perhaps'})});
    await assert.rejects(odd.query(intent, signal));
    const stranger = sandboxHandler({walletUrl: 'http://w', secret: 'another', fetch: async (url, init) => wallet.app.fetch(new Request(url, init))});
    await assert.rejects(stranger.query(intent, signal), /401/);
  });

  it('accepts only what it can read', () => {
    assert.equal(handler.accepts(instrument('approve')), true);
    for (const wrong of [instrument('steal'), {...instrument('approve'), type: 'card'}, {id: 'x', handler_id: 'sandbox', type: 'sandbox'}]) {
      assert.notEqual(handler.accepts(wrong), true);
    }
  });

  it('verifies notifications: genuine, fresh and untouched ones only', async () => {
    const body = JSON.stringify({event_id: 'evt_1', type: 'trade.paid', trade_no: 'ht_1', wallet_no: 'W1'});
    const verify = (headers: Record<string, string>, text = body): Promise<unknown> =>
      handler.verify(new Request('https://shop.example/notify/sandbox', {method: 'POST', headers}), text);
    const seconds = NOW.getTime() / 1000;
    assert.deepEqual(await verify(signNotification(SECRET, seconds, body)), {eventId: 'evt_1', tradeNo: 'ht_1', payload: JSON.parse(body)});
    assert.equal(await verify(signNotification('another', seconds, body)), undefined);
    assert.equal(await verify(signNotification(SECRET, seconds - 700, body)), undefined);
    assert.equal(await verify(signNotification(SECRET, seconds, body), body.replace('ht_1', 'ht_2')), undefined);
    assert.equal(await verify({}), undefined);
    assert.equal(await handler.acknowledge().text(), 'success');
  });
});
