import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {addCardToken} from '../../../../demo/services/stripe/cards.ts';
import type {StripeOptions} from '../../../../src/server/handlers/stripe/stripe-options.ts';
import {stripeProcessor} from '../../../../src/server/handlers/stripe/stripe-processor.ts';
import type {WalletProcessor, WalletToken} from '../../../../src/server/handlers/wallets/processor.ts';
import type {Stand} from './stand.ts';
import {intentFor, signal, stand} from './stand.ts';

let s: Stand;
let stripe: WalletProcessor;
const processor = (more: Partial<StripeOptions> = {}): WalletProcessor => stripeProcessor({
  id: 'google-pay', secretKey: s.service.secretKey, publishableKey: s.service.publishableKey, webhookSecrets: [s.service.webhookSecret], mode: 'test', apiBase: s.service.origin, clock: s.now, ...more});
before(async () => {
  s = await stand();
  stripe = processor();
});
after(() => s.close());

const google = (card = 'pm_card_visa'): WalletToken => ({wallet: 'google-pay', token: JSON.stringify({id: addCardToken(s.service.world, card).id})});
const apple = (card = 'pm_card_visa'): WalletToken => ({
  wallet: 'apple-pay', token: {paymentData: {version: 'EC_v1', card}, paymentMethod: {displayName: 'Visa 1111', network: 'Visa'}, transactionIdentifier: 'A1'}});
const bookOf = async (tradeNo: string) => (await s.service.books()).find(one => one.tradeNo === tradeNo);

describe('Stripe as the processor of wallets', () => {
  for (const [name, token] of [['Google Pay', google], ['Apple Pay', apple]] as const) {
    it(`finds a trade of ${name} that is paid, whatever token comes a second time`, async () => {
      const intent = intentFor();
      const trade = await stripe.create(intent, token(), signal);
      assert.equal(trade.status, 'paid');
      assert.deepEqual(await stripe.create(intent, token('pm_card_mastercard'), signal), trade);
      assert.deepEqual(await stripe.create(intent, {wallet: 'google-pay', token: 'nonsense'}, signal), trade);
    });

    it(`does not call a trade of ${name} declined because Stripe has no time or refuses the shop’s key`, async () => {
      const intent = intentFor();
      s.service.order('busy', 1, 'other');
      const given = token();
      await assert.rejects(stripe.create(intent, given, signal));
      assert.equal((await stripe.create(intent, given, signal)).status, 'paid');
      await assert.rejects(processor({secretKey: 'sk_test_revoked'}).create(intentFor(), token(), signal));
    });

    it(`pays once with ${name} when the answer about the card is lost`, async () => {
      const intent = intentFor();
      s.service.order('answer-lost', 1, 'other');
      const given = token();
      await assert.rejects(stripe.create(intent, given, signal));
      assert.equal((await stripe.create(intent, given, signal)).status, 'paid');
      assert.equal((await bookOf(intent.tradeNo))?.paid, 12800);
    });
  }

  it('leaves a trade that waits for the bank as it is when a second token cannot be read', async () => {
    const intent = intentFor();
    const asked = await stripe.create(intent, google('pm_card_authenticationRequired'), signal);
    assert.ok(asked.status === 'waiting' && asked.action?.type === 'redirect');
    assert.equal((await stripe.create(intent, {wallet: 'google-pay', token: '{}'}, signal)).status, 'waiting');
    await s.service.buyer(intent.tradeNo, 'approve');
    assert.equal((await stripe.query(intent, signal)).status, 'paid');
  });

  it('rules a trade out before it calls it declined for a token that cannot be read', async () => {
    const intent = intentFor();
    const trade = await stripe.create(intent, {wallet: 'google-pay', token: '{"id":"card_1"}'}, signal);
    assert.ok(trade.status === 'declined' && trade.reason === 'unreadable_token', JSON.stringify(trade));
    assert.equal((await bookOf(intent.tradeNo))?.status, 'closed');
    assert.notEqual((await stripe.create(intent, google(), signal)).status, 'paid', 'a create that was still on its way');
  });

  it('has tokens made for the connected account that sells, where the keys are a platform’s', () => {
    assert.equal(stripe.googlePayGateway?.['stripe:publishableKey'], s.service.publishableKey);
    assert.equal(processor({account: 'acct_seller'}).googlePayGateway?.['stripe:publishableKey'], `${s.service.publishableKey}/acct_seller`);
  });
});
