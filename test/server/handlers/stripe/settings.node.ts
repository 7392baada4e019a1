import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {toStripeAmount} from '../../../../src/commerce/stripe-amount.ts';
import {handlerKinds} from '../../../../src/server/handlers/kinds.ts';
import {NEEDED_EVENTS} from '../../../../src/server/handlers/stripe/check.ts';
import {stripeHandler} from '../../../../src/server/handlers/stripe/stripe-handler.ts';
import {stripeKind} from '../../../../src/server/handlers/stripe/stripe-kind.ts';
import {takes} from '../../../../src/server/handlers/takes.ts';
import type {Stand} from './stand.ts';
import {instrument, signal, stand} from './stand.ts';

let s: Stand;
before(async () => { s = await stand(); });
after(() => s.close());

const place = {currency: 'HKD', notifyUrl: 'https://shop.example/notify/stripe'};
const context = {mode: 'test' as const, currency: 'HKD', origin: 'https://shop.example', log: {info: () => undefined, warn: () => undefined, error: () => undefined}, clock: () => new Date()};
const secrets = {STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1, whsec_2'};

describe('Stripe in the settings file', () => {
  const open = (settings: object, given: Readonly<Record<string, string>> = secrets, more: object = {}) =>
    stripeKind.open(stripeKind.settings.parse(settings), given, {...context, ...more});

  it('is opened from its settings and the environment', async () => {
    assert.equal((await handlerKinds['stripe']!()).type, 'stripe');
    const handler = await open({publishableKey: 'pk_test_1', methods: ['card', 'alipay'], capture: 'manual'});
    assert.deepEqual([handler.name, handler.id, handler.mode], ['dev.hangtag.stripe', 'stripe', 'test']);
    const {config} = handler.profile('https://shop.example') as {config: object};
    assert.deepEqual(config, {publishable_key: 'pk_test_1', methods: ['card', 'alipay'], capture: 'manual'});
    assert.doesNotMatch(JSON.stringify(handler.profile('')), /sk_|whsec_/);
  });

  it('refuses keys that do not fit, with a sentence for a person that holds no key', async () => {
    for (const [settings, given, more, sentence] of [
      [{publishableKey: 'pk_test_1'}, {...secrets, STRIPE_SECRET_KEY: 'sk_live_1'}, {}, /secret key is of live mode, and this shop is test/],
      [{publishableKey: 'pk_live_1'}, secrets, {}, /publishable key is of live mode/],
      [{publishableKey: 'pk_test_1'}, {...secrets, STRIPE_SECRET_KEY: 'pk_test_1'}, {}, /does not look like one/],
      [{publishableKey: 'pk_test_1'}, {...secrets, STRIPE_WEBHOOK_SECRET: 'we_1'}, {}, /must begin with whsec_/],
      [{publishableKey: 'pk_live_1', apiBase: 'http://127.0.0.1:1'}, {...secrets, STRIPE_SECRET_KEY: 'sk_live_1'}, {mode: 'live'}, /simulation of Stripe, and this shop is live/],
    ] as const) {
      await assert.rejects(open(settings, given, more), error => sentence.test(String(error)) && !/sk_live_1|we_1$/.test(String(error)));
    }
    for (const wrong of [{}, {publishableKey: 'sk_test_1'}, {publishableKey: 'pk_test_1', methods: []}, {publishableKey: 'pk_test_1', methods: ['klarna']}, {publishableKey: 'pk_test_1', secretKey: 'sk_test_1'}]) {
      assert.equal(stripeKind.settings.safeParse(wrong).success, false, JSON.stringify(wrong));
    }
  });
});

describe('What Stripe takes', () => {
  it('is what its methods say, and nothing that it cannot read', () => {
    const token = {type: 'stripe_confirmation_token', token: 'ctoken_1'} as const;
    const only = s.handlerWith({methods: ['alipay']});
    for (const [handler, one, takes] of [
      [s.handler, instrument('card', token), true], [s.handler, instrument('stripe', token), true], [s.handler, instrument('alipay', {type: 'stripe_wallet'}), true],
      [s.handler, instrument('card', {type: 'stripe_payment_method', payment_method: 'pm_1'}), true],
      [s.handler, instrument('card', {type: 'stripe_confirmation_token', token: '../x'}), false], [s.handler, instrument('alipay', token), false],
      [s.handler, instrument('card', {type: 'stripe_wallet'}), false], [s.handler, {id: 'x', handler_id: 'stripe', type: 'card'}, false],
      [only, instrument('card', token), false], [only, instrument('wechat_pay', {type: 'stripe_wallet'}), false], [only, instrument('stripe_checkout', {type: 'stripe_checkout'}), false],
    ] as const) assert.equal(handler.accepts(one) === true, takes, JSON.stringify(one));
  });

  it('is offered on a page without script as far as it works in that browser', () => {
    const offered = (userAgent: string, currency = 'HKD'): unknown => s.handler.hostedMethods!({locale: 'zh-Hant', userAgent, currency}).map(({instrument: {type}, label}) => [type, label]);
    assert.deepEqual(offered('Mozilla/5.0 (X11; Linux)'), [['stripe_checkout', '信用卡或扣賬卡'], ['alipay', '支付寶'], ['wechat_pay', '微信支付']]);
    assert.deepEqual(offered('Mozilla/5.0 (iPhone) Mobile Safari'), [['stripe_checkout', '信用卡或扣賬卡'], ['alipay', '支付寶']]);
    assert.deepEqual(offered('Mozilla/5.0 (iPhone) Mobile MicroMessenger/8'), [['stripe_checkout', '信用卡或扣賬卡']]);
    assert.deepEqual(offered('Mozilla/5.0 (X11; Linux)', 'BRL'), [['stripe_checkout', '信用卡或扣賬卡']]);
    for (const {instrument: one} of s.handler.hostedMethods!({locale: 'en', currency: 'HKD'})) assert.equal(s.handler.accepts(one), true);
  });

  it('says how little it charges and for how long it gives back', () => {
    assert.deepEqual(s.handler.limits?.['HKD'], {min: 400, max: 99_999_999});
    assert.deepEqual(s.handler.limits?.['JPY'], {min: 50}, 'of these Stripe publishes other most amounts');
    assert.equal(s.handler.refundDays, undefined, 'cards have no limit');
    for (const currency of Intl.supportedValuesOf('currency')) {
      for (const amount of [100_000, 100_010, 100_100, 100_001]) {
        const charged = toStripeAmount({amount, currency}) !== undefined;
        assert.equal(takes(s.handler, {amount, currency}, 'test'), charged, `${currency} ${amount}: offered as far as it can be charged exactly`);
      }
    }
    assert.equal(s.handlerWith({methods: ['alipay', 'wechat_pay']}).refundDays, 180);
    assert.throws(() => stripeHandler({secretKey: 'sk_test_1', publishableKey: 'pk_test_1', webhookSecrets: [], mode: 'test', methods: []}), TypeError);
  });
});

describe('The check of a Stripe account', () => {
  const check = async (handler = s.handler, where = place): Promise<readonly string[]> => (await handler.check!(where, signal)).map(({level, what}) => `${level}: ${what}`);

  it('finds everything in order', async () => {
    s.service.webhook(place.notifyUrl, {events: [...NEEDED_EVENTS]});
    const found = await check();
    assert.equal(found.length, 4);
    for (const line of found) assert.match(line, /^ok: /);
  });

  it('names what is not, and what to do about it', async () => {
    s.service.webhook('https://shop.example/elsewhere');
    assert.match((await check()).join('\n'), /error: No webhook endpoint leads to/);
    s.service.webhook(place.notifyUrl, {status: 'disabled'});
    assert.match((await check()).join('\n'), /error: The webhook endpoint we_0 is disabled/);
    s.service.webhook(place.notifyUrl, {events: ['payment_intent.succeeded']});
    assert.match((await check()).join('\n'), /warning: The webhook endpoint does not send .*charge\.refunded/);
    assert.match((await check(s.handler, {...place, notifyUrl: 'http://localhost:8787/notify/stripe'})).join('\n'), /warning: Stripe cannot reach/);
    assert.match((await check(s.handler, {...place, currency: 'XAG'})).join('\n'), /error: An account in HK cannot charge XAG/);
    assert.match((await check(s.handlerWith({webhookSecrets: []}))).join('\n'), /error: There is no signing secret/);
    const {account} = s.service.world;
    s.service.world.account = {...account, chargesEnabled: false, capabilities: {card_payments: 'inactive'}};
    assert.match((await check()).join('\n'), /error: The account .* may not take payments yet[\s\S]*error: card is inactive/);
    s.service.world.account = account;
    assert.match((await check(s.handlerWith({secretKey: 'sk_test_revoked'}))).join('\n'), /error: Stripe did not show the account \(401\)/);
    for (const {level, advice, what} of await s.handlerWith({secretKey: 'sk_test_revoked'}).check!(place, signal)) {
      assert.ok(level === 'ok' || advice);
      assert.doesNotMatch(`${what} ${advice}`, /sk_test/);
    }
  });
});
