import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {PaymentProvider} from '../../src/payment/provider.ts';
import {sandbox} from '../../src/payment/providers/sandbox.ts';
import {scene, second} from './scene.ts';

describe('The wallet window', () => {
  it('is steered to the wallet and closed when the merchant has the money', async () => {
    const {clock, shop, tab, press, state} = scene();
    const story = press();
    await clock.pass(second);
    assert.equal(state(), 'acting');
    assert.equal(tab.window?.url, 'https://wallet.example/trade-1');
    shop.decide(shop.trades[0], 'paid');
    await clock.pass(5 * second);
    assert.equal((await story.ended).state, 'paid');
    assert.equal(tab.window?.closed, true);
  });

  it('proves nothing when it is closed: cancelled only after the merchant closed the trade', async () => {
    const {clock, shop, tab, press} = scene();
    const story = press();
    await clock.pass(3 * second);
    tab.window!.closed = true;
    await clock.pass(5 * second);
    assert.equal((await story.ended).state, 'cancelled');
    assert.equal(shop.trades[0]?.status, 'cancelled');
  });

  it('stays pending when it is closed and the trade cannot be, and a late payment moves it to paid', async () => {
    const {clock, shop, tab, press, state} = scene();
    shop.cannotClose = true;
    const story = press();
    await clock.pass(3 * second);
    tab.window!.closed = true;
    await clock.pass(60 * second);
    assert.equal(state(), 'pending');
    shop.decide(shop.trades[0], 'paid');
    await clock.pass(60 * second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('was paid before it was closed: then it is paid', async () => {
    const {clock, shop, tab, press} = scene();
    const story = press();
    await clock.pass(2900);
    shop.decide(shop.trades[0], 'paid');
    tab.window!.closed = true;
    await clock.pass(5 * second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('of somebody else\'s checkout hands the buyer over, once', async () => {
    const {clock, press} = scene();
    const elsewhere: PaymentProvider = {...sandbox, start: async () => ({ending: 'handed-off', url: 'https://other.example/checkout'})};
    const story = press(undefined, {provider: elsewhere});
    await clock.pass(second);
    assert.deepEqual([(await story.ended).state, story.attempt.action], ['handed-off', {type: 'popup', url: 'https://other.example/checkout'}]);
    story.reset();
    assert.equal(story.attempt.state, 'ready');
  });

  it('that has cut its ties with the page, at once or much later, is not taken for closed while the buyer is in it', async () => {
    for (const after of [150, 8 * second]) {
      const {clock, shop, tab, press, state} = scene();
      const story = press();
      await clock.pass(after);
      tab.focused = false;
      tab.window!.closed = true;
      await clock.pass(60 * second);
      assert.deepEqual([state(), story.attempt.action?.type, shop.trades[0]?.status], ['acting', 'popup', 'open']);
      shop.decide(shop.trades[0], 'paid');
      await clock.pass(31 * second);
      assert.equal((await story.ended).state, 'paid');
    }
  });

  it('that looks closed is asked after at once, and closed only once the buyer has been back on the page for a while', async () => {
    const {clock, shop, tab, press, state, meets} = scene();
    const story = press();
    await clock.pass(20 * second);
    tab.focused = false;
    tab.window!.closed = true;
    meets('get', 'arrives');
    await clock.pass(500);
    assert.deepEqual(shop.network.fates.get, []);
    for (let glance = 0; glance < 5; glance++) {
      tab.focused = true;
      await clock.pass(2 * second);
      tab.focused = false;
      await clock.pass(2 * second);
    }
    assert.deepEqual([state(), shop.trades[0]?.status], ['acting', 'open']);
    tab.focused = true;
    await clock.pass(6 * second);
    assert.equal((await story.ended).state, 'cancelled');
    assert.equal(shop.trades[0]?.status, 'cancelled');
  });

  it('that looks closed leaves the buyer a word: to stop, or to open it again', async () => {
    const {clock, shop, tab, press, state} = scene();
    const story = press();
    await clock.pass(9 * second);
    tab.focused = false;
    tab.window!.closed = true;
    await clock.pass(9 * second);
    story.reopen();
    tab.focused = true;
    await clock.pass(9 * second);
    assert.deepEqual([state(), tab.windows.length, tab.window?.url], ['acting', 2, 'https://wallet.example/trade-1']);
    tab.focused = false;
    tab.window!.closed = true;
    story.stop();
    await clock.pass(second);
    assert.deepEqual([(await story.ended).state, shop.trades[0]?.status], ['cancelled', 'cancelled']);
  });

  it('that was closed while it was still empty is closed indeed', async () => {
    const {clock, shop, tab, press, meets} = scene();
    meets('create', 'request-slow');
    const story = press();
    tab.focused = false;
    tab.window!.closed = true;
    await clock.pass(9 * second);
    assert.equal((await story.ended).state, 'cancelled');
    assert.deepEqual(shop.trades.filter(({status}) => status === 'open'), []);
  });

  it('is offered as a link when the browser refuses it, and opened again in a gesture', async () => {
    const {clock, shop, tab, press, state} = scene();
    tab.refusesWindows = true;
    const story = press();
    await clock.pass(3 * second);
    assert.equal(state(), 'acting');
    assert.equal(story.attempt.problem?.code, 'popup_blocked');
    assert.deepEqual(story.attempt.action, {type: 'popup', url: 'https://wallet.example/trade-1'});
    tab.refusesWindows = false;
    story.reopen();
    assert.equal(tab.window?.url, 'https://wallet.example/trade-1');
    assert.equal(story.attempt.problem, undefined);
    shop.decide(shop.trades[0], 'paid');
    await clock.pass(10 * second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('never leads to an address that is not https', async () => {
    const {clock, shop, tab, press, state} = scene();
    const evil: PaymentProvider = {...sandbox, start: async (payment) => {
      payment.present({type: 'redirect', url: 'javascript:alert(1)'});
      return {ending: 'stopped'};
    }};
    const story = press(undefined, {provider: evil});
    await clock.pass(second);
    assert.deepEqual([(await story.ended).problem?.code, tab.left, shop.trades.length], ['provider_failed', [], 0]);
    assert.equal(state(), 'failed');
  });
});
