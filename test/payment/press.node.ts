import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {ProviderEnding} from '../../src/payment/provider.ts';
import {sandbox} from '../../src/payment/providers/sandbox.ts';
import {approves, declines, purchase, scene, second} from './scene.ts';

describe('A press', () => {
  it('starts the provider before pay() returns', () => {
    const {tab, press} = scene();
    press();
    assert.equal(tab.windows.length, 1);
    assert.equal(tab.window?.url, 'about:blank');
  });

  it('ends in paid when the merchant says so, once', async () => {
    const {clock, shop, press, state} = scene();
    const story = press(undefined, approves);
    assert.equal(state(), 'opening');
    await clock.pass(second);
    const ended = await story.ended;
    assert.equal(ended.state, 'paid');
    assert.equal(ended.order?.id, 'order-checkout-1');
    assert.equal(shop.paid.length, 1);
    assert.equal(story.leads, true);
  });

  it('of ten clicks and two buttons shares one story and one checkout', async () => {
    const {clock, shop, press} = scene();
    const stories = Array.from({length: 10}, () => press(undefined, approves));
    await clock.pass(second);
    assert.equal(new Set(stories).size, 1);
    assert.equal(shop.checkouts.size, 1);
    assert.equal(shop.paid.length, 1);
    assert.equal((await press(undefined, approves).ended).state, 'paid');
    assert.equal(shop.paid.length, 1);
  });

  it('carries the total that the buyer saw', async () => {
    const {clock, shop, press} = scene();
    press(undefined, approves);
    await clock.pass(second);
    const [complete] = shop.heard.filter(({operation}) => operation === 'complete');
    assert.deepEqual((complete?.body as {expectedTotal: unknown}).expectedTotal, {amount: 12800, currency: 'HKD'});
  });

  it('that is declined can be tried again on the same checkout', async () => {
    const {clock, shop, press} = scene();
    const first = press(undefined, declines);
    await clock.pass(second);
    const ended = await first.ended;
    assert.deepEqual([ended.state, ended.problem], ['failed', {code: 'declined', message: 'Declined'}]);
    first.reset();
    assert.equal(first.attempt.state, 'ready');
    const again = press(undefined, approves);
    await clock.pass(second);
    assert.equal((await again.ended).state, 'paid');
    assert.notEqual(again.attempt.id, ended.id);
    assert.equal(shop.checkouts.size, 1);
  });

  it('fails without a charge when the shop cannot be reached', async () => {
    const {clock, shop, press, meets} = scene();
    meets('create', 'request-lost', 'request-lost', 'request-lost');
    const story = press(undefined, approves);
    await clock.pass(20 * second);
    assert.deepEqual((await story.ended).problem, {code: 'unreachable'});
    assert.equal(shop.checkouts.size, 0);
  });

  it('repeats a create that got no answer with its key and body', async () => {
    const {clock, shop, press, meets} = scene();
    meets('create', 'answer-lost');
    const story = press(undefined, approves);
    await clock.pass(10 * second);
    assert.equal((await story.ended).state, 'paid');
    assert.equal(shop.checkouts.size, 1);
    const [first, again] = shop.heard;
    assert.deepEqual([first?.operation, first?.key, first?.body], [again?.operation, again?.key, again?.body]);
  });
});

describe('What the buyer must see first', () => {
  it('stops for another total, pays nothing, and pays the open checkout at the second press', async () => {
    const {clock, shop, tab, press, state} = scene();
    shop.price = 13000;
    const story = press();
    await clock.pass(second);
    assert.equal(state(), 'review');
    assert.equal(tab.window?.closed, true);
    assert.equal(shop.trades.length, 0);
    story.confirm();
    assert.equal(tab.windows.length, 2);
    await clock.pass(second);
    assert.equal(tab.window?.url, 'https://wallet.example/trade-1');
    shop.decide(shop.trades[0], 'paid');
    await clock.pass(5 * second);
    const ended = await story.ended;
    assert.deepEqual([ended.state, ended.total.amount], ['paid', 13000]);
    assert.equal(shop.checkouts.size, 1);
  });

  it('stops when the total changes between the checkout and the payment', async () => {
    const {clock, shop, press, state} = scene();
    const story = press(undefined, approves);
    await clock.pass(50);
    shop.price = 14000;
    await clock.pass(second);
    assert.equal(state(), 'review');
    assert.equal(story.attempt.submitted, false);
    assert.equal(shop.trades.length, 0);
    story.confirm();
    await clock.pass(second);
    assert.equal((await story.ended).state, 'paid');
    assert.equal(shop.paid[0]?.amount, 14000);
  });

  it('stops for terms that must be read', async () => {
    const {clock, shop, press, state} = scene();
    shop.links = [{type: 'terms_of_service', url: 'https://shop.example/terms'}];
    press(undefined, approves);
    await clock.pass(second);
    assert.equal(state(), 'review');
    assert.equal(shop.trades.length, 0);
  });

  it('asks for delivery, shows the new total and then pays', async () => {
    const {clock, shop, press, state} = scene();
    shop.needsDelivery = true;
    const story = press(undefined, {...approves, collectFirst: true});
    await clock.pass(second);
    assert.equal(state(), 'needs-buyer');
    const providing = story.provide({buyer: {email: 'mei@example.com'}, fulfillment: {methods: [{type: 'shipping', groups: [{selected_option_id: 'post'}]}]}});
    await clock.pass(second);
    assert.equal((await providing).totals.find(({type}) => type === 'total')?.amount, 15800);
    assert.equal(state(), 'review');
    story.confirm();
    await clock.pass(second);
    assert.deepEqual([(await story.ended).state, shop.paid[0]?.amount], ['paid', 15800]);
  });

  it('remembers contact and delivery for the next attempt on this page, and never in the storage', async () => {
    const {clock, browser, shop, press, state} = scene();
    shop.needsDelivery = true;
    const story = press(undefined, {collectFirst: true});
    await clock.pass(second);
    void story.provide({buyer: {email: 'mei@example.com'}, fulfillment: {methods: [{type: 'shipping'}]}});
    await clock.pass(second);
    story.confirm();
    await clock.pass(second);
    story.stop();
    await clock.pass(5 * second);
    assert.equal(state(), 'cancelled');
    story.reset();
    press(undefined, {collectFirst: true});
    await clock.pass(second);
    assert.equal(state(), 'review');
    assert.equal(shop.checkouts.size, 2);
    assert.ok(![...browser.storage.values()].some((text) => text.includes('mei@example.com')));
  });

  it('refuses details when nobody asked for them', async () => {
    const {press} = scene();
    await assert.rejects(press().provide({}), /nothing to provide/);
  });

  it('keeps the buyer at the form when the shop does not answer', async () => {
    const {clock, shop, press, meets, state} = scene();
    shop.needsDelivery = true;
    const story = press(undefined, {...approves, collectFirst: true});
    await clock.pass(second);
    meets('update', 'request-lost', 'request-lost', 'request-lost');
    const providing = assert.rejects(story.provide({buyer: {email: 'mei@example.com'}}), /lost/);
    await clock.pass(20 * second);
    await providing;
    assert.equal(state(), 'needs-buyer');
  });

  it('is not stuck with a provider that ends without a word, or with one that nobody knows', async () => {
    for (const end of [undefined, {ending: 'whatever'}]) {
      const {clock, tab, press, state} = scene();
      press(undefined, {provider: {...sandbox, start: async () => end as unknown as ProviderEnding}});
      await clock.pass(3 * second);
      assert.deepEqual([state(), tab.attempts[purchase]?.problem?.code], ['failed', 'provider_failed']);
    }
  });

  it('asks the merchant when a provider ends without a word after it has handed over', async () => {
    const {clock, press, meets} = scene();
    meets('complete', 'answer-lost');
    const story = press(undefined, {provider: {...sandbox, async start(payment) {
      await payment.checkout;
      await payment.submit({id: payment.id, handler_id: 'sandbox', type: 'sandbox', credential: {type: 'sandbox', token: 'approve'}});
      return undefined as unknown as ProviderEnding;
    }}});
    await clock.pass(30 * second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('does not open for ever when it cannot be known whether another page is at it', async () => {
    for (const collectFirst of [false, true]) {
      const {clock, browser, shop, press, state} = scene();
      const refuse = (): never => {
        throw new DOMException('Not here', 'SecurityError');
      };
      Object.assign(browser.locks, {of: () => ({request: refuse})});
      const tab = browser.open();
      press(tab, {collectFirst});
      await clock.pass(5 * second);
      assert.deepEqual([state(tab), shop.heard], ['failed', []]);
    }
  });
});
