import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {PaymentSettingsError, openHandlers} from '../../../../src/server/handlers/open-handlers.ts';
import type {Finding, PaymentHandler} from '../../../../src/server/handlers/payment-handler.ts';
import {MerchantConfigSchema} from '../../../../src/server/merchant-config.ts';
import {NEEDED_EVENTS} from '../../../../src/server/handlers/paypal/webhook-events.ts';
import type {LaidOptions} from './shop.ts';
import {layPayPal, NOTIFY} from './shop.ts';

const entry = {type: 'paypal', clientId: 'AX-client-id-of-the-app', webhookId: 'WH123456789'};
const log = {info: () => undefined, warn: () => undefined, error: () => undefined};

async function open(more: object = {}, {mode = 'test', currency = 'HKD', secret = 'a-secret'}: {mode?: 'test' | 'live'; currency?: string; secret?: string} = {}): Promise<PaymentHandler> {
  const config = MerchantConfigSchema.parse({currency, payments: [{...entry, ...more}]});
  const [handler] = await openHandlers(config, {PAYPAL_CLIENT_SECRET: secret}, {mode, origin: 'https://shop.example', log});
  assert.ok(handler);
  return handler;
}

describe('PayPal in the settings file', () => {
  it('is opened on the side that the server\'s mode needs', async () => {
    const test = await open();
    assert.deepEqual([test.mode, test.id, test.name], ['test', 'paypal', 'dev.hangtag.paypal']);
    const live = await open({environment: 'live'}, {mode: 'live'});
    assert.equal(live.mode, 'live');
    assert.equal((live.profile('https://shop.example')['config'] as {environment: string}).environment, 'live');
  });

  it('is refused with a sentence about what does not fit, and without the secret', async () => {
    const cases: readonly (readonly [() => Promise<unknown>, RegExp])[] = [
      [() => open({environment: 'live'}), /"live".*test mode.*"sandbox"/],
      [() => open({environment: 'sandbox'}, {mode: 'live'}), /"sandbox".*live mode.*"live"/],
      [() => open({clientId: ''}), /clientId/],
      [() => open({clientSecret: 'here'}), /clientSecret/],
      [() => open({apiUrl: 'https://evil.example'}), /apiUrl/],
      [() => open({apiUrl: 'http://localhost:9000'}, {mode: 'live'}), /apiUrl/],
      [() => open({}, {currency: 'VND'}), /VND/],
      [() => open({}, {secret: ''}), /PAYPAL_CLIENT_SECRET/],
    ];
    for (const [act, sentence] of cases) {
      await assert.rejects(act(), (error: Error) => error instanceof PaymentSettingsError && sentence.test(error.message) && !error.message.includes('a-secret'));
    }
  });
});

describe('The check of PayPal', () => {
  const signal = new AbortController().signal;
  const findings = async (options: LaidOptions = {}, {currency = 'HKD', notifyUrl = NOTIFY} = {}): Promise<readonly Finding[]> =>
    (await layPayPal(options)).handler.check!({currency, notifyUrl}, signal);
  const levels = (found: readonly Finding[]): string[] => found.map(({level}) => level);
  const advice = (found: readonly Finding[]): string => found.filter(({level}) => level !== 'ok').map(one => `${one.what} ${one.advice}`).join('\n');

  it('finds nothing to do when everything fits', async () => {
    assert.deepEqual(levels(await findings()), ['ok', 'ok', 'ok', 'ok']);
    assert.deepEqual(levels(await findings({events: [...NEEDED_EVENTS]})), ['ok', 'ok', 'ok', 'ok']);
  });

  it('says what is wrong and what to do about it', async () => {
    assert.match(advice(await findings({clientSecret: 'wrong'})), /does not know.*developer dashboard/);
    assert.match(advice(await findings({}, {currency: 'VND'})), /VND/);
    assert.match(advice(await findings({}, {notifyUrl: 'https://other.example/notify/paypal'})), /leads to https:\/\/shop\.example.*Change its address/);
    assert.match(advice(await findings({webhookId: 'ANOTHER'})), /Set "webhookId" to "WEBHOOK0FTHETEST"/);
    assert.match(advice(await findings({webhookId: undefined})), /Set "webhookId" to "WEBHOOK0FTHETEST"/);
    assert.match(advice(await findings({events: ['CHECKOUT.ORDER.APPROVED']})), /PAYMENT\.CAPTURE\.COMPLETED.*CUSTOMER\.DISPUTE\.CREATED/);
    assert.match(advice(await findings({fetch: () => Promise.reject(new TypeError('no network'))})), /reaches the internet/);
  });

  it('notices that disputes may not be read', async () => {
    const {paypal, handler} = await layPayPal();
    paypal.access.scope = 'https://uri.paypal.com/services/payments/payment';
    assert.match(advice(await handler.check!({currency: 'HKD', notifyUrl: NOTIFY}, signal)), /disputes/);
  });
});
