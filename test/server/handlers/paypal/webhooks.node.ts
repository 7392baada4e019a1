import assert from 'node:assert/strict';
import {createSign, generateKeyPairSync} from 'node:crypto';
import {crc32} from 'node:zlib';
import {beforeEach, describe, it} from 'node:test';
import type {VerifiedNotification} from '../../../../src/server/handlers/payment-handler.ts';
import type {SigningChain} from '../../../../demo/services/paypal/certificate-authority.ts';
import {makeSigningChain} from '../../../../demo/services/paypal/certificate-authority.ts';
import type {Laid, LaidOptions} from './shop.ts';
import {API, CLIENT, layPayPal, NOTIFY} from './shop.ts';

const WEBHOOK = 'WEBHOOK0FTHETEST';
const CERTIFICATE = 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-abc';

/** As the reference shows them, with our numbers in. */
const captured = JSON.stringify({
  id: 'WH-1', event_version: '1.0', create_time: '2026-11-21T10:00:00Z', resource_type: 'capture', event_type: 'PAYMENT.CAPTURE.COMPLETED', resource: {
    id: '3C679366HH908993F', amount: {currency_code: 'HKD', value: '128.00'}, custom_id: 'ht_1', invoice_id: 'ht_1', status: 'COMPLETED',
    supplementary_data: {related_ids: {order_id: '5O190127TN364715T'}}}});

describe('A notification of PayPal', () => {
  let laid: Laid;
  /** Requests for certificates. */
  let read: string[];
  let judged: number;

  const lay = async (chain: SigningChain | undefined, more: LaidOptions = {}): Promise<void> => {
    laid = await layPayPal({
      ...(chain ? {authorities: [chain.authority]} : {}), ...more,
      fetch: async (url, init) => {
        const address = new Request(url).url;
        if (!address.startsWith('https://api.sandbox.paypal.com/')) {
          if (address.endsWith('/verify-webhook-signature')) judged++;
          return laid.paypal.fetch(new Request(url, init));
        }
        read.push(address);
        return chain ? new Response(chain.chain) : laid.paypal.fetch(new Request(url, init));
      },
    });
  };
  beforeEach(async () => {
    read = [];
    judged = 0;
    await lay(undefined);
  });

  const verify = (body: string, headers: Headers): Promise<VerifiedNotification | undefined> =>
    laid.handler.verify(new Request(NOTIFY, {method: 'POST', headers, body}), body);
  const changed = (change: Readonly<Record<string, string>>, body = captured): Headers => {
    const headers = laid.paypal.webhooks.sign(body);
    for (const [name, value] of Object.entries(change)) headers.set(name, value);
    return headers;
  };
  /** Signed by `chain`, as a forger would with everything but PayPal's key. */
  const signedBy = (chain: Pick<SigningChain, 'sign'>, body = captured): Headers => {
    const [id, time] = ['tr-1', '2026-11-21T10:00:00Z'];
    return new Headers({
      'paypal-transmission-id': id, 'paypal-transmission-time': time, 'paypal-auth-algo': 'SHA256withRSA', 'paypal-cert-url': CERTIFICATE,
      'paypal-transmission-sig': chain.sign(`${id}|${time}|${WEBHOOK}|${crc32(body)}`)});
  };

  it('is read when PayPal has signed it, and its certificate is read once', async () => {
    for (let time = 0; time < 3; time++) {
      const notification = await verify(captured, laid.paypal.webhooks.sign(captured));
      assert.deepEqual([notification?.eventId, notification?.tradeNo, notification?.providerTradeNo, notification?.about], ['WH-1', 'ht_1', '5O190127TN364715T', 'trade']);
    }
    assert.equal(read.length, 1);
    assert.equal(judged, 0);
  });

  it('is refused when anything that was signed is another', async () => {
    const {webhooks} = laid.paypal;
    const more = captured.replace('128.00', '928.00');
    for (const headers of [
      webhooks.sign(more), webhooks.sign(captured, 'signature'), webhooks.sign(captured, 'account'),
      changed({'paypal-transmission-id': 'another'}), changed({'paypal-transmission-time': '2026-11-21T10:00:01Z'}), changed({'paypal-transmission-sig': 'bm90aGluZw=='}),
    ]) assert.equal(await verify(captured, headers), undefined);
    for (const name of ['paypal-transmission-id', 'paypal-transmission-sig', 'paypal-cert-url', 'paypal-auth-algo', 'paypal-transmission-time']) {
      const headers = webhooks.sign(captured);
      headers.delete(name);
      assert.equal(await verify(captured, headers), undefined, name);
    }
    assert.equal(judged, 0);
  });

  it('never chooses its own algorithm', async () => {
    const {privateKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
    const weak = (text: string): string => createSign('RSA-SHA1').update(text).sign(privateKey, 'base64');
    for (const algorithm of ['SHA1withRSA', 'MD5withRSA', 'none', 'sha256withrsa']) {
      assert.equal(await verify(captured, changed({'paypal-auth-algo': algorithm})), undefined, algorithm);
    }
    assert.equal(await verify(captured, signedBy({sign: weak})), undefined);
  });

  it('names a certificate of PayPal\'s and of nobody else', async () => {
    read = [];
    for (const url of [
      'https://api.sandbox.paypal.com.evil.example/v1/notifications/certs/CERT-abc', 'http://api.sandbox.paypal.com/v1/notifications/certs/CERT-abc',
      'https://evil.example/v1/notifications/certs/CERT-abc', 'https://api.sandbox.paypal.com@evil.example/v1/notifications/certs/CERT-abc',
      'https://www.paypal.com/redirect?to=https://evil.example', 'https://api.paypal.com/v1/notifications/certs/CERT-abc', 'https://api.sandbox.paypal.com/v1/notifications/certs/../../oauth2/token',
      'https://api.sandbox.paypal.com:8443/v1/notifications/certs/CERT-abc', 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-abc?x=1', 'not an address',
    ]) assert.equal(await verify(captured, changed({'paypal-cert-url': url})), undefined, url);
    assert.deepEqual(read, []);
  });

  it('is not believed with a certificate of another name, however well signed', async () => {
    for (const name of ['www.paypal.com.evil.example', 'messageverificationcerts.paypal.com.evil.example', 'www.paypal.com']) {
      const chain = makeSigningChain({name});
      await lay(chain);
      assert.equal(await verify(captured, signedBy(chain)), undefined, name);
    }
    assert.equal(judged, 0);
  });

  it('is shown to PayPal when the certificate cannot be judged here, and PayPal\'s word counts', async () => {
    const long = 400 * 86_400_000;
    const expired = makeSigningChain({from: new Date(Date.now() - 2 * long), until: new Date(Date.now() - long)});
    const strangers = makeSigningChain();
    for (const [chain, authorities] of [[expired, [expired.authority]], [strangers, [makeSigningChain().authority]]] as const) {
      judged = 0;
      await lay(chain, {authorities});
      assert.equal(await verify(captured, signedBy(chain)), undefined);
      assert.equal(judged, 1);
      const genuine = laid.paypal.webhooks.sign(captured);
      assert.equal((await verify(captured, genuine))?.eventId, 'WH-1');
      assert.equal(judged, 2);
    }
  });

  it('can always be shown to PayPal, as it came', async () => {
    await lay(undefined, {verification: 'postback'});
    const odd = captured.replace('"id":"WH-1"', '"id" :  "WH-1", "note": "1.50\\u00e9"');
    assert.equal((await verify(odd, laid.paypal.webhooks.sign(odd)))?.eventId, 'WH-1');
    assert.equal(await verify(odd, laid.paypal.webhooks.sign(captured)), undefined);
    assert.deepEqual(read, []);
  });

  it('is not taken for forged when PayPal cannot be asked: it comes again', async () => {
    await lay(undefined, {verification: 'postback'});
    laid.paypal.access.failing = 1;
    await assert.rejects(verify(captured, laid.paypal.webhooks.sign(captured)));
    assert.ok(await verify(captured, laid.paypal.webhooks.sign(captured)));
  });

  it('is not believed without a webhook of ours', async () => {
    const {paypal} = laid;
    const {handler} = await layPayPal({webhookId: undefined, fetch: (url, init) => paypal.fetch(new Request(url, init))});
    assert.equal(await handler.verify(new Request(NOTIFY, {method: 'POST', headers: paypal.webhooks.sign(captured)}), captured), undefined);
  });

  const event = (type: string, resource: object): string => JSON.stringify({id: `WH-${type}`, event_type: type, resource});
  const told = async (body: string): Promise<VerifiedNotification | undefined> => verify(body, laid.paypal.webhooks.sign(body));

  it('says what there is news of, and of which payment', async () => {
    const unit = {custom_id: 'ht_1', invoice_id: 'ht_1'};
    const cases = [
      ['CHECKOUT.ORDER.APPROVED', {id: 'ORDER1', purchase_units: [unit]}, 'trade', 'ht_1', 'ORDER1'],
      // As PayPal's own sample names the order: not by `id`.
      ['CHECKOUT.PAYMENT-APPROVAL.REVERSED', {order_id: 'ORDER1', purchase_units: [{reference_id: 'capture'}]}, 'trade', undefined, 'ORDER1'],
      ['PAYMENT.CAPTURE.DENIED', {id: 'CAP1', ...unit}, 'trade', 'ht_1', undefined],
      ['PAYMENT.CAPTURE.PENDING', {id: 'CAP1', ...unit}, 'trade', 'ht_1', undefined],
      ['PAYMENT.CAPTURE.DECLINED', {id: 'CAP1', ...unit}, 'trade', 'ht_1', undefined],
      // The invoice field of a refund is the refund's own number.
      ['PAYMENT.CAPTURE.REFUNDED', {id: 'REF1', custom_id: 'ht_1', invoice_id: 'refund_1'}, 'refund', 'ht_1', undefined],
      ['PAYMENT.CAPTURE.REVERSED', {id: 'REF1', custom_id: 'ht_1'}, 'refund', 'ht_1', undefined],
      ['CUSTOMER.DISPUTE.CREATED', {dispute_id: 'PP-D-1', disputed_transactions: [{custom: 'ht_1', invoice_number: 'ht_1'}]}, 'dispute', 'ht_1', undefined],
      ['CUSTOMER.DISPUTE.RESOLVED', {dispute_id: 'PP-D-1', disputed_transactions: [{invoice_number: 'ht_1'}]}, 'dispute', 'ht_1', undefined],
      // Of another shop of the same account.
      ['PAYMENT.CAPTURE.COMPLETED', {id: 'CAP1', custom_id: 'order-77', supplementary_data: {related_ids: {order_id: 'ORDER1'}}}, 'nothing', undefined, 'ORDER1'],
      ['CHECKOUT.ORDER.APPROVED', {id: 'ORDER1', purchase_units: [{custom_id: '2026-0001'}]}, 'nothing', undefined, 'ORDER1'],
      ['CUSTOMER.DISPUTE.CREATED', {dispute_id: 'PP-D-1', disputed_transactions: [{custom: 'order-77'}]}, 'nothing', undefined, undefined],
      ['BILLING.SUBSCRIPTION.CREATED', {id: 'I-1'}, 'nothing', undefined, undefined],
      // Of another handler on the same account.
      ['PAYMENT.CAPTURE.COMPLETED', {id: 'CAP1', custom_id: 'ht_1', invoice_id: 'ht_1-paypal-hk'}, 'nothing', undefined, undefined],
      ['PAYMENT.CAPTURE.REFUNDED', {id: 'REF1', custom_id: 'ht_1-paypal-hk', invoice_id: 'refund_1'}, 'nothing', undefined, undefined],
    ] as const;
    for (const [type, resource, about, tradeNo, providerTradeNo] of cases) {
      const notification = await told(event(type, resource));
      assert.deepEqual([notification?.about, notification?.tradeNo, notification?.providerTradeNo], [about, tradeNo, providerTradeNo], type);
    }
  });

  it('is about a refund when PayPal has reversed a payment, as its own sample tells it', async () => {
    const order = laid.paypal.orders.create({
      intent: 'CAPTURE', returnUrl: '', cancelUrl: '', wallet: true, unit: {custom_id: 'ht_8', invoice_id: 'ht_8', amount: {currency_code: 'HKD', value: '10.00'}, reference_id: 'capture'}});
    laid.paypal.orders.approve(order.id);
    laid.paypal.orders.capture(order.id);
    const body = event('PAYMENT.CAPTURE.REVERSED', {
      id: '09E71677NS257044M', amount: {currency_code: 'HKD', value: '2.51'}, note_to_payer: 'Payment reversed', status: 'COMPLETED', create_time: '2018-08-15T14:30:10-07:00',
      links: [{href: `${API}/v2/payments/refunds/09E71677NS257044M`, rel: 'self', method: 'GET'}, {href: `${API}/v2/payments/captures/${order.captures[0]?.id}`, rel: 'up', method: 'GET'}]});
    const notification = await told(body);
    assert.deepEqual([notification?.about, notification?.tradeNo, notification?.providerTradeNo], ['refund', 'ht_8', order.id]);
  });

  it('is about the payment of the capture that a dashboard\'s refund gave back', async () => {
    const order = laid.paypal.orders.create({
      intent: 'CAPTURE', returnUrl: '', cancelUrl: '', wallet: true, unit: {custom_id: 'ht_7', amount: {currency_code: 'HKD', value: '10.00'}, reference_id: 'capture'}});
    laid.paypal.orders.approve(order.id);
    laid.paypal.orders.capture(order.id);
    const body = event('PAYMENT.CAPTURE.REFUNDED', {id: 'REF9', links: [{href: `${API}/v2/payments/captures/${order.captures[0]?.id}`, rel: 'up'}]});
    const notification = await told(body);
    assert.deepEqual([notification?.about, notification?.tradeNo, notification?.providerTradeNo], ['refund', 'ht_7', order.id]);
  });

  it('is about nothing when that capture is of something else that the account sells', async () => {
    const order = laid.paypal.orders.create({
      intent: 'CAPTURE', returnUrl: '', cancelUrl: '', wallet: true, unit: {custom_id: 'order-77', amount: {currency_code: 'HKD', value: '10.00'}, reference_id: 'capture'}});
    laid.paypal.orders.approve(order.id);
    laid.paypal.orders.capture(order.id);
    const body = event('PAYMENT.CAPTURE.REFUNDED', {id: 'REF9', links: [{href: `${API}/v2/payments/captures/${order.captures[0]?.id}`, rel: 'up'}]});
    assert.equal((await told(body))?.about, 'nothing');
  });

  it('keeps nothing about the buyer', async () => {
    const notification = await told(captured.replace('"custom_id"', '"payer":{"email_address":"mei@example.com"},"custom_id"'));
    assert.ok(notification);
    assert.ok(!JSON.stringify(notification).includes('mei@'));
    assert.ok(!JSON.stringify(laid.handler.profile('https://shop.example')).includes(CLIENT.clientSecret));
  });
});
