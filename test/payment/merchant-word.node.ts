import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {PaymentProvider, Step} from '../../src/payment/provider.ts';
import {sandbox, sandboxWith} from '../../src/payment/providers/sandbox.ts';
import type {Fate} from './network.ts';
import {approves, declines, scene, second} from './scene.ts';

describe('A lost answer', () => {
  for (const fate of ['answer-lost', 'answer-late', 'request-slow', 'doubled', 'request-lost', 'busy'] as const) {
    it(`to complete (${fate}) charges once and is found out`, async () => {
      const {clock, shop, press, meets} = scene();
      meets('complete', fate);
      const story = press(undefined, approves);
      await clock.pass(30 * second);
      assert.equal((await story.ended).state, 'paid');
      assert.equal(shop.paid.length, 1);
      assert.equal(new Set(shop.heard.filter(({operation}) => operation === 'complete').map(({key}) => key)).size, 1);
    });
  }

  it('keeps the payment pending, never failed, while the shop is away', async () => {
    const {clock, shop, press, meets, state} = scene();
    const away: Fate[] = Array.from({length: 6}, () => 'request-lost');
    meets('complete', 'answer-lost', ...away);
    meets('get', ...away);
    const story = press(undefined, approves);
    await clock.pass(15 * second);
    assert.equal(state(), 'pending');
    await clock.pass(90 * second);
    assert.equal((await story.ended).state, 'paid');
    assert.equal(shop.paid.length, 1);
  });

  it('of an earlier decline is not taken for the answer to this attempt', async () => {
    const {clock, shop, press, meets} = scene();
    const first = press(undefined, declines);
    await clock.pass(second);
    await first.ended;
    meets('complete', 'request-late');
    const story = press(undefined, approves);
    await clock.pass(30 * second);
    assert.equal((await story.ended).state, 'paid');
    assert.equal(shop.paid.length, 1);
  });

  it('to a question that was asked before the complete arrived does not end the attempt', async () => {
    const {clock, shop, press, meets, state} = scene();
    const first = press(undefined, declines);
    await clock.pass(second);
    await first.ended;
    meets('complete', 'request-slow');
    meets('get', 'arrives', 'answer-late');
    const story = press(undefined, {provider: sandboxWith({token: 'pending'})});
    await clock.pass(6 * second);
    assert.notEqual(state(), 'failed');
    shop.decide(shop.open[0], 'paid');
    await clock.pass(30 * second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('after a reload, whose complete may still arrive, ends only once the checkout is closed', async () => {
    const {clock, shop, tab, press, takeUp, meets} = scene();
    meets('complete', 'request-late');
    press(undefined, approves);
    await clock.pass(70);
    const reloaded = tab.reload();
    const story = takeUp(reloaded);
    assert.ok(story);
    await clock.pass(60 * second);
    assert.equal((await story.ended).state, 'cancelled');
    assert.equal(shop.paid.length, 0);
    assert.equal([...shop.checkouts.values()][0]?.status, 'canceled');
  });
});

describe('A buyer who stops while a complete is on its way', () => {
  it('is not told "cancelled" by a shop that leaves the checkout open: what arrives late is still paid', async () => {
    const {clock, shop, press, meets, state} = scene();
    shop.keepsCheckouts = true;
    meets('complete', 'request-late', 'request-lost', 'request-lost', 'request-lost', 'request-lost', 'request-lost', 'request-lost');
    const story = press(undefined, approves);
    await clock.pass(70);
    story.stop();
    await clock.pass(second);
    assert.equal(state(), 'pending');
    await clock.pass(60 * second);
    assert.deepEqual([(await story.ended).state, shop.paid.length], ['paid', 1]);
  });
});

describe('A merchant without our extension', () => {
  it('is believed when it has completed with an order', async () => {
    const {clock, shop, press} = scene();
    shop.speaksOurExtension = false;
    const story = press(undefined, approves);
    await clock.pass(second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('is believed when the checkout is open again with payment_failed', async () => {
    const {clock, shop, press} = scene();
    shop.speaksOurExtension = false;
    const story = press(undefined, declines);
    await clock.pass(second);
    assert.equal((await story.ended).problem?.code, 'declined');
  });

  it('whose answer comes late does not undo what was heard since', async () => {
    const {clock, shop, press, meets, state} = scene();
    shop.speaksOurExtension = false;
    meets('complete', 'answer-late');
    const story = press(undefined, {provider: sandboxWith({token: 'pending'})});
    await clock.pass(100);
    shop.decide(shop.trades[0], 'cancelled');
    await clock.pass(3 * second);
    assert.equal(state(), 'review');
    await clock.pass(10 * second);
    assert.deepEqual([state(), story.attempt.action], ['review', undefined]);
  });

  it('whose answer comes late does not send the buyer to a trade that is over', async () => {
    const {clock, shop, tab, press, meets, state} = scene();
    shop.speaksOurExtension = false;
    meets('complete', 'answer-late');
    const steps: Step[] = [];
    const provider: PaymentProvider = {...sandbox, async start(payment) {
      await payment.checkout;
      const step = await payment.submit({id: payment.id, handler_id: 'sandbox', type: 'sandbox', credential: {type: 'sandbox', token: 'redirect'}});
      steps.push(step);
      if (step.status === 'action') payment.present(step.action);
      return {ending: 'merchant', step};
    }};
    press(undefined, {provider});
    await clock.pass(100);
    shop.decide(shop.trades[0], 'cancelled');
    await clock.pass(3 * second);
    assert.equal(state(), 'review');
    await clock.pass(10 * second);
    assert.deepEqual([state(), steps.map(({status}) => status), tab.windows.length, tab.reports], ['review', ['review'], 0, []]);
  });

  it('that wants to see the buyer first is offered as a link, and its word on the end is waited for', async () => {
    const {clock, shop, tab, press, state} = scene();
    shop.wantsToSeeTheBuyer = true;
    const story = press();
    await clock.pass(3 * second);
    assert.deepEqual([state(), tab.window?.closed], ['acting', true]);
    assert.deepEqual(story.attempt.action, {type: 'popup', url: 'https://shop.example/checkout/checkout-1'});
    shop.sellOnOwnPage('checkout-1');
    await clock.pass(10 * second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('is followed to its own page when it needs the buyer', async () => {
    const {clock, shop, tab, press} = scene();
    shop.speaksOurExtension = false;
    const story = press();
    await clock.pass(second);
    assert.equal(tab.window?.url, 'https://shop.example/checkout/checkout-1');
    shop.decide(shop.trades[0], 'paid');
    await clock.pass(10 * second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('is waited for on a complete that takes its time, whatever something in between says to a repeat', async () => {
    const {clock, shop, press, meets} = scene();
    meets('complete', 'request-slow', 'forbidden', 'forbidden', 'forbidden', 'forbidden');
    const story = press(undefined, approves);
    await clock.pass(10 * second);
    assert.equal((await story.ended).state, 'paid');
    assert.deepEqual(shop.heard.map(({operation}) => operation).filter((operation) => operation === 'cancel'), []);
  });

  it('is not what something in between says when it refuses a repeat', async () => {
    const {clock, shop, press, meets} = scene();
    meets('complete', 'request-late', 'forbidden');
    const story = press(undefined, approves);
    await clock.pass(40 * second);
    assert.equal((await story.ended).state, 'paid');
    assert.equal(shop.paid.length, 1);
  });

  it('is asked for as pending after eight seconds, though the clock was put back meanwhile', async () => {
    const {clock, browser, press, meets, state} = scene();
    meets('complete', ...Array.from({length: 20}, () => 'request-lost' as const));
    meets('get', ...Array.from({length: 20}, () => 'busy' as const));
    press(undefined, approves);
    await clock.pass(100);
    browser.skew = -3600 * second;
    await clock.pass(15 * second);
    assert.equal(state(), 'pending');
  });

  it('is one word, though a provider submits twice', async () => {
    const {clock, shop, press, meets} = scene();
    meets('complete', 'answer-late');
    const steps: Step[] = [];
    const provider: PaymentProvider = {...sandbox, async start(payment) {
      await payment.checkout;
      const submit = (): Promise<Step> => payment.submit({id: payment.id, handler_id: 'sandbox', type: 'sandbox', credential: {type: 'sandbox', token: 'approve'}});
      steps.push(...(await Promise.all([submit(), submit()])));
      return {ending: 'merchant', step: steps[0]!};
    }};
    const story = press(undefined, {provider});
    await clock.pass(20 * second);
    assert.equal((await story.ended).state, 'paid');
    assert.deepEqual(steps.map(({status}) => status), ['paid', 'paid']);
    assert.equal(new Set(shop.heard.filter(({operation}) => operation === 'complete').map(({key}) => key)).size, 1);
  });
});
