import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {after, afterEach, before, describe, it} from 'node:test';
import {makeSigningChain} from '../../../../demo/services/paypal/certificate-authority.ts';
import {addCardToken} from '../../../../demo/services/stripe/cards.ts';
import type {StripeService} from '../../../../demo/services/stripe/stripe-service.ts';
import {startStripe} from '../../../../demo/services/stripe/stripe-service.ts';
import {stripeProcessor} from '../../../../src/server/handlers/stripe/stripe-processor.ts';
import type {AppleGateway} from '../../../../src/server/handlers/wallets/apple-gateway.ts';
import {applePayHandler, ApplePaySettings} from '../../../../src/server/handlers/wallets/apple-pay-handler.ts';
import {googlePayHandler, GooglePaySettings} from '../../../../src/server/handlers/wallets/google-pay-handler.ts';
import type {WalletProcessor} from '../../../../src/server/handlers/wallets/processor.ts';
import {googlePayKind} from '../../../../src/server/handlers/wallets/wallet-kinds.ts';
import {audit} from '../../../../src/server/money/audit.ts';
import type {Called, Shop} from '../../http/shop.ts';
import {openShop} from '../../http/shop.ts';

const ASSOCIATION = '7B22707370496422…';
const apple = ApplePaySettings.parse({merchantIdentifier: 'merchant.com.example.shop', displayName: 'Half Catty', country: 'HK', domains: ['blog.example'], domainAssociation: ASSOCIATION});
let sessions = 0;
const gateway: AppleGateway = {certificate: '', openSession: async ({domain}) => ({merchantSessionIdentifier: `SSH ${domain} ${++sessions}`})};

describe('Wallets on the buyer’s device, charged through Stripe', () => {
  let stripe: StripeService;
  let shop: Shop;
  const processor = (id: string): WalletProcessor => stripeProcessor({
    id, secretKey: stripe.secretKey, publishableKey: stripe.publishableKey, webhookSecrets: [stripe.webhookSecret], mode: 'test', apiBase: stripe.origin, clock: shop?.clock ?? (() => new Date())});

  before(async () => {
    // A Stripe with another day than the shop's has nothing to tell of today.
    stripe = await startStripe({clock: () => shop?.clock() ?? new Date()});
    shop = await openShop({handlers: [
      googlePayHandler(processor('google-pay'), GooglePaySettings.parse({merchantName: 'Half Catty'})),
      applePayHandler(processor('apple-pay'), apple, gateway),
    ]});
    await shop.product({id: 'tea', variants: [{id: 'tea', price: 12800, stock: 50, digital: true}]});
  });
  afterEach(async () => assert.deepEqual((await audit(shop.database, {})).violations, []));
  after(async () => {
    await shop.close();
    await stripe.close();
  });

  const open = async (): Promise<string> => (await shop.create({tea: 1})).body['id'];
  const complete = (id: string, handler: string, credential: object): Promise<Called> => shop.call('POST', `/ucp/checkout-sessions/${id}/complete`, {
    payment: {instruments: [{id: randomUUID(), handler_id: handler, type: 'card', selected: true, credential}]},
  });
  const google = (card: string): object => ({type: 'PAYMENT_GATEWAY', token: JSON.stringify({id: addCardToken(stripe.world, card).id})});
  const appleToken = (card: string): object => ({
    type: 'apple_pay', token: {paymentData: {version: 'EC_v1', card}, paymentMethod: {displayName: 'Visa 1111', network: 'Visa'}, transactionIdentifier: randomUUID()}});
  const paidAtStripe = async (): Promise<number[]> => (await stripe.books()).map(({paid}) => paid);

  it('are declared so that a page can open their sheets', async () => {
    const {body} = await shop.call('GET', '/.well-known/ucp');
    const {payment_handlers: declared} = body['ucp'] as unknown as {payment_handlers: Record<string, readonly {version: string; config: Record<string, unknown>}[]>};
    const [googlePay] = declared['com.google.pay'] ?? [];
    assert.equal(googlePay?.version, '2026-01-23');
    assert.deepEqual(googlePay?.config['allowed_payment_methods'], [{
      // As Google's published schema of this configuration allows, which knows no other; what our own tags may ask for stands beside it.
      type: 'CARD', parameters: {allowed_auth_methods: ['PAN_ONLY'], allowed_card_networks: ['VISA', 'MASTERCARD', 'AMEX']},
      tokenization_specification: {type: 'PAYMENT_GATEWAY', parameters: {gateway: 'stripe', 'stripe:version': '2018-10-31', 'stripe:publishableKey': stripe.publishableKey}},
    }]);
    assert.deepEqual(googlePay?.config['auth_methods'], ['PAN_ONLY', 'CRYPTOGRAM_3DS']);
    // The schema wants a merchant id, and "TEST" where there is none yet.
    assert.deepEqual([googlePay?.config['environment'], googlePay?.config['merchant_info']], ['TEST', {merchant_id: 'TEST', merchant_name: 'Half Catty', merchant_origin: 'shop.example'}]);
    assert.equal(declared['dev.hangtag.apple_pay']?.[0]?.config['session_url'], 'https://shop.example/handlers/apple-pay/session');
    assert.doesNotMatch(JSON.stringify(declared), /sk_test|whsec/);
  });

  for (const [handler, credential] of [['google-pay', google], ['apple-pay', appleToken]] as const) {
    it(`pays once with ${handler}`, async () => {
      const before = (await paidAtStripe()).length;
      const id = await open();
      assert.equal((await complete(id, handler, credential('pm_card_visa'))).body['status'], 'completed');
      assert.deepEqual((await paidAtStripe()).slice(before), [12800]);
    });

    it(`leaves the checkout open when the bank declines the card in ${handler}`, async () => {
      const id = await open();
      assert.equal((await complete(id, handler, credential('pm_card_visa_chargeDeclined'))).body['status'], 'ready_for_complete');
      assert.equal((await complete(id, handler, credential('pm_card_visa'))).body['status'], 'completed');
    });

    it(`finds a payment of ${handler} whose answer was lost, and charges nothing twice`, async () => {
      const before = (await paidAtStripe()).filter(paid => paid > 0).length;
      stripe.order('answer-lost', 1, 'create');
      const id = await open();
      await complete(id, handler, credential('pm_card_visa'));
      shop.wait(60_000);
      await shop.server.runDueWork();
      assert.equal((await shop.call('GET', `/ucp/checkout-sessions/${id}`)).body['status'], 'completed');
      assert.equal((await paidAtStripe()).filter(paid => paid > 0).length, before + 1);
    });
  }

  it('leads to the bank’s page where the bank asks', async () => {
    const {body} = await complete(await open(), 'google-pay', google('pm_card_authenticationRequired'));
    assert.equal(body['status'], 'requires_escalation');
    assert.match(JSON.stringify(body['dev.hangtag']), /"type":"redirect"/);
  });

  it('takes no token that is not one, and none a second time', async () => {
    const once = google('pm_card_visa');
    assert.equal((await complete(await open(), 'google-pay', {type: 'PAYMENT_GATEWAY', token: '{"signature":"…"}'})).body['status'], 'ready_for_complete');
    assert.equal((await complete(await open(), 'google-pay', once)).body['status'], 'completed');
    assert.equal((await complete(await open(), 'google-pay', once)).body['status'], 'ready_for_complete');
  });

  it('ask Apple for a session only for the shop’s own pages', async () => {
    const ask = async (domain: string, question = 'session'): Promise<{status: number; cache: string | null; body: unknown}> => {
      const response = await shop.server.fetch(new Request(`https://shop.example/handlers/apple-pay/${question}`, {
        method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({validation_url: 'https://apple-pay-gateway.apple.com/paymentservices/startSession', domain})}));
      return {status: response.status, cache: response.headers.get('cache-control'), body: await response.json()};
    };
    assert.deepEqual(await ask('blog.example'), {status: 200, cache: 'no-store', body: {merchantSessionIdentifier: 'SSH blog.example 1'}});
    assert.deepEqual((await ask('blog.example')).body, {merchantSessionIdentifier: 'SSH blog.example 2'}, 'a new one for each sheet');
    for (const like of ['BLOG.example', 'blog.example.', 'blog.example.evil.example', 'x.blog.example', '']) assert.equal((await ask(like)).status, 404, like);
    assert.equal((await ask('evil.example')).status, 404);
    assert.equal((await ask('blog.example', 'keys')).status, 404);
  });

  it('show Apple the file by which it knows the shop’s address, and nobody any other', async () => {
    const look = async (file: string): Promise<{status: number; type: string | null; text: string}> => {
      const response = await shop.server.fetch(new Request(`https://shop.example/.well-known/${file}`));
      return {status: response.status, type: response.headers.get('content-type'), text: await response.text()};
    };
    assert.deepEqual(await look('apple-developer-merchantid-domain-association'), {status: 200, type: 'text/plain; charset=utf-8', text: ASSOCIATION});
    assert.equal((await look('apple-developer-merchantid-domain-association.txt')).text, ASSOCIATION, 'as Apple’s page names it too');
    for (const other of ['toString', '__proto__', 'security.txt', '..%2fopenapi.json']) assert.equal((await look(other)).status, 404, other);
    assert.equal((await look('ucp')).status, 200);
  });

  it('are checked as Apple would look at each domain: the file is there, without being sent elsewhere', async () => {
    const {fetch: network} = globalThis;
    const asked: string[] = [];
    const certificate = makeSigningChain({name: 'merchant.com.example.shop'}).chain;
    const settings = {...apple, domains: ['here.example', 'moved.example', 'away.example', 'other.example']};
    globalThis.fetch = async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      if (!url.hostname.endsWith('.example')) return network(input, init);
      asked.push(url.href);
      if (url.hostname === 'away.example') throw new TypeError('fetch failed');
      return url.hostname === 'moved.example' ? new Response(null, {status: 301, headers: {location: 'https://here.example/'}}) : new Response(url.hostname === 'here.example' ? `${ASSOCIATION}\n` : '<html>');
    };
    try {
      const found = await applePayHandler(processor('apple-pay'), settings, {...gateway, certificate}).check!({currency: 'HKD', notifyUrl: 'https://shop.example/notify/apple-pay'}, AbortSignal.timeout(5000));
      const about = (domain: string): string | undefined => found.find(({what}) => what.startsWith(`${domain} `))?.level;
      assert.deepEqual(settings.domains.map(about), ['ok', 'error', 'error', 'warning']);
      assert.deepEqual(asked.sort()[0], 'https://away.example/.well-known/apple-developer-merchantid-domain-association');
      for (const {level, advice} of found) assert.ok(level === 'ok' || advice);
    } finally {
      globalThis.fetch = network;
    }
  });

  it('are refused in the settings, like Stripe itself, when Stripe’s webhook secret is not one', async () => {
    const settings = googlePayKind.settings.parse({processor: {type: 'stripe', publishableKey: stripe.publishableKey}});
    const context = {mode: 'test', currency: 'HKD', origin: 'https://shop.example', clock: () => new Date(), log: {info: () => undefined, warn: () => undefined, error: () => undefined}} as const;
    const secrets = {STRIPE_SECRET_KEY: stripe.secretKey, STRIPE_WEBHOOK_SECRET: 'forgotten'};
    await assert.rejects(googlePayKind.open(settings, secrets, context), /must begin with whsec_/);
    assert.equal((await googlePayKind.open(settings, {...secrets, STRIPE_WEBHOOK_SECRET: stripe.webhookSecret}, context)).id, 'google-pay');
  });

  it('will not run live without what Google wants for it', () => {
    const live: WalletProcessor = {...processor('google-pay'), mode: 'live'};
    assert.throws(() => googlePayHandler(live, GooglePaySettings.parse({})), /merchantId/);
    for (const merchantId of ['', 'BCR2-DN4T', 'a b']) assert.equal(GooglePaySettings.safeParse({merchantId}).success, false, merchantId);
    const handler = googlePayHandler(live, GooglePaySettings.parse({merchantId: 'BCR2DN4TEXAMPLE', authMethods: ['CRYPTOGRAM_3DS']}));
    const {config} = handler.profile('https://shop.example') as {config: {environment: string; merchant_info: object; allowed_payment_methods: readonly {parameters: {allowed_auth_methods: readonly string[]}}[]}};
    assert.deepEqual([config.environment, config.merchant_info], ['PRODUCTION', {merchant_id: 'BCR2DN4TEXAMPLE', merchant_origin: 'shop.example'}]);
    assert.deepEqual(config.allowed_payment_methods[0]?.parameters.allowed_auth_methods, [], 'platforms that know only cards kept at Google get none');
  });
});
