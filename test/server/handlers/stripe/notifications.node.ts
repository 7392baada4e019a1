import assert from 'node:assert/strict';
import {createHmac} from 'node:crypto';
import {after, before, describe, it} from 'node:test';
import Stripe from 'stripe';
import {deliverEvent} from '../../../../demo/services/stripe/deliver-event.ts';
import type {PaymentHandler, VerifiedNotification} from '../../../../src/server/handlers/payment-handler.ts';
import type {Stand} from './stand.ts';
import {intentFor, signal, stand} from './stand.ts';

let s: Stand;
before(async () => { s = await stand(); });
after(() => s.close());

const {webhooks} = Stripe;
const event = (type: string, object: object, more: object = {}): string =>
  JSON.stringify({id: 'evt_1', object: 'event', api_version: '2026-10-28.endive', created: 1, type, livemode: false, data: {object}, ...more});
const intentEvent = event('payment_intent.succeeded', {id: 'pi_1', object: 'payment_intent', amount: 1, metadata: {trade_no: 'ht_9'}});

function verify(payload: string, header: string | null, handler: PaymentHandler = s.handler): Promise<VerifiedNotification | undefined> {
  return handler.verify(new Request('https://shop.example/notify/stripe', {method: 'POST', ...(header === null ? {} : {headers: {'stripe-signature': header}})}), payload);
}
const now = (): number => Math.floor(s.now().getTime() / 1000);
/** As Stripe's own library signs. */
const signed = (payload: string, secret = s.service.webhookSecret, timestamp = now()): string => webhooks.generateTestHeaderString({payload, secret, timestamp});

describe('A notification of Stripe', () => {
  it('is genuine when Stripe’s own library signed it', async () => {
    assert.deepEqual(await verify(intentEvent, signed(intentEvent)), {
      eventId: 'evt_1', about: 'trade', tradeNo: 'ht_9', providerTradeNo: 'pi_1', payload: {type: 'payment_intent.succeeded', id: 'pi_1'}});
  });

  it('of the simulation is genuine to Stripe’s own library', async () => {
    const intent = intentFor();
    await s.handler.create(intent, await s.card(), signal);
    const received: {body: string; header: string}[] = [];
    const {serve} = await import('@hono/node-server');
    const server = serve({port: 0, hostname: '127.0.0.1', fetch: async request => {
      received.push({body: await request.text(), header: request.headers.get('stripe-signature') ?? ''});
      return new Response();
    }});
    await new Promise(resolve => server.once('listening', resolve));
    const {port} = server.address() as {port: number};
    await deliverEvent(s.service.world.events.at(-1)!, {url: `http://127.0.0.1:${port}/`, secret: s.service.webhookSecret, now: now()});
    server.close();
    const [{body, header}] = received as [{body: string; header: string}];
    const read = webhooks.constructEvent(body, header, s.service.webhookSecret, 300, undefined, s.now().getTime());
    assert.equal(read.type, 'payment_intent.succeeded');
    assert.equal((await verify(body, header))?.tradeNo, intent.tradeNo);
  });

  it('is not when anything about it is wrong', async () => {
    const good = signed(intentEvent);
    const signature = good.split('v1=')[1]!;
    for (const header of [
      null, '', 'nonsense', 't=,v1=', good.replace(/v1=.*/, 'v1=00'), good.replace('v1=', 'v0='), `v1=${signature}`, good.replace(/t=\d+/, `t=${now() + 1}`),
      signed(intentEvent, 'whsec_other'), signed(intentEvent, s.service.webhookSecret, now() - 301), signed(intentEvent, s.service.webhookSecret, now() + 301),
    ]) assert.equal(await verify(intentEvent, header), undefined, header ?? 'no header');
    assert.equal(await verify(intentEvent.replace('ht_9', 'ht_8'), good), undefined);
    assert.equal(await verify(`${intentEvent} `, good), undefined, 'the raw body counts');
    assert.ok(await verify(intentEvent, signed(intentEvent, s.service.webhookSecret, now() - 299)));
  });

  it('may carry several signatures, while one secret takes the place of another', async () => {
    const both = s.handlerWith({webhookSecrets: ['whsec_new', 'whsec_old']});
    for (const secret of ['whsec_new', 'whsec_old']) assert.ok(await verify(intentEvent, signed(intentEvent, secret), both));
    const theirs = (secret: string): string => createHmac('sha256', secret).update(`${now()}.${intentEvent}`).digest('hex');
    assert.ok(await verify(intentEvent, `t=${now()},v1=${theirs('whsec_unknown')},v1=${theirs('whsec_old')}`, both));
    assert.equal(await verify(intentEvent, signed(intentEvent, 'whsec_third'), both), undefined);
    assert.equal(await verify(intentEvent, signed(intentEvent), s.handlerWith({webhookSecrets: []})), undefined, 'without a secret nothing is genuine');
  });

  it('of the other mode, or of another account, is not for us', async () => {
    for (const more of [{livemode: true}, {account: 'acct_other'}]) {
      const other = event('payment_intent.succeeded', {id: 'pi_1', object: 'payment_intent', metadata: {trade_no: 'ht_9'}}, more);
      assert.equal(await verify(other, signed(other)), undefined);
    }
    const connected = s.handlerWith({account: 'acct_ours'});
    const ours = event('payment_intent.succeeded', {id: 'pi_1', object: 'payment_intent', metadata: {trade_no: 'ht_9'}}, {account: 'acct_ours'});
    assert.equal((await verify(ours, signed(ours), connected))?.tradeNo, 'ht_9');
    assert.equal(await verify(intentEvent, signed(intentEvent), connected), undefined);
  });

  it('of another account of the same platform, or of its other mode, is genuine and about nothing: one endpoint hears of them all', async () => {
    const connected = s.handlerWith({account: 'acct_ours'});
    for (const more of [{account: 'acct_other'}, {account: 'acct_ours', livemode: true}, {account: 'acct_other', livemode: true}]) {
      const other = event('payment_intent.succeeded', {id: 'pi_1', object: 'payment_intent', metadata: {trade_no: 'ht_9'}}, more);
      assert.deepEqual(await verify(other, signed(other), connected), {eventId: 'evt_1', about: 'nothing', payload: {type: 'payment_intent.succeeded', id: 'pi_1'}});
      assert.equal(await verify(other, signed(other, 'whsec_other'), connected), undefined);
    }
  });

  it('is never genuine by a secret that is not one', async () => {
    for (const blank of ['', ' ', '\n\t']) {
      assert.throws(() => s.handlerWith({webhookSecrets: ['whsec_good', blank]}), TypeError, JSON.stringify(blank));
    }
  });

  it('whose header comes in another order or with more schemes is read as Stripe’s own library reads it', async () => {
    const good = signed(intentEvent);
    const [t, v1] = good.split(',') as [string, string];
    for (const header of [`${v1},${t}`, `${t},v0=00,${v1}`, `${t},v1=00,${v1}`, `${t},v2=00,${v1},x`]) {
      assert.ok(webhooks.constructEvent(intentEvent, header, s.service.webhookSecret, 300, undefined, s.now().getTime()), header);
      assert.ok(await verify(intentEvent, header), header);
    }
    assert.equal(await verify(intentEvent, `${t},v1=${v1.slice(3).toUpperCase()}`), undefined);
    assert.equal(await verify(intentEvent, `${t},v1=${v1.slice(3, -1)}`), undefined, 'a part of it is none');
  });

  it('with bytes that are no text, or more than the signature covers, is not genuine', async () => {
    const text = event('payment_intent.succeeded', {id: 'pi_1', object: 'payment_intent', description: '茶 ½ é \u2028', metadata: {trade_no: 'ht_9'}});
    assert.ok(await verify(text, signed(text)));
    assert.equal(await verify(`\uFEFF${text}`, signed(text)), undefined);
    assert.equal(await verify(text.replace('é', 'e\u0301'), signed(text)), undefined);
  });

  it('names what there is news of, and which trade, also where Stripe names only its own number', async () => {
    const intent = intentFor();
    const trade = await s.handler.create(intent, await s.card(), signal);
    assert.ok(trade.status === 'paid');
    const {providerTradeNo} = trade;
    const read = async (type: string, object: object): Promise<unknown> => {
      const body = event(type, object);
      const {about, tradeNo} = await verify(body, signed(body)) ?? {};
      return [about, tradeNo];
    };
    assert.deepEqual(await read('checkout.session.completed', {id: 'cs_1', object: 'checkout.session', metadata: {trade_no: 'ht_9'}}), ['trade', 'ht_9']);
    assert.deepEqual(await read('charge.refunded', {id: 'ch_1', object: 'charge', payment_intent: providerTradeNo, metadata: {trade_no: intent.tradeNo}}), ['refund', intent.tradeNo]);
    assert.deepEqual(await read('refund.updated', {id: 're_1', object: 'refund', payment_intent: providerTradeNo, metadata: {}}), ['refund', intent.tradeNo]);
    assert.deepEqual(await read('charge.dispute.created', {id: 'du_1', object: 'dispute', payment_intent: providerTradeNo, metadata: {}}), ['dispute', intent.tradeNo]);
  });

  it('about something that is not the shop’s is genuine and about nothing', async () => {
    const stranger = await s.sdk.paymentIntents.create({amount: 5000, currency: 'hkd', allowed_payment_method_types: ['card']});
    for (const [type, object] of [
      ['payment_intent.succeeded', {id: stranger.id, object: 'payment_intent', metadata: {}}], ['customer.created', {id: 'cus_1', object: 'customer', metadata: {}}],
      ['refund.updated', {id: 're_1', object: 'refund', payment_intent: stranger.id}], ['charge.dispute.created', {id: 'du_1', object: 'dispute', payment_intent: null}],
      ['refund.failed', {id: 're_1', object: 'refund', payment_intent: 'pi_unknown'}], ['review.opened', {id: 'prv_1', object: 'review', payment_intent: stranger.id}],
      ['radar.early_fraud_warning.created', {id: 'issfr_1', object: 'radar.early_fraud_warning', payment_intent: stranger.id}],
    ] as const) {
      const body = event(type, object);
      assert.equal((await verify(body, signed(body)))?.about, 'nothing', type);
    }
  });

  it('about another handler’s payment on the same account is about nothing', async () => {
    const trade = await s.handler.create(intentFor(), await s.card(), signal);
    assert.ok(trade.status === 'paid');
    const other = s.handlerWith({id: 'google-pay'});
    const theirs = {trade_no: 'ht_9', handler: 'stripe'};
    for (const [type, object] of [
      ['payment_intent.succeeded', {id: 'pi_1', object: 'payment_intent', metadata: theirs}], ['checkout.session.completed', {id: 'cs_1', object: 'checkout.session', metadata: theirs}],
      ['charge.refunded', {id: 'ch_1', object: 'charge', payment_intent: trade.providerTradeNo, metadata: theirs}],
      ['refund.updated', {id: 're_1', object: 'refund', payment_intent: trade.providerTradeNo, metadata: {}}],
      ['charge.dispute.created', {id: 'du_1', object: 'dispute', payment_intent: trade.providerTradeNo, metadata: {}}],
    ] as const) {
      const body = event(type, object);
      assert.equal((await verify(body, signed(body), other))?.about, 'nothing', type);
      assert.notEqual((await verify(body, signed(body)))?.about, 'nothing', type);
    }
  });

  it('about something without a number is taken, and about nothing', async () => {
    const body = event('balance.available', {object: 'balance', available: []});
    assert.deepEqual(await verify(body, signed(body)), {eventId: 'evt_1', about: 'nothing', payload: {type: 'balance.available', id: null}});
  });

  it('that cannot be read is not taken, and one that is taken is answered with 200', async () => {
    for (const body of ['', 'null', '{}', '[1]', '{"id":"evt"}']) await assert.rejects(verify(body, signed(body)));
    assert.equal(s.handler.acknowledge().status, 200);
  });
});
